import FAMatrixIO

/// The result of `doctor` for a person: what was found, and what to do.
struct DoctorTable {
  let results: DoctorResults
  let isColored: Bool

  var text: String {
    (results.checks.flatMap(lines) + ["", verdict]).joined(separator: "\n") + "\n"
  }

  private func lines(_ check: DoctorResults.Check) -> [String] {
    let name = check.name + String(repeating: " ", count: max(0, 11 - check.name.count))
    let status = check.status.rawValue
    let mark = status + String(repeating: " ", count: 9 - status.count)
    let indent = String(repeating: " ", count: 20)
    // A path is a word that no line break helps, and of use only as a whole.
    let found = check.found.printable.wrapped(width: 60)
    let text = found + (check.advice.map(advice) ?? [])
    return text.enumerated().map { index, line in
      index == 0 ? name.bold(isColored) + mark + line : indent + line
    }
  }

  private func advice(_ text: String) -> [String] {
    "-> \(text)".wrapped(width: 60)
  }

  private var verdict: String {
    switch (results.isHealthy, results.checks.contains { $0.status == .warning }) {
    case (true, false): "All is well."
    case (true, true): "All that is needed is there; see the warnings."
    case (false, _): "Results of this machine cannot be trusted; see the errors."
    }
  }
}
