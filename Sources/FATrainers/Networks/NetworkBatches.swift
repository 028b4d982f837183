import FALinalg

/// The batches of a run, one after the other: what a network's state becomes on each.
struct NetworkBatches<Rule: LearningRule, Scalar: BLASScalar>: ~Copyable {
  private let rule: Rule
  /// X and T of all examples, by the root of the batch size.
  private let allInputs: Matrix<Scalar>
  private let allTargets: Matrix<Scalar>
  /// Those of the batch, m x b and n x b.
  private var inputs: Matrix<Scalar>
  private var targets: Matrix<Scalar>
  private var sequence: ExampleSequence
  /// The network in the coordinates of the batch: V is X_B'W' / sqrt(b), b x r.
  private var batch: TrainingState<Scalar>
  /// V and what belongs to it as the batch was given them.
  private var hidden: Matrix<Scalar>
  private var hiddenMemory: [Matrix<Scalar>] = []

  /// - Parameters:
  ///   - rule: The rule.
  ///   - data: All examples.
  ///   - batchSize: How many of them a batch has.
  ///   - start: The network's start; of W only the number of rows counts.
  ///   - feedback: C, r x n, for rules that need it.
  ///   - order: In which order examples come.
  ///   - seed: The seed of the order, and of what the rule draws.
  init(
    _ rule: Rule, _ data: TrainingData<Scalar>, batchSize: Int, _ start: Factors<Scalar>,
    _ feedback: Matrix<Scalar>?, order: ExampleOrder, seed: UInt64
  ) {
    self.rule = rule
    // All of them at once are the same in any order.
    sequence = ExampleSequence(
      count: data.count, batchSize == data.count ? .given : order, seed: seed)
    let unit = 1 / Scalar(batchSize).squareRoot()
    allInputs = unit * data.inputs
    allTargets = unit * data.targets
    inputs = Matrix(allInputs[..., 0..<batchSize])
    targets = Matrix(allTargets[..., 0..<batchSize])
    batch = TrainingState(
      Factors(z: start.z, w: .zeros(start.w.rows, batchSize)), feedback: feedback,
      use: rule.feedbackUse, feedbackNorm: feedback?.frobeniusNorm ?? 0, seed: seed)
    hidden = batch.v
    fill()
  }

  /// Makes the matrices of the rule's own that belong to V: those of the network have as many rows as the inputs, and
  /// those of a batch as many as it has examples.
  ///
  /// - Parameters:
  ///   - state: The network.
  ///   - problem: The one that it comes to on all examples at once.
  mutating func prepare(
    _ state: inout TrainingState<Scalar>,
    _ problem: @autoclosure () -> FactorizationProblem<Matrix<Scalar>>
  ) throws(FactorizationError) {
    multiply(inputs.transposed, state.v, into: &batch.v)
    exchange(&state)
    defer { exchange(&state) }
    try rule.begin(FactorizationProblem(reduced: targets, rank: batch.z.columns), &batch)
    guard !batch.hiddenMemory.isEmpty else { return }
    var whole = TrainingState(
      Factors(z: batch.z, w: Matrix(state.v.transposed)),
      feedback: batch.b.columns == 0 ? nil : Matrix(batch.b.transposed), use: rule.feedbackUse,
      feedbackNorm: batch.initialFeedbackNorm, seed: batch.seed)
    try rule.begin(problem(), &whole)
    state.hiddenMemory = whole.hiddenMemory
    hiddenMemory = batch.hiddenMemory
  }

  /// Computes the directions on the present batch, and returns how far the network is from rest on it.
  mutating func evaluate(
    _ state: inout TrainingState<Scalar>, stepSize: Scalar
  ) throws(FactorizationError) -> Scalar {
    try computeDirections(&state)
    // W moves, and decays, by itself and not by what the examples see of it.
    state.directionNorms = batch.directionNorms
    let length = batch.dv.frobeniusNorm
    return state.stationarity(
      frobeniusNorm: targets.frobeniusNorm, decay: rule.factorDecay, stepSize: stepSize,
      hiddenUnit: length == 0 ? inputs.frobeniusNorm : state.dv.frobeniusNorm / length)
  }

  private mutating func computeDirections(
    _ state: inout TrainingState<Scalar>
  ) throws(FactorizationError) {
    let problem = FactorizationProblem(reduced: targets, rank: state.z.columns)
    multiply(inputs.transposed, state.v, into: &hidden)
    batch.v.assign(hidden)
    exchange(&state)
    defer { exchange(&state) }
    batch.step = state.step
    if state.step > 0 { batch.updateProjection(of: problem) }
    for index in hiddenMemory.indices {
      multiply(inputs.transposed, state.hiddenMemory[index], into: &hiddenMemory[index])
      batch.hiddenMemory[index].assign(hiddenMemory[index])
    }
    batch.hiddenProductNorm = 0
    try rule.evaluate(problem, &batch)
    try checkHiddenSide()
    multiply(inputs, batch.dv, into: &state.dv)
  }

  /// Goes on to the next batch.
  mutating func advance() {
    if inputs.columns < allInputs.columns { fill() }
  }

  /// Copies the next examples into the batch.
  private mutating func fill() {
    var filled = 0
    while filled < inputs.columns {
      let places = sequence.take(inputs.columns - filled)
      if sequence.isContiguous {
        load(places.lowerBound, to: filled..<(filled + places.count))
      } else {
        for (column, place) in places.enumerated() {
          load(sequence.example(at: place), to: (filled + column)..<(filled + column + 1))
        }
      }
      filled += places.count
    }
  }

  /// Throws if the rule has written what the examples cannot carry back.
  private func checkHiddenSide() throws(FactorizationError) {
    let length = batch.dv.frobeniusNorm
    // What is not finite is a matter of the run.
    guard length.isFinite else { return }
    guard length == batch.hiddenProductNorm, batch.v == hidden, batch.hiddenMemory == hiddenMemory
    else {
      throw .unsuited(
        rule: rule.name,
        reason: "writes W, its direction or what belongs to it while it evaluates a batch, which "
          + "the examples cannot carry back: let it do so in `advance`")
    }
  }

  /// What belongs to both the network and the batch changes hands rather than being copied.
  private mutating func exchange(_ state: inout TrainingState<Scalar>) {
    swap(&state.z, &batch.z)
    swap(&state.b, &batch.b)
    swap(&state.dz, &batch.dz)
    swap(&state.readoutMemory, &batch.readoutMemory)
    swap(&state.memory, &batch.memory)
    swap(&state.readoutInverse, &batch.readoutInverse)
  }

  /// Copies examples, from the given one on, to these places of the batch.
  private mutating func load(_ example: Int, to places: Range<Int>) {
    let source = example..<(example + places.count)
    inputs[0..<inputs.rows, places] = allInputs[..., source]
    targets[0..<targets.rows, places] = allTargets[..., source]
  }
}
