import ArgumentParser
import FALinalg
import FATrainers

/// Which rules, how they step, when they stop.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The rules, separated by commas. (default: \(RuleList.all))", valueName: "rules"),
    transform: RuleList.init)
  var rules = RuleList.all

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A number for all rules, auto, or numbers for some rules, as in gd=0.1,fa=0.05; "
        + "the others stay on auto. (default: auto)",
      valueName: "step"),
    transform: StepSizeList.init)
  var stepSize = StepSizeList.automatic

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The largest number of steps of each rule.", valueName: "n"))
  var maxSteps = 1_000_000

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      A rule has converged when ||E W'|| and the direction of W, relative to the norms of their \
      factors, are at most this. (default: 1e-10 in double precision, 1e-5 in single)
      """, valueName: "t"))
  var tolerance: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The size of the drawn start, relative to that of a balanced solution.", valueName: "x"))
  var initialScale = 0.01

  @Option(
    help: ArgumentHelp(
      """
      In which coordinates training is computed, with the same trajectory to rounding: dense, \
      feedback, spectral; auto takes the cheapest for each rule.
      """, valueName: "method"))
  var method = Method.auto

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case auto, dense, feedback, spectral

    /// Nil for auto.
    var trainingMethod: TrainingMethod? { TrainingMethod(rawValue: rawValue) }
  }

  /// Throws unless the options make sense together.
  func check() throws {
    guard maxSteps >= 0 else {
      throw UsageError("--max-steps must be 0 or more, not \(maxSteps)")
    }
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw UsageError("--tolerance must be a finite number of 0 or more, not \(tolerance)")
    }
    guard initialScale >= 0, initialScale.isFinite else {
      throw UsageError(
        "--initial-scale must be a finite number of 0 or more, not \(initialScale)")
    }
    if let stray = stepSize.rules.subtracting(rules.names).map(\.rawValue).min() {
      throw UsageError("--step-size names the rule \(stray), which is not among --rules")
    }
  }

  func stoppingCriterion<Scalar: BLASScalar>(
    in precision: ComputationOptions.Precision, for _: Scalar.Type
  ) -> StoppingCriterion<Scalar> {
    let usual = precision == .double ? 1e-10 : 1e-5
    return StoppingCriterion(tolerance: Scalar(tolerance ?? usual), maxSteps: maxSteps)
  }

  func stepSizes<Scalar: BLASScalar>(
    in precision: ComputationOptions.Precision
  ) throws -> [RuleName: StepSize<Scalar>] {
    var sizes: [RuleName: StepSize<Scalar>] = [:]
    for name in rules.names {
      guard let value = stepSize[name] else { continue }
      let rounded = Scalar(value)
      guard rounded > 0, rounded.isFinite else {
        throw UsageError("--step-size \(value) is \(rounded) in \(precision) precision")
      }
      sizes[name] = .constant(rounded)
    }
    return sizes
  }
}

/// Rules separated by commas.
struct RuleList: CustomStringConvertible {
  let names: [RuleName]

  static let all = RuleList(names: RuleName.allCases)

  private init(names: [RuleName]) {
    self.names = names
  }

  init(_ argument: String) throws {
    var names: [RuleName] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let name = try RuleName(argument: part)
      if names.contains(name) { throw ValidationError("\(part) is named twice.") }
      names.append(name)
    }
    self.names = names
  }

  var description: String { names.map(\.rawValue).joined(separator: ",") }
}

extension RuleName {
  fileprivate init(argument: Substring) throws {
    guard let name = RuleName(rawValue: String(argument)) else {
      throw ValidationError("there is no rule '\(argument)'; the rules are \(RuleList.all).")
    }
    self = name
  }
}

/// A step size for all rules, or some rules' own; nil stands for auto.
struct StepSizeList: CustomStringConvertible {
  private var common: Double?
  private var own: [RuleName: Double?] = [:]

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
      let name = try RuleName(argument: sides[0])
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

  /// The rules that have a step size of their own.
  var rules: Set<RuleName> { Set(own.keys) }

  /// The step size of a rule, or nil for auto.
  subscript(name: RuleName) -> Double? { own[name] ?? common }

  var description: String { "auto" }
}
