import FAMatrixIO
import FATrainers

/// The result of `compare` for a person: the yardsticks, a row for each rule, and what to notice.
struct CompareTable {
  let results: CompareResults
  let isColored: Bool

  var text: String {
    (yardsticks + [""] + rows + [""] + predictions + notes).joined(separator: "\n") + "\n"
  }

  private var yardsticks: [String] {
    let (problem, optimum, limit) = (results.problem, results.optimum, results.feedbackLimit)
    func error(_ value: Double, _ relative: Double?) -> String {
      "||ZW - Y|| = \(Format.significant(value, 6))"
        + (relative.map { "  (\(Format.percent($0)) of ||Y||)" } ?? "")
    }
    // All that is known of the rank of a large target is that it exceeds r.
    let rank = problem.numericalRank.map { "rank \($0)" } ?? "rank > \(problem.rank)"
    let doubt = optimum.certificate.status == "uncertified" ? ", not certified" : ""
    return [
      "Target ".bold(isColored) + "  \(problem.source.printable.shortened(to: 70))",
      "         \(problem.rows) x \(problem.columns), \(rank), "
        + "||Y|| = \(Format.significant(problem.frobeniusNorm, 6)); factors of rank r = \(problem.rank)",
      problem.streaming.map { "         \($0.text)" },
      input,
      "Optimum".bold(isColored) + "  \(error(optimum.error, optimum.relativeError)): "
        + "truncated SVD\(doubt)",
      "Limit  ".bold(isColored) + "  \(error(limit.error, limit.relativeError)): where FA must end",
    ].compactMap(\.self)
  }

  /// What was there before the matrix was prepared.
  private var input: String? {
    guard let norm = results.problem.inputNorm else { return nil }
    return "Input  ".bold(isColored)
      + "  ||input|| = \(Format.significant(norm, 6)); Y is the input, "
      + (results.settings?.preparation.map(Self.words) ?? "prepared")
  }

  private static func words(_ preparation: PreparationOptions.Settings) -> String {
    Preparation(
      transposes: preparation.transpose,
      center: preparation.center.flatMap(Preparation.Centering.init),
      scale: preparation.scale.flatMap(Preparation.Scaling.init)
    ).description
  }

  private var rows: [String] {
    let header = [
      "rule", "error", "/optimum", "predicted", "steps", "status", "align", "angle", "time",
    ]
    let body = results.runs.map { run in
      [
        run.rule, run.error.map { Format.significant($0, 6) } ?? "inf",
        run.ratioToOptimum.map(ratio) ?? "-",
        run.predictedLimit.map { Format.significant($0.error, 6) } ?? "-",
        "\(run.steps)", status(of: run),
        run.alignment.map { Format.angle($0.angleDegrees) } ?? "-",
        run.anglesToOptimumDegrees?.last.map(Format.angle) ?? "-",
        Format.duration(run.setupSeconds + run.trainingSeconds),
      ]
    }
    return TableText.aligned([header] + body, left: [0, 5], cutting: 0, boldHead: isColored)
  }

  /// The closed forms of the rules that have one.
  private var predictions: [String] {
    let known = results.runs.compactMap { run in
      run.predictedLimit.map { limit in
        [run.rule, relative(limit).map { Format.significant($0, 2) } ?? "-", limit.formula]
      }
    }
    return known.isEmpty
      ? []
      : TableText.aligned(
        [["rule", "off by", "where ZW must end"]] + known, left: [0, 2], cutting: 0,
        boldHead: isColored) + [""]
  }

  /// How far a run is from its prediction, in units of ||Y||.
  private func relative(_ limit: CompareResults.Prediction) -> Double? {
    let norm = results.problem.frobeniusNorm
    return norm > 0 ? limit.distance.map { $0 / norm } : nil
  }

  /// How a run ended; where something else than rest was good enough, what that was.
  private func status(of run: CompareResults.Run) -> String {
    guard let condition = run.stoppedBy, !condition.hasPrefix("stationarity") else {
      return run.status.rawValue
    }
    return condition
  }

  private func ratio(_ value: Double) -> String {
    value < 1000 ? Format.fixed(value, 5) : Format.significant(value, 3)
  }

  /// Errors where those of the table are in other units than the input.
  private var inInputUnits: String? {
    guard let best = results.optimum.inputError else { return nil }
    let errors = results.runs.map { run in
      "\(run.rule) \(run.inputError.map { Format.significant($0, 6) } ?? "inf")"
    }
    return "In the units of the input: optimum \(Format.significant(best, 6)), "
      + errors.joined(separator: ", ") + "."
  }

  /// What a newcomer should notice; each sentence is printed only where the figures bear it out.
  private var notes: [String] {
    let lines =
      results.runs.compactMap(note) + results.runs.compactMap(flowNote)
      + [inInputUnits].compactMap(\.self) + [
        "||.|| is the Frobenius norm. predicted: the error where the rule must end, known without training; "
          + "off by: how far ZW is from there, over ||Y||. "
          + "align: degrees between Z and C' as vectors (0 = aligned, 90 = unrelated). "
          + "angle: the largest principal angle, in degrees, between the row space of W and that "
          + "of the optimum."
      ]
    return lines.flatMap(\.asItem)
  }

  /// How near a run has kept to its flow.
  private func flowNote(_ run: CompareResults.Run) -> String? {
    let distances = run.history.compactMap { record in
      record.flowError.flatMap { flow in record.error.map { abs($0 - flow) } }
    }
    guard let most = distances.max(), results.problem.frobeniusNorm > 0 else { return nil }
    let share = Format.percent(most / results.problem.frobeniusNorm)
    return
      "\(run.rule) was up to \(share) of ||Y|| from the error of its flow, which is known from a "
      + "balanced start: that is what steps of this size make of it."
  }

  private func note(_ run: CompareResults.Run) -> String? {
    let reachesZero = results.problem.numericalRank.map { results.problem.rank >= $0 } ?? false
    let hasFeedback = run.alignment != nil
    let isAtPrediction =
      run.stoppedBy?.hasPrefix("limit") ?? false
      || run.predictedLimit.flatMap(relative).map { $0 < 1e-6 } ?? false
    switch run.status {
    case .diverged:
      return "\(run.rule) diverged after \(run.steps) steps: try a smaller --step-size."
    case .maxSteps:
      let search =
        run.search.map { $0.steps == nil } ?? false
        ? " A best step can be found only where the automatic one settles within --max-steps: "
          + "this run took the automatic one." : ""
      return "\(run.rule) has not converged: " + advice(run) + search
    case .interrupted:
      return "\(run.rule) was interrupted."
    case .converged where run.stoppedBy?.hasPrefix("gap") ?? false:
      return run.ratioToOptimum.map {
        "\(run.rule) was stopped \(Format.percent($0 - 1)) above the optimum, as --stop asks for."
      } ?? "\(run.rule) was stopped near zero error, as --stop asks for."
    case .converged:
      if reachesZero, let relative = run.relativeError, relative < 1e-6 {
        return "\(run.rule) reached zero error (\(Format.significant(relative, 2)) of ||Y||): "
          + "r is at least the rank of Y."
      }
      let decays = run.factorDecay.map { $0 != FactorDecay() } ?? false
      let balance = ", where its decay balances its gradient: a smaller decay ends nearer."
      guard let ratio = run.ratioToOptimum else {
        guard decays, let relative = run.relativeError else { return nil }
        return "\(run.rule) stopped at \(Format.percent(relative)) of ||Y||" + balance
      }
      if ratio < 1 + 1e-6 { return "\(run.rule) reached the optimum." }
      let above = "\(run.rule) stopped \(Format.percent(ratio - 1)) above the optimum"
      if decays { return above + balance }
      if isAtPrediction {
        return above + ", at the limit that is predicted for it: more steps cannot help."
      }
      if hasFeedback, let part = run.ratioToLimit, part < 1 {
        return above + ", below the limit that C sets where it stays as it is: a smaller "
          + "--tolerance shows whether the run still moves towards that."
      }
      return run.steps == 0
        ? "\(run.rule) did not move: the start is stationary for it." : above + "."
    }
  }

  /// What helps a run that has used up its steps.
  private func advice(_ run: CompareResults.Run) -> String {
    let more = "raise --max-steps or --tolerance"
    guard let end = run.history.last,
      let half = run.history.last(where: { 2 * $0.step <= run.steps }), half.step > 0,
      let errors = (half.error).flatMap({ half in end.error.map { (half, $0) } }),
      let rest = half.stationarity.flatMap({ half in end.stationarity.map { (half, $0) } })
    else { return more + "." }
    let gain = errors.0 - errors.1
    if rest.1 > 0.9 * rest.0, gain < 0.01 * errors.0 {
      return "it was no nearer to rest at the end than halfway. More steps do not help; a smaller "
        + "--step-size or another --schedule may."
    }
    if let rank = results.problem.numericalRank, rank < results.problem.rank {
      return "r exceeds the rank of Y, \(rank), and what the start has beyond that fades slowly. "
        + "A smaller --initial-scale, or --rank \(rank), helps more than --max-steps."
    }
    let norm = results.problem.frobeniusNorm
    return more + "; the second half of its steps took \(Format.percent(gain / norm)) of ||Y|| "
      + "off the error."
  }
}
