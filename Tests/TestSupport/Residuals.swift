public import FALinalg

// LAPACK's residual ratios: how far a decomposition is from what it claims, in units of the
// rounding error to be expected. All are computed in double precision, on input scaled by a power
// of two so that none of them overflows.

/// The ratios of a singular value decomposition; the pass mark of each is 50.
public struct SVDRatios: Sendable {
  /// ||A - U S V'||_1 / (||A||_1 max(m, n) eps).
  public var residual: Double
  /// ||I - U'U||_1 / (m eps).
  public var left: Double
  /// ||I - V'V||_1 / (n eps).
  public var right: Double
  /// The largest of them.
  public var worst: Double { [residual, left, right].reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 } }

  /// The ratios of `svd` as the decomposition of `a`.
  public init<Scalar>(_ svd: SVD<Scalar>, of a: some MatrixProtocol<Scalar>) {
    let exponent = scaleExponent(a)
    let values = Matrix<Scalar>(
      rows: svd.singularValues.count, columns: 1, columnMajor: svd.singularValues)
    let k = values.rows
    residual = residualRatio(
      a, svd.u.inDouble[..., 0..<k] * Matrix(diagonal: scaledToDouble(values, exponent).elements),
      Matrix(svd.vTransposed.inDouble[0..<k, ...]), exponent: exponent,
      count: max(a.rows, a.columns))
    left = orthonormalityRatio(svd.u)
    right = orthonormalityRatio(svd.vTransposed.transposed)
  }
}

/// The ratios of a QR decomposition; the pass mark of each is 30.
public struct QRRatios: Sendable {
  /// ||A - Q R||_1 / (m ||A||_1 eps).
  public var residual: Double
  /// ||I - Q'Q||_1 / (m eps).
  public var orthonormality: Double

  /// Ratios as given.
  public init(residual: Double, orthonormality: Double) {
    (self.residual, self.orthonormality) = (residual, orthonormality)
  }

  /// The ratios of `qr` as the decomposition of `a`.
  public init<Scalar>(_ qr: QR<Scalar>, of a: some MatrixProtocol<Scalar>) {
    let exponent = scaleExponent(a)
    residual = residualRatio(
      a, qr.q.inDouble, scaledToDouble(qr.r, exponent), exponent: exponent,
      count: a.rows)
    orthonormality = orthonormalityRatio(qr.q)
  }
}

/// ||A - L L'||_1 / (n ||A||_1 eps); the pass mark is 30.
public func choleskyRatio<Scalar>(
  _ l: Matrix<Scalar>, of a: some MatrixProtocol<Scalar>
) -> Double {
  let factor = l.inDouble
  return residualRatio(a, factor, Matrix(factor.transposed), exponent: 0, count: a.rows)
}

/// ||B - A X||_1 / (||A||_1 ||X||_1 n eps) for the solution X of A X = B; the pass mark is 30.
public func solveRatio<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ x: some MatrixProtocol<Scalar>,
  _ b: some MatrixProtocol<Scalar>
) -> Double {
  let (a, x) = (a.inDouble, x.inDouble)
  let difference = (b.inDouble - a * x).oneNorm
  let norms = a.oneNorm * x.oneNorm
  return ratio(difference, norms * Double(a.rows) * Scalar.epsilon)
}

/// ||I - Q'Q||_1 / (m eps) for m x k Q.
public func orthonormalityRatio<Scalar>(_ q: some MatrixProtocol<Scalar>) -> Double {
  let q = q.inDouble
  let gram = q.transposed * q
  let difference = (Matrix.identity(q.columns) - gram).oneNorm
  return ratio(difference, Double(q.rows) * Scalar.epsilon)
}

/// ||A - L R||_1 / (||A||_1 count eps), where L R is already scaled by the power of two.
private func residualRatio<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ left: Matrix<Double>, _ right: Matrix<Double>,
  exponent: Int, count: Int
) -> Double {
  let exact = scaledToDouble(a, exponent)
  let difference = (exact - left * right).oneNorm
  return ratio(difference, exact.oneNorm * Double(count) * Scalar.epsilon)
}

/// The quotient; zero where nothing was wrong, although nothing was allowed to be.
private func ratio(_ error: Double, _ unit: Double) -> Double { error == 0 ? 0 : error / unit }

/// The power of two just below the largest entry.
private func scaleExponent<Scalar>(_ a: some MatrixProtocol<Scalar>) -> Int {
  let largest = a.maximumMagnitude
  return largest > 0 && largest.isFinite ? Int(largest.exponent) : 0
}

private func scaledToDouble<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ exponent: Int
) -> Matrix<Double> {
  // In two steps, since 2^1074 is no number.
  let half = -exponent / 2
  return a.inDouble * Double(sign: .plus, exponent: half, significand: 1)
    * Double(sign: .plus, exponent: -exponent - half, significand: 1)
}
