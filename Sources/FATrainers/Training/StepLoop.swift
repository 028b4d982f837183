import FALinalg

/// The loop of every run: on a target, on batches of examples, and in the search for a step size.
///
/// Of its rule and its target it is given what depends on them, so that it can be compiled for each scalar: code that is
/// not pays for every generic type that it touches, a tenth of a small step and more.
///
/// - Parameters:
///   - steps: The size of every step.
///   - end: After how many steps, in all, the loop ends.
///   - state: Where the run is.
///   - evaluate: Computes the directions.
///   - goesOn: Asked at the directions of a step, with its size, whether it is to be taken. `isInRange` is false if
///     the directions could not be computed, since the run has left the range of numbers.
///   - takeStep: Takes the step and counts it.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func takeSteps<Scalar: BLASScalar>(
  _ steps: StepSizes<Scalar>, upTo end: Int = .max, _ state: inout TrainingState<Scalar>,
  evaluate: (inout TrainingState<Scalar>) throws(FactorizationError) -> Void,
  while goesOn: (inout TrainingState<Scalar>, _ isInRange: Bool, _ stepSize: Scalar)
    throws(FactorizationError) -> Bool,
  takeStep: (inout TrainingState<Scalar>, _ stepSize: Scalar) -> Void
) throws(FactorizationError) {
  while true {
    let stepSize = steps[state.step]
    var isInRange = true
    state.record?.begin(step: state.step)
    do {
      try evaluate(&state)
    } catch .linearAlgebra(_, .nonFinite) {
      isInRange = false
    }
    guard state.step < end, try goesOn(&state, isInRange, stepSize) else { return }
    takeStep(&state, stepSize)
  }
}
