import FAMatrixIO
import FATrainers

/// The result of `deep` for a person: errors and alignments over steps.
struct DeepTable {
  let results: DeepResults
  let isColored: Bool

  var text: String { (summary + [""] + rows + [""] + notes).joined(separator: "\n") + "\n" }

  private var summary: [String] {
    let problem = results.problem
    let sizes = [problem.columns] + results.widths + [problem.rows]
    return [
      "Target ".bold(isColored) + "  \(problem.source.printable.shortened(to: 70))",
      "         \(problem.rows) x \(problem.columns), "
        + "||Y|| = \(Format.significant(problem.frobeniusNorm, 6))",
      "Network".bold(isColored)
        + "  \(sizes.map { "\($0)" }.joined(separator: "-").shortened(to: 60)), "
        + "step \(Format.significant(results.stepSize, 3))",
      "         \(results.status.rawValue), "
        + "\(Format.duration(results.secondsPerStep)) a step without widths",
    ]
  }

  private var rows: [String] {
    let layers = results.widths.indices.prefix(5)
    let header =
      ["step", "error", "GD error", "full - free"] + layers.map { "align \($0 + 1)" }
    let shown = results.history.enumerated().filter { index, record in
      index == results.history.count - 1 || "\(record.step)".dropFirst().allSatisfy { $0 == "0" }
    }
    let body = shown.map { _, record in
      [
        "\(record.step)", record.error.map { Format.significant($0, 6) } ?? "inf",
        record.gradientDescentError.map { Format.significant($0, 6) } ?? "-",
        record.differenceFromFullNetwork.map { Format.significant($0, 2) } ?? "-",
      ] + layers.map { layer in record.alignments.map { Format.fixed($0[layer], 4) } ?? "-" }
    }
    return TableText.aligned([header] + body, boldHead: isColored)
  }

  private var notes: [String] {
    """
    error: ||W_L ... W_1 - Y|| by direct feedback alignment from zero; GD error: by gradient descent from a small start; full - \
    free: the difference of what the whole network and the one without widths compute, over ||Y||. align: the cosine between the \
    feedback of a hidden layer and what it stands for, the layers above it transposed.
    """.wrapped(width: 80)
  }
}
