import ArgumentParser
import FALinalg
import FATrainers

/// A step size for all rules, or some rules' own. They are kept as texts: which numbers there are, and what `best`
/// alone asks for, depends on the precision.
struct StepSizeList {
  private var common = StepSize<Double>.automatic.description
  private var own: [String: String] = [:]

  init() {}

  init(_ argument: String) throws {
    guard argument.contains("=") else {
      common = try Self.checked(argument)
      return
    }
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2 else {
        throw ValidationError("'\(part)' is not of the form rule=step, as in gd=0.1.")
      }
      let name = try RuleList.rule(sides[0]).name
      if own[name] != nil { throw ValidationError("\(sides[0]) is named twice.") }
      own[name] = try Self.checked(String(sides[1]))
    }
  }

  private static func checked(_ text: String) throws -> String {
    _ = try StepSize<Double>(argument: text)
    return text
  }

  /// The names of the rules that have a step size of their own.
  var rules: Set<String> { Set(own.keys) }

  /// The step size of a rule.
  func stepSize<Scalar: BLASScalar>(of rule: String) throws -> StepSize<Scalar> {
    do {
      return try StepSize(text: own[rule] ?? common)
    } catch {
      throw UsageError("\(error)")
    }
  }
}
