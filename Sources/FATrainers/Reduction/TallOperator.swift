import FALinalg

/// An operator or, where that is wide, its transpose.
struct TallOperator<Operator: LinearOperator>: LinearOperator {
  typealias Scalar = Operator.Scalar

  let base: Operator
  /// Whether it is the transpose.
  let isTransposed: Bool

  init(_ base: Operator) {
    self.base = base
    isTransposed = base.rows < base.columns
  }

  var rows: Int { max(base.rows, base.columns) }
  var columns: Int { min(base.rows, base.columns) }
  var frobeniusNorm: Scalar { base.frobeniusNorm }
  var multiplicationCount: Int { base.multiplicationCount }

  func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    if isTransposed {
      base.multiplyTransposed(x, into: &result)
    } else {
      base.multiply(x, into: &result)
    }
  }

  func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    if isTransposed {
      base.multiply(x, into: &result)
    } else {
      base.multiplyTransposed(x, into: &result)
    }
  }

  func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    isTransposed ? base.residualNorm(v, z) : base.residualNorm(z, v)
  }
}
