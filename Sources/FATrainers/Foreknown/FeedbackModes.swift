public import FALinalg
internal import Platform

/// Feedback alignment from zero factors, or others along its modes, solved exactly: it decouples into a scalar recursion for
/// each singular value of C Y, for every step size and every target.
///
/// With CY = Q diag(d) V', at every step W = Q diag(g) Q'CY and Z = Y (CY)' Q diag(h) Q', where
/// g <- g + eta u, h <- h + eta g u and u = 1 - p, with p = d^2 g h the share of the mode that is learned
/// (Mathematics.md: "FA from zero start, solved exactly", a derivation of this project). In the
/// variables g d^(2/3) and h d^(4/3), of which p is the product, all modes obey one recursion with
/// the step eta d^(2/3) in place of eta.
///
/// ```swift
/// let modes = try FeedbackModes(of: problem, feedback: feedback)
/// let curve = modes.errors(after: [10, 100, 1000], stepSize: 0.1)
/// ```
public struct FeedbackModes<Scalar: BLASScalar>: Sendable {
  /// The singular values d of C Y above rounding, from the largest.
  public let singularValues: [Scalar]
  /// ||Y - Y V V'||_F: where the error ends.
  public let limit: Scalar
  /// ||Y v_i||_2: what of the error mode i takes away.
  public let imageNorms: [Scalar]
  /// Q, r x k.
  let left: Matrix<Scalar>
  /// V, m x k.
  let right: Matrix<Scalar>
  /// Y V, n x k.
  let image: Matrix<Scalar>

  /// Finds the modes for the given feedback C, r x n.
  ///
  /// - Throws: `wrongShape`, `linearAlgebra`.
  /// - Complexity: Three passes over the target, and O(m r^2).
  public init<Target: LinearOperator<Scalar>>(
    of problem: FactorizationProblem<Target>, feedback: Matrix<Scalar>
  ) throws(FactorizationError) {
    try problem.check(feedback: feedback)
    let target = problem.target
    let projected = problem.projection(through: Matrix(feedback.transposed))
    let svd = try FactorizationError.naming("feedback times target") {
      () throws(LinearAlgebraError) in try projected.svd()
    }
    let count = numericalRank(
      ofSingularValues: svd.singularValues,
      relativeCutoff: rankCutoff(rows: target.rows, columns: target.columns))
    singularValues = Array(svd.singularValues.prefix(count))
    left = Matrix(svd.vTransposed[0..<count, ...].transposed)
    let right = Matrix(svd.u[..., 0..<count])
    self.right = right
    var image = Matrix<Scalar>.zeros(target.rows, count)
    target.multiply(right.view, into: &image)
    self.image = image
    imageNorms = (0..<count).map { image[..., $0..<($0 + 1)].frobeniusNorm }
    limit = problem.distance(toProjectionOfNorm: image.frobeniusNorm) {
      target.residualNorm(image.view, right.view)
    }
  }

  /// The modes before the first step from zero factors.
  public var start: FeedbackModeState<Scalar> {
    let zeros = Array(repeating: Scalar(0), count: singularValues.count)
    return FeedbackModeState(self, hidden: zeros, readout: zeros)
  }

  /// The modes before the first step from factors that are aligned with them, W_0 = Q diag(w) V' and
  /// Z_0 = Y V diag(z) Q'; nil for others.
  ///
  /// - Complexity: O((n + m) r^2).
  public func start(at factors: Factors<Scalar>) -> FeedbackModeState<Scalar>? {
    let scales = singularValues.map { Scalar(cbrt(Double($0))) }
    let rows = left.transposed * factors.w * right
    let columns = factors.z * left
    var state = start
    for mode in scales.indices {
      let (along, norm) = (image.column(mode), imageNorms[mode])
      let inner = (along.transposed * columns.column(mode))[0, 0]
      state.hidden[mode] = rows[mode, mode] / scales[mode]
      state.readout[mode] = inner / norm / norm * scales[mode]
    }
    // What is left of rounding in a start that was made from the modes.
    let tolerance = 64 * rankCutoff(rows: factors.z.rows, columns: factors.w.columns) as Scalar
    let whole = self.factors(state)
    let isAligned =
      (whole.z - factors.z).frobeniusNorm <= tolerance * factors.z.frobeniusNorm
      && (whole.w - factors.w).frobeniusNorm <= tolerance * factors.w.frobeniusNorm
    return isAligned ? state : nil
  }

  /// ||Y - ZW||_F when mode i has learned the share p_i.
  ///
  /// - Parameter shares: p, as many as there are modes.
  public func error(shares: [Scalar]) -> Scalar {
    let rest = zip(shares, imageNorms).map { (1 - $0) * $1 }
    return Scalar(hypot(Double(limit), Double(rest.euclideanNorm)))
  }

  /// The learning curve: ||Y - ZW||_F after each of the given numbers of steps, which increase.
  ///
  /// - Complexity: O(r) for each step up to the last.
  public func errors(
    after steps: [Int], stepSize: Scalar, schedule: StepSchedule = .constant
  ) -> [Scalar] {
    var state = start
    return steps.map { step in
      while state.step < step {
        state.advance(by: stepSize * Scalar(schedule.factor(at: state.step)))
      }
      return error(shares: state.shares)
    }
  }

  /// Z and W when the modes are in the given state.
  ///
  /// - Complexity: O((n + m) r^2).
  public func factors(_ state: FeedbackModeState<Scalar>) -> Factors<Scalar> {
    // d h and d g, from the variables without unit.
    let scales = singularValues.map { Scalar(cbrt(Double($0))) }
    let readout = zip(state.readout, scales).map { $0 / $1 }
    let hidden = zip(state.hidden, scales).map { $0 * $1 }
    return Factors(
      z: image * Matrix(diagonal: readout) * left.transposed,
      w: left * Matrix(diagonal: hidden) * right.transposed)
  }
}

/// The state of all modes of ``FeedbackModes``, after any number of steps.
public struct FeedbackModeState<Scalar: BLASScalar>: Sendable {
  /// The number of steps taken.
  public private(set) var step = 0
  /// g d^(2/3), for each mode.
  public fileprivate(set) var hidden: [Scalar]
  /// h d^(4/3), for each mode.
  public fileprivate(set) var readout: [Scalar]
  /// The shares that are learned.
  public var shares: [Scalar] { zip(hidden, readout).map { $0 * $1 } }
  /// d^(2/3): the rate of each mode in units of the step size.
  let rates: [Scalar]

  fileprivate init(_ modes: FeedbackModes<Scalar>, hidden: [Scalar], readout: [Scalar]) {
    (self.hidden, self.readout) = (hidden, readout)
    rates = modes.singularValues.map { value in
      let root = Scalar(cbrt(Double(value)))
      return root * root
    }
  }

  /// Takes a step.
  ///
  /// - Complexity: O(r), without allocation.
  public mutating func advance(by stepSize: Scalar) {
    step += 1
    advanceModes(&hidden, &readout, rates, by: stepSize)
  }
}

@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func advanceModes<Scalar: BLASScalar>(
  _ hidden: inout [Scalar], _ readout: inout [Scalar], _ rates: [Scalar], by stepSize: Scalar
) {
  for mode in rates.indices {
    let change = stepSize * rates[mode] * (1 - hidden[mode] * readout[mode])
    readout[mode] += hidden[mode] * change
    hidden[mode] += change
  }
}
