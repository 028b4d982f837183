internal import CBLAS

/// How a product is computed: by the routine of BLAS that is made for it, or by a kernel for shapes of
/// which OpenBLAS makes too much.
private enum ProductMethod {
  /// A vector goes through `gemv`, which reads the matrix once. `gemm` packs it first and was 2 to 3
  /// times slower from 16 x 16 to 2000 x 2000.
  case matrixTimesVector, vectorTimesMatrix
  case tall, short, narrow, split
  case general, symmetric

  /// The fastest method for a product a b.
  ///
  /// - Parameter isGram: Whether a is the transpose of b, so that half of the result is enough.
  @inline(__always)
  init<Scalar: BLASScalar>(
    _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, isGram: Bool
  ) {
    let (m, n, k) = unsafe (a.rows, b.columns, a.columns)
    if isGram, isShort(m, n, k, isGram: true), unsafe a.columnStride == 1 {
      self = .short
    } else if isGram, m * n * k <= Threshold.gramOperations {
      self = .general
    } else if !isGram, k > 0, m > 0, n == 1 {
      self = .matrixTimesVector
    } else if !isGram, k > 0, m == 1, n > 0 {
      self = .vectorTimesMatrix
    } else if isTall(m, n, k), !isGram, unsafe a.rowStride == 1 {
      self = .tall
    } else if isShort(m, n, k, isGram: false), unsafe a.columnStride == 1, unsafe b.rowStride == 1 {
      self = .short
    } else if isNarrow(m, n, k, Scalar.self) {
      self = .narrow
    } else if isSplit(m, n, k) {
      self = .split
    } else {
      self = isGram ? .symmetric : .general
    }
  }
}

/// Whether a product of these dimensions is one of two matrices with few rows and columns.
@inline(__always)
private func isShort(_ m: Int, _ n: Int, _ k: Int, isGram: Bool) -> Bool {
  let bound = Threshold.short
  let side = max(m, n)
  return side <= bound.sides && side > 0 && k >= (isGram ? bound.gramTimes : bound.times) * side
}

/// Whether a product of these dimensions is one of a large matrix with a few vectors.
@inline(__always)
func isNarrow<Scalar: BLASScalar>(_ m: Int, _ n: Int, _ k: Int, _: Scalar.Type) -> Bool {
  let (bound, count) = (Threshold.narrow(Scalar.self), min(m, n))
  return bound.vectors.contains(count) && k >= max(bound.depth, bound.times * count)
    && max(m, n) >= bound.times * count
}

/// Whether a product of these dimensions is better split along k than left to OpenBLAS.
@inline(__always)
private func isSplit(_ m: Int, _ n: Int, _ k: Int) -> Bool {
  let bound = Threshold.split
  return m * n <= bound.entries && k >= bound.times * max(m, n)
    && m * n * k > Threshold.threadOperations && BLAS.threadCount > 1
}

/// Stores `alpha a b + beta c` in `c`, by the method that is fastest for the shape.
///
/// - Parameters:
///   - a: m x k, laid out so that BLAS can read it.
///   - b: k x n, laid out so that BLAS can read it.
///   - c: m x n.
///   - isGram: Whether a is the transpose of b. Of `c` the lower triangle then is read, and the result
///     is symmetric to the last bit.
@inlinable
@inline(__always)
func storeProduct<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar, isGram: Bool = false
) {
  // Without a generic function in between, which would cost as much as a product of 4 x 4.
  if Scalar.self == Double.self {
    unsafe storeProductInDouble(
      unsafeBitCast(a, to: UnsafeMatrix<Double>.self),
      unsafeBitCast(b, to: UnsafeMatrix<Double>.self),
      into: unsafeBitCast(c, to: UnsafeMutableMatrix<Double>.self),
      alpha: unsafeBitCast(alpha, to: Double.self), beta: unsafeBitCast(beta, to: Double.self),
      isGram: isGram)
  } else {
    unsafe storeProductInFloat(
      unsafeBitCast(a, to: UnsafeMatrix<Float>.self),
      unsafeBitCast(b, to: UnsafeMatrix<Float>.self),
      into: unsafeBitCast(c, to: UnsafeMutableMatrix<Float>.self),
      alpha: unsafeBitCast(alpha, to: Float.self), beta: unsafeBitCast(beta, to: Float.self),
      isGram: isGram)
  }
}

@usableFromInline
func storeProductInDouble(
  _ a: UnsafeMatrix<Double>, _ b: UnsafeMatrix<Double>, into c: UnsafeMutableMatrix<Double>,
  alpha: Double, beta: Double, isGram: Bool
) {
  if unsafe isPlain(a, b, isGram: isGram) {
    unsafe gemm(a, b, into: c, alpha: alpha, beta: beta)
  } else {
    unsafe computeProduct(a, b, into: c, alpha: alpha, beta: beta, isGram: isGram)
  }
}

@usableFromInline
func storeProductInFloat(
  _ a: UnsafeMatrix<Float>, _ b: UnsafeMatrix<Float>, into c: UnsafeMutableMatrix<Float>,
  alpha: Float, beta: Float, isGram: Bool
) {
  if unsafe isPlain(a, b, isGram: isGram) {
    unsafe gemm(a, b, into: c, alpha: alpha, beta: beta)
  } else {
    unsafe computeProduct(a, b, into: c, alpha: alpha, beta: beta, isGram: isGram)
  }
}

/// Whether a product is too small for any method that is made for a shape. Asked first and apart
/// from the others: at 4 x 4 each comparison counts. Case: `product/4x4x4`.
@inline(__always)
private func isPlain<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, isGram: Bool
) -> Bool {
  let (m, n, k) = unsafe (a.rows, b.columns, a.columns)
  return !isGram && min(m, n) > 1 && max(m, n, k) < Threshold.tall.rows
}

@inline(never)
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func computeProduct<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar, isGram: Bool
) {
  // Of a product of a matrix with itself half is enough, unless the other half of `c` counts.
  let isGram = unsafe isGram || beta == 0 && a.isTranspose(of: b)
  switch unsafe ProductMethod(a, b, isGram: isGram) {
  case .matrixTimesVector:
    unsafe matrixVector(
      a, x: b.base, increment: max(1, b.rowStride), alpha: alpha, beta: beta, y: c.base,
      increment: 1)
  case .vectorTimesMatrix:
    unsafe matrixVector(
      b.transposed, x: a.base, increment: max(1, a.columnStride), alpha: alpha, beta: beta,
      y: c.base, increment: max(1, c.columnStride))
  // 0 times infinity is no number.
  case .tall where alpha != 0:
    unsafe TallProduct(a, b, into: c, alpha: alpha, beta: beta).run()
    return
  case .short where unsafe a.rows * b.columns * a.columns < 2 * Threshold.kernelOperations:
    unsafe storeShortProduct(a, b, into: c, alpha: alpha, beta: beta, isGram: isGram)
    return
  case .narrow: unsafe NarrowProduct(a, b, into: c, alpha: alpha, beta: beta).run()
  case .short, .split:
    unsafe SplitProduct(a, b, into: c, alpha: alpha, beta: beta, isGram: isGram).run()
  case .symmetric: unsafe syrk(a, into: c, alpha: alpha, beta: beta)
  case .general, .tall: unsafe gemm(a, b, into: c, alpha: alpha, beta: beta)
  }
  if isGram { unsafe mirrorLowerTriangle(of: c) }
}

/// The general product of BLAS.
@inline(__always)
func gemm<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar
) {
  let operations = unsafe a.rows * a.columns * b.columns
  let product = unsafe StripedProduct(a: a, b: b, c: c, alpha: alpha, beta: beta)
  guard operations > Threshold.threadOperations else {
    return unsafe product.run(part: 0, of: 1, storage: nil)
  }
  BLAS.calling(isLarge: true) {
    unsafe WorkerPool.run(
      product, parts: WorkerPool.parts(ofOperations: operations, each: Threshold.kernelOperations))
  }
}

/// Stores the lower triangle of `alpha a a' + beta c` in `c`.
@inline(__always)
func syrk<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>, alpha: Scalar, beta: Scalar
) {
  let operations = unsafe a.rows * a.rows * a.columns
  BLAS.calling(isLarge: operations > Threshold.serial.symmetricOperations) {
    unsafe WorkerPool.run(
      StripedGram(a: a, c: c, alpha: alpha, beta: beta),
      parts: WorkerPool.parts(
        ofOperations: operations / 2, each: Threshold.kernelOperations))
  }
}

/// Stores `alpha a x + beta y` in `y`, for vectors of any stride.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func matrixVector<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, x: UnsafePointer<Scalar>?, increment xIncrement: Int, alpha: Scalar,
  beta: Scalar, y: UnsafeMutablePointer<Scalar>?, increment yIncrement: Int
) {
  let entries = unsafe a.rows * a.columns
  BLAS.calling(isLarge: entries > Threshold.serial.entries) {
    unsafe WorkerPool.run(
      StripedVectorProduct(
        a: a, x: x, xIncrement: xIncrement, y: y, yIncrement: yIncrement, alpha: alpha, beta: beta),
      parts: WorkerPool.parts(ofOperations: entries))
  }
}

extension UnsafeMatrix {
  /// The transpose of what lies there.
  @inlinable
  var transposed: Self {
    unsafe Self(
      base: base, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride)
  }

  /// Whether it is the transpose of another, in the same place.
  @inline(__always)
  func isTranspose(of other: Self) -> Bool {
    unsafe base == other.base && (rows, columns) == (other.columns, other.rows)
      && (rowStride, columnStride) == (other.columnStride, other.rowStride)
  }

  /// The layout of a matrix that BLAS is known to be able to read.
  @inlinable
  @inline(__always)
  var requiredLayout: (transpose: BLASTranspose, leadingDimension: Int32) {
    guard let layout = unsafe blasLayout else {
      stop("BLAS cannot read a matrix with gaps along rows and columns")
    }
    return (layout.transpose, blasInt(layout.leadingDimension))
  }

  /// The given columns.
  func columns(_ range: Range<Int>) -> Self {
    unsafe Self(
      base: base.map { unsafe $0 + range.lowerBound * columnStride }, rows: rows,
      columns: range.count, rowStride: rowStride, columnStride: columnStride)
  }

  /// The given rows.
  func rows(_ range: Range<Int>) -> Self {
    unsafe Self(
      base: base.map { unsafe $0 + range.lowerBound * rowStride }, rows: range.count,
      columns: columns, rowStride: rowStride, columnStride: columnStride)
  }
}
