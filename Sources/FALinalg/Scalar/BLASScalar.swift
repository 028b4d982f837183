/// A real scalar that BLAS and LAPACK compute with: `Float` or `Double`.
///
/// Write code against ``Matrix`` and the functions of this module, and do not conform further types.
public protocol BLASScalar: BinaryFloatingPoint, BitwiseCopyable, Codable, SIMDScalar, Sendable {}

extension Double: BLASScalar {}
extension Float: BLASScalar {}

extension BLASScalar {
  /// LAPACK's letter for the scalar, by which the routines and kernels in C choose. In code that is
  /// compiled for one scalar it is a constant, and the routine is called directly.
  @inline(__always)
  static var letter: CChar {
    if Self.self == Double.self { return option("d") }
    if Self.self == Float.self { return option("s") }
    stop("BLAS computes with Double and Float, and not with \(Self.self)")
  }
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
