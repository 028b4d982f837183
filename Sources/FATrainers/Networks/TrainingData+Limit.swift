public import FALinalg

extension TrainingData {
  /// What the examples come to for whitened inputs: the factorization of Y S^(1/2), Y the regression of T on X,
  /// by Z and W S^(1/2). What no network explains counts into every error.
  ///
  /// Its ``Optimum``, with what no network explains (``optimum(hiddenUnits:)``), is the least error that a network with r
  /// hidden units has on the examples, and its ``FeedbackLimit`` is where feedback alignment on all examples at once ends, at whatever rate
  /// (Mathematics.md: "Where FA ends", a derivation of this project). Errors are those of
  /// ``error(of:)``. The trajectory is that of the network only where S = I.
  ///
  /// - Parameter hiddenUnits: r, which may exceed n and m.
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O((n + m) m N).
  public func whitenedProblem(
    hiddenUnits: Int
  ) throws(FactorizationError) -> FactorizationProblem<ReducedTarget<Matrix<Scalar>>> {
    let unit = 1 / Scalar(count).squareRoot()
    let svd = try FactorizationError.naming("the inputs") { () throws(LinearAlgebraError) in
      try inputs.svd()
    }
    // X = U D V', so that X X' (X X')^(-1/2) = U U': directions without input are left out.
    let range = 0..<svd.rank()
    let scores = (unit * targets) * svd.vTransposed[range, ...].transposed
    let outside = (unit * targets).residualNorm(
      scores.view, svd.vTransposed[range, ...].transposed)
    return FactorizationProblem(
      reduced: ReducedTarget(
        inside: scores * svd.u[..., range].transposed, outsideNorm: outside),
      rank: hiddenUnits)
  }
}

extension TrainingData {
  /// The best that a network with r hidden units can do on the examples: its least error, and its factors in the coordinates
  /// of ``whitenedProblem(hiddenUnits:)``.
  ///
  /// - Parameter hiddenUnits: r, which may exceed n and m.
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O((n + m) m N).
  public func optimum(
    hiddenUnits: Int
  ) throws(FactorizationError) -> (error: Scalar, factors: Factors<Scalar>) {
    let problem = try whitenedProblem(
      hiddenUnits: min(hiddenUnits, targets.rows, inputs.rows))
    let best = try Optimum(of: problem)
    let values = Matrix(diagonal: Array(best.singularValues.prefix(best.rank)))
    // What lies outside the span of the inputs no network explains.
    return (
      [best.error, problem.target.outsideNorm].euclideanNorm,
      Factors(z: best.left * values, w: Matrix(best.right.transposed))
    )
  }

  /// The network whose factors in the coordinates of ``whitenedProblem(hiddenUnits:)`` are the given ones: W is W S^(1/2)
  /// times the pseudo-inverse of S^(1/2).
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O(m^2 (N + r)).
  public func network(
    ofWhitened factors: Factors<Scalar>
  ) throws(FactorizationError) -> Factors<Scalar> {
    let svd = try FactorizationError.naming("the inputs") { () throws(LinearAlgebraError) in
      try inputs.svd()
    }
    let range = 0..<svd.rank()
    let root = Scalar(count).squareRoot()
    var rows = factors.w * svd.u[..., range]
    rows.scaleColumns(by: svd.singularValues[range].map { root / $0 })
    return Factors(z: factors.z, w: rows * svd.u[..., range].transposed)
  }
}

extension FactorizationProblem {
  /// The factorization that a two-layer linear network faces whose teacher is y = Y x and whose inputs have
  /// the covariance S: that of Y S^(1/2), by Z and W S^(1/2).
  ///
  /// Its errors are roots of expected squared errors, its ``Optimum`` and ``FeedbackLimit`` those of the
  /// network (Mathematics.md: "Where FA ends").
  ///
  /// - Parameters:
  ///   - teacher: Y, n x m.
  ///   - covariance: S, m x m, symmetric; negative eigenvalues count as the zeros that they are but
  ///     for rounding.
  ///   - rank: r.
  /// - Throws: `wrongShape`, `rankOutOfRange`, `scaleOutOfRange`, `linearAlgebra`.
  /// - Complexity: O(m^3 + n m^2).
  public init<Entry: BLASScalar>(
    teacher: Matrix<Entry>, covariance: Matrix<Entry>, rank: Int
  ) throws(FactorizationError) where Target == Matrix<Entry> {
    try FactorizationError.check(
      covariance, named: "the covariance", rows: teacher.columns, columns: teacher.columns)
    let eigen = try FactorizationError.naming("the covariance") {
      () throws(LinearAlgebraError) in try covariance.symmetricEigen()
    }
    let roots = Matrix(diagonal: eigen.values.map { max(0, $0).squareRoot() })
    try self.init(
      target: teacher * (eigen.vectors * roots * eigen.vectors.transposed), rank: rank)
  }
}
