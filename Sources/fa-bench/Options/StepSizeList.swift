import ArgumentParser
import FALinalg
import FATrainers

/// How a step size is chosen on the command line.
enum StepSizeChoice: Equatable {
  case automatic
  case constant(Double)
  /// The gap, or nil for the usual one.
  case best(gap: Double?)

  init(_ text: some StringProtocol) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    func positive(_ text: some StringProtocol) -> Double? {
      Double(text).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
    if text == "auto" {
      self = .automatic
    } else if text == "best" {
      self = .best(gap: nil)
    } else if parts.count == 2, parts[0] == "best", let gap = positive(parts[1]) {
      self = .best(gap: gap)
    } else if let number = positive(text) {
      self = .constant(number)
    } else {
      throw ValidationError("'\(text)' is neither auto nor best nor a finite number above 0.")
    }
  }
}

extension StepSizeChoice {
  /// The choice in a precision, which has gaps of its own.
  func stepSize<Scalar: BLASScalar>(as _: Scalar.Type = Scalar.self) throws -> StepSize<Scalar> {
    func rounded(_ value: Double) throws -> Scalar {
      let result = Scalar(value)
      guard result > 0, result.isFinite else {
        throw UsageError(
          "the step size \(value) is \(result) in \(Scalar.self == Float.self ? "single" : "double") "
            + "precision")
      }
      return result
    }
    switch self {
    case .automatic: return .automatic
    case .constant(let value): return .constant(try rounded(value))
    case .best(let gap):
      return .best(gap: try rounded(gap ?? (Scalar.self == Double.self ? 1e-6 : 1e-3)))
    }
  }
}

/// A step size for all rules, or some rules' own.
struct StepSizeList: CustomStringConvertible {
  private var common = StepSizeChoice.automatic
  private var own: [String: StepSizeChoice] = [:]

  static let automatic = StepSizeList()

  private init() {}

  init(_ argument: String) throws {
    guard argument.contains("=") else {
      common = try StepSizeChoice(argument)
      return
    }
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2 else {
        throw ValidationError("'\(part)' is not of the form rule=step, as in gd=0.1.")
      }
      let name = try RuleList.rule(sides[0]).name
      if own[name] != nil { throw ValidationError("\(sides[0]) is named twice.") }
      own[name] = try StepSizeChoice(sides[1])
    }
  }

  /// The names of the rules that have a step size of their own.
  var rules: Set<String> { Set(own.keys) }

  /// The step size of a rule.
  subscript(name: String) -> StepSizeChoice { own[name] ?? common }

  var description: String { "auto" }
}

extension StepSchedule {
  /// `constant`, `cosine:STEPS` or `inverse-time:STEPS`.
  init(argument: String) throws {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    let steps = parts.count == 2 ? Int(parts[1]) : nil
    switch (parts[0], steps) {
    case ("constant", nil) where parts.count == 1: self = .constant
    case ("cosine", let steps?) where steps > 0: self = .cosine(steps: steps)
    case ("inverse-time", let steps?) where steps > 0: self = .inverseTime(steps: steps)
    default:
      throw ValidationError(
        "the schedules are constant, cosine:STEPS and inverse-time:STEPS, with 1 step or more.")
    }
  }
}
