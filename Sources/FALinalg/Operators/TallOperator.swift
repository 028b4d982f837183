/// An operator or, where that is wide, its transpose.
package struct TallOperator<Operator: LinearOperator>: LinearOperator {
  package typealias Scalar = Operator.Scalar

  package let base: Operator
  /// Whether it is the transpose.
  package let isTransposed: Bool

  package init(_ base: Operator) {
    self.base = base
    isTransposed = base.rows < base.columns
  }

  package var rows: Int { max(base.rows, base.columns) }
  package var columns: Int { min(base.rows, base.columns) }
  package var frobeniusNorm: Scalar { base.frobeniusNorm }
  package var multiplicationCount: Int { base.multiplicationCount }
  package var prefersWideProducts: Bool { base.prefersWideProducts }

  package func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    if isTransposed {
      base.multiplyTransposed(x, into: &result)
    } else {
      base.multiply(x, into: &result)
    }
  }

  package func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    if isTransposed {
      base.multiply(x, into: &result)
    } else {
      base.multiplyTransposed(x, into: &result)
    }
  }

  package func dense() -> Matrix<Scalar> {
    isTransposed ? Matrix(base.dense().transposed) : base.dense()
  }

  package func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    isTransposed ? base.residualNorm(v, z) : base.residualNorm(z, v)
  }
}
