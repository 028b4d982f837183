public import FALinalg
internal import Platform

/// The part of a target that a run can see, in coordinates of its own, and the norm of the rest.
///
/// No step changes the residual outside, so ||E||^2 is the sum of both parts and nothing cancels.
public struct ReducedTarget<Inside: LinearOperator>: LinearOperator {
  /// The type of the entries.
  public typealias Scalar = Inside.Scalar

  /// L'YR.
  public let inside: Inside
  /// ||Y - LL'YRR'||_F.
  public let outsideNorm: Scalar

  /// p.
  public var rows: Int { inside.rows }
  /// q.
  public var columns: Int { inside.columns }
  /// ||Y||_F.
  public var frobeniusNorm: Scalar { withOutside(inside.frobeniusNorm) }

  /// That of L'YR, where it has one.
  public var _diagonal: [Scalar]? { inside._diagonal }

  /// L'YR X.
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    inside.multiply(x, into: &result)
  }

  /// R'Y'L X.
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    inside.multiplyTransposed(x, into: &result)
  }

  /// Both products.
  public func multiply(
    _ x: MatrixView<Scalar>, transposedWith z: MatrixView<Scalar>,
    into product: inout Matrix<Scalar>, and transposedProduct: inout Matrix<Scalar>
  ) {
    inside.multiply(x, transposedWith: z, into: &product, and: &transposedProduct)
  }

  /// ||Y - LZV'R'||_F.
  public func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    withOutside(inside.residualNorm(z, v))
  }

  private func withOutside(_ norm: Scalar) -> Scalar {
    Scalar(hypot(Double(norm), Double(outsideNorm)))
  }
}
