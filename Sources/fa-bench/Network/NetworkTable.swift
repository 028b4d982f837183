import FAMatrixIO
import FATrainers

/// The result of `network` for a person.
struct NetworkTable {
  let results: NetworkResults
  let isColored: Bool

  var text: String { (summary + [""] + rows + [""] + notes).joined(separator: "\n") + "\n" }

  private var summary: [String] {
    let problem = results.problem
    func error(_ bound: NetworkResults.Bound) -> String {
      Format.significant(bound.error, 6)
        + (bound.heldOutError.map { ", held out \(Format.significant($0, 6))" } ?? "")
    }
    return [
      "Examples".bold(isColored) + "  \(problem.source.printable.shortened(to: 70))",
      "          \(problem.examples) to learn from, \(problem.heldOutExamples) held out; "
        + "||T||/sqrt(N) = \(Format.significant(problem.targetNorm, 6))",
      "Network ".bold(isColored)
        + "  \(problem.inputs)-\(problem.hiddenUnits)-\(problem.outputs), \(Self.steps(results))",
      "Optimum ".bold(isColored) + "  \(error(results.optimum))",
      "Limit   ".bold(isColored) + "  \(error(results.feedbackLimit)): where FA must end"
        + (results.limitApplies ? "" : " on all examples at once"),
    ]
  }

  /// What a step takes.
  static func steps(_ results: NetworkResults) -> String {
    let size = results.settings.batchSize
    if size == results.problem.examples { return "all examples at once" }
    let order = results.settings.order == "shuffled" ? ", shuffled" : ", in order"
    return (size == 1 ? "one example at a time" : "batches of \(size)") + order
  }

  private var rows: [String] {
    let header = ["rule", "error", "/optimum", "held out", "steps", "status", "step size", "time"]
    let body = results.runs.map { run in
      [
        run.rule, run.error.map { Format.significant($0, 6) } ?? "inf",
        run.error.map { ratio($0) } ?? "-",
        run.heldOutError.map { Format.significant($0, 6) } ?? "-", "\(run.steps)",
        run.status.rawValue, Format.significant(run.stepSize, 3), Format.duration(run.seconds),
      ]
    }
    return TableText.aligned([header] + body, left: [0, 5], cutting: 0, boldHead: isColored)
  }

  private func ratio(_ error: Double) -> String {
    let best = results.optimum.error
    // Where the optimum is rounding, a ratio to it means nothing.
    return best > 1e-12 * results.problem.targetNorm ? Format.significant(error / best, 6) : "-"
  }

  private var notes: [String] {
    (results.limitApplies ? [] : Self.doubt.asItem)
      + """
      Errors are ||T - ZWX||_F / sqrt(N). The optimum is the least error of any network with so many hidden units on the \
      examples it learns from; held out: on those that no step sees.
      """.asItem
  }

  /// Where the limit does not hold.
  static let doubt =
    "The limit holds for steps on all examples at once. On batches, or one example at a time, a run "
    + "moves around where it would rest, the farther the larger the steps."
}
