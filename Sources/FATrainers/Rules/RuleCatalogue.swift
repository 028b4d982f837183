/// The rules that users can choose by name.
public enum RuleCatalogue {
  /// All of them. To add a rule, add its type here.
  public static let all: [any LearningRule.Type] = [
    GradientDescent.self,
    FeedbackAlignment.self,
    FeedbackAlignmentStar.self,
    RhoFeedbackAlignment.self,
    KolenPollack.self,
    WeightMirror.self,
    UniformSignSymmetry.self,
    FixedSignSymmetry.self,
    RedrawnSignSymmetry.self,
    LowRankFeedback.self,
    PseudoBackprop.self,
    ScaledGradientDescent.self,
    AlternatingLeastSquares.self,
    ShallowLearning.self,
    DecayingGradientDescent.self,
    DecayingFeedbackAlignment.self,
    AdaptiveFeedback.self,
    ProductFeedback.self,
    InformationAlignment.self,
    OjaFeedback.self,
  ]

  /// What makes another rule of each of them: words before their names.
  public static let derivations: [RuleDerivation] = [
    RuleDerivation(Alternating<GradientDescent>.derivation) { alternating($0) },
    RuleDerivation(Nesterov<GradientDescent>.derivation) { nesterov($0) },
  ]

  private static func alternating<Base: LearningRule>(_: Base.Type) -> any LearningRule.Type {
    Alternating<Base>.self
  }

  private static func nesterov<Base: LearningRule>(_: Base.Type) -> any LearningRule.Type {
    Nesterov<Base>.self
  }

  /// The type of this name, or of one that is derived from it.
  private static func type(named name: String) -> (any LearningRule.Type)? {
    func plain(_ name: some StringProtocol) -> (any LearningRule.Type)? {
      all.first { $0.signature.name == name }
    }
    return plain(name)
      ?? derivations.lazy.compactMap { derivation in
        derivation.rest(of: name).flatMap(plain).map(derivation.apply)
      }.first
  }

  /// The rule that is written so: its name and, separated by colons, the values of its first
  /// parameters, as in `fa` or `rho-fa:0.5`; the other parameters keep their defaults. A derived rule has its word before the
  /// name and its parameters first, as in `nesterov-rho-fa:0.9:0.5`.
  ///
  /// - Throws: `unknown`, `tooManyParameters`, `badParameter`.
  public static func rule(_ text: String) throws(RuleNameError) -> any LearningRule {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let type = type(named: parts[0]) else {
      throw .unknown(name: parts[0], known: all.map { $0.signature.usage })
    }
    let signature = type.signature
    guard parts.count <= signature.parameters.count + 1 else {
      throw .tooManyParameters(usage: signature.usage)
    }
    var arguments: [Double] = []
    for (parameter, part) in zip(signature.parameters, parts.dropFirst()) {
      guard let value = Double(part), parameter.allows(value) else {
        throw .badParameter(rule: signature.name, parameter: parameter, text: part)
      }
      arguments.append(value)
    }
    return type.init(arguments: signature.completed(arguments))
  }
}

/// What makes another rule of any, by a word before its name.
public struct RuleDerivation: Sendable {
  /// The word, with its dash, what is told besides the parameters of the rule, and what it stands for.
  public let signature: RuleSignature
  let apply: @Sendable (any LearningRule.Type) -> any LearningRule.Type

  init(
    _ signature: RuleSignature,
    apply: @escaping @Sendable (any LearningRule.Type) -> any LearningRule.Type
  ) { (self.signature, self.apply) = (signature, apply) }

  /// The name of the rule that a name with the word is derived from.
  public func rest(of name: String) -> Substring? {
    name.hasPrefix(signature.name) ? name.dropFirst(signature.name.count) : nil
  }
}

/// Why a text does not name a rule.
public enum RuleNameError: Error, Sendable {
  /// No rule has this name.
  case unknown(name: String, known: [String])
  /// The rule takes fewer parameters.
  case tooManyParameters(usage: String)
  /// The parameter cannot have this value.
  case badParameter(rule: String, parameter: RuleParameter, text: String)
}

extension RuleNameError: CustomStringConvertible {
  /// A sentence that says what was wrong and what there is.
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "there is no rule '\(name)'; the rules are \(known.joined(separator: ", "))"
    case .tooManyParameters(let usage):
      "too many parameters: the rule is written \(usage)"
    case .badParameter(let rule, let parameter, let text):
      "'\(text)' is not a \(parameter.name) of \(rule): it must be a \(parameter.isWhole ? "whole " : "")"
        + "number from \(parameter.text(parameter.range.lowerBound)) to "
        + "\(parameter.text(parameter.range.upperBound))"
    }
  }
}
