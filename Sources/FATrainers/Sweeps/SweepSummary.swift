/// What a sweep has found: for each setting the rules over their seeds, and their comparison.
public struct SweepSummary: Sendable {
  /// One rule under one setting, over its seeds.
  public struct Rule: Sendable {
    /// The name of the rule.
    public let name: String
    /// How many runs ended in each way.
    public let counts: [SweepStatus: Int]
    /// ||ZW - Y||_F; infinite for runs that diverged or failed.
    public let error: Sample
    /// The error over ||Y||_F, infinite likewise; nil where ||Y|| is zero.
    public let relativeError: Sample?
    /// The error over the optimum, infinite likewise; nil where the optimum is zero to rounding.
    public let ratioToOptimum: Sample?
    /// The steps of the runs that converged.
    public let stepsToConvergence: Sample

    /// The number of runs.
    public var count: Int { error.count }
  }

  /// Two rules under one setting, paired by seed.
  public struct Comparison: Sendable {
    /// The rule that is compared.
    public let rule: String
    /// The rule that it is compared with: the first of the setting.
    public let baseline: String
    /// The errors of the two, for the seeds that both have.
    public let pairs: PairedComparison
  }

  /// A setting and the rules that were run under it.
  public struct Group: Sendable {
    /// The setting.
    public let setting: SweepSetting
    /// The error of the truncated SVD; nil where no run says.
    public let optimumError: Double?
    /// The rules, in the order of the results.
    public let rules: [Rule]
    /// Each rule but the first against the first.
    public let comparisons: [Comparison]
  }

  /// The settings, in the order of the results.
  public let groups: [Group]

  /// Summarizes results. Those of a rule that takes no feedback count under every feedback that the
  /// others had.
  ///
  /// - Complexity: O(N log N) for N results, for each feedback.
  public init(_ results: [SweepResult]) {
    let bySetting = Self.grouped(results, by: \.setting)
    let withFeedback = Set(
      bySetting.filter { $0.key.feedbackLaw != nil }.map(\.key.withoutFeedback))
    let places = Dictionary(
      Self.grouped(results, by: \.rule).enumerated().map { ($1.key, $0) },
      uniquingKeysWith: { first, _ in first })
    groups = bySetting.compactMap { setting, own in
      if setting.feedbackLaw == nil {
        // Shown under the feedbacks of the others, if there are any.
        return withFeedback.contains(setting) ? nil : Group(setting, own, places)
      }
      let others = bySetting.first { $0.key == setting.withoutFeedback }?.results ?? []
      return Group(setting, others + own, places)
    }
  }

  fileprivate static func grouped<Key: Hashable>(
    _ results: [SweepResult], by key: (SweepResult) -> Key
  ) -> [(key: Key, results: [SweepResult])] {
    var places: [Key: Int] = [:]
    var groups: [(key: Key, results: [SweepResult])] = []
    for result in results {
      let key = key(result)
      if let place = places[key] {
        groups[place].results.append(result)
      } else {
        places[key] = groups.count
        groups.append((key, [result]))
      }
    }
    return groups
  }
}

extension SweepSummary.Group {
  fileprivate init(
    _ setting: SweepSetting, _ results: [SweepResult], _ places: [String: Int]
  ) {
    self.setting = setting
    optimumError = results.lazy.compactMap(\.optimumError).first
    let byRule = SweepSummary.grouped(results, by: \.rule)
      .sorted { places[$0.key, default: 0] < places[$1.key, default: 0] }
    rules = byRule.map { SweepSummary.Rule($0.key, $0.results) }
    let errors = byRule.map { rule in
      Dictionary(
        rule.results.map { ($0.seed, $0.countedError) }, uniquingKeysWith: { first, _ in first })
    }
    comparisons = byRule.indices.dropFirst().map { index in
      let pairs = errors[index].compactMap { seed, error in
        errors[0][seed].map { (first: error, second: $0) }
      }
      return SweepSummary.Comparison(
        rule: byRule[index].key, baseline: byRule[0].key, pairs: PairedComparison(pairs))
    }
  }
}

extension SweepSummary.Rule {
  fileprivate init(_ name: String, _ results: [SweepResult]) {
    self.name = name
    counts = Dictionary(results.map { ($0.status, 1) }, uniquingKeysWith: +)
    error = Sample(results.map(\.countedError))
    func counted(_ figure: KeyPath<SweepResult, Double?>) -> Sample? {
      let isDefined = results.allSatisfy { $0.error == nil || $0[keyPath: figure] != nil }
      return isDefined ? Sample(results.map { $0[keyPath: figure] ?? .infinity }) : nil
    }
    relativeError = counted(\.relativeError)
    ratioToOptimum = counted(\.ratioToOptimum)
    stepsToConvergence = Sample(
      results.compactMap { $0.status == .converged ? $0.steps.map(Double.init) : nil })
  }
}

extension SweepSetting {
  fileprivate var withoutFeedback: SweepSetting {
    var setting = self
    setting.feedbackLaw = nil
    setting.feedbackScale = nil
    return setting
  }
}
