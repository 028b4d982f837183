import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// `fa-bench svd`: the optimum by itself.
@Suite(.mustEnd) struct SVDCommandTests {
  static let synthetic = ["svd", "--synthetic", "12x9", "--spectrum", "power:1"]

  /// Schema `fa-bench.svd/1`.
  @Test func everyKeyAndType() async throws {
    let result = try await FABench.result(Self.synthetic + ["--rank", "3"])
    #expect(
      result.keys == [
        "schema", "environment", "settings", "problem", "rank", "goal", "singularValues", "error",
        "relativeError", "certificate", "residuals", "passes", "driver", "seconds",
      ])
    #expect(result["schema"].text == "fa-bench.svd/1")
    #expect(result["environment"]["selfTest"].text == "passed")
    #expect(
      result["settings"]
        == .object([
          "seed": .number(0), "precision": .text("double"), "threads": .null,
          "reading": .null,
          "preparation": .null,
          "requestedRank": .number(3), "requestedRelativeError": .null, "certify": .bool(false),
        ]))
    let problem = result["problem"]
    #expect(problem.keys == ["rows", "columns", "source", "frobeniusNorm", "streaming"])
    #expect(problem["rows"].number == 12 && problem["columns"].number == 9)
    #expect(problem["source"].text == "synthetic 12x9 power:1.0, seed 0")
    #expect(result["rank"].number == 3)
    #expect(result["goal"].text == "error")
    #expect(result["certificate"].keys == ["bound", "status", "reason"])
    #expect(result["certificate"]["status"].text == "certified")
    #expect(result["certificate"]["reason"] == .null)
    #expect(result["certificate"]["bound"].number < 1e-13)
    #expect(result["residuals"].elements.count == 3)
    #expect(result["passes"].number == 1)
    #expect(result["driver"].text == "gesdd")
    #expect(result["seconds"].number >= 0)

    let values = result["singularValues"].elements.map(\.number)
    #expect(values.count == 3)
    for (index, value) in values.enumerated() {
      #expect(agree(value, 1 / Double(index + 1), 1e-13))
    }
    let error = (4...9).reduce(0) { $0 + 1 / Double($1 * $1) }.squareRoot()
    #expect(agree(result["error"].number, error, 1e-13))
    let norm = problem["frobeniusNorm"].number
    #expect(agree(result["relativeError"].number, error / norm, 1e-13))
  }

  /// The spectrum and the error that NumPy has for the same matrix.
  @Test(arguments: NumPyTests.names)
  func numPy(_ name: String) async throws {
    let expected: NumPyTests.Case = try fixture(name, in: .module)
    let directory = try TemporaryDirectory()
    let command = ["svd", "--input", try directory.write(expected.y.matrix(), as: "Y.npy")]
    let result = try await FABench.result(command + ["--rank", "\(expected.rank)"])
    let values = result["singularValues"].elements.map(\.number)
    #expect(values.count == expected.rank)
    for (value, theirs) in zip(values, expected.singularValues) {
      #expect(agree(value, theirs, 1e-12))
    }
    #expect(agree(result["error"].number, expected.optimumError, 1e-12))
    // A little more than that error is allowed, and so the same rank is found.
    let allowed = result["relativeError"].number * (1 + 1e-9)
    let found = try await FABench.result(command + ["--relative-error", "\(allowed)"])
    #expect(found["rank"].number == Double(expected.rank))
    #expect(found["singularValues"] == result["singularValues"])
  }

  /// A basis that grows instead of LAPACK: the same bits from the same seed.
  @Test(arguments: ["error", "triplets"], ["double", "single"])
  func randomizedBasis(_ goal: String, _ precision: String) async throws {
    let command = [
      "svd", "--synthetic", "520x500", "--spectrum", "exponential:0.5", "--relative-error", "0.1",
      "--goal", goal, "--precision", precision, "--seed", "3",
    ]
    let varying: Set = ["environment", "seconds"]
    let result = try await FABench.result(command).without(varying)
    // The relative error of rank r is 2^-r.
    #expect(result["rank"].number == 4)
    #expect(agree(result["relativeError"].number, 1 / 16, precision == "double" ? 1e-10 : 1e-5))
    #expect(result["driver"].text == "block-krylov")
    #expect(result["goal"].text == goal)
    #expect(result["passes"].number > 1)
    #expect(try await FABench.result(command).without(varying) == result)
  }

  @Test func factorsMultiplyBack() async throws {
    let directory = try TemporaryDirectory()
    let y = sampleMatrix(14, 9)
    let input = try directory.write(y, as: "Y.npy")
    let outcome = try await FABench.run([
      "svd", "--input", input, "--rank", "4", "--format", "json",
      "--output", directory.file("result.json"), "--save-factors", directory.file("factors"),
    ])
    #expect(outcome.code == 0 && outcome.output.isEmpty && outcome.messages.isEmpty)
    let saved = try FileManager.default.contentsOfDirectory(atPath: directory.file("factors"))
    #expect(saved.sorted() == ["S.npy", "U.npy", "Vt.npy"])
    let u: Matrix<Double> = try MatrixFile.read(directory.file("factors/U.npy"))
    let s: Matrix<Double> = try MatrixFile.read(directory.file("factors/S.npy"))
    let vt: Matrix<Double> = try MatrixFile.read(directory.file("factors/Vt.npy"))
    #expect(u.rows == 14 && s.rows == 4 && s.columns == 1 && vt.columns == 9)
    let scaled = Matrix<Double>(rows: 14, columns: 4) { u[$0, $1] * s[$1, 0] }
    let data = try Data(contentsOf: URL(fileURLWithPath: directory.file("result.json")))
    let result = try JSONDecoder().decode(JSONValue.self, from: data)
    #expect(agree((scaled * vt - y).frobeniusNorm, result["error"].number, 1e-13))
    for (index, value) in result["singularValues"].elements.enumerated() {
      #expect(value.number == s[index, 0])
    }
  }

  @Test func zeroMatrix() async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(Matrix<Double>.zeros(4, 3), as: "Y.npy")
    let result = try await FABench.result(["svd", "--input", file, "--relative-error", "0.1"])
    #expect(result["rank"].number == 0 && result["singularValues"].elements.isEmpty)
    #expect(result["error"].number == 0 && result["relativeError"] == .null)
    let table = try await FABench.run(["svd", "--input", file, "--relative-error", "0.1"])
    #expect(table.code == 0 && table.output.contains("Rank 0 is enough."))
  }

  @Test func table() async throws {
    let outcome = try await FABench.run(Self.synthetic + ["--rank", "2"])
    #expect(outcome.code == 0 && outcome.messages.isEmpty)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == "Matrix       synthetic 12x9 power:1.0, seed 0")
    #expect(lines[1].hasSuffix("12 x 9, ||Y|| = 1.24087"))
    #expect(lines[2].hasPrefix("Error        ||U S V' - Y|| = 0.538301"))
    #expect(lines[2].hasSuffix("of ||Y||): rank 2"))
    #expect(lines[3].hasPrefix("Certificate  certified: at most "))
    #expect(lines[4].hasPrefix("Computed     gesdd, 1 pass, "))
    #expect(lines[5].split(separator: " ") == ["i", "s", "explained", "residual"])
    #expect(lines[7].hasPrefix("2  ") && lines[7].contains("0.5   81.181 %"))
    #expect(lines[8].hasPrefix("||.|| of matrices is the Frobenius norm. explained: "))
    #expect(lines.count == 10)
  }

  @Test func tableFits80Columns() async throws {
    let directory = try TemporaryDirectory()
    let name = String(repeating: "a-long-name-", count: 12) + "\u{1B}[31m.npy"
    let file = try directory.write(sampleMatrix(50, 40).map { $0 * 1e-150 }, as: name)
    let nearlyFlat = ["--synthetic", "520x500", "--spectrum", "power:0.25"]
    for matrix in [["--input", file], nearlyFlat] {
      let outcome = try await FABench.run(["svd"] + matrix + ["--rank", "30"])
      #expect(outcome.code == 0 && outcome.messages.isEmpty)
      #expect(!outcome.output.contains("\u{1B}"))
      #expect(outcome.output.contains("… and 10 more"))
      for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  /// The same approximation, with a proof: of a spectrum that a few passes prove nothing about.
  @Test(arguments: [["--rank", "9"], ["--relative-error", "0.4"]], ["double", "single"])
  func certification(_ size: [String], _ precision: String) async throws {
    let command =
      ["svd", "--synthetic", "520x500", "--spectrum", "power:0.75", "--precision", precision] + size
    let likely = try await FABench.result(command)
    #expect(likely["certificate"]["status"].text == "uncertified")
    #expect(likely["certificate"]["reason"].text?.contains("certification") == true)
    let proved = try await FABench.result(command + ["--certify"])
    #expect(proved["certificate"]["status"].text == "certified")
    #expect(proved["certificate"]["reason"] == .null)
    let varying: Set = ["environment", "settings", "seconds", "certificate"]
    #expect(proved.without(varying) == likely.without(varying))
    // It holds: the optimum has a closed form.
    let rank = Int(proved["rank"].number)
    let optimum = (1...500).dropFirst(rank).reduce(0) { $0 + pow(Double($1), -1.5) }.squareRoot()
    let error = proved["error"].number
    let bound = proved["certificate"]["bound"].number
    let epsilon = precision == "double" ? Double.ulpOfOne : Double(Float.ulpOfOne)
    #expect((error - optimum).magnitude <= bound + 64 * epsilon * optimum)
    #expect(bound <= 1e-10 * error + 1000 * epsilon * proved["problem"]["frobeniusNorm"].number)
  }

  @Test func certificationInTheTable() async throws {
    let command = ["svd", "--synthetic", "520x500", "--spectrum", "power:0.75", "--rank", "9"]
    for (options, status) in [([], "uncertified"), (["--certify"], "certified")] {
      let outcome = try await FABench.run(command + options)
      #expect(outcome.code == 0 && outcome.messages.isEmpty)
      #expect(outcome.output.contains("\nCertificate  \(status): at most "))
      #expect(outcome.output.contains("or a certification\n") == (status == "uncertified"))
    }
    // What a decomposition has certified needs no proof.
    let outcome = try await FABench.run(Self.synthetic + ["--rank", "2", "--certify"])
    #expect(outcome.code == 0 && outcome.output.contains("\nCertificate  certified: at most "))
  }

  /// Entries of a thousand units of the smallest number, and near overflow.
  @Test(arguments: [("double", 0x1p-1063), ("single", 0x1p-139), ("double", 1e300)])
  func endsOfTheRange(_ precision: String, _ factor: Double) async throws {
    let directory = try TemporaryDirectory()
    let y = sampleMatrix(520, 500)
    let (file, scaled) = (directory.file("Y.npy"), y.map { $0 * factor })
    // In the precision of the computation: what would lose digits when it is read is refused.
    if precision == "double" {
      try MatrixFile.write(scaled, to: file)
    } else {
      try MatrixFile.write(Matrix<Float>(converting: scaled), to: file)
    }
    let options = ["--rank", "3", "--precision", precision]
    let result = try await FABench.result(["svd", "--input", file] + options)
    let whole = try await FABench.result(
      ["svd", "--input", try directory.write(y, as: "whole.npy")] + options)
    let unit =
      precision == "double"
      ? Double.leastNonzeroMagnitude : Double(Float.leastNonzeroMagnitude)
    // Rounding the entries moves a singular value by at most the norm of what it takes away.
    let allowed = (260_000.0).squareRoot() * unit + 1e-6 * factor
    let values = result["singularValues"].elements.map(\.number)
    let others = whole["singularValues"].elements.map(\.number)
    #expect(values.count == 3 && others.count == 3)
    for (value, other) in zip(values, others) {
      #expect((value - other * factor).magnitude <= allowed)
    }
    #expect((result["error"].number - whole["error"].number * factor).magnitude <= allowed)
  }

  /// Between two passes, with nothing half written.
  @Test(arguments: [SIGINT, SIGTERM])
  func interruption(_ signal: Int32) async throws {
    let directory = try TemporaryDirectory()
    let terminal = try PseudoTerminal(columns: 80)
    let outcome = try await FABench.run(
      [
        "svd", "--synthetic", "700x700", "--spectrum", "power:0.01", "--rank", "120",
        "--goal", "triplets", "--format", "json",
        "--output", directory.file("result.json"), "--save-factors", directory.file("factors"),
      ], messages: terminal.handle
    ) { process in
      try terminal.wait(for: "decomposing")
      kill(process.processIdentifier, signal)
    }
    #expect(outcome.code == 130 && outcome.output.isEmpty)
    #expect(
      try terminal.rest().contains("\r\u{1B}[Kfa-bench: error: the computation was interrupted"))
    #expect(try directory.names.isEmpty)
  }

  @Test func progressFitsTheWidth() async throws {
    let terminal = try PseudoTerminal(columns: 40)
    let outcome = try await FABench.run(
      ["svd", "--synthetic", "520x500", "--spectrum", "power:0.5", "--rank", "9"],
      messages: terminal.handle)
    #expect(outcome.code == 0)
    let redraw = "\r\u{1B}[K"
    let shown = try terminal.rest()
    #expect(shown.hasPrefix(redraw) && shown.hasSuffix(redraw) && shown.contains("pass "))
    for line in shown.components(separatedBy: redraw) { #expect(line.count < 40) }
  }
}
