extension SweepSummary {
  /// The rules over the rank, under settings that are otherwise the same.
  public struct RankTable: Sendable {
    /// One rank.
    public struct Row: Sendable {
      /// r.
      public let rank: Int
      /// The error of the truncated SVD; nil where no run says.
      public let optimumError: Double?
      /// What there is of each rule of the table; nil where it was not run at this rank.
      public let rules: [Rule?]
    }

    /// The settings, but for the rank.
    public let setting: SweepSetting
    /// The names of the rules, in the order of the results.
    public let rules: [String]
    /// The ranks, from the smallest.
    public let rows: [Row]
  }

  /// A table for all settings that differ in the rank alone.
  ///
  /// - Complexity: O(G R) for G groups of R rules.
  public var rankTables: [RankTable] {
    func withoutRank(_ setting: SweepSetting) -> SweepSetting {
      var setting = setting
      setting.rank = 0
      return setting
    }
    var order: [SweepSetting] = []
    var bySetting: [SweepSetting: [Group]] = [:]
    for group in groups {
      let setting = withoutRank(group.setting)
      if bySetting[setting] == nil { order.append(setting) }
      bySetting[setting, default: []].append(group)
    }
    return order.map { setting in
      let own = (bySetting[setting] ?? []).sorted { $0.setting.rank < $1.setting.rank }
      var names: [String] = []
      for rule in own.flatMap(\.rules) where !names.contains(rule.name) { names.append(rule.name) }
      return RankTable(
        setting: setting, rules: names,
        rows: own.map { group in
          RankTable.Row(
            rank: group.setting.rank, optimumError: group.optimumError,
            rules: names.map { name in group.rules.first { $0.name == name } })
        })
    }
  }
}

extension Sequence where Element == SweepResult {
  /// The results by their matrices, settings and seeds, the rules in the order of the catalogue: the same whichever cell
  /// was finished first.
  public func inOrder() -> [SweepResult] {
    let rules = Dictionary(
      uniqueKeysWithValues: RuleCatalogue.all.enumerated().map { ($1.signature.name, $0) })
    func place(_ result: SweepResult) -> Int {
      rules[String(result.rule.prefix { $0 != ":" })] ?? rules.count
    }
    func settings(_ setting: SweepSetting) -> [String] {
      [
        setting.start, "\(setting.initialScale)", setting.feedbackLaw ?? "",
        "\(setting.feedbackScale ?? 0)", setting.requestedStepSize, setting.schedule,
        "\(setting.maxSteps)", "\(setting.tolerance)", setting.stop ?? "",
        setting.requestedMethod ?? "", setting.precision,
      ]
    }
    return map { ($0, settings($0.setting)) }.sorted { first, second in
      let ((one, ownTexts), (other, otherTexts)) = (first, second)
      if one.setting.target != other.setting.target {
        return one.setting.target < other.setting.target
      }
      if one.setting.rank != other.setting.rank { return one.setting.rank < other.setting.rank }
      if ownTexts != otherTexts { return ownTexts.lexicographicallyPrecedes(otherTexts) }
      if one.seed != other.seed { return one.seed < other.seed }
      return (place(one), one.rule) < (place(other), other.rule)
    }.map(\.0)
  }
}
