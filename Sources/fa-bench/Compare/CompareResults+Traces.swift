import FALinalg
import FATrainers

extension CompareResults {
  /// The matrices of all runs, each a list of rows.
  struct Matrices: Codable {
    /// Y.
    let target: [[Double]]
    /// Z_0 and W_0.
    let initialZ: [[Double]]
    let initialW: [[Double]]
    /// C.
    let feedback: [[Double]]
    let runs: [Run]

    /// Of one rule: a start and a feedback of its own are null where it took those of all.
    struct Run: Codable {
      let rule: String
      @Nullable var initialZ: [[Double]]?
      @Nullable var initialW: [[Double]]?
      @Nullable var feedback: [[Double]]?
      let z: [[Double]]
      let w: [[Double]]
    }

    init<Scalar>(
      target: Matrix<Scalar>, start: Factors<Scalar>, feedback: Matrix<Scalar>,
      runs: [Comparison<Scalar>.Run]
    ) {
      func rows(_ matrix: Matrix<Scalar>) -> [[Double]] {
        (0..<matrix.rows).map { row in
          (0..<matrix.columns).map { Double(matrix[row, $0]) }
        }
      }
      self.target = rows(target)
      (initialZ, initialW) = (rows(start.z), rows(start.w))
      self.feedback = rows(feedback)
      self.runs = runs.map { run in
        let (factors, own) = (run.result.factors, run.result.feedback)
        return Run(
          rule: run.result.rule.name, initialZ: run.ownStart.map { rows($0.z) },
          initialW: run.ownStart.map { rows($0.w) },
          feedback: own == feedback ? nil : own.map(rows), z: rows(factors.z), w: rows(factors.w))
      }
    }
  }

  /// A line for each recorded step of each rule.
  func historyCSV() -> String {
    let rows = runs.flatMap { run in run.history.map { (rule: run.rule, record: $0) } }
    return CSV.text(
      rows,
      [
        ("rule", { $0.rule }), ("step", { $0.record.step }), ("error", { $0.record.error }),
        ("relativeError", { $0.record.relativeError }),
        ("gapToOptimum", { $0.record.gapToOptimum }), ("gapToLimit", { $0.record.gapToLimit }),
        ("gapToPrediction", { $0.record.gapToPrediction }),
        ("stationarity", { $0.record.stationarity }),
        ("alignmentCosine", { $0.record.alignment?.cosine }),
        ("alignmentAngleDegrees", { $0.record.alignment?.angleDegrees }),
        ("conservationDrift", { $0.record.conservationDrift }),
        ("representationError", { $0.record.diagnostics?.representationError }),
        ("readoutLag", { $0.record.diagnostics?.readoutLag }),
        ("effectiveRank", { $0.record.diagnostics?.effectiveRank }),
        ("largestRowSpaceAngleDegrees", { $0.record.diagnostics?.rowSpaceAnglesDegrees?.last }),
        (
          "largestColumnSpaceAngleDegrees",
          { $0.record.diagnostics?.columnSpaceAnglesDegrees?.last }
        ),
      ])
  }
}
