import ArgumentParser
import FALinalg
import FATrainers

/// Which rules, how they step, when they stop.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The rules, separated by commas: \(RuleList.allNames.joined(separator: ", ")).",
      valueName: "rules"))
  var rules = RuleList(names: RuleName.allCases)

  @Option(
    help: ArgumentHelp(
      "A number for all rules, auto, or some rules' own, as in gd=0.1,fa=auto.",
      valueName: "step"))
  var stepSize = StepSizeList.automatic

  @Option(help: ArgumentHelp("The largest number of steps of each rule.", valueName: "n"))
  var maxSteps = 1_000_000

  @Option(
    help: ArgumentHelp(
      """
      A rule has converged when ||E W'|| and the direction of W, relative to the norms of their \
      factors, are at most this. (default: 1e-10 in double precision, 1e-5 in single)
      """, valueName: "t"))
  var tolerance: Double?

  @Option(help: ArgumentHelp("The seed of all that is drawn.", valueName: "s"))
  var seed: UInt64 = 0

  @Option(
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

  @Option(help: ArgumentHelp("The precision of all numbers.", valueName: "precision"))
  var precision = Precision.double

  @Option(
    help: ArgumentHelp("The number of BLAS threads. (default: as OpenBLAS decides)", valueName: "n")
  )
  var threads: Int?

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case auto, dense, feedback, spectral

    /// Nil for auto.
    var trainingMethod: TrainingMethod? { TrainingMethod(rawValue: rawValue) }
  }

  enum Precision: String, ExpressibleByArgument, CaseIterable {
    case double, single
  }

  func validate() throws {
    guard maxSteps >= 0 else {
      throw ValidationError("--max-steps must be 0 or more, not \(maxSteps).")
    }
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw ValidationError("--tolerance must be a finite number of 0 or more, not \(tolerance).")
    }
    guard initialScale >= 0, initialScale.isFinite else {
      throw ValidationError(
        "--initial-scale must be a finite number of 0 or more, not \(initialScale).")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be from 1 to 1024, not \(threads).")
    }
    if let stray = stepSize.own.keys.filter({ !rules.names.contains($0) }).map(\.rawValue).min() {
      throw ValidationError("--step-size names the rule \(stray), which is not among --rules.")
    }
  }

  func stoppingCriterion<Scalar: BLASScalar>(
    for _: Scalar.Type
  ) -> StoppingCriterion<Scalar> {
    let usual = precision == .double ? 1e-10 : 1e-5
    return StoppingCriterion(tolerance: Scalar(tolerance ?? usual), maxSteps: maxSteps)
  }

  func stepSizes<Scalar: BLASScalar>() -> [RuleName: StepSize<Scalar>] {
    Dictionary(
      uniqueKeysWithValues: rules.names.map { name in
        let value = stepSize.own[name] ?? stepSize.common
        return (name, value.map { .constant(Scalar($0)) } ?? .automatic)
      })
  }
}

/// Rules separated by commas.
struct RuleList: ExpressibleByArgument {
  let names: [RuleName]

  static var allNames: [String] { RuleName.allCases.map(\.rawValue) }

  init(names: [RuleName]) {
    self.names = names
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let names = parts.compactMap { RuleName(rawValue: String($0)) }
    guard names.count == parts.count, Set(names).count == names.count else { return nil }
    self.names = names
  }

  var defaultValueDescription: String { names.map(\.rawValue).joined(separator: ",") }
  static var allValueStrings: [String] { allNames }
}

/// A step size for all rules, or some rules' own; nil stands for auto.
struct StepSizeList: ExpressibleByArgument {
  var common: Double?
  var own: [RuleName: Double?] = [:]

  static let automatic = StepSizeList()

  private init() {}

  init?(argument: String) {
    func value(_ text: Substring) -> Double?? {
      if text == "auto" { return .some(nil) }
      guard let number = Double(text), number > 0, number.isFinite else { return nil }
      return number
    }
    guard argument.contains("=") else {
      guard let common = value(argument[...]) else { return nil }
      self.common = common
      return
    }
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, let name = RuleName(rawValue: String(sides[0])),
        let value = value(sides[1]), own[name] == nil
      else { return nil }
      own[name] = .some(value)
    }
  }

  var defaultValueDescription: String { "auto" }
}
