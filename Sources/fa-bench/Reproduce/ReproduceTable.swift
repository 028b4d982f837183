import FATrainers

/// The result of `reproduce` for a person: each claim, its verdict and the figures.
struct ReproduceTable {
  let results: ReproduceResults
  let isColored: Bool

  var text: String {
    let blocks = results.experiments.map(lines) + [summary]
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private func lines(_ experiment: ReproduceResults.Experiment) -> [String] {
    let verdict = "\(experiment.verdict.rawValue)"
    let heading = "\(experiment.name): \(verdict)"
    let source = "(\(experiment.source.text); \(Format.duration(experiment.seconds)))"
    let fits = heading.count + 2 + source.count <= 80
    return
      (fits
      ? ["\(heading.bold(isColored))  \(source)"]
      : [heading.bold(isColored)] + source.wrapped(width: 78).map { "  " + $0 })
      + experiment.statement.wrapped(width: 78).map { "  " + $0 }
      + figures(experiment.measurements)
      + ([experiment.finding] + experiment.omissions).flatMap { $0.asItem.map { "  " + $0 } }
  }

  /// The figures, a row for each measurement, whose name may go on below.
  private func figures(_ measurements: [ReproduceResults.Measurement]) -> [String] {
    guard !measurements.isEmpty else { return [] }
    let header = ["", "", "95 % interval", "required"]
    let body = measurements.flatMap { measurement in
      let name = (measurement.quantity + count(measurement)).wrapped(width: 30)
      let figures = [
        measurement.estimate.map { short($0, 3) } ?? "-",
        measurement.interval.map { "\(short($0[0], 2))..\(short($0[1], 2))" } ?? "-",
        mark(measurement) + (measurement.requirement?.text { short($0, 3) } ?? "-"),
      ]
      return name.enumerated().map { index, line in
        index == 0 ? [line] + figures : ["  " + line, "", "", ""]
      }
    }
    return TableText.aligned([header] + body, left: [0, 3]).map(\.trimmedAtEnd)
  }

  /// As many digits as asked for, and no more of an exponent than it takes.
  private func short(_ value: Double, _ digits: Int) -> String {
    let text = Format.significant(value, digits)
    guard let e = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: e)...]) else {
      return text
    }
    return "\(text[..<e])e\(exponent)"
  }

  /// How many runs did not come to an end, where some did not.
  private func count(_ measurement: ReproduceResults.Measurement) -> String {
    measurement.unfinished > 0
      ? " (\(measurement.values)/\(measurement.values + measurement.unfinished))" : ""
  }

  private func mark(_ measurement: ReproduceResults.Measurement) -> String {
    switch measurement.verdict {
    case .fails: "! "
    case .inconclusive: "? "
    case .holds, nil: ""
    }
  }

  private var summary: [String] {
    let count = results.experiments.count
    let held = results.experiments.count { $0.verdict == .holds }
    let words = "\(held) of \(count) claims hold (seed \(results.seed), \(results.scale))."
    var lines = [words.bold(isColored)]
    let others = results.experiments.filter { $0.verdict != .holds }
    lines += others.map { "  \($0.name): \($0.verdict.rawValue)" }
    if !results.unfinished.isEmpty {
      lines += "Not finished: \(results.unfinished.joined(separator: ", ")).".wrapped(width: 80)
    }
    if !results.notApplicable.isEmpty {
      lines += "Not applicable to the input: \(results.notApplicable.joined(separator: ", "))."
        .wrapped(width: 80)
    }
    lines += """
      Figures are medians over seeds, or means where the mean is asked about. each: required of every run. ! fails, \
      ? cannot decide. (a/b): runs that ended. --format json has the criteria.
      """.wrapped(width: 80)
    return lines
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
