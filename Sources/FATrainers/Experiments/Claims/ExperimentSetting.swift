public import FALinalg

/// What an experiment is run with.
public struct ExperimentSetting: Sendable {
  /// The seed that those of all trials are made from.
  public var seed: UInt64 = 0
  /// How much is run.
  public var scale = ExperimentScale.full
  /// The rules that are compared.
  public var rules = ExperimentRules()
  /// A matrix of the user's, which takes the place of synthetic ones where the claim can be put to it.
  public var input: ExperimentTarget?
  /// Real data beside synthetic matrices, of a rank below its size.
  public var digits: ExperimentTarget?
  /// How many trials are run at a time, with one BLAS thread each. No figure depends on it.
  public var jobs = 1
  /// Asked before every step of every run, from any thread; the experiment ends once it answers false.
  public var shouldContinue: @Sendable () -> Bool = { true }
  /// Called from any thread with the number of trials that are done and of all trials of the present part.
  public var progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }

  /// Creates a setting with every default.
  public init() {}
}

/// How much is run for a claim.
public enum ExperimentScale: String, Sendable, CaseIterable {
  /// As little as can decide at all.
  case minimal
  /// All experiments in less than a minute.
  case quick
  /// All experiments in less than a quarter of an hour.
  case full
}

/// The rules that experiments compare, so that others can be put in their place.
public struct ExperimentRules: Sendable {
  /// What claims call gradient descent.
  public var gradientDescent: any LearningRule = GradientDescent()
  /// What claims call feedback alignment.
  public var feedbackAlignment: any LearningRule = FeedbackAlignment()
  /// What claims call FA*.
  public var feedbackAlignmentStar: any LearningRule = FeedbackAlignmentStar()
  /// What claims call adaptive feedback.
  public var adaptiveFeedback: any FlowRule = AdaptiveFeedback()
  /// What claims call product feedback, by the number of channels and the decay.
  public var productFeedback: @Sendable (_ rank: Int, _ decay: Double) -> any LearningRule = {
    ProductFeedback(arguments: [Double($0), $1])
  }
  /// What claims call Oja's feedback, by the same.
  public var ojaFeedback: @Sendable (_ rank: Int, _ decay: Double) -> any LearningRule = {
    OjaFeedback(arguments: OjaFeedback.signature.completed([Double($0), $1]))
  }

  /// The rules themselves.
  public init() {}
}

/// A target and its decomposition.
public struct ExperimentTarget: Sendable {
  /// Y.
  public let matrix: Matrix<Double>
  /// The thin singular value decomposition of Y.
  public let svd: SVD<Double>
  /// rank(Y), to rounding.
  public let rank: Int

  /// Decomposes a matrix.
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O(n m min(n, m)).
  public init(_ matrix: Matrix<Double>) throws(FactorizationError) {
    self.matrix = matrix
    svd = try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
      try matrix.svd()
    }
    rank = svd.rank()
  }

  /// A matrix with these singular values and random singular vectors.
  init(
    _ rows: Int, _ columns: Int, singularValues: [Double], seed: UInt64
  ) throws(FactorizationError) {
    try self.init(
      FactorizationError.naming("target") { () throws(LinearAlgebraError) in
        try RandomStream(seed: seed, name: "target").matrix(
          rows, columns, singularValues: singularValues)
      })
  }
}

extension ExperimentSetting {
  /// What belongs to the scale.
  func choose<Value>(_ minimal: Value, _ quick: Value, _ full: Value) -> Value {
    switch scale {
    case .minimal: minimal
    case .quick: quick
    case .full: full
    }
  }

  /// How many trials train as many factors as the target has rank: few where a step, which takes their cube, and
  /// their condition make each a matter of minutes.
  func fullRankTrials(_ quick: Int, _ full: Int) -> Int {
    input.map { (33...64).contains($0.rank) } ?? false ? 3 : choose(3, quick, full)
  }

  /// What is to be said of figures that are open because runs were still on their way: why, and what would
  /// decide.
  func undecided(_ measurements: [Measurement], maxSteps: Int) -> [String] {
    measurements.filter { $0.verdict == .inconclusive && $0.unfinished > 0 }.map { measurement in
      let runs = measurement.unfinished + measurement.values.count
      let condition = input.map { input in
        let values = input.svd.singularValues
        return
          "; s_1 / s_k = \(threeDigits(values[0] / values[input.rank - 1])), with k = rank(Y), makes them slow"
      }
      return """
        \(measurement.quantity): \(measurement.unfinished) of \(runs) runs were still on their way after \(maxSteps) \
        steps, which says nothing against the claim\(condition ?? ""); a comparison with more steps, or a matrix \
        without its smallest singular values, would decide
        """
    }
  }

  /// The input; or a synthetic 50 x 40 target of rank 8, whose spectrum changes from trial to trial.
  func lowRankTarget(_ trial: Int, seed: UInt64) throws(FactorizationError) -> ExperimentTarget {
    if let input { return input }
    let spectra: [Spectrum] = [.power(1), .exponential(0.8), .step(count: 4, ratio: 0.5)]
    return try ExperimentTarget(
      50, 40, singularValues: spectra[trial % spectra.count].values(count: 8), seed: seed)
  }

  /// The input; or a synthetic 60 x 40 target with the singular values 1/i.
  func fullRankTarget(seed: UInt64) throws(FactorizationError) -> ExperimentTarget {
    if let input { return input }
    return try ExperimentTarget(
      60, 40, singularValues: Spectrum.power(1).values(count: 40), seed: seed)
  }
}

extension ExperimentTarget {
  /// The rank of factors that are too few for the target: five, or fewer for a target of low rank; nil for
  /// one of rank one.
  var rankBelow: Int? { rank > 1 ? min(5, rank - 1) : nil }

  /// r for the given relation; nil where there is none, or where so many factors that are all needed would
  /// take too long.
  func factorRank(_ relation: RankRelation) -> Int? {
    switch relation {
    case .below: return rankBelow
    case .at: return (1...64).contains(rank) ? rank : nil
    case .above:
      let above = rank + 3
      return rank <= 64 && above <= min(matrix.rows, matrix.columns) ? above : nil
    }
  }
}
