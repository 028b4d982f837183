import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// Targets in `.mtx` and `.npz`, sparse and dense: the same matrix gives the same results.
@Suite(.mustEnd) struct StoredMatrixTests {
  private static func path(_ name: String) -> String {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)").path
  }

  @Test(arguments: ["sparse.mtx", "sparse.npz", "several.npz:Y"])
  func comparison(_ name: String) async throws {
    func compare(_ name: String) async throws -> JSONValue {
      try await FABench.result(
        ["compare", "--input", Self.path(name), "--rank", "4", "--rules", "gd,fa,fa-star"])
    }
    let (result, expected) = (try await compare(name), try await compare("sparse.npy"))
    #expect(result["problem"]["source"].text == Self.path(name))
    #expect(result["problem"]["rows"].number == 30 && result["problem"]["columns"].number == 20)
    for keys in [["optimum", "error"], ["feedbackLimit", "error"], ["problem", "frobeniusNorm"]] {
      let (value, other) = (result[keys[0]][keys[1]].number, expected[keys[0]][keys[1]].number)
      #expect(agree(value, other, 1e-13), "\(keys)")
    }
    for (run, other) in zip(result["runs"].elements, expected["runs"].elements) {
      #expect(run["status"].text == "converged")
      #expect(run["rule"] == other["rule"])
      // Runs end where the tolerance of 1e-8 lets them, which rounding may move by a step.
      #expect(agree(run["error"].number, other["error"].number, 1e-8))
    }
  }

  @Test(arguments: ["sparse.mtx", "sparse.npz", "several.npz:Y"])
  func optimum(_ name: String) async throws {
    let arguments = ["--rank", "4", "--goal", "triplets"]
    let result = try await FABench.result(["svd", "--input", Self.path(name)] + arguments)
    let expected = try await FABench.result(
      ["svd", "--input", Self.path("sparse.npy")] + arguments)
    #expect(agree(result["error"].number, expected["error"].number, 1e-12))
    let values = result["singularValues"].elements.map(\.number)
    for (value, other) in zip(values, expected["singularValues"].elements.map(\.number)) {
      #expect(agree(value, other, 1e-12))
    }
  }

  /// A matrix of which only the products can be had: no command needs its entries.
  @Test func largeAndSparse() async throws {
    let directory = try TemporaryDirectory()
    let entries = (1...6).map { "\($0 * 4000) \($0 * 5000) \(7 - $0)\n" }.joined()
    let text = "%%MatrixMarket matrix coordinate integer general\n25000 31000 6\n" + entries
    let file = try directory.write(text.utf8, as: "Y.mtx")
    let optimum = 30.0.squareRoot()
    let best = try await FABench.result(["svd", "--input", file, "--rank", "2"])
    #expect(agree(best["singularValues"][0].number, 6, 1e-10))
    #expect(agree(best["error"].number, optimum, 1e-10))
    let result = try await FABench.result(
      ["compare", "--input", file, "--rank", "2", "--rules", "gd,fa"])
    #expect(result["problem"]["numericalRank"] == .null)
    #expect(agree(result["optimum"]["error"].number, optimum, 1e-10))
    #expect(result["optimum"]["certificate"]["driver"].text == "block-krylov")
    let (descent, alignment) = (result["runs"][0], result["runs"][1])
    #expect(descent["method"].text == "krylov" && alignment["method"].text == "feedback")
    #expect(descent["krylov"].keys == ["dimension", "passes", "deviationBound"])
    #expect(descent["krylov"]["dimension"].number >= 4)
    #expect(descent["krylov"]["deviationBound"].number <= 1e-11)
    #expect(alignment["krylov"] == .null)
    #expect(agree(descent["error"].number, optimum, 1e-9))
    #expect(
      agree(alignment["error"].number, result["feedbackLimit"]["error"].number, 1e-9))
  }

  @Test func givenMatrices() async throws {
    let directory = try TemporaryDirectory()
    let feedback = directory.file("C.mtx")
    try MatrixFile.write(sampleMatrix(4, 30), to: feedback)
    let result = try await FABench.result([
      "compare", "--input", Self.path("several.npz:Y"), "--rank", "4", "--rules", "fa",
      "--feedback", feedback,
    ])
    #expect(result["runs"][0]["status"].text == "converged")
  }

  /// The archive that an array is read from is not replaced by the results.
  @Test func archiveIsNotReplaced() async throws {
    let directory = try TemporaryDirectory()
    let file = directory.file("several.npz")
    try FileManager.default.copyItem(atPath: Self.path("several.npz"), toPath: file)
    for command in ["compare", "svd"] {
      let outcome = try await FABench.run([
        command, "--input", file + ":Y", "--rank", "2", "--output", file,
      ])
      #expect(outcome.code == 64)
      #expect(outcome.messages.contains("--output would replace"))
    }
  }

  @Test func archivesThatCannotBeUsed() async throws {
    let directory = try TemporaryDirectory()
    let cutOff = directory.file("cut.npz")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.path("several.npz")))
    try bytes.dropLast(5).write(to: URL(fileURLWithPath: cutOff))
    let cases: [(path: String, code: Int32, reason: String)] = [
      (Self.path("several.npz"), 65, "choose one as FILE:key; its keys are 'Y', 'other'"),
      (Self.path("several.npz:Z"), 65, "it has no array 'Z'"),
      (Self.path("sparse.npz:data"), 65, "a matrix has two dimensions"),
      (cutOff, 65, "damaged or cut off"),
      (directory.file("missing.npz:Y"), 66, "does not exist"),
    ]
    for (path, code, reason) in cases {
      for command in ["compare", "svd"] {
        let outcome = try await FABench.run([command, "--input", path, "--rank", "1"])
        #expect(outcome.code == code && outcome.output.isEmpty)
        #expect(outcome.messages.contains(reason), "\(outcome.messages)")
      }
    }
  }
}
