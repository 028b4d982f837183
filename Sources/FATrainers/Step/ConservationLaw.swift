public import FALinalg

/// A quantity Q = a Z'Z + b WW' + c (CZ + Z'C') that the flow of a rule conserves.
///
/// What is linear in the step size cancels, by the rule's own equations. What is left of a step is
/// exact: Q_{t+1} = Q_t + eta^2 (a dZ'dZ + b dW dW'), for every step size (Mathematics.md: "Exact discrete
/// identities"). Where both factors lose the share d of each step, the quantity fades, and
/// Q_{t+1} = (1 - d)^2 Q_t + c d (C Z_{t+1} + Z_{t+1}'C') + eta^2 (a dZ'dZ + b dW dW') (a derivation of this project).
public struct ConservationLaw: Sendable, Equatable, Codable {
  /// a, the coefficient of Z'Z.
  public let readout: Int
  /// b, the coefficient of WW'.
  public let hidden: Int
  /// c, the coefficient of CZ + Z'C'.
  public let feedback: Int

  /// Creates a law from its coefficients.
  public init(readout: Int, hidden: Int, feedback: Int) {
    self.readout = readout
    self.hidden = hidden
    self.feedback = feedback
  }
}

/// The exact prediction of a conserved quantity, carried along a run.
///
/// How far the quantity is from its prediction tells how far rounding (or a wrong rule) has taken
/// the run from its equations.
public struct ConservationLedger<Scalar: BLASScalar>: Sendable, Codable {
  private let law: ConservationLaw
  private var prediction: Matrix<Scalar>
  /// What was entered since the drift was last asked for. Late in a run an entry is smaller than a
  /// rounding unit of the prediction, and one by one they would all be lost.
  private var pending: Matrix<Scalar>

  /// Opens the ledger at the present factors, which the prediction starts from.
  public init(_ law: ConservationLaw, at state: borrowing TrainingState<Scalar>) {
    self.law = law
    prediction = Self.quantity(law, state).value
    pending = .zeros(prediction.rows, prediction.columns)
  }

  /// Enters a step of the given size along the state's directions, before it is taken.
  ///
  /// - Complexity: O((n + m) r^2), without allocation but where squares leave the range of numbers.
  public mutating func record(_ state: borrowing TrainingState<Scalar>, stepSize: Scalar) {
    record(
      state, stepSize: stepSize, lengths: (state.dz.frobeniusNorm, state.dv.frobeniusNorm),
      decay: FactorDecay())
  }

  /// The same with ||dZ||_F and ||dV||_F known already, for factors that decay alike.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func record(
    _ state: borrowing TrainingState<Scalar>, stepSize: Scalar,
    lengths: (readout: Scalar, hidden: Scalar), decay: FactorDecay
  ) {
    if decay != FactorDecay() { fade(state, stepSize, decay) }
    func enter(_ coefficient: Int, _ direction: Matrix<Scalar>, _ length: Scalar) {
      guard coefficient != 0, length != 0 else { return }
      // The square of eta dZ is in range where those of its parts need not be.
      let (square, lengthSquare) = (stepSize * stepSize, length * length)
      let isInRange = square.isNormal && lengthSquare.isNormal
      let step = isInRange ? direction : stepSize * direction
      multiplyGram(
        of: step, into: &pending, alpha: Scalar(coefficient) * (isInRange ? square : 1), beta: 1)
    }
    enter(law.readout, state.dz, lengths.readout)
    enter(law.hidden, state.dv, lengths.hidden)
  }

  /// Enters what the decay d of a step does: Q becomes (1 - d)^2 Q + c d (CZ + Z'C') with Z of after the step.
  private mutating func fade(
    _ state: borrowing TrainingState<Scalar>, _ stepSize: Scalar, _ decay: FactorDecay
  ) {
    require(
      decay.readout == decay.hidden,
      "the ledger is of factors that decay alike, not by \(decay.readout) and \(decay.hidden)")
    let keep = Scalar(1 - decay.hidden)
    prediction *= keep * keep
    pending *= keep * keep
    guard law.feedback != 0 else { return }
    let weight = Scalar(law.feedback) * Scalar(decay.hidden)
    multiply(state.b.transposed, state.z, into: &pending, alpha: weight * keep, beta: 1)
    multiply(state.z.transposed, state.b, into: &pending, alpha: weight * keep, beta: 1)
    multiply(state.b.transposed, state.dz, into: &pending, alpha: weight * stepSize, beta: 1)
    multiply(state.dz.transposed, state.b, into: &pending, alpha: weight * stepSize, beta: 1)
  }

  /// ||Q - prediction||_F, relative to the sum of the norms of the terms of Q.
  ///
  /// - Complexity: O((n + m) r^2).
  public mutating func drift(at state: borrowing TrainingState<Scalar>) -> Scalar {
    prediction += pending
    pending *= 0
    let (value, scale) = Self.quantity(law, state)
    return scale > 0 ? (value - prediction).frobeniusNorm / scale : 0
  }

  private static func quantity(
    _ law: ConservationLaw, _ state: borrowing TrainingState<Scalar>
  ) -> (value: Matrix<Scalar>, scale: Scalar) {
    let rank = state.z.columns
    var value = Matrix<Scalar>.zeros(rank, rank)
    var scale: Scalar = 0
    func add(_ coefficient: Int, _ term: Matrix<Scalar>) {
      guard coefficient != 0 else { return }
      value.add(term, scaledBy: Scalar(coefficient))
      scale += Scalar(abs(coefficient)) * term.frobeniusNorm
    }
    if law.readout != 0 { add(law.readout, state.z.transposed * state.z) }
    if law.hidden != 0 { add(law.hidden, state.v.transposed * state.v) }
    if law.feedback != 0 {
      let alignment = state.b.transposed * state.z
      add(law.feedback, alignment)
      add(law.feedback, Matrix(alignment.transposed))
    }
    return (value, scale)
  }
}
