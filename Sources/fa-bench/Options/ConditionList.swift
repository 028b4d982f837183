import ArgumentParser
import FALinalg
import FATrainers

/// Conditions that end a run, separated by commas.
struct ConditionList {
  private let list: [StopCondition<Double>]

  init() { list = [] }

  init(_ argument: String) throws {
    list = try argument.split(separator: ",", omittingEmptySubsequences: false).map {
      try StopCondition(argument: String($0))
    }
  }

  /// The stationarity among them, which then takes the place of the usual one; nil if there is none.
  var tolerance: Double? {
    list.compactMap { condition in
      if case .stationarity(let tolerance) = condition { return tolerance }
      return nil
    }.max()
  }

  /// Whether the distance to a limit is among them.
  var hasLimit: Bool {
    list.contains { condition in
      if case .limit = condition { return true }
      return false
    }
  }

  /// The conditions as they were written, separated by commas; nil if there are none.
  var text: String? { list.isEmpty ? nil : list.map(\.description).joined(separator: ",") }

  func conditions<Scalar: BLASScalar>() -> [StopCondition<Scalar>] {
    list.map { StopCondition($0) }
  }
}
