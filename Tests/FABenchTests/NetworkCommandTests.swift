import FALinalg
import FAMatrixIO
import FATrainers
import Foundation
import TestSupport
import Testing

/// `fa-bench network`.
@Suite(.mustEnd) struct NetworkCommandTests {
  /// Examples in rows, as files.
  private func files(
    _ directory: TemporaryDirectory, count: Int = 40
  ) throws -> (options: [String], data: TrainingData<Double>) {
    let x = sampleMatrix(count, 6, seed: 1)
    let t = x * sampleMatrix(6, 4, seed: 2) + 0.1 * sampleMatrix(count, 4, seed: 3)
    let options = [
      "network", "--inputs", try directory.write(x, as: "X.npy"), "--targets",
      try directory.write(t, as: "T.npy"), "--hidden", "2",
    ]
    return (
      options,
      try TrainingData(inputs: Matrix(x.transposed), targets: Matrix(t.transposed))
    )
  }

  /// From files that it saved, the program's run is the library's.
  @Test func isTheLibrarysRun() async throws {
    let directory = try TemporaryDirectory()
    let (options, data) = try files(directory)
    let saved = directory.file("factors")
    let result = try await FABench.result(
      options + [
        "--rules", "gd,fa", "--max-steps", "1e4", "--save-factors", saved, "--seed", "3",
        "--initial-scale", "0.3",
      ])
    #expect(result["schema"].text == "fa-bench.network/1")
    #expect(result["limitApplies"] == .bool(true))
    let start = Factors<Double>(
      z: try MatrixFile.read(saved + "/Z0.npy"), w: try MatrixFile.read(saved + "/W0.npy"))
    let feedback: Matrix<Double> = try MatrixFile.read(saved + "/C.npy")
    for run in result["runs"].elements {
      let rule = try RuleCatalogue.rule(run["rule"].text ?? "")
      var trainer = NetworkTrainer(
        data, stepSize: run["stepSize"].number, batchSize: data.count,
        stopping: StoppingCriterion(maxSteps: 10_000))
      trainer.seed = 3
      let expected = try trainer.train(rule, from: start, feedback: feedback)
      #expect(run["steps"].number == Double(expected.steps))
      #expect(agree(run["error"].number, expected.error, 1e-12))
      #expect(run["heldOutError"] == .null)
    }
    // The optimum by least squares: reduced-rank regression of T on X (Izenman 1975).
    let svd = try Matrix(data.inputs.transposed).svd()
    let scores = svd.u.transposed * data.targets.transposed
    let explained = try scores.svd().singularValues
    let norm = data.targets.frobeniusNorm
    let squares = norm * norm - explained.prefix(2).map { $0 * $0 }.reduce(0, +)
    let least = (squares / Double(data.count)).squareRoot()
    #expect(agree(result["optimum"]["error"].number, least, 1e-10))
  }

  /// Batches see every example, and the page and the table say that the limit is not theirs.
  @Test(arguments: ["7", "1"])
  func batches(_ size: String) async throws {
    let directory = try TemporaryDirectory()
    let (options, _) = try files(directory)
    let command =
      options + [
        "--batch-size", size, "--order", "shuffled", "--epochs", "30", "--held-out", "0.25",
        "--stop", "gap:5",
      ]
    let result = try await FABench.result(command)
    #expect(result["problem"]["heldOutExamples"].number == 10)
    #expect(result["problem"]["examples"].number == 30)
    #expect(result["limitApplies"] == .bool(false))
    let batch = try #require(Int(size))
    let most = Double(30 * ((30 + batch - 1) / batch))
    for run in result["runs"].elements {
      #expect(run["steps"].number <= most && run["heldOutError"].number > 0)
      #expect(run["history"].elements.allSatisfy { $0["heldOutError"].number > 0 })
    }
    #expect(result["optimum"]["heldOutError"].number > 0)
    let table = try await FABench.run(command)
    #expect(table.output.contains("limit holds for steps on all examples at once"))
    let again = try await FABench.result(command)
    let varying: Set = ["environment", "seconds"]
    #expect(again.without(varying) == result.without(varying))
    let csv = try await FABench.run(command + ["--format", "csv"])
    let lines = csv.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("rule,step,error,heldOutError"))
    let records = result["runs"].elements.map { $0["history"].elements.count }.reduce(0, +)
    #expect(lines.count == records + 1)
  }

  /// Inputs that are drawn by a law, of a teacher that is drawn or read, and files with examples in columns.
  @Test func laws() async throws {
    let directory = try TemporaryDirectory()
    let drawn = try await FABench.result([
      "network", "--synthetic", "4x6", "--spectrum", "power:1", "--input-spectrum", "power:0.5",
      "--examples", "50", "--noise", "0.1", "--hidden", "5", "--max-steps", "100",
    ])
    #expect(drawn["problem"]["inputs"].number == 6 && drawn["problem"]["outputs"].number == 4)
    let teacher = try directory.write(sampleMatrix(4, 6), as: "Y.npy")
    let read = try await FABench.result([
      "network", "--teacher", teacher, "--hidden", "2", "--max-steps", "100",
    ])
    #expect(read["problem"]["examples"].number == 1000)
    let columns = try await FABench.result([
      "network", "--inputs", try directory.write(sampleMatrix(6, 30), as: "X.npy"), "--targets",
      try directory.write(sampleMatrix(4, 30), as: "T.npy"), "--examples-in-columns", "--hidden",
      "2", "--max-steps", "100",
    ])
    #expect(columns["problem"]["examples"].number == 30)
  }

  @Test func mistakes() async throws {
    let directory = try TemporaryDirectory()
    let (options, _) = try files(directory)
    let short = try directory.write(sampleMatrix(7, 4), as: "short.npy")
    let law = ["network", "--synthetic", "4x6", "--spectrum", "flat"]
    let cases: [(arguments: [String], code: Int32, message: String)] = [
      (["network", "--hidden", "2"], 64, "--inputs FILE --targets FILE"),
      (Array(options.dropLast(2)), 64, "--hidden R"),
      (options + ["--hidden", "0"], 64, "--hidden must be from 1"),
      (options + ["--examples", "5"], 64, "go with examples that are drawn"),
      (options + ["--held-out", "1"], 64, "--held-out must be a share"),
      (options + ["--batch-size", "41"], 64, "more than the 40 examples"),
      (options + ["--batch-size", "0"], 64, "1 example or more"),
      (options + ["--stop", "limit:1e-3"], 64, "goes with compare and sweep"),
      (options + ["--epochs", "3", "--max-steps", "4"], 64, "--epochs"),
      (options + ["--step-size", "best"], 64, "a network takes auto or a number"),
      (options + ["--max-steps", "-1"], 64, "--max-steps must be 0 or more, not -1"),
      (options + ["--tolerance", "-1"], 64, "--tolerance must be a finite number of 0 or more"),
      (
        options + ["--tolerance", "0.1", "--stop", "stationarity:0.1"], 64,
        "are the same: give one of them"
      ),
      (
        options + ["--rules", "fa", "--step-size", "gd=0.1"], 64,
        "--step-size names the rule gd, which is not among --rules"
      ),
      (law + ["--hidden", "2", "--examples", "0"], 64, "--examples must be from 1 to 10000000"),
      (options + ["--targets", short], 65, "it has 7 rows"),
      (law + ["--hidden", "2", "--noise", "-1"], 64, "--noise must be"),
      (["network", "--synthetic", "4x6", "--hidden", "2"], 64, "go together"),
    ]
    for (arguments, code, message) in cases {
      let outcome = try await FABench.run(arguments)
      #expect(
        outcome.code == code && outcome.messages.contains(message),
        "\(arguments): \(outcome.code) \(outcome.messages)")
      #expect(outcome.output.isEmpty)
    }
  }
}
