import FALinalg
import TestSupport
import Testing

/// Matrices at the edges of what has an answer.
@Suite(.mustEnd) struct EdgeCaseTests {
  /// Runs all rules on the matrix.
  private func compare(
    _ matrix: Matrix<Double>, rank: Int, _ options: [String] = []
  ) async throws -> JSONValue {
    let directory = try TemporaryDirectory()
    let file = try directory.write(matrix, as: "Y.npy")
    return try await FABench.result(["--input", file, "--rank", "\(rank)"] + options)
  }

  static let methods = ["auto", "dense", "spectral"]

  @Test(arguments: methods, ["0", "0.01"])
  func zero(_ method: String, _ scale: String) async throws {
    let result = try await compare(
      .zeros(4, 3), rank: 2, ["--method", method, "--initial-scale", scale])
    #expect(result["problem"]["numericalRank"].number == 0)
    #expect(result["optimum"]["relativeError"] == .null)
    #expect(result["runs"].elements.count == 3)
    for run in result["runs"].elements {
      #expect(run["status"].text == "converged")
      #expect(run["error"].number == 0)
      #expect(run["relativeError"] == .null && run["ratioToOptimum"] == .null)
    }
  }

  /// With r at least the rank, every rule reaches zero error.
  @Test(arguments: [(1, 1, 1), (1, 7, 1), (7, 1, 1), (9, 6, 6), (6, 9, 6)])
  func fullRank(_ rows: Int, _ columns: Int, _ rank: Int) async throws {
    let result = try await compare(sampleMatrix(rows, columns), rank: rank)
    #expect(result["problem"]["numericalRank"].number == Double(rank))
    for run in result["runs"].elements {
      #expect(run["status"].text == "converged")
      #expect(run["relativeError"].number < 1e-6)
      #expect(run["conservationDrift"].number < 1e-12)
    }
  }

  @Test(arguments: methods)
  func rankDeficient(_ method: String) async throws {
    let y = sampleMatrix(10, 2) * sampleMatrix(2, 8, seed: 2)
    let result = try await compare(y, rank: 3, ["--method", method])
    #expect(result["problem"]["numericalRank"].number == 2)
    for run in result["runs"].elements {
      // Where W has directions to spare, steps along them are as small as the start.
      #expect(run["relativeError"].number < 1e-4)
      #expect(run["anglesToOptimumDegrees"].elements.count == 2)
    }
  }

  /// From zero, W never leaves the row space of Y, in whose coordinates it has more rows than
  /// columns.
  @Test(arguments: methods)
  func rankDeficientFromZero(_ method: String) async throws {
    let y = sampleMatrix(10, 2) * sampleMatrix(2, 8, seed: 2)
    let result = try await compare(
      y, rank: 5, ["--method", method, "--rules", "fa,fa-star", "--initial-scale", "0"])
    #expect(result["runs"].elements.count == 2)
    for run in result["runs"].elements {
      #expect(run["status"].text == "converged")
      #expect(run["relativeError"].number < 1e-6)
    }
  }

  /// Multiplying the target by a number changes the units and nothing else.
  @Test(arguments: [1e150, 1e-150, 1e185, 1e-185])
  func hugeAndTiny(_ unit: Double) async throws {
    let y = sampleMatrix(12, 9)
    let plain = try await compare(y, rank: 3)
    let scaled = try await compare(y.map { $0 * unit }, rank: 3)
    for (run, own) in zip(plain["runs"].elements, scaled["runs"].elements) {
      #expect(own["status"].text == "converged")
      #expect(agree(own["relativeError"].number, run["relativeError"].number, 1e-9))
      #expect(agree(own["ratioToOptimum"].number, run["ratioToOptimum"].number, 1e-9))
      #expect(agree(own["error"].number, unit * run["error"].number, 1e-9))
      for record in own["history"].elements {
        #expect(record["conservationDrift"].number < 1e-12)
      }
    }
  }

  /// Beyond that, products would leave the range of numbers: better no result than a wrong one.
  @Test(arguments: [1e300, 1e250, 1e-300])
  func outOfRange(_ unit: Double) async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(sampleMatrix(12, 9).map { $0 * unit }, as: "Y.npy")
    let outcome = try await FABench.run(["--input", file, "--rank", "3"])
    #expect(outcome.code == 65 && outcome.output.isEmpty)
    #expect(outcome.messages.contains("the norm of the target is"))
  }

  @Test func singlePrecision() async throws {
    let y = sampleMatrix(30, 20)
    let double = try await compare(y, rank: 4)
    let single = try await compare(y, rank: 4, ["--precision", "single"])
    #expect(
      agree(single["optimum"]["error"].number, double["optimum"]["error"].number, 1e-5))
    for (run, own) in zip(double["runs"].elements, single["runs"].elements) {
      #expect(own["status"].text == "converged")
      #expect(agree(own["error"].number, run["error"].number, 1e-3))
    }
  }

  @Test(arguments: [1, 2])
  func threads(_ count: Int) async throws {
    let result = try await compare(sampleMatrix(30, 20), rank: 4, ["--threads", "\(count)"])
    #expect(result["environment"]["blasThreads"].number == Double(count))
    #expect(result["runs"].elements.allSatisfy { $0["status"].text == "converged" })
  }

  /// Zero factors are a saddle point of gradient descent; feedback leaves it.
  @Test func zeroStart() async throws {
    let result = try await compare(sampleMatrix(12, 9), rank: 3, ["--initial-scale", "0"])
    let (gradient, feedback) = (result["runs"][0], result["runs"][1])
    #expect(gradient["steps"].number == 0)
    let norm = result["problem"]["frobeniusNorm"].number
    #expect(agree(gradient["error"].number, norm, 1e-14))
    #expect(
      agree(feedback["error"].number, result["feedbackLimit"]["error"].number, 1e-8))
  }

  /// The fastest step, for one rule and with a gap of its own, in both precisions.
  @Test func bestStepSize() async throws {
    let rules = ["--rules", "gd,fa"]
    let automatic = try await compare(sampleMatrix(12, 9), rank: 3, rules)
    let best = try await compare(sampleMatrix(12, 9), rank: 3, rules + ["--step-size", "best"])
    let one = try await compare(
      sampleMatrix(12, 9), rank: 3, rules + ["--step-size", "fa=best:1e-6"])
    #expect(one["runs"][0]["stepSize"] == automatic["runs"][0]["stepSize"])
    #expect(one["runs"][1]["stepSize"] == best["runs"][1]["stepSize"])
    for index in 0...1 {
      #expect(best["runs"][index]["status"].text == "converged")
      #expect(best["runs"][index]["stepSize"] != automatic["runs"][index]["stepSize"])
    }
    let single = try await compare(
      sampleMatrix(12, 9), rank: 3, rules + ["--step-size", "best", "--precision", "single"])
    #expect(single["runs"][0]["status"].text == "converged")
  }

  /// A step size for one rule leaves the others theirs.
  @Test func stepSizeForOneRule() async throws {
    let automatic = try await compare(sampleMatrix(12, 9), rank: 3)
    let mixed = try await compare(sampleMatrix(12, 9), rank: 3, ["--step-size", "gd=0.125"])
    #expect(mixed["runs"][0]["stepSize"].number == 0.125)
    for index in 1...2 {
      #expect(mixed["runs"][index]["stepSize"] == automatic["runs"][index]["stepSize"])
    }
  }

  @Test func noSteps() async throws {
    let result = try await compare(sampleMatrix(12, 9), rank: 3, ["--max-steps", "0"])
    for run in result["runs"].elements {
      #expect(run["status"].text == "max-steps")
      #expect(run["steps"].number == 0 && run["history"].elements.count == 1)
    }
  }
}
