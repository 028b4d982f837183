import TestSupport
import Testing

/// The JSON that other programs read: schema `fa-bench.compare/1` of DESIGN.
@Suite(.mustEnd) struct SchemaTests {
  static let synthetic = ["--synthetic", "12x9", "--spectrum", "power:1"]

  @Test func everyKeyAndType() async throws {
    let result = try await FABench.result(Self.synthetic + ["--rank", "3"])
    #expect(
      result.keys == [
        "schema", "environment", "settings", "problem", "optimum", "feedbackLimit", "runs", "pairs",
        "matrices",
      ])
    #expect(result["schema"].text == "fa-bench.compare/1")
    #expect(result["environment"]["selfTest"].text == "passed")

    let problem = result["problem"]
    #expect(
      problem.keys == [
        "rows", "columns", "rank", "source", "frobeniusNorm", "inputNorm", "streaming",
        "numericalRank",
      ])
    #expect(problem["rows"].number == 12)
    #expect(problem["columns"].number == 9)
    #expect(problem["rank"].number == 3)
    #expect(problem["numericalRank"].number == 9)
    #expect(problem["source"].text == "synthetic 12x9 power:1.0, seed 0")
    #expect(problem["frobeniusNorm"].number > 0)

    let optimum = result["optimum"]
    #expect(
      optimum.keys == ["error", "relativeError", "inputError", "singularValues", "certificate"])
    #expect(optimum["singularValues"].elements.map(\.number).allSatisfy { $0 > 0 })
    #expect(optimum["singularValues"].elements.count == 9)
    #expect(optimum["certificate"].keys == ["status", "driver", "bound"])
    #expect(result["feedbackLimit"].keys == ["error", "relativeError", "inputError"])
    let norm = problem["frobeniusNorm"].number
    for part in [optimum, result["feedbackLimit"]] {
      #expect(agree(part["relativeError"].number, part["error"].number / norm, 1e-15))
    }

    #expect(result["runs"].elements.map(\.["rule"].text) == ["gd", "fa", "fa-star"])
    for run in result["runs"].elements { check(run) }
    let pairs = result["pairs"].elements
    #expect(
      pairs.map { $0["rules"].elements.map(\.text) } == [
        ["gd", "fa"], ["gd", "fa-star"], ["fa", "fa-star"],
      ])
    for pair in pairs {
      #expect(pair.keys == ["rules", "rowSpaceAnglesDegrees", "columnSpaceAnglesDegrees"])
      #expect(pair["rowSpaceAnglesDegrees"].elements.count == 3)
    }
    // FA and FA* end at the same product, and GD at another.
    #expect(pairs[2]["columnSpaceAnglesDegrees"].elements.allSatisfy { $0.number < 1e-4 })
    #expect(pairs[0]["rowSpaceAnglesDegrees"].elements.allSatisfy { $0.number > 1e-2 })
    checkDiagnostics(result)
  }

  /// The new numbers are tied to those that others tests hold.
  private func checkDiagnostics(_ result: JSONValue) {
    for run in result["runs"].elements {
      let isGradientDescent = run["rule"].text == "gd"
      for record in run["history"].elements {
        let found = record["diagnostics"]
        #expect(
          found.keys == [
            "representationError", "readoutLag", "readoutGradientNorm", "feedbackErrorNorm",
            "stepAngles", "hiddenAngles", "feedbackToReadout", "imbalance", "feedbackImbalance",
            "alignmentDefect", "effectiveRank", "rowSpaceAnglesDegrees", "columnSpaceAnglesDegrees",
          ])
        let (error, optimum) = (record["error"].number, result["optimum"]["error"].number)
        let parts = (found["representationError"].number, found["readoutLag"].number)
        #expect(abs((parts.0 * parts.0 + parts.1 * parts.1).squareRoot() - error) < 1e-12)
        #expect(record["gapToOptimum"].number == error - optimum)
        #expect(record["gapToLimit"].number == error - result["feedbackLimit"]["error"].number)
        #expect(
          found["hiddenAngles"].keys == ["toGradientDegrees", "toPseudoBackpropDegrees"])
        #expect((found["feedbackErrorNorm"] == .null) == isGradientDescent)
        #expect((found["alignmentDefect"] == .null) == isGradientDescent)
        if isGradientDescent {
          #expect(found["stepAngles"]["toGradientDegrees"].number < 1e-4)
        }
      }
      let last = run["history"].elements.last?["diagnostics"]
      #expect(last?["rowSpaceAnglesDegrees"].elements.count == 3)
    }
  }

  private func check(_ run: JSONValue) {
    let isGradientDescent = run["rule"].text == "gd"
    #expect(
      run.keys == [
        "rule", "method", "status", "stoppedBy", "hasOwnStart", "requestedStepSize", "stepSize",
        "search",
        "factorDecay", "steps", "error", "relativeError", "ratioToOptimum", "ratioToLimit",
        "inputError", "predictedLimit", "alignment", "conservationDrift",
        "anglesToOptimumDegrees", "krylov", "setupSeconds", "trainingSeconds", "history",
      ])
    #expect(run["status"].text == "converged")
    #expect(["dense", "feedback", "spectral"].contains(run["method"].text))
    #expect(run["ratioToOptimum"].number >= 1 - 1e-12)
    #expect(run["ratioToLimit"].number > 0)
    // Each rule beside its own limit: the optimum for gradient descent, Y P for the others.
    let predicted = run["predictedLimit"]
    #expect(predicted.keys == ["formula", "error", "relativeError", "distance"])
    #expect(
      predicted["formula"].text
        == (isGradientDescent ? "U_r S_r V_r'" : "Y P with P on the rows of C Y"))
    #expect(abs(predicted["error"].number - run["error"].number) < 1e-8)
    #expect(predicted["distance"].number < 1e-6)
    for key in ["stepSize", "steps", "error", "relativeError"] { #expect(run[key].number > 0) }
    for key in ["setupSeconds", "trainingSeconds"] { #expect(run[key].number >= 0) }
    #expect(run["conservationDrift"].number < 1e-12)
    let angles = run["anglesToOptimumDegrees"].elements.map(\.number)
    #expect(angles.count == 3 && angles == angles.sorted() && angles.allSatisfy { $0 <= 90 })

    let history = run["history"].elements
    let steps = history.map(\.["step"].number)
    #expect(steps.first == 0 && steps.last == run["steps"].number)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
    #expect(history.last?["error"] == run["error"])
    for record in history {
      #expect(
        record.keys == [
          "step", "error", "relativeError", "gapToOptimum", "gapToLimit", "gapToPrediction",
          "flowError", "stationarity", "alignment", "conservationDrift", "diagnostics",
        ])
      #expect(record["conservationDrift"].number < 1e-12)
    }
    for holder in history + [run] {
      if isGradientDescent {
        #expect(holder["alignment"] == .null)
      } else {
        #expect(holder["alignment"].keys == ["cosine", "angleDegrees", "lineAngleDegrees"])
        #expect(abs(holder["alignment"]["cosine"].number) <= 1)
      }
    }
  }

  /// Whatever is measured of a run that diverged is undefined, however it left the range: where factors or their
  /// products overflow, an error, an angle or a drift can still come out finite.
  @Test(arguments: ["dense", "krylov", "spectral"], ["double", "single"])
  func divergedRunIsAResult(_ method: String, _ precision: String) async throws {
    let result = try await FABench.result(
      Self.synthetic + [
        "--rank", "3", "--rules", "gd,fa,rho-fa,kolen-pollack,weight-mirror,scaled-gd,fa-star",
        "--step-size", "gd=100,fa=100,rho-fa=100,kolen-pollack=100,weight-mirror=100,scaled-gd=100",
        "--method", method, "--precision", precision,
      ])
    let runs = result["runs"].elements
    for run in runs.dropLast() {
      #expect(run["status"].text == "diverged")
      for key in Self.measured + ["anglesToOptimumDegrees"] {
        #expect(run.keys.contains(key) && run[key] == .null, "\(run["rule"]) \(key)")
      }
      let history = run["history"].elements
      let end = try #require(history.last)
      for key in end.keys.subtracting(["step"]) { #expect(end[key] == .null, "\(key)") }
      #expect(history.dropLast().allSatisfy { $0["error"].number.isFinite })
    }
    #expect(runs.last?["status"].text == "converged")
    for pair in result["pairs"].elements {
      #expect(pair["rowSpaceAnglesDegrees"] == .null && pair["columnSpaceAnglesDegrees"] == .null)
    }
  }

  private static let measured = [
    "error", "relativeError", "ratioToOptimum", "ratioToLimit", "alignment", "conservationDrift",
  ]

  /// Everything that a run was made from.
  @Test func settings() async throws {
    let plain = try await FABench.result(Self.synthetic + ["--rank", "3", "--max-steps", "5"])
    #expect(
      plain["settings"]
        == .object([
          "seed": .number(0), "precision": .text("double"), "threads": .null, "reading": .null,
          "preparation": .null,
          "start": .text("normal"), "initialScale": .number(0.01), "initialZ": .null,
          "initialW": .null, "feedbackLaw": .text("normal"), "feedbackScale": .number(1),
          "feedback": .null, "schedule": .text("constant"), "maxSteps": .number(5),
          "tolerance": .number(1e-10), "stop": .null, "recording": .text("logarithmic"),
          "requestedMethod": .null, "checkpointSteps": .null,
        ]))
    #expect(plain["runs"].elements.allSatisfy { $0["requestedStepSize"].text == "auto" })
    let directory = try TemporaryDirectory()
    let text = try directory.write("a;b\n1;2\n3;5\n".utf8, as: "Y.csv")
    let options = ["--input", text, "--header", "yes", "--delimiter", ";"]
    let reading = JSONValue.object([
      "header": .text("yes"), "indexColumn": .null, "delimiter": .text(";"), "decimal": .null,
      "vector": .null,
    ])
    for command in [
      ["compare", "--rank", "1"], ["svd", "--rank", "1"], ["limits", "--ranks", "1"],
    ] {
      let outcome = try await FABench.run(command + options + ["--format", "json"])
      #expect(try outcome.json["settings"]["reading"] == reading, "\(command)")
    }
    let c = try directory.write(sampleMatrix(3, 12), as: "C.npy")
    let other = try await FABench.result(
      Self.synthetic + [
        "--rank", "3", "--max-steps", "5", "--seed", "7", "--precision", "single", "--threads",
        "1", "--start", "orthogonal", "--initial-scale", "0.5", "--feedback", c, "--schedule",
        "cosine:9", "--stop", "gap:0.1", "--record", "every:2", "--method", "dense", "--step-size",
        "gd=best,fa=0.5",
        "--checkpoints", directory.file("checkpoints"), "--checkpoint-steps", "3",
      ])
    #expect(
      other["settings"]
        == .object([
          "seed": .number(7), "precision": .text("single"), "threads": .number(1), "reading": .null,
          "preparation": .null,
          "start": .text("orthogonal"), "initialScale": .number(0.5), "initialZ": .null,
          "initialW": .null, "feedbackLaw": .null, "feedbackScale": .null, "feedback": .text(c),
          "schedule": .text("cosine:9"), "maxSteps": .number(5), "tolerance": .number(1e-5),
          "stop": .text("gap:0.1"), "recording": .text("every:2"),
          "requestedMethod": .text("dense"), "checkpointSteps": .number(3),
        ]))
    #expect(
      other["runs"].elements.map(\.["requestedStepSize"].text) == ["best:0.001", "0.5", "auto"])
  }

  /// What was sought and what decays are fields, of runs that go on from a checkpoint as well.
  @Test func searchAndDecay() async throws {
    let directory = try TemporaryDirectory()
    let command =
      Self.synthetic + [
        "--rank", "3", "--rules", "gd,fa,kolen-pollack:0.1:0", "--step-size",
        "gd=best,fa=best:1e-9",
        "--max-steps", "100", "--checkpoints", directory.file("checkpoints"),
        "--checkpoint-steps", "7",
      ]
    let first = try await FABench.result(command)
    for result in [first, try await FABench.result(command)] {
      let runs = result["runs"].elements
      #expect(runs[0]["search"]["steps"].number <= runs[0]["search"]["automaticSteps"].number)
      #expect(runs[0]["search"]["endError"].number > 0)
      // The automatic step of FA takes longer than that.
      #expect(runs[1]["search"].keys == ["steps", "automaticSteps", "endError"])
      #expect(runs[1]["search"]["steps"] == .null && runs[2]["search"] == .null)
      #expect(runs.map(\.["search"]) == first["runs"].elements.map(\.["search"]))
      #expect(runs[0]["factorDecay"] == .object(["readout": .number(0), "hidden": .number(0)]))
      #expect(runs[2]["factorDecay"] == .object(["readout": .number(0.1), "hidden": .number(0)]))
    }
    let table = try await FABench.run(command)
    let words = table.output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.split(separator: "this run took the automatic one").count == 2)
  }

  /// Where the optimum is zero to rounding, a ratio to it means nothing.
  @Test func noRatioWhereTheOptimumIsZero() async throws {
    let result = try await FABench.result(
      ["--synthetic", "12x9", "--spectrum", "rank:2", "--rank", "2"])
    #expect(result["problem"]["numericalRank"].number == 2)
    for run in result["runs"].elements {
      #expect(run["ratioToOptimum"] == .null && run["ratioToLimit"] == .null)
      #expect(run["relativeError"].number < 1e-6)
    }
  }

  /// What varies from call to call has its own places; all else is the same to the last bit.
  @Test(arguments: ["double", "single"])
  func sameCommandSameResult(_ precision: String) async throws {
    let command = ["--synthetic", "40x30", "--spectrum", "exponential:0.8", "--rank", "4"]
    let options = ["--seed", "7", "--max-steps", "300", "--precision", precision]
    let varying: Set = ["environment", "setupSeconds", "trainingSeconds"]
    let first = try await FABench.result(command + options).without(varying)
    let second = try await FABench.result(command + options).without(varying)
    #expect(first == second)
    let other = try await FABench.result(command + ["--seed", "8", "--max-steps", "300"])
    #expect(first["runs"] != other.without(varying)["runs"])
  }
}
