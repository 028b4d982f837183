public import FALinalg

/// Examples for a two-layer linear network x -> Z W x: inputs x and what the outputs should be.
public struct TrainingData<Scalar: BLASScalar>: Sendable {
  /// X, m x N: one input in each column.
  public let inputs: Matrix<Scalar>
  /// T, n x N: one target in each column.
  public let targets: Matrix<Scalar>

  /// Pairs inputs with targets.
  ///
  /// - Throws: `wrongShape` if there are not as many of both, or none; `linearAlgebra` if one of them is not
  ///   finite.
  public init(
    inputs: Matrix<Scalar>, targets: Matrix<Scalar>
  ) throws(FactorizationError) {
    try FactorizationError.check(
      inputs, named: "the inputs", rows: inputs.rows, columns: max(1, inputs.columns))
    try FactorizationError.check(
      targets, named: "the targets", rows: targets.rows, columns: inputs.columns)
    (self.inputs, self.targets) = (inputs, targets)
  }

  /// N.
  public var count: Int { inputs.columns }

  /// S = X X'/N, m x m.
  ///
  /// - Complexity: O(m^2 N).
  public var covariance: Matrix<Scalar> { (1 / Scalar(count)) * (inputs * inputs.transposed) }

  /// T X'/N, n x m.
  ///
  /// - Complexity: O(n m N).
  public var crossCovariance: Matrix<Scalar> {
    (1 / Scalar(count)) * (targets * inputs.transposed)
  }

  /// ||T - Z W X||_F / sqrt(N): the root of the mean squared error.
  ///
  /// - Parameter factors: Z, n x r, and W, r x m.
  /// - Complexity: O((n + m) r N).
  public func error(of factors: Factors<Scalar>) -> Scalar {
    targets.residualNorm(factors.z.view, (factors.w * inputs).transposed)
      / Scalar(count).squareRoot()
  }

  /// At most m examples with the same covariances, and so the same steps on all examples at once.
  ///
  /// With X = L Q, Q with orthonormal rows, they are the columns of L and of T Q', in units that keep
  /// the mean (a derivation of this project).
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O((n + m) m N).
  public func compressed() throws(FactorizationError) -> Self {
    if count <= inputs.rows { return self }
    let lq = try FactorizationError.naming("the inputs") { () throws(LinearAlgebraError) in
      try inputs.lq()
    }
    let unit = (Scalar(inputs.rows) / Scalar(count)).squareRoot()
    return try TrainingData(inputs: unit * lq.l, targets: unit * (targets * lq.q.transposed))
  }
}
