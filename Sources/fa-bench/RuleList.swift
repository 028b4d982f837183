import ArgumentParser
import FATrainers

/// Rules separated by commas.
struct RuleList: CustomStringConvertible {
  let rules: [any LearningRule]

  static let standard = RuleList(
    rules: [GradientDescent(), FeedbackAlignment(), FeedbackAlignmentStar()])

  private init(rules: [any LearningRule]) {
    self.rules = rules
  }

  init(_ argument: String) throws {
    var rules: [any LearningRule] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let rule = try Self.rule(part)
      if rules.contains(where: { $0.name == rule.name }) {
        throw ValidationError("\(part) is named twice.")
      }
      rules.append(rule)
    }
    self.rules = rules
  }

  var names: [String] { rules.map(\.name) }

  var description: String { names.joined(separator: ",") }

  static func rule(_ text: Substring) throws -> any LearningRule {
    do {
      return try RuleCatalogue.rule(String(text))
    } catch {
      throw ValidationError("\(error).")
    }
  }

  /// What there is, for the help text.
  static var help: String {
    let lines = RuleCatalogue.all.map { type in
      let signature = type.signature
      let parameters = signature.parameters.map { parameter in
        "\(parameter.name.uppercased()) \(parameter.text(parameter.standard)) by default"
      }
      return "\(signature.usage): \(signature.summary)"
        + (parameters.isEmpty ? "" : " (\(parameters.joined(separator: ", ")))")
    }
    return "The rules, separated by commas, with values of parameters after colons.\n"
      + lines.joined(separator: "\n") + "\n(default: \(standard))"
  }
}

/// A step size for all rules, or some rules' own; nil stands for auto.
struct StepSizeList: CustomStringConvertible {
  private var common: Double?
  private var own: [String: Double?] = [:]

  static let automatic = StepSizeList()

  private init() {}

  init(_ argument: String) throws {
    guard argument.contains("=") else {
      common = try Self.value(argument)
      return
    }
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2 else {
        throw ValidationError("'\(part)' is not of the form rule=step, as in gd=0.1.")
      }
      let name = try RuleList.rule(sides[0]).name
      if own[name] != nil { throw ValidationError("\(sides[0]) is named twice.") }
      own[name] = .some(try Self.value(sides[1]))
    }
  }

  private static func value(_ text: some StringProtocol) throws -> Double? {
    if text == "auto" { return nil }
    guard let number = Double(text), number > 0, number.isFinite else {
      throw ValidationError("'\(text)' is neither auto nor a finite number above 0.")
    }
    return number
  }

  /// The names of the rules that have a step size of their own.
  var rules: Set<String> { Set(own.keys) }

  /// The step size of a rule, or nil for auto.
  subscript(name: String) -> Double? { own[name] ?? common }

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
