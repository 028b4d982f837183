import FAMatrixIO

/// The result of `svd` for a person: how good it is, how sure that is, and the leading triplets.
struct SVDTable {
  let results: SVDResults
  let isColored: Bool
  /// More triplets than fit a screen are for programs.
  private static let rowLimit = 20

  var text: String { (summary + [""] + rows).joined(separator: "\n") + "\n" }

  private var notes: [String] {
    """
    ||.|| of matrices is the Frobenius norm. explained: the sum of s^2 up to there over ||Y||^2. residual: the \
    length of Y'u - s v.
    """.wrapped(width: 80)
  }

  private var summary: [String] {
    let problem = results.problem
    let share = results.relativeError.map { "  (\(Format.percent($0)) of ||Y||)" } ?? ""
    let bound = Format.significant(results.certificate.bound, 2)
    let passes = results.passes == 1 ? "1 pass" : "\(results.passes) passes"
    let lines = [
      ("Matrix", problem.source.printable.shortened(to: 66)),
      (
        "",
        "\(problem.rows) x \(problem.columns), "
          + "||Y|| = \(Format.significant(problem.frobeniusNorm, 6))"
      ),
      problem.streaming.map { ("", $0.text) },
      (
        "Error",
        "||U S V' - Y|| = \(Format.significant(results.error, 6))\(share): rank \(results.rank)"
      ),
      ("Certificate", "\(results.certificate.status): at most \(bound) above the optimum"),
      ("Computed", "\(results.driver), \(passes), \(Format.duration(results.seconds))"),
    ]
    .compactMap(\.self)
    let reason = results.certificate.reason.map { $0.wrapped(width: 66) } ?? []
    return lines.flatMap { name, text in
      let padding = String(repeating: " ", count: 13 - name.count)
      let line = name.bold(isColored) + padding + text
      let rest = name == "Certificate" ? reason.map { String(repeating: " ", count: 13) + $0 } : []
      return [line] + rest
    }
  }

  private var rows: [String] {
    let header = ["i", "s", "explained", "residual"]
    let norm = results.problem.frobeniusNorm
    var explained = 0.0
    let body = results.singularValues.indices.prefix(Self.rowLimit).map { index in
      let ratio = norm > 0 ? results.singularValues[index] / norm : 0
      explained += ratio * ratio
      return [
        "\(index + 1)", Format.significant(results.singularValues[index], 8),
        "\(Format.fixed(100 * explained, 3)) %", Format.significant(results.residuals[index], 2),
      ]
    }
    guard !body.isEmpty else { return ["Rank 0 is enough."] }
    let lines = TableText.aligned([header] + body, boldHead: isColored)
    let rest = results.rank - body.count
    return lines
      + (rest > 0 ? ["… and \(rest) more: --format json has them all"] : []) + [""] + notes
  }
}
