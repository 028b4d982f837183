internal import FALinalg
internal import Platform

/// How the step size changes over a run: a factor for each step, one at first, that a rule's own
/// step size is multiplied by.
public enum StepSchedule: Sendable, Hashable, Codable {
  /// The same step throughout.
  case constant
  /// Half a period of the cosine, from one to zero over this many steps, and zero from then on.
  ///
  /// Source: I. Loshchilov, F. Hutter, "SGDR: stochastic gradient descent with warm restarts",
  /// ICLR 2017, without restarts.
  case cosine(steps: Int)
  /// 1 / (1 + t / steps) after t steps: half after this many.
  ///
  /// Source: H. Robbins, S. Monro, "A stochastic approximation method", 1951.
  case inverseTime(steps: Int)

  /// The factor of the step that follows `step` steps.
  public func factor(at step: Int) -> Double {
    switch self {
    case .constant: 1
    case .cosine(let steps):
      step >= steps ? 0 : (1 + cos(.pi * Double(step) / Double(steps))) / 2
    case .inverseTime(let steps): 1 / (1 + Double(step) / Double(max(1, steps)))
    }
  }
}

extension StepSchedule: WrittenChoice {
  /// The forms of the text.
  public static let usage = "constant, cosine:STEPS and inverse-time:STEPS, with 1 step or more"

  /// Reads a schedule.
  public init(text: String) throws(ChoiceError) {
    let words = ChoiceWords(text)
    let steps = words.arguments.count == 1 ? Int(words.arguments[0]) : nil
    switch (words.name, steps) {
    case ("constant", nil) where words.arguments.isEmpty: self = .constant
    case ("cosine", let steps?) where steps > 0: self = .cosine(steps: steps)
    case ("inverse-time", let steps?) where steps > 0: self = .inverseTime(steps: steps)
    default: throw ChoiceError("'\(text)' is not a schedule: the schedules are \(Self.usage)")
    }
  }

  /// The schedule as a text, such as `cosine:100`.
  public var description: String {
    switch self {
    case .constant: "constant"
    case .cosine(let steps): "cosine:\(steps)"
    case .inverseTime(let steps): "inverse-time:\(steps)"
    }
  }
}

/// The size of every step of a run.
struct StepSizes<Scalar: BLASScalar> {
  /// That of the first.
  let first: Scalar
  let schedule: StepSchedule

  /// The size of the step that follows `step` steps.
  subscript(step: Int) -> Scalar {
    schedule == .constant ? first : first * Scalar(schedule.factor(at: step))
  }
}
