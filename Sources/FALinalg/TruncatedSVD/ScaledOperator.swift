/// 2^-e A, whose norm is of order one although that of A is near an end of the scalar's range.
///
/// Half of the power goes to what is multiplied and half to the product, so that neither leaves the
/// range: the products are accurate relative to the entries that A has, even subnormal ones.
struct ScaledOperator<Base: LinearOperator>: LinearOperator {
  typealias Scalar = Base.Scalar

  private let base: Base
  /// e.
  let exponent: Int
  private(set) var frobeniusNorm: Scalar
  /// By how much that can be above the norm: the norm of A, if subnormal, has few digits.
  private(set) var normRounding: Scalar = 0

  /// Nil if the norm is at most the root of the largest number and at least its reciprocal, where
  /// products of A need no care.
  ///
  /// A rounded norm is made exact by a look at all entries, or at least no smaller than it was,
  /// since one smaller than its part in a basis would count as that of another operator.
  init?(_ base: Base) {
    let norm = base.frobeniusNorm
    guard norm > 0, norm.isFinite,
      norm.exponent.magnitude > Scalar.greatestFiniteMagnitude.exponent / 2
    else { return nil }
    self.base = base
    exponent = Int(norm.exponent)
    frobeniusNorm = scaled(norm, byPowerOfTwo: -exponent)
    let unit = scaled(Scalar.leastNonzeroMagnitude, byPowerOfTwo: -exponent)
    guard norm.isSubnormal else { return }
    let (least, greatest) = (frobeniusNorm - unit, frobeniusNorm + unit)
    if isSmallEnoughToBeDense {
      let norm = residualNorm(Matrix.zeros(rows, 0).view, Matrix.zeros(columns, 0).view)
      frobeniusNorm = min(max(norm, least), greatest)
    } else {
      (frobeniusNorm, normRounding) = (greatest, 2 * unit)
    }
  }

  var rows: Int { base.rows }
  var columns: Int { base.columns }
  var multiplicationCount: Int { base.multiplicationCount }
  var prefersWideProducts: Bool { base.prefersWideProducts }

  func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    base.multiply(half(of: x).view, into: &result)
    result.scale(byPowerOfTwo: exponent / 2 - exponent)
  }

  func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    base.multiplyTransposed(half(of: x).view, into: &result)
    result.scale(byPowerOfTwo: exponent / 2 - exponent)
  }

  func dense(columns range: Range<Int>) -> Matrix<Scalar> {
    var result = base.dense(columns: range)
    result.scale(byPowerOfTwo: -exponent)
    return result
  }

  func dense() -> Matrix<Scalar> {
    var result = base.dense()
    result.scale(byPowerOfTwo: -exponent)
    return result
  }

  /// From scaled entries, unless there are too many of them: a residual of subnormal numbers has
  /// few digits.
  func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    guard !isSmallEnoughToBeDense else { return entrywiseResidualNorm(z, v) }
    var (z, v) = (Matrix(z), Matrix(v))
    z.scale(byPowerOfTwo: exponent / 2)
    v.scale(byPowerOfTwo: exponent - exponent / 2)
    return scaled(base.residualNorm(z.view, v.view), byPowerOfTwo: -exponent)
  }

  private func half(of x: MatrixView<Scalar>) -> Matrix<Scalar> {
    var result = Matrix(x)
    result.scale(byPowerOfTwo: -(exponent / 2))
    return result
  }
}
