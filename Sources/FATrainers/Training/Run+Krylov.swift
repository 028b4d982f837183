import FALinalg

extension Run {
  /// Runs in Krylov coordinates, with a basis that grows until it carries the run to its end.
  func executeInKrylovCoordinates<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?,
    tolerance: Scalar, setUp: () -> Void,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    let readout = feedback.map { [start.z, Matrix($0.transposed)] } ?? [start.z]
    let hidden = [Matrix(start.w.transposed)]
    let target = problem.target
    guard target.rows < target.columns else {
      let coordinates = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        try KrylovCoordinates(problem, target, inner: hidden, outer: readout, isTransposed: false)
      }
      setUp()
      return try execute(coordinates, start, feedback, tolerance, while: shouldContinue)
    }
    let coordinates = try FactorizationError.naming("target") {
      () throws(LinearAlgebraError) in
      try KrylovCoordinates(
        problem, TransposedOperator(target), inner: readout, outer: hidden, isTransposed: true)
    }
    setUp()
    return try execute(coordinates, start, feedback, tolerance, while: shouldContinue)
  }

  private func execute<Target: LinearOperator<Scalar>, Operator: LinearOperator<Scalar>>(
    _ coordinates: KrylovCoordinates<Target, Operator>, _ start: Factors<Scalar>,
    _ feedback: Matrix<Scalar>?, _ tolerance: Scalar,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    var coordinates = coordinates
    // Every basis may use half of what is left of the tolerance.
    var limit = tolerance / 2
    var (reduction, leak) = try reduce(coordinates, start, feedback, limit)
    var progress = RunProgress(startingState(reduction.start, reduction.feedback))
    var bound: Scalar = 0
    while true {
      let status = try proceed(
        reduction.problem, &progress, while: shouldContinue,
        if: { leak.enter($0, stepSize: $1) })
      bound += leak.bound
      limit /= 2
      if let status {
        var result = result(status, progress)
        result.factors = reduction.lift(result.factors)
        result.feedback = result.feedback.map { reduction.lift(feedback: $0) }
        result.krylov = KrylovSummary(
          dimension: coordinates.basis.dimension, passes: coordinates.basis.passes,
          deviationBound: bound, singularValues: reduction.problem.target.inside.diagonal)
        return result
      }
      let factors = reduction.lift(progress.state.factors)
      let moved =
        rule.feedbackUse == .learned
        ? reduction.lift(feedback: Matrix(progress.state.b.transposed)) : feedback
      try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
        try coordinates.grow()
      }
      (reduction, leak) = try reduce(coordinates, factors, moved, limit)
      progress.move(to: startingState(reduction.start, reduction.feedback))
    }
  }

  private func reduce<Target: LinearOperator<Scalar>, Operator: LinearOperator<Scalar>>(
    _ coordinates: KrylovCoordinates<Target, Operator>, _ factors: Factors<Scalar>,
    _ feedback: Matrix<Scalar>?, _ leakLimit: Scalar
  ) throws(FactorizationError) -> (Reduction<DiagonalMatrix<Scalar>>, KrylovLeak<Scalar>) {
    try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
      try coordinates.reduction(factors, feedback, leakLimit: leakLimit)
    }
  }

  /// The problem in the coordinates of a Krylov basis of the given dimension at least, as a run that
  /// ended with it saw it.
  func krylovReduction<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?,
    dimension: Int
  ) throws(FactorizationError) -> Reduction<DiagonalMatrix<Scalar>> {
    let readout = feedback.map { [start.z, Matrix($0.transposed)] } ?? [start.z]
    let hidden = [Matrix(start.w.transposed)]
    let target = problem.target
    func reduction<Operator: LinearOperator<Scalar>>(
      _ coordinates: KrylovCoordinates<Target, Operator>
    ) throws(LinearAlgebraError) -> Reduction<DiagonalMatrix<Scalar>> {
      var coordinates = coordinates
      while coordinates.basis.dimension < dimension, coordinates.basis.canGrow {
        try coordinates.grow()
      }
      return try coordinates.reduction(start, feedback, leakLimit: .infinity).0
    }
    return try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
      if target.rows < target.columns {
        try reduction(
          KrylovCoordinates(
            problem, TransposedOperator(target), inner: readout, outer: hidden, isTransposed: true))
      } else {
        try reduction(
          KrylovCoordinates(problem, target, inner: hidden, outer: readout, isTransposed: false))
      }
    }
  }
}
