internal import CBLAS

// Calls of BLAS whose results fall into stripes that do not depend on each other. Each thread computes one of them by
// a call of its own, which OpenBLAS leaves to that thread: its own threads would wait awake (see ``WorkerPool``).

/// The part of so many rows or columns that is one of several stripes; they begin at multiples of eight.
@inline(__always)
func stripe(_ part: Int, of parts: Int, _ count: Int) -> Range<Int> {
  let end = part + 1 == parts ? count : (part + 1) * (count / 8) / parts * 8
  return (part * (count / 8) / parts * 8)..<end
}

/// The general product `c = alpha a b + beta c`.
@unsafe
struct StripedProduct<Scalar: BLASScalar>: SplitJob {
  let a: UnsafeMatrix<Scalar>
  let b: UnsafeMatrix<Scalar>
  let c: UnsafeMutableMatrix<Scalar>
  let alpha: Scalar
  let beta: Scalar

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    let isWide = unsafe c.columns >= c.rows
    let range = unsafe stripe(part, of: parts, isWide ? c.columns : c.rows)
    let (a, b) = unsafe isWide ? (a, b.columns(range)) : (a.rows(range), b)
    let c = unsafe isWide ? c.block(0..<c.rows, range) : c.block(range, 0..<c.columns)
    let (aLayout, bLayout) = unsafe (a.requiredLayout, b.requiredLayout)
    unsafe blas_gemm(
      Scalar.letter, aLayout.transpose.rawValue, bLayout.transpose.rawValue, blasInt(c.rows),
      blasInt(c.columns), blasInt(a.columns), Double(alpha), a.base, aLayout.leadingDimension,
      b.base, bLayout.leadingDimension, Double(beta), c.base, c.leadingDimension)
  }
}

/// The lower triangle of `c = alpha a a' + beta c`.
@unsafe
struct StripedGram<Scalar: BLASScalar>: SplitJob {
  let a: UnsafeMatrix<Scalar>
  let c: UnsafeMutableMatrix<Scalar>
  let alpha: Scalar
  let beta: Scalar

  /// The first column of a part, when all have as many entries of the triangle.
  private func boundary(_ part: Int, of parts: Int) -> Int {
    let order = unsafe c.rows
    let left = (Double(parts - part) / Double(parts)).squareRoot()
    return part == parts ? order : Int(Double(order) * (1 - left)) / 8 * 8
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    let range = unsafe boundary(part, of: parts)..<boundary(part + 1, of: parts)
    let below = unsafe range.upperBound..<c.rows
    let rows = unsafe a.rows(range)
    let layout = unsafe rows.requiredLayout
    let square = unsafe c.block(range, range)
    unsafe blas_syrk(
      Scalar.letter, BLASTriangle.lower.rawValue, layout.transpose.rawValue, blasInt(range.count),
      blasInt(a.columns), Double(alpha), rows.base, layout.leadingDimension, Double(beta),
      square.base, square.leadingDimension)
    guard !below.isEmpty else { return }
    unsafe StripedProduct(
      a: a.rows(below), b: rows.transposed, c: c.block(below, range), alpha: alpha,
      beta: beta
    ).run(part: 0, of: 1, storage: nil)
  }
}

/// The product with a vector `y = alpha a x + beta y`.
@unsafe
struct StripedVectorProduct<Scalar: BLASScalar>: SplitJob {
  let a: UnsafeMatrix<Scalar>
  let x: UnsafePointer<Scalar>?
  let xIncrement: Int
  let y: UnsafeMutablePointer<Scalar>?
  let yIncrement: Int
  let alpha: Scalar
  let beta: Scalar

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    let range = unsafe stripe(part, of: parts, a.rows)
    let a = unsafe a.rows(range)
    let layout = unsafe a.requiredLayout
    let isTransposed = layout.transpose == .transpose
    unsafe blas_gemv(
      Scalar.letter, layout.transpose.rawValue, blasInt(isTransposed ? a.columns : a.rows),
      blasInt(isTransposed ? a.rows : a.columns), Double(alpha), a.base, layout.leadingDimension, x,
      blasInt(xIncrement), Double(beta), y.map { unsafe $0 + range.lowerBound * yIncrement },
      blasInt(yIncrement))
  }
}

/// A routine with a symmetric matrix or a triangle on one side of others: on the left it takes their columns one by one, and
/// on the right their rows.
@unsafe
struct StripedSide<Scalar: BLASScalar>: SplitJob {
  @unsafe
  enum Routine {
    /// `c = alpha a b + beta c`, or b a.
    case symmetricProduct(b: UnsafeMatrix<Scalar>, beta: Scalar)
    /// `c = alpha a c`, or c a, and the solution of that for the c on the right.
    case triangularProduct(BLASDiagonal)
    case triangularSolution(BLASDiagonal)
  }

  let routine: Routine
  let side: BLASSide
  let a: UnsafeMatrix<Scalar>
  let triangle: BLASTriangle
  let c: UnsafeMutableMatrix<Scalar>
  let alpha: Scalar

  /// Runs it, on several threads if it is long enough to repay waking them up.
  func run() {
    guard unsafe c.rows > 0, unsafe c.columns > 0 else { return }
    let operations = unsafe c.rows * c.columns * a.rows
    BLAS.calling(isLarge: unsafe min(c.rows, c.columns) > Threshold.serial.triangularSide) {
      unsafe WorkerPool.run(
        self,
        parts: WorkerPool.parts(ofOperations: operations, each: Threshold.kernelOperations))
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    let (isLeft, rows, columns) = unsafe (side == .left, 0..<c.rows, 0..<c.columns)
    let range = stripe(part, of: parts, isLeft ? columns.count : rows.count)
    let c = unsafe isLeft ? c.block(rows, range) : c.block(range, columns)
    let layout = unsafe a.requiredLayout
    let (m, n) = unsafe (blasInt(c.rows), blasInt(c.columns))
    // BLAS finds the triangle of an operand that is stored as its transpose on the other side.
    let stored = unsafe (layout.transpose == .none ? triangle : triangle.transposed).rawValue
    switch unsafe routine {
    case .symmetricProduct(let b, let beta):
      let b = unsafe isLeft ? b.columns(range) : b.rows(range)
      unsafe blas_symm(
        Scalar.letter, side.rawValue, stored, m, n, Double(alpha), a.base, layout.leadingDimension,
        b.base, b.requiredLayout.leadingDimension, Double(beta), c.base, c.leadingDimension)
    case .triangularProduct(let diagonal):
      unsafe blas_trmm(
        Scalar.letter, side.rawValue, stored, layout.transpose.rawValue, diagonal.rawValue, m, n,
        Double(alpha), a.base, layout.leadingDimension, c.base, c.leadingDimension)
    case .triangularSolution(let diagonal):
      unsafe blas_trsm(
        Scalar.letter, side.rawValue, stored, layout.transpose.rawValue, diagonal.rawValue, m, n,
        Double(alpha), a.base, layout.leadingDimension, c.base, c.leadingDimension)
    }
  }
}
