import FALinalg
import FAMatrixIO
import TestSupport
import Testing

/// What `fa-bench svd` refuses: exit code, one line that says why, nothing left behind.
@Suite(.mustEnd) struct BadSVDCommandTests {
  static let cases: [(arguments: [String], code: Int32, reason: String)] = [
    ([], 64, "either --rank R or --relative-error T"),
    (["--rank", "2", "--relative-error", "0.1"], 64, "either --rank R or --relative-error T"),
    (["--rank", "0"], 64, "--rank must be 1 or more, not 0; see 'fa-bench svd --help'"),
    (["--rank", "-1"], 64, "--rank must be 1 or more, not -1"),
    (["--rank", "10"], 64, "rank 10 does not fit a 12 x 9 matrix: choose one from 1 to 9"),
    (["--relative-error", "1"], 64, "--relative-error must be at least 0 and below 1, not 1.0"),
    (["--relative-error", "-0.1"], 64, "--relative-error must be at least 0"),
    (["--relative-error", "nan"], 64, "--relative-error must be at least 0"),
    (["--relative-error", "much"], 64, "--relative-error"),
    (["--rank", "2", "--goal", "speed"], 64, "--goal"),
    (["--rank", "2", "--format", "csv"], 64, "--format"),
    (["--rank", "2", "--threads", "0"], 64, "--threads must be from 1 to 1024, not 0"),
    (["--rank", "2", "--rules", "gd"], 64, "--rules"),
    (["--rank", "2", "--output", "/missing/result"], 73, "cannot write '/missing/result'"),
  ]

  @Test(arguments: cases)
  func option(_ arguments: [String], _ code: Int32, _ reason: String) async throws {
    let outcome = try await FABench.run(SVDCommandTests.synthetic + arguments)
    #expect(outcome.code == code && outcome.output.isEmpty)
    let first = try #require(outcome.messages.split(separator: "\n").first)
    #expect(first.contains(reason), "\(first)")
  }

  @Test func file() async throws {
    let directory = try TemporaryDirectory()
    let missing = directory.file("missing.npy")
    let nan = try directory.write("1,2\n3,nan\n".utf8, as: "nan.csv")
    for (path, code, reason) in [
      (missing, Int32(66), "does not exist"), (nan, 65, "line 2, column 2"),
    ] {
      let outcome = try await FABench.run(["svd", "--input", path, "--rank", "1"])
      #expect(outcome.code == code && outcome.output.isEmpty)
      #expect(outcome.messages.hasPrefix("fa-bench: error: "))
      #expect(outcome.messages.contains("'\(path)'") && outcome.messages.contains(reason))
    }
  }

  /// Told before anything is computed.
  @Test(arguments: ["9000 9000 1\n9000 8999 2.5\n", "200000 400 1\n7 400 2.5\n"])
  func tooLargeToCertify(_ entries: String) async throws {
    let directory = try TemporaryDirectory()
    let text = "%%MatrixMarket matrix coordinate real general\n" + entries
    let file = try directory.write(text.utf8, as: "Y.mtx")
    let command = ["svd", "--input", file, "--rank", "1"]
    let outcome = try await FABench.run(command + ["--certify"])
    #expect(outcome.code == 64 && outcome.output.isEmpty)
    #expect(outcome.messages.contains("--certify needs all of Y and Y'Y in memory"))
    #expect(outcome.messages.contains("at most 2^26 entries, and 8192 on the smaller side"))
  }

  /// Every entry is a number, and the norm is none.
  @Test func overflow() async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(sampleMatrix(6, 5).map { $0 * 1.7e308 }, as: "Y.npy")
    let outcome = try await FABench.run(["svd", "--input", file, "--rank", "1"])
    #expect(outcome.code == 65 && outcome.output.isEmpty)
    #expect(outcome.messages.contains("the Frobenius norm of the matrix"))
  }

  @Test func inputIsNotReplaced() async throws {
    let directory = try TemporaryDirectory()
    let y = sampleMatrix(6, 5)
    let file = try directory.write(y, as: "U.npy")
    for (option, path) in [("--output", file), ("--save-factors", directory.path)] {
      let outcome = try await FABench.run(["svd", "--input", file, "--rank", "1", option, path])
      #expect(outcome.code == 64)
      #expect(outcome.messages.contains("\(option) would replace"))
    }
    #expect(try directory.names == ["U.npy"])
    #expect(try MatrixFile.read(file) == y)
  }
}
