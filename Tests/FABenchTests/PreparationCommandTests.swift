import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// Matrices that are prepared, and standard input.
@Suite(.mustEnd) struct PreparationCommandTests {
  /// What is saved was prepared, and what is said of it is in the units of the input.
  @Test func compare() async throws {
    let directory = try TemporaryDirectory()
    let input = sampleMatrix(9, 7)
    let saved = directory.file("Y.npy")
    let result = try await FABench.result([
      "compare", "--input", try directory.write(input, as: "input.npy"), "--rank", "2",
      "--transpose", "--center", "columns", "--scale", "columns", "--save-target", saved,
      "--save-factors", directory.file("factors"),
    ])
    #expect(
      result["settings"]["preparation"]
        == .object([
          "transpose": .bool(true), "center": .text("columns"), "scale": .text("columns"),
        ]))
    #expect(result["problem"]["rows"].number == 7 && result["problem"]["columns"].number == 9)
    #expect(agree(result["problem"]["inputNorm"].number, input.frobeniusNorm, 1e-14))
    #expect(
      result["problem"]["source"].text?.hasSuffix("transposed, columns centered, columns scaled")
        == true)
    let y: Matrix<Double> = try MatrixFile.read(saved)
    var centered = Matrix(input.transposed)
    centered.centerColumns()
    for run in result["runs"].elements {
      let name = run["rule"].text ?? ""
      let z: Matrix<Double> = try MatrixFile.read(directory.file("factors/Z_\(name).npy"))
      var w: Matrix<Double> = try MatrixFile.read(directory.file("factors/W_\(name).npy"))
      #expect(agree(run["error"].number, (z * w - y).frobeniusNorm, 1e-10))
      w.scaleColumns(
        by: (0..<9).map { centered[..., $0..<($0 + 1)].frobeniusNorm / 7.0.squareRoot() })
      #expect(agree(run["inputError"].number, (z * w - centered).frobeniusNorm, 1e-10))
    }
    #expect(result["optimum"]["inputError"].number > 0)
    #expect(result["feedbackLimit"]["inputError"].number > 0)
    let plain = try await FABench.result([
      "compare", "--input", directory.file("input.npy"), "--rank", "2", "--center", "both",
    ])
    #expect(plain["runs"].elements.allSatisfy { $0["inputError"] == .null })
  }

  /// A sweep of a prepared matrix has cells of its own.
  @Test func sweep() async throws {
    let directory = try TemporaryDirectory()
    let input = try directory.write(sampleMatrix(9, 7), as: "Y.npy")
    for options in [[], ["--center", "rows"], ["--center", "rows", "--transpose"]] {
      _ = try await SweepCommandTests.sweep(
        directory, ["--input", input, "--ranks", "1..2", "--rules", "fa"] + options)
    }
    let rows = try SweepCommandTests.rows(directory)
    #expect(rows.count == 6 && Set(rows.map(\.["cell"].text)).count == 6)
    #expect(rows.contains { $0["target"].text == input + ", transposed, rows centered" })
    let wrong = try await SweepCommandTests.sweep(
      directory, ["--input", input, "--ranks", "1", "--center", "lines"], code: 64)
    #expect(wrong.messages.contains("'lines' is none of rows, columns, both"))
  }

  /// A matrix that stays in its file cannot be changed, and is not computed on unchanged without a word.
  @Test(arguments: [["--transpose"], ["--center", "rows"], ["--scale", "columns"]])
  func streamed(_ options: [String]) async throws {
    let directory = try TemporaryDirectory()
    let input = try directory.write(sampleMatrix(9, 7), as: "Y.npy")
    let outcome = try await FABench.run(
      ["compare", "--rank", "2", "--input", input, "--streamed"] + options)
    #expect(outcome.code == 64 && outcome.messages.contains("save the file as it is to be"))
  }

  /// The bytes say what they are.
  @Test(arguments: ["Y.npy", "Y.csv", "Y.mtx"])
  func standardInput(_ name: String) async throws {
    let directory = try TemporaryDirectory()
    let matrix = sampleMatrix(6, 5)
    let path =
      name.hasSuffix("csv")
      ? try directory.write(
        (0..<6).map { row in (0..<5).map { "\(matrix[row, $0])" }.joined(separator: ",") + "\n" }
          .joined().utf8, as: name)
      : directory.file(name)
    if !name.hasSuffix("csv") { try MatrixFile.write(matrix, to: path) }
    let options = ["compare", "--rank", "2", "--format", "json"]
    let piped = try await FABench.run(
      options + ["--input", "-"], shell: "exec \"$@\" < '\(path)'")
    #expect(piped.code == 0, "\(piped.messages)")
    let read = try await FABench.run(options + ["--input", path])
    #expect(
      try piped.json["runs"].elements.map(\.["error"])
        == read.json["runs"].elements.map(\.["error"]))
    #expect(try piped.json["problem"]["source"].text == "standard input")
  }

  @Test func badStandardInput() async throws {
    let outcome = try await FABench.run(
      ["compare", "--rank", "2", "--input", "-"], shell: "printf 'a,b\\nc,d\\n' | \"$@\"")
    #expect(outcome.code == 65)
    #expect(outcome.messages.contains("'standard input' does not hold a usable matrix"))
    let empty = try await FABench.run(["compare", "--rank", "2", "--input", "-"])
    #expect(empty.code == 65 && empty.messages.contains("standard input"), "\(empty.messages)")
    let folder = try await FABench.run(
      ["compare", "--rank", "2", "--input", "-"], shell: "exec \"$@\" < /")
    #expect(folder.code == 66, "\(folder.messages)")
    #expect(folder.messages.contains("cannot read 'standard input': Is a directory"))
    // Nobody types a matrix.
    let terminal = try PseudoTerminal(columns: 200)
    let typed = try await FABench.run(
      ["compare", "--rank", "2", "--input", "-"], messages: terminal.handle,
      shell: "exec \"$@\" <&2")
    #expect(typed.code == 64)
    #expect(try terminal.rest().contains("which is a terminal: pipe a matrix into it"))
  }
}
