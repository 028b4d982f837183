import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// What a comparison was made from can be saved, and makes the same comparison again.
@Suite(.mustEnd) struct SavedRunTests {
  static let rules = ["--rank", "3", "--rules", "gd,fa,kolen-pollack", "--max-steps", "2000"]

  @Test(arguments: ["double", "single"], ["npy", "mtx"])
  func sameErrorsAgain(_ precision: String, _ ending: String) async throws {
    let directory = try TemporaryDirectory()
    let (target, factors) = (directory.file("Y.\(ending)"), directory.file("factors"))
    let options = Self.rules + ["--precision", precision, "--seed", "5"]
    let first = try await FABench.result(
      ["--synthetic", "40x30", "--spectrum", "power:1", "--start", "uniform"] + options
        + ["--feedback-law", "sign", "--save-target", target, "--save-factors", factors])
    let again = try await FABench.result(
      [
        "--input", target, "--initial-z", factors + "/Z0.npy", "--initial-w",
        factors + "/W0.npy", "--feedback", factors + "/C.npy",
      ] + options)
    let varying: Set = ["setupSeconds", "trainingSeconds"]
    for part in ["runs", "optimum", "feedbackLimit"] {
      #expect(first[part].without(varying) == again[part].without(varying), "\(part)")
    }
    // What a rule ends at, feedback that it learns among it.
    let y: Matrix<Double> = try MatrixFile.read(target)
    for run in again["runs"].elements {
      let rule = try #require(run["rule"].text)
      let z: Matrix<Double> = try MatrixFile.read("\(factors)/Z_\(rule).npy")
      let w: Matrix<Double> = try MatrixFile.read("\(factors)/W_\(rule).npy")
      let rounding = precision == "double" ? 1e-13 : 1e-5
      #expect(agree((z * w - y).frobeniusNorm, run["error"].number, rounding))
    }
    let c: Matrix<Double> = try MatrixFile.read(factors + "/C.npy")
    let learned: Matrix<Double> = try MatrixFile.read(factors + "/C_kolen-pollack.npy")
    let z: Matrix<Double> = try MatrixFile.read(factors + "/Z_kolen-pollack.npy")
    #expect((learned - z.transposed).frobeniusNorm < 0.2 * (c - z.transposed).frobeniusNorm)
    #expect(!FileManager.default.fileExists(atPath: factors + "/C_fa.npy"))
  }

  /// A rule that makes a start of its own has it saved under its name.
  @Test func ownStarts() async throws {
    let directory = try TemporaryDirectory()
    let factors = directory.file("factors")
    let matrix = ["--synthetic", "40x30", "--spectrum", "power:1", "--rank", "3"]
    let first = try await FABench.result(
      matrix + ["--rules", "gd,pseudo-backprop", "--max-steps", "20", "--save-factors", factors])
    #expect(first["runs"].elements.map(\.["hasOwnStart"]) == [.bool(false), .bool(true)])
    let again = try await FABench.result(
      matrix + [
        "--rules", "pseudo-backprop", "--max-steps", "20", "--initial-z",
        factors + "/Z0_pseudo-backprop.npy", "--initial-w", factors + "/W0_pseudo-backprop.npy",
      ])
    let varying: Set = ["setupSeconds", "trainingSeconds", "hasOwnStart"]
    #expect(first["runs"][1].without(varying) == again["runs"][0].without(varying))
    #expect(!FileManager.default.fileExists(atPath: factors + "/Z0_gd.npy"))
  }

  /// A sparse target stays sparse, and svd saves its target as well.
  @Test func sparseTarget() async throws {
    let directory = try TemporaryDirectory()
    let text = "%%MatrixMarket matrix coordinate real general\n4 3 3\n1 1 3\n2 2 2\n4 3 1\n"
    let input = try directory.write(text.utf8, as: "Y.mtx")
    let saved = directory.file("saved.mtx")
    let outcome = try await FABench.run(
      ["svd", "--input", input, "--rank", "2", "--save-target", saved])
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(try String(contentsOfFile: saved, encoding: .utf8).contains("coordinate"))
    let (old, new): (Matrix<Double>, Matrix<Double>) = (
      try MatrixFile.read(input), try MatrixFile.read(saved)
    )
    #expect(old == new)
    let dense = try await FABench.run(
      ["svd", "--input", input, "--rank", "2", "--save-target", directory.file("saved.npy")])
    #expect(dense.code == 73 && dense.messages.contains("written as .mtx files"))
  }

  /// Nothing that is saved takes the place of what is read, or of something else that is written.
  @Test func nothingIsReplaced() async throws {
    let directory = try TemporaryDirectory()
    let names = ["C.npy", "W_gd.npy", "Y.npy", "Z0.npy", "gd.checkpoint"]
    for name in names.dropLast() { _ = try directory.write(sampleMatrix(4, 3), as: name) }
    _ = try directory.write("old".utf8, as: "gd.checkpoint")
    let start = try directory.write(sampleMatrix(4, 2), as: "Z0.npy")
    let bytes = try names.map { try Data(contentsOf: URL(fileURLWithPath: directory.file($0))) }
    let y = directory.file("Y.npy")
    let cases = [
      ["--save-target", y], ["--save-target", directory.path + "/./Y.npy"],
      ["--initial-z", start, "--save-factors", directory.path],
      ["--initial-w", directory.file("W_gd.npy"), "--save-factors", directory.path],
      ["--feedback", directory.file("C.npy"), "--save-factors", directory.path + "/"],
      ["--feedback", directory.file("gd.checkpoint"), "--checkpoints", directory.path],
      ["--save-target", directory.file("new.npy"), "--output", directory.file("new.npy")],
      ["--save-target", directory.file("C.npy"), "--save-factors", directory.path],
    ]
    for options in cases {
      let outcome = try await FABench.run(
        ["--input", y, "--rank", "2", "--rules", "gd"] + options)
      #expect(outcome.code == 64 && outcome.output.isEmpty, "\(options)")
      #expect(outcome.messages.contains(" would replace "), "\(outcome.messages)")
    }
    let refused = try await FABench.run(
      ["--input", y, "--rank", "2", "--save-target", directory.file("Y.csv")])
    #expect(refused.code == 73 && refused.messages.contains("written as .npy or .mtx"))
    #expect(try directory.names == names)
    for (name, old) in zip(names, bytes) {
      #expect(try Data(contentsOf: URL(fileURLWithPath: directory.file(name))) == old)
    }
  }
}
