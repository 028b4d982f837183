import FALinalg

extension Run {
  /// Makes what the diagnostics need in some coordinates; nil for none.
  typealias Frame = (Reduction<DiagonalMatrix<Scalar>>) throws(FactorizationError) ->
    DiagnosticFrame<Scalar>?

  /// Goes on in Krylov coordinates, with a basis that grows until it carries the run to its end.
  ///
  /// - Parameters:
  ///   - frame: Makes what the diagnostics need in the coordinates of a basis.
  ///   - tolerance: How far the run may leave the trajectory.
  ///   - setUp: Called when the first basis is there.
  func proceedInKrylovCoordinates<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ snapshot: inout RunSnapshot<Scalar>,
    frame: Frame, tolerance: Scalar, setUp: () -> Void, while shouldContinue: Permission,
    if mayStep: Check
  ) throws(FactorizationError) -> (TrainingStatus?, KrylovSummary<Scalar>) {
    var coordinates = try FactorizationError.naming("target") {
      () throws(LinearAlgebraError) in
      try KrylovCoordinates(problem, snapshot.factors, snapshot.feedback)
    }
    setUp()
    while true {
      // Every basis may use half of what is left of the tolerance.
      let limit = max(0, tolerance - snapshot.deviationBound) / 2
      var (reduction, leak) = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        try coordinates.reduction(snapshot.factors, snapshot.feedback, leakLimit: limit)
      }
      var isCarried = true
      let status = try proceed(
        reduction, &snapshot, frame(reduction), while: shouldContinue
      ) { state, stepSize in
        guard mayStep(state, stepSize) else { return false }
        isCarried = leak.enter(state, stepSize: stepSize)
        return isCarried
      }
      snapshot.deviationBound += leak.bound
      if status != nil || isCarried {
        let summary = KrylovSummary(
          dimension: coordinates.basis.dimension, passes: coordinates.basis.passes,
          deviationBound: snapshot.deviationBound,
          singularValues: reduction.problem.target.inside.diagonal)
        return (status, summary)
      }
      try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
        try coordinates.grow()
      }
    }
  }
}
