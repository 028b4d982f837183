import FALinalg

/// How far the spaces of two runs are apart at their ends, in degrees from the smallest angle.
public struct RunPair: Sendable, Codable {
  /// The names of the rules.
  public let rules: [String]
  /// The principal angles between the row spaces of W; nil where a run diverged.
  public let rowSpaceAnglesDegrees: [Double]?
  /// The same between the column spaces of Z.
  public let columnSpaceAnglesDegrees: [Double]?
}

extension Comparison {
  /// All pairs of runs, in the order of the runs.
  ///
  /// - Complexity: O((n + m) r^2) for each.
  public var pairs: [RunPair] {
    runs.indices.flatMap { first in
      runs[(first + 1)...].map { RunPair(runs[first].result, $0.result) }
    }
  }
}

extension RunPair {
  fileprivate init<Scalar>(_ first: TrainingResult<Scalar>, _ second: TrainingResult<Scalar>) {
    let (one, other) = (first.factors, second.factors)
    let hasEnds = first.status != .diverged && second.status != .diverged
    func degrees(_ angles: @autoclosure () throws -> [Scalar]) -> [Double]? {
      // Factors near the ends of the range can have spaces that no decomposition finds.
      hasEnds ? try? angles().map { Double($0 * 180 / .pi) } : nil
    }
    rules = [first.rule.name, second.rule.name]
    rowSpaceAnglesDegrees = degrees(try principalAngles(one.w.transposed, other.w.transposed))
    columnSpaceAnglesDegrees = degrees(try principalAngles(one.z, other.z))
  }
}
