public import FALinalg

/// All combinations of matrices, ranks, rules, step sizes, starts, feedbacks and seeds.
///
/// ```swift
/// var grid = SweepGrid<Double>(
///   targets: [.synthetic(200, 200, spectrum: .power(1), seed: 0)], ranks: [5],
///   rules: [GradientDescent(), FeedbackAlignment()])
/// grid.seeds = Array(0..<100)
/// var results: [SweepResult] = []
/// try Sweep(grid.cells).run(jobs: 2) { results.append($0) }
/// let summary = SweepSummary(results)
/// ```
public struct SweepGrid<Scalar: BLASScalar>: Sendable {
  /// The matrices.
  public var targets: [SweepTarget<Scalar>]
  /// The ranks of the factors.
  public var ranks: [Int]
  /// The rules.
  public var rules: [any LearningRule]
  /// How step sizes are chosen.
  public var stepSizes: [StepSize<Scalar>] = [.automatic]
  /// How starts are drawn.
  public var starts: [Start] = [Start()]
  /// How feedback is drawn.
  public var feedbacks: [Feedback] = [Feedback()]
  /// The seeds of start and feedback: runs of one seed have them in common, whatever their rule.
  public var seeds: [UInt64] = [0]
  /// How all cells are trained.
  public var training = SweepTraining()

  /// Creates a grid with one step size, start, feedback and seed.
  public init(
    targets: [SweepTarget<Scalar>], ranks: [Int], rules: [any LearningRule]
  ) {
    self.targets = targets
    self.ranks = ranks
    self.rules = rules
  }

  /// The cells, those of one matrix together. Combinations that differ only in what makes no difference
  /// (see ``SweepCell``) are one cell.
  public var cells: [SweepCell<Scalar>] {
    var seen: Set<String> = []
    var cells: [SweepCell<Scalar>] = []
    for target in targets {
      for rank in ranks {
        for start in starts {
          for feedback in feedbacks {
            for stepSize in stepSizes {
              for seed in seeds {
                for rule in rules {
                  let cell = SweepCell(
                    target: target, rank: rank, rule: rule, start: start, feedback: feedback,
                    stepSize: stepSize, seed: seed, training: training)
                  if seen.insert(cell.id).inserted { cells.append(cell) }
                }
              }
            }
          }
        }
      }
    }
    return cells
  }
}
