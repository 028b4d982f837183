/// How the rank of the factors compares with that of the target.
enum RankRelation: CaseIterable {
  case below, at, above

  var description: String {
    switch self {
    case .below: "r < rank(Y)"
    case .at: "r = rank(Y)"
    case .above: "r > rank(Y)"
    }
  }
}

/// The figures of independent trials on targets of low rank, for each relation of the ranks that these have an r for.
struct FiguresByRelation<Figures: Sendable> {
  private let trials: [[RankRelation: Figures]]

  /// - Parameters:
  ///   - setting: What the trials are run with.
  ///   - count: The number of trials.
  ///   - rank: r for a relation; nil where there is none.
  ///   - body: One trial.
  init(
    _ setting: ExperimentSetting, trials count: Int,
    rank: @Sendable (ExperimentTarget, RankRelation) -> Int? = { $0.factorRank($1) },
    _ body:
      @Sendable (ExperimentTarget, _ rank: Int, _ seed: UInt64) throws(FactorizationError) ->
      Figures
  ) throws(FactorizationError) {
    trials = try setting.trials(count) { (index, seed) throws(FactorizationError) in
      let target = try setting.lowRankTarget(index, seed: seed)
      var figures: [RankRelation: Figures] = [:]
      for relation in RankRelation.allCases {
        if let rank = rank(target, relation) {
          figures[relation] = .some(try body(target, rank, seed))
        }
      }
      return figures
    }
  }

  /// Those of all trials and relations.
  var all: [Figures] { trials.flatMap(\.values) }

  /// A measurement for each relation that there are figures of.
  func measurements(
    _ measurement: (RankRelation, [Figures]) -> Measurement
  ) -> [Measurement] {
    RankRelation.allCases.compactMap { relation in
      let figures = trials.compactMap { $0[relation] }
      return figures.isEmpty ? nil : measurement(relation, figures)
    }
  }

  /// What is to be said of the others.
  var omissions: [String] {
    RankRelation.allCases.filter { trials.first?[$0] == nil }.map {
      "\($0.description) was not tested: this matrix has no such r, or needs one above 64"
    }
  }
}
