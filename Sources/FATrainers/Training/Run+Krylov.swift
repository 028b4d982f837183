import FALinalg

extension Run {
  /// Makes what the diagnostics need in some coordinates; nil for none.
  typealias Frame = (Reduction<DiagonalMatrix<Scalar>>) throws(FactorizationError) ->
    DiagnosticFrame<Scalar>?

  /// Goes on in Krylov coordinates, with a basis that grows until it carries the run to its end. Where
  /// there is no room for that, the rest of the steps is taken on the target as it is.
  ///
  /// - Parameters:
  ///   - frame: Makes what the diagnostics need in the coordinates of a basis.
  ///   - wholeFrame: What they need on the target as it is.
  ///   - tolerance: How far the run may leave the trajectory.
  ///   - setUp: Called when the first basis is there.
  func proceedInKrylovCoordinates<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ snapshot: inout RunSnapshot<Scalar>,
    frame: Frame, wholeFrame: DiagnosticFrame<Scalar>? = nil, tolerance: Scalar,
    setUp: () -> Void, while shouldContinue: Permission,
    if mayStep: Check
  ) throws(FactorizationError) -> (TrainingStatus?, KrylovSummary<Scalar>) {
    var coordinates = try FactorizationError.naming("target") {
      () throws(LinearAlgebraError) in
      try KrylovCoordinates(
        problem, snapshot.factors, snapshot.feedback, snapshot.memory)
    }
    setUp()
    while true {
      // Every basis may use half of what is left of the tolerance.
      let limit = max(0, tolerance - snapshot.deviationBound) / 2
      var (reduction, leak) = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        try coordinates.reduction(
          snapshot.factors, snapshot.feedback, snapshot.memory,
          directionWeight: Scalar(rule.directionWeight ?? .infinity), leakLimit: limit)
      }
      var isCarried = true
      let status = try proceed(
        reduction, &snapshot, frame(reduction), recording: leak.record, while: shouldContinue
      ) { state, stepSize in
        guard mayStep(state, stepSize) else { return false }
        isCarried = leak.enter(state, stepSize: stepSize)
        return isCarried
      }
      snapshot.deviationBound += leak.bound
      func summary() -> KrylovSummary<Scalar> {
        KrylovSummary(
          dimension: coordinates.basis.dimension, passes: coordinates.basis.passes,
          deviationBound: snapshot.deviationBound,
          singularValues: reduction.problem.target.inside.diagonal)
      }
      if status != nil || isCarried { return (status, summary()) }
      guard coordinates.mayGrow else {
        let status = try proceed(
          problem, &snapshot, wholeFrame, while: shouldContinue, if: mayStep)
        return (status, summary())
      }
      try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
        try coordinates.grow()
      }
    }
  }
}
