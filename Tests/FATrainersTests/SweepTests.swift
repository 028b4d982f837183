import FALinalg
import FATrainers
import Foundation
import Synchronization
import TestSupport
import Testing

/// Grids, cells and their execution.
@Suite(.mustEnd) struct SweepTests {
  static func grid(seeds: Int = 3) -> SweepGrid<Double> {
    var grid = SweepGrid<Double>(
      targets: [
        .synthetic(12, 9, spectrum: .power(1), seed: 1),
        .synthetic(9, 11, spectrum: .exponential(0.6), seed: 2),
      ], ranks: [2, 3], rules: [GradientDescent(), FeedbackAlignment()])
    grid.seeds = (0..<UInt64(seeds)).map { $0 }
    grid.training.maxSteps = 40
    return grid
  }

  static func results(
    _ cells: [SweepCell<Double>], jobs: Int = 1
  ) throws -> [String: SweepResult] {
    var results: [String: SweepResult] = [:]
    try Sweep(cells).run(jobs: jobs) { result in
      #expect(results.updateValue(result, forKey: result.cell) == nil)
    }
    return results.mapValues { result in
      var result = result
      (result.setupSeconds, result.trainingSeconds) = (nil, nil)
      return result
    }
  }

  /// Known values of the function.
  @Test func contentHash() {
    for (text, expected) in [
      ("", "6c62272e07bb014262b821756295c58d"), ("a", "d228cb696f1a8caf78912b704e4a8964"),
      ("foobar", "343e1662793c64bf6f0d3597ba446f18"),
    ] {
      var hash = ContentHash()
      hash.update(text.utf8)
      #expect(hash.text == expected)
    }
  }

  /// What makes no difference makes no cell: the feedback of a rule without, the scale of a zero start.
  @Test func aCellIsWhatMakesADifference() {
    var grid = Self.grid()
    #expect(grid.cells.count == 2 * 2 * 2 * 3)
    grid.feedbacks = [Feedback(), Feedback(.sign), Feedback(.normal, scale: 2)]
    #expect(grid.cells.count == 2 * 2 * (1 + 3) * 3)
    grid.starts = [Start(.zero, scale: 1), Start(.zero, scale: 2), Start()]
    #expect(grid.cells.count == 2 * 2 * (1 + 3) * 3 * 2)
    grid.stepSizes = [.automatic, .constant(0.1)]
    #expect(grid.cells.count == 2 * 2 * (1 + 3) * 3 * 2 * 2)
    #expect(Set(grid.cells.map(\.id)).count == grid.cells.count)
  }

  /// A target of zeros has errors, and no norm of which they are a share.
  @Test func targetOfZeros() throws {
    let target = SweepTarget<Double>(name: "zeros", content: "0") { Matrix.zeros(6, 5) }
    let grid = SweepGrid(
      targets: [target], ranks: [2], rules: [GradientDescent(), FeedbackAlignment()])
    let results = try Self.results(grid.cells)
    #expect(results.count == 2)
    for result in results.values {
      #expect(result.error == 0 && result.relativeError == nil, "\(result)")
    }
  }

  /// No more is done at once than there are jobs.
  @Test(arguments: [1, 2]) func noMoreThanTheJobs(_ jobs: Int) throws {
    final class Counter: Sendable {
      let numbers = Mutex((running: 0, most: 0))
    }
    let counter = Counter()
    let targets = (1...6).map { index in
      SweepTarget<Double>(name: "\(index)", content: "\(index)") {
        counter.numbers.withLock {
          $0.running += 1
          $0.most = max($0.most, $0.running)
        }
        // Work, in the course of which others would come.
        _ = try Matrix<Double>.seeded(200, 200).svd()
        counter.numbers.withLock { $0.running -= 1 }
        return Double(index) * Matrix.identity(4)
      }
    }
    let grid = SweepGrid(targets: targets, ranks: [2], rules: [GradientDescent()])
    #expect(try Self.results(grid.cells, jobs: jobs).count == 6)
    #expect(counter.numbers.withLock(\.most) <= jobs)
  }

  /// Every setting is in the name, and so are the contents of the matrix and the precision.
  @Test func theNameSaysEverything() {
    func id<Scalar: BLASScalar>(
      _: Scalar.Type, content: String = "c", rank: Int = 2, rule: String = "rho-fa",
      start: Start = Start(), feedback: Feedback = Feedback(), step: StepSize<Scalar> = .automatic,
      seed: UInt64 = 0, training: SweepTraining = SweepTraining()
    ) -> String {
      let target = SweepTarget<Scalar>(name: "any", content: content) { Matrix.zeros(3, 3) }
      return SweepCell(
        target: target, rank: rank, rule: Rules.rule(rule), start: start, feedback: feedback,
        stepSize: step, seed: seed, training: training
      ).id
    }
    let ids = [
      id(Double.self), id(Float.self), id(Double.self, content: "d"), id(Double.self, rank: 3),
      id(Double.self, rule: "fa"), id(Double.self, rule: "rho-fa:0.1"),
      id(Double.self, start: Start(.uniform)), id(Double.self, start: Start(scale: 0.1)),
      id(Double.self, feedback: Feedback(.informed(powers: 1))),
      id(Double.self, feedback: Feedback(.informed(powers: 2))),
      id(Double.self, feedback: Feedback(scale: 2)), id(Double.self, step: .constant(0.1)),
      id(Double.self, step: .best(gap: 0.1)),
      id(Double.self, seed: 1),
      id(Double.self, training: SweepTraining(schedule: .cosine(steps: 9))),
      id(Double.self, training: SweepTraining(maxSteps: 9)),
      id(Double.self, training: SweepTraining(tolerance: 0.1)),
      id(Double.self, training: SweepTraining(stop: [.gap(0.1)])),
      id(Double.self, training: SweepTraining(stop: [.gap(0.1), .limit(0.1)])),
      id(Double.self, training: SweepTraining(method: .dense)),
    ]
    #expect(Set(ids).count == ids.count)
    #expect(id(Double.self) == ids[0])
  }

  /// A cell is the run that the trainer makes of the same choices.
  @Test func aCellIsARun() throws {
    let cells = Self.grid().cells
    let results = try Self.results(cells)
    #expect(results.count == cells.count)
    for cell in cells {
      let result = try #require(results[cell.id])
      #expect(result.setting == cell.setting && result.seed == cell.seed)
      #expect(result.rule == cell.rule.name)
      let (rows, columns) = (result.rows, result.columns)
      let isFirst = rows == 12
      let target: Matrix<Double> = try RandomStream(seed: isFirst ? 1 : 2, name: "target").matrix(
        rows, columns,
        singularValues: (isFirst ? FATrainers.Spectrum.power(1) : .exponential(0.6)).values(
          count: 9))
      let problem = try FactorizationProblem(target: target, rank: cell.rank)
      let feedback = problem.normalFeedback(seed: cell.seed)
      let trainer = Trainer(
        problem.knowing(try problem.svd()),
        stopping: StoppingCriterion(tolerance: 1e-10, maxSteps: 40))
      let run = try trainer.train(
        cell.rule, from: problem.normalStart(seed: cell.seed, scale: 0.01), feedback: feedback)
      #expect(result.error == run.error && result.steps == run.steps)
      #expect(result.stepSize == run.stepSize && result.method == run.method.rawValue)
      let optimum = try Optimum(of: problem)
      #expect(abs((result.optimumError ?? 0) - optimum.error) < 1e-12)
      #expect(abs((result.ratioToOptimum ?? 0) - run.error / optimum.error) < 1e-11)
      let limit = try FeedbackLimit(of: problem, feedback: feedback).error
      #expect(result.limitError == (cell.rule.feedbackUse == .none ? nil : limit))
      #expect(result.alignmentCosine == run.alignment?.cosine)
    }
  }

  @Test func threadsMakeNoDifference() throws {
    let cells = Self.grid().cells
    #expect(try Self.results(cells, jobs: 4) == Self.results(cells))
  }

  /// Each matrix is made once, however many cells it has.
  @Test func oneDecompositionForAMatrix() throws {
    let count = Mutex(0)
    let target = SweepTarget<Double>(name: "y", content: "y") {
      count.withLock { $0 += 1 }
      return Matrix(rows: 8, columns: 8) { i, j in 1 / Double(i + j + 1) }
    }
    var grid = SweepGrid(targets: [target], ranks: [1, 2], rules: [FeedbackAlignment()])
    grid.seeds = Array(0..<10)
    grid.training.maxSteps = 5
    #expect(try Self.results(grid.cells, jobs: 3).count == 20)
    #expect(count.withLock { $0 } == 1)
  }

  /// A matrix that is too large to decompose: its optimum comes from products with it.
  @Test func largeTargets() throws {
    let values = (1...40).map { 1 / Double($0) }
    let target = SweepTarget<Double>(name: "y", content: "y") {
      SparseMatrix(
        rows: 5000, columns: 4000,
        entries: values.enumerated().map { (row: $0, column: $0, value: $1) })
    }
    var grid = SweepGrid(
      targets: [target], ranks: [2, 3], rules: [GradientDescent(), FeedbackAlignment()])
    grid.seeds = [0, 1]
    grid.training.maxSteps = 20
    let results = try Self.results(grid.cells, jobs: 2)
    #expect(results.count == 8)
    for result in results.values {
      let tail = values.dropFirst(result.setting.rank).reduce(0) { $0 + $1 * $1 }.squareRoot()
      // The goal of the block Krylov method.
      #expect(abs((result.optimumError ?? 0) - tail) <= 1e-10 * tail)
      #expect(result.status == .maxSteps && result.method != "spectral")
      #expect((result.ratioToOptimum ?? 0) >= 1)
    }
  }

  @Test func lostRunsAreResults() throws {
    var grid = Self.grid(seeds: 2)
    grid.ranks = [2, 10]
    grid.stepSizes = [.constant(100)]
    grid.training.maxSteps = 1000
    let results = try Self.results(grid.cells)
    #expect(results.count == grid.cells.count)
    for result in results.values {
      #expect(result.error == nil && result.countedError == .infinity)
      #expect(result.status == (result.setting.rank == 2 ? .diverged : .failed))
      #expect((result.message == nil) == (result.status == .diverged))
    }
    let summary = SweepSummary(Array(results.values))
    #expect(summary.groups.count == 4)
    for group in summary.groups {
      for rule in group.rules {
        #expect(rule.count == 2 && rule.error.median == .infinity)
        #expect(rule.stepsToConvergence.count == 0)
      }
      #expect(group.comparisons.map(\.pairs.ties) == [2])
    }
  }

  @Test func stopsWhenAsked() throws {
    let cells = Self.grid(seeds: 20).cells
    let isOver = Atomic(false)
    var count = 0
    try Sweep(cells).run(jobs: 2, while: { !isOver.load(ordering: .relaxed) }) { _ in
      count += 1
      if count == 5 { isOver.store(true, ordering: .relaxed) }
    }
    #expect(count >= 5 && count < cells.count)
  }

  private struct Failure: Error, Equatable {}

  @Test func failuresArePassedOn() throws {
    let cells = Self.grid().cells
    var count = 0
    #expect(throws: Failure()) {
      try Sweep(cells).run(jobs: 3) { _ in
        count += 1
        throw Failure()
      }
    }
    #expect(count == 1)
    let broken = SweepTarget<Double>(name: "y", content: "y") { throw Failure() }
    let grid = SweepGrid(targets: [broken], ranks: [1], rules: [FeedbackAlignment()])
    #expect(throws: Failure()) { try Sweep(grid.cells).run(jobs: 2) { _ in } }
    try Sweep<Double>([]).run(jobs: 2) { _ in }
  }

  /// Results survive a file, with null where there is no number.
  @Test func rowsAreFlatAndComplete() throws {
    let results = try Self.results(Self.grid().cells)
    for result in results.values {
      let data = try JSONEncoder().encode(result)
      #expect(try JSONDecoder().decode(SweepResult.self, from: data) == result)
      let text = String(decoding: data, as: UTF8.self)
      #expect(text.contains(#""setupSeconds":null"#) && text.contains(#""requestedMethod":null"#))
      // One level: no object within.
      #expect(text.dropFirst().contains("{") == false)
    }
  }

  /// Gradient descent takes no feedback: one run of it stands beside every feedback of the others.
  @Test func comparisonsArePairedBySeed() throws {
    var grid = Self.grid(seeds: 8)
    grid.targets = [grid.targets[0]]
    grid.ranks = [2]
    grid.feedbacks = [Feedback(), Feedback(.orthogonal)]
    grid.training.maxSteps = 100_000
    let results = try Self.results(grid.cells)
    let summary = SweepSummary(grid.cells.compactMap { results[$0.id] })
    #expect(summary.groups.map(\.setting.feedbackLaw) == ["normal", "orthogonal"])
    for group in summary.groups {
      #expect(group.rules.map(\.name) == ["gd", "fa"] && group.rules.map(\.count) == [8, 8])
      let comparison = try #require(group.comparisons.first)
      #expect(comparison.rule == "fa" && comparison.baseline == "gd")
      #expect(comparison.pairs.larger == 8)
      let expected = grid.seeds.map { seed -> Double in
        func error(_ rule: String) -> Double {
          results.values.first {
            $0.rule == rule && $0.seed == seed
              && (rule == "gd" || $0.setting.feedbackLaw == group.setting.feedbackLaw)
          }?.error ?? .nan
        }
        return error("fa") / error("gd")
      }
      #expect(comparison.pairs.ratios.sorted == expected.sorted())
    }
  }
}
