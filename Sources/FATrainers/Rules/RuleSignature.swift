import FALinalg

/// What a rule is called, which numbers it takes, and what it does.
///
/// Command lines, help texts and error messages are made from signatures; nothing else lists rules.
public struct RuleSignature: Sendable {
  /// The name by which users choose the rule, in words joined by dashes.
  public let name: String
  /// The numbers that the rule takes, in the order in which it is given after the name.
  public let parameters: [RuleParameter]
  /// One sentence.
  public let summary: String

  /// Creates a signature.
  public init(_ name: String, parameters: [RuleParameter] = [], summary: String) {
    self.name = name
    self.parameters = parameters
    self.summary = summary
  }

  /// The name and its parameters as they are written, such as `kolen-pollack:DECAY`.
  public var usage: String {
    ([name] + parameters.map { $0.name.uppercased() }).joined(separator: ":")
  }

  /// The values of all parameters, from those of the first few and the defaults of the others.
  func completed(_ first: some Collection<Double>) -> [Double] {
    var values = Array(first)
    for parameter in parameters.dropFirst(values.count) {
      let value = parameter.defaultValue ?? values.last
      require(value != nil, "the first parameter of \(name) has no default")
      values.append(value ?? 0)
    }
    return values
  }
}

/// A number that a rule takes.
public struct RuleParameter: Sendable {
  /// A word for it.
  public let name: String
  /// Which values make sense.
  public let range: ClosedRange<Double>
  /// What it is if it is left out; nil for what the parameter before it is.
  public let defaultValue: Double?
  /// Whether only whole numbers make sense.
  public let isWhole: Bool

  /// Creates a parameter.
  public init(
    _ name: String, in range: ClosedRange<Double>, default defaultValue: Double?,
    isWhole: Bool = false
  ) {
    self.name = name
    self.range = range
    self.defaultValue = defaultValue
    self.isWhole = isWhole
  }

  /// Whether the parameter may have this value.
  public func allows(_ value: Double) -> Bool {
    range.contains(value) && (!isWhole || value == value.rounded())
  }

  /// The value as it is written.
  public func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
