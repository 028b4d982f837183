/// A real scalar that BLAS and LAPACK compute with: `Float` or `Double`.
///
/// The underscored requirements are the library's calls into OpenBLAS and LAPACKE, one routine
/// each, in column-major order. They are an implementation detail: write code against ``Matrix`` and
/// the functions of this module, and do not conform further types.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public protocol BLASScalar: BinaryFloatingPoint, SIMDScalar, Codable, LAPACKScalar, Sendable {
  // BLAS
  static func _gemm(
    _ transposeA: BLASTranspose, _ transposeB: BLASTranspose,
    _ m: Int32, _ n: Int32, _ k: Int32,
    _ alpha: Self, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ b: UnsafePointer<Self>?, _ ldb: Int32,
    _ beta: Self, _ c: UnsafeMutablePointer<Self>?, _ ldc: Int32)
  static func _narrowProduct(
    _ few: UnsafePointer<Self>, _ fewRow: Int, _ fewColumn: Int, _ count: Int,
    _ large: UnsafePointer<Self>, _ stride: Int, _ runsAcross: Int32, _ inner: Int, _ width: Int,
    _ alpha: Self, _ beta: Self, _ c: UnsafeMutablePointer<Self>, _ cRow: Int, _ cColumn: Int)
  static func _shortProduct(
    _ a: UnsafePointer<Self>, _ aRow: Int, _ rows: Int, _ b: UnsafePointer<Self>, _ bColumn: Int,
    _ columns: Int, _ inner: Int, _ alpha: Self, _ beta: Self, _ c: UnsafeMutablePointer<Self>,
    _ cRow: Int, _ cColumn: Int)
  static func _tallProduct(
    _ x: UnsafePointer<Self>, _ stride: Int, _ rows: Int, _ few: UnsafePointer<Self>,
    _ inner: Int, _ width: Int, _ scale: Self, _ c: UnsafeMutablePointer<Self>, _ cStride: Int)
  static func _tallSolve(
    _ x: UnsafeMutablePointer<Self>, _ stride: Int, _ rows: Int, _ upper: UnsafePointer<Self>,
    _ order: Int)
  static func _eliminate(
    _ first: UnsafePointer<Self>, _ second: UnsafePointer<Self>, _ count: Int,
    _ unknowns: UnsafePointer<Self>, _ columns: UnsafeMutablePointer<Self>, _ stride: Int,
    _ width: Int)
  static func _reflectColumns(
    _ tail: UnsafePointer<Self>, _ count: Int, _ tau: Self,
    _ columns: UnsafeMutablePointer<Self>, _ stride: Int, _ width: Int)
  static func _gemv(
    _ transpose: BLASTranspose, _ m: Int32, _ n: Int32,
    _ alpha: Self, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ x: UnsafePointer<Self>?, _ incx: Int32,
    _ beta: Self, _ y: UnsafeMutablePointer<Self>?, _ incy: Int32)
  static func _ger(
    _ m: Int32, _ n: Int32, _ alpha: Self, _ x: UnsafePointer<Self>?, _ incx: Int32,
    _ y: UnsafePointer<Self>?, _ incy: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32)
  static func _syrk(
    _ triangle: BLASTriangle, _ transpose: BLASTranspose, _ n: Int32, _ k: Int32,
    _ alpha: Self, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ beta: Self, _ c: UnsafeMutablePointer<Self>?, _ ldc: Int32)
  static func _symm(
    _ side: BLASSide, _ triangle: BLASTriangle, _ m: Int32, _ n: Int32,
    _ alpha: Self, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ b: UnsafePointer<Self>?, _ ldb: Int32,
    _ beta: Self, _ c: UnsafeMutablePointer<Self>?, _ ldc: Int32)
  static func _trmm(
    _ side: BLASSide, _ triangle: BLASTriangle, _ transpose: BLASTranspose,
    _ diagonal: BLASDiagonal, _ m: Int32, _ n: Int32, _ alpha: Self,
    _ a: UnsafePointer<Self>?, _ lda: Int32, _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32)
  static func _trsm(
    _ side: BLASSide, _ triangle: BLASTriangle, _ transpose: BLASTranspose,
    _ diagonal: BLASDiagonal, _ m: Int32, _ n: Int32, _ alpha: Self,
    _ a: UnsafePointer<Self>?, _ lda: Int32, _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32)
  static func _smallSymmetricEigen(
    _ a: UnsafeMutablePointer<Self>, _ order: Int, _ values: UnsafeMutablePointer<Self>,
    _ computingVectors: Int32
  ) -> Int
  static func _smallSVD(
    _ a: UnsafePointer<Self>, _ rows: Int, _ columns: Int, _ values: UnsafeMutablePointer<Self>,
    _ left: UnsafeMutablePointer<Self>?, _ leftColumns: Int, _ right: UnsafeMutablePointer<Self>?,
    _ transposed: Int32
  ) -> Int32
  static func _addScaled(
    _ a: UnsafePointer<Self>, _ scale: Self, _ b: UnsafePointer<Self>, _ count: Int,
    _ out: UnsafeMutablePointer<Self>)
  static func _axpy(
    _ n: Int32, _ alpha: Self, _ x: UnsafePointer<Self>?, _ incx: Int32,
    _ y: UnsafeMutablePointer<Self>?, _ incy: Int32)
  static func _scal(_ n: Int32, _ alpha: Self, _ x: UnsafeMutablePointer<Self>?, _ incx: Int32)
  static func _dot(
    _ n: Int32, _ x: UnsafePointer<Self>?, _ incx: Int32,
    _ y: UnsafePointer<Self>?, _ incy: Int32
  ) -> Self
  static func _nrm2(_ n: Int32, _ x: UnsafePointer<Self>?, _ incx: Int32) -> Self
  static func _asum(_ n: Int32, _ x: UnsafePointer<Self>?, _ incx: Int32) -> Self
  /// Counted from zero.
  static func _iamax(_ n: Int32, _ x: UnsafePointer<Self>?, _ incx: Int32) -> Int
}

/// Whether BLAS reads an operand as stored or transposed (CBLAS's own numbers).
@frozen
public enum BLASTranspose: UInt32, Sendable {
  /// The operand as stored.
  case none = 111
  /// The transpose of the operand.
  case transpose = 112
}

/// What BLAS takes the diagonal of a triangular matrix for (CBLAS's own numbers).
@frozen
public enum BLASDiagonal: UInt32, Sendable {
  /// The entries as stored.
  case stored = 131
  /// Ones, whatever is stored.
  case ones = 132
}

/// On which side of the unknown a triangular matrix stands (CBLAS's own numbers).
@frozen
public enum BLASSide: UInt32, Sendable {
  /// A X = B.
  case left = 141
  /// X A = B.
  case right = 142
}

/// Which triangle of a matrix is read (CBLAS's own numbers).
@frozen
public enum BLASTriangle: UInt32, Sendable {
  /// The diagonal and what is above it.
  case upper = 121
  /// The diagonal and what is below it.
  case lower = 122

  /// The same triangle as the transpose has it.
  @inlinable
  public var transposed: BLASTriangle { self == .upper ? .lower : .upper }

  var lapackCode: CChar {
    switch self {
    case .upper: CChar(UInt8(ascii: "U"))
    case .lower: CChar(UInt8(ascii: "L"))
    }
  }
}
