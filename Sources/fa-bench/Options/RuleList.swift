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
      throw ValidationError("\(explanation(of: error)).")
    }
  }

  /// What was wrong, and what may have been meant.
  private static func explanation(of error: RuleNameError) -> String {
    guard case .unknown(let name, let known) = error else { return "\(error)" }
    let names = RuleCatalogue.all.map { $0.signature.name }
    let derived = RuleCatalogue.derivations.flatMap { derivation in
      names.map { derivation.signature.name + $0 }
    }
    guard let meant = Suggestion.nearest(to: name, among: names + derived) else {
      return "\(error)"
    }
    return "there is no rule '\(name)': did you mean '\(meant)'? The rules are "
      + known.joined(separator: ", ")
  }

  /// What there is, for the help text.
  static var help: String {
    func defaults(_ signature: RuleSignature) -> String {
      let parameters = signature.parameters.map { parameter in
        "\(parameter.name.uppercased()) "
          + (parameter.defaultValue.map { "\(parameter.text($0)) by default" }
            ?? "as the one before")
      }
      return parameters.isEmpty ? "" : " (\(parameters.joined(separator: ", ")))"
    }
    let lines = RuleCatalogue.all.map { type in
      "\(type.signature.usage): \(type.signature.summary)\(defaults(type.signature))"
    }
    let derived = RuleCatalogue.derivations.map { derivation in
      let signature = derivation.signature
      return "\(signature.name)RULE: any of these \(signature.summary)\(defaults(signature))"
    }
    return "The rules, separated by commas, with values of parameters after colons.\n"
      + (lines + derived).joined(separator: "\n") + "\n(default: \(`default`))"
  }
}
