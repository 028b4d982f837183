import FALinalg

/// The matrices of a rule's own, on their way from one state to another.
struct RuleMemory<Scalar: BLASScalar>: Sendable, Codable {
  /// Those that belong to Z.
  var readout: [Matrix<Scalar>] = []
  /// Those that belong to V.
  var hidden: [Matrix<Scalar>] = []
  /// Those that are the same in all coordinates.
  var invariant: [Matrix<Scalar>] = []

  /// None.
  init() {}

  init(_ state: borrowing TrainingState<Scalar>) {
    (readout, hidden, invariant) = (state.readoutMemory, state.hiddenMemory, state.memory)
  }

  /// The same in other coordinates.
  func map(
    readout: (Matrix<Scalar>) -> Matrix<Scalar>, hidden: (Matrix<Scalar>) -> Matrix<Scalar>
  ) -> Self {
    var result = self
    result.readout = self.readout.map(readout)
    result.hidden = self.hidden.map(hidden)
    return result
  }

  /// Whether there are none.
  var isEmpty: Bool { readout.isEmpty && hidden.isEmpty && invariant.isEmpty }

  /// Whether the other has as many matrices of the same shapes.
  func hasShapes(of other: Self) -> Bool {
    func agree(_ own: [Matrix<Scalar>], _ others: [Matrix<Scalar>]) -> Bool {
      own.count == others.count
        && zip(own, others).allSatisfy { ($0.rows, $0.columns) == ($1.rows, $1.columns) }
    }
    return agree(readout, other.readout) && agree(hidden, other.hidden)
      && agree(invariant, other.invariant)
  }
}
