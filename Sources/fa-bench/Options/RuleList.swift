import ArgumentParser
import FATrainers

/// Rules separated by commas.
struct RuleList: CustomStringConvertible {
  let rules: [any LearningRule]

  static let `default` = RuleList(
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
        "\(parameter.name.uppercased()) "
          + (parameter.defaultValue.map { "\(parameter.text($0)) by default" }
            ?? "as the one before")
      }
      return "\(signature.usage): \(signature.summary)"
        + (parameters.isEmpty ? "" : " (\(parameters.joined(separator: ", ")))")
    }
    return "The rules, separated by commas, with values of parameters after colons.\n"
      + lines.joined(separator: "\n") + "\n(default: \(`default`))"
  }
}
