import FALinalg
internal import Platform

/// Feedback alignment from factors along its modes as scalar recursions: a solver of its own, which takes no steps on matrices.
struct ModeSolver<Scalar: BLASScalar> {
  let modes: FeedbackModes<Scalar>
  /// The modes at the beginning.
  let start: FeedbackModeState<Scalar>
  let frobeniusNorm: Scalar
  let feedbackNorm: Scalar

  /// Runs the recursions until the stopping criterion holds. What is recorded follows from the modes alone.
  ///
  /// - Parameters:
  ///   - snapshot: The beginning of the run, which is brought to its end.
  ///   - steps: The size of every step.
  ///   - stopping: When the run ends.
  ///   - goals: What ends it as well.
  ///   - diagnosing: Measures what else can be said.
  ///   - shouldContinue: Asked before every step.
  func solve(
    _ snapshot: inout RunSnapshot<Scalar>, _ steps: StepSizes<Scalar>,
    _ stopping: StoppingCriterion<Scalar>, _ goals: RunGoals<Scalar>,
    diagnosing: (FeedbackModeState<Scalar>, _ error: Scalar) -> RunDiagnostics?,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> RunEnd<Scalar> {
    var state = start
    let scales = ModeScales(modes, frobeniusNorm: frobeniusNorm, feedbackNorm: feedbackNorm)
    var growth = zip(start.hidden, start.readout).map { $0 * $0 - 2 * $1 }
    while true {
      let step = state.step
      let stationarity = scales.stationarity(state)
      let end = try stopping.end(
        step, stationarity,
        met: { () throws(FactorizationError) in
          !goals.isEmpty && (snapshot.agenda.isCheckDue(step) || step >= stopping.maxSteps)
            ? try goals.met(
              error: { modes.error(shares: state.shares) }, factors: { modes.factors(state) })
            : nil
        }, while: shouldContinue)
      if end != nil || snapshot.agenda.isRecorded(step) {
        let error = modes.error(shares: state.shares)
        snapshot.history.append(
          TrainingRecord(
            step: step, error: error, stationarity: stationarity,
            alignment: scales.alignment(state),
            conservationDrift: scales.drift(state, growth: growth),
            diagnostics: stationarity.isFinite ? diagnosing(state, error) : nil))
        snapshot.agenda.noteRecord(at: step)
      }
      if let end {
        (snapshot.step, snapshot.factors) = (step, modes.factors(state))
        return end
      }
      let stepSize = steps[step]
      addSquaredChanges(state, stepSize, to: &growth)
      state.advance(by: stepSize)
    }
  }
}

/// What is measured of the modes, in the units of the whole problem.
private struct ModeScales<Scalar: BLASScalar> {
  let rates: [Scalar]
  /// d^(1/3): W has d^(1/3) times the variables without unit.
  let hidden: [Scalar]
  /// ||Y v_i|| / d^(1/3): Z has this times them.
  let readout: [Scalar]
  let singularValues: [Scalar]
  let imageNorms: [Scalar]
  let frobeniusNorm: Scalar
  let feedbackNorm: Scalar

  init(_ modes: FeedbackModes<Scalar>, frobeniusNorm: Scalar, feedbackNorm: Scalar) {
    rates = modes.start.rates
    hidden = modes.singularValues.map { Scalar(cbrt(Double($0))) }
    readout = zip(modes.imageNorms, hidden).map { $0 / $1 }
    singularValues = modes.singularValues
    imageNorms = modes.imageNorms
    (self.frobeniusNorm, self.feedbackNorm) = (frobeniusNorm, feedbackNorm)
  }

  /// The larger of ||E W'|| / (||Y|| ||W||) and ||C E|| / (||Y|| ||C||), both sums over modes.
  func stationarity(_ state: FeedbackModeState<Scalar>) -> Scalar {
    let squares = directionSquares(
      state.hidden, state.readout, hidden, imageNorms, singularValues, unit: frobeniusNorm,
      feedbackUnit: feedbackNorm)
    let value = max(squares.readout, squares.hidden).squareRoot()
    return squares.readout.isFinite && squares.hidden.isFinite ? value : .nan
  }

  func alignment(_ state: FeedbackModeState<Scalar>) -> Alignment? {
    // In the coordinates of the modes: all of Z, and as much of C' as they hold.
    func column(_ entries: [Scalar]) -> Matrix<Scalar> {
      Matrix(rows: entries.count, columns: 1, columnMajor: entries)
    }
    return Alignment(
      feedbackTransposed: column(zip(rates, readout).map { $0 / $1 }), norm: feedbackNorm,
      readout: column(zip(readout, state.readout).map { $0 * $1 }))
  }

  /// WW' - CZ - Z'C' has the eigenvalues d^(2/3) (g^2 - 2 h), and grows by the squared changes of g.
  func drift(_ state: FeedbackModeState<Scalar>, growth: [Scalar]) -> Scalar {
    func norm(_ value: (Int) -> Scalar) -> Scalar {
      rates.indices.map { rates[$0] * value($0) }.euclideanNorm
    }
    let (g, h) = (state.hidden, state.readout)
    let scale = norm { g[$0] * g[$0] } + 2 * norm { h[$0] }
    return scale > 0 ? norm { g[$0] * g[$0] - 2 * h[$0] - growth[$0] } / scale : 0
  }
}

/// The squares of both parts of the stationarity.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func directionSquares<Scalar: BLASScalar>(
  _ g: [Scalar], _ h: [Scalar], _ hidden: [Scalar], _ images: [Scalar], _ values: [Scalar],
  unit: Scalar, feedbackUnit: Scalar
) -> (readout: Scalar, hidden: Scalar) {
  var (product, norm, feedback) = (Scalar(0), Scalar(0), Scalar(0))
  // W in units of its first row's scale: its square must stay in range.
  let scale = hidden.first ?? 1
  for mode in g.indices {
    let rest = 1 - g[mode] * h[mode]
    let row = hidden[mode] / scale * g[mode]
    let image = row * rest * (images[mode] / unit)
    let direction = values[mode] / feedbackUnit / unit * rest
    product += image * image
    norm += row * row
    feedback += direction * direction
  }
  return (product == 0 ? 0 : product / norm, feedback)
}

@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func addSquaredChanges<Scalar: BLASScalar>(
  _ state: FeedbackModeState<Scalar>, _ stepSize: Scalar, to growth: inout [Scalar]
) {
  for mode in growth.indices {
    let rest = 1 - state.hidden[mode] * state.readout[mode]
    let change = stepSize * state.rates[mode] * rest
    growth[mode] += change * change
  }
}
