import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// Whatever is wrong with a file: exit code, one line that names the file, nothing left behind.
@Suite(.mustEnd) struct BadFileTests {
  /// A matrix that cannot be used.
  struct Case: CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let reason: String
    var testDescription: String { name }

    init(_ name: String, _ bytes: some Sequence<UInt8>, _ reason: String) {
      self.name = name
      self.bytes = Array(bytes)
      self.reason = reason
    }
  }

  static let cases: [Case] = [
    Case("empty.npy", [], "the file is empty"),
    Case("truncated.npy", npy("(2, 2)", count: 3), "cut off"),
    Case("truncated-header.npy", npy("(2, 2)", count: 4).prefix(40), "cut off"),
    Case("lies.npy", npy("(200, 2)", count: 4), "shape (200, 2)"),
    Case("no-rows.npy", npy("(0, 2)", count: 0), "0 x 2"),
    Case("vector.npy", npy("(4,)", count: 4), "(4,)"),
    Case("cube.npy", npy("(2, 2, 1)", count: 4), "(2, 2, 1)"),
    Case("complex.npy", npy("(2, 1)", count: 4, type: "<c16"), "complex"),
    Case("nan.npy", npy("(2, 2)", [1, .nan, 2, 3]), "[0, 1] (counted from zero) is NaN"),
    Case("infinite.npy", npy("(2, 2)", [1, 2, -.infinity, 3]), "[1, 0] (counted from zero)"),
    Case("text.npy", "not an array".utf8, "text.npy"),
    Case("empty.csv", [], "the file is empty"),
    Case("ragged.csv", "1,2\n3\n".utf8, "line 2 has 1 field"),
    Case("cell.csv", "1,2\n3,four\n".utf8, "'four' is not a number"),
    Case("nan.csv", "1,2\n3,nan\n".utf8, "line 2, column 2"),
    Case("infinite.tsv", "1\t2\n3\tinf\n".utf8, "line 2, column 2"),
    Case("empty.mtx", [], "the file is empty"),
    Case("text.mtx", "1 2\n".utf8, "it is not a Matrix Market file"),
    Case(
      "outside.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n3 1 5\n".utf8,
      "line 3: row 3 is not from 1 to 2"),
    Case(
      "complex.mtx", "%%MatrixMarket matrix array complex general\n1 1\n1 2\n".utf8, "not real"),
    Case(
      "none.mtx", "%%MatrixMarket matrix coordinate real general\n0 2 0\n".utf8,
      "0 x 2 and has no entries"),
    Case("text.npz", "1 2\n".utf8, "it is not a ZIP archive"),
    Case("unknown.xls", "1,2\n".utf8, "supported are"),
  ]

  @Test(arguments: cases)
  func asTarget(_ bad: Case) async throws {
    let inputs = try TemporaryDirectory()
    let file = try inputs.write(bad.bytes, as: bad.name)
    try await expectFailure(["--input", file, "--rank", "1"], 65, "'\(file)'", bad.reason)
  }

  @Test(arguments: ["--feedback", "--initial-z", "--initial-w"])
  func asGivenMatrix(_ flag: String) async throws {
    let inputs = try TemporaryDirectory()
    let target = ["--input", try inputs.write(sampleMatrix(6, 5), as: "Y.npy"), "--rank", "2"]
    let missing = inputs.file("missing.npy")
    try await expectFailure(target + [flag, missing], 66, "'\(missing)' does not exist")
    let nan = try inputs.write(npy("(1, 1)", [.nan]), as: "nan.npy")
    try await expectFailure(target + [flag, nan], 65, "'\(nan)'", "NaN")
    let shape = try inputs.write(sampleMatrix(3, 3), as: "shape.npy")
    let expected = ["--feedback": "2 x 6", "--initial-z": "6 x 2", "--initial-w": "2 x 5"][flag]
    try await expectFailure(
      target + [flag, shape], 65, "'\(shape)'", "it is 3 x 3, but \(flag) must be",
      try #require(expected))
  }

  @Test func notAFile() async throws {
    let inputs = try TemporaryDirectory()
    for (path, reason) in [
      (inputs.file("missing.npy"), "does not exist"), (inputs.path, "it is a directory"),
      ("/dev/null", "it is a pipe or a device"), ("", "does not exist"),
    ] {
      try await expectFailure(["--input", path, "--rank", "1"], 66, "'\(path)'", reason)
    }
  }

  /// 1e39 is a number in double precision and none in single.
  @Test func overflowInSinglePrecision() async throws {
    let inputs = try TemporaryDirectory()
    let file = try inputs.write(npy("(2, 2)", [1, 2, 3, 1e39]), as: "large.npy")
    try await expectFailure(
      ["--input", file, "--rank", "1", "--precision", "single"], 65, "'\(file)'", "too large")
  }

  /// A name must not be able to steer the terminal on which it is printed.
  @Test func controlCharactersInAName() async throws {
    let inputs = try TemporaryDirectory()
    let file = inputs.file("\u{1B}[31m.npy")
    try await expectFailure(["--input", file, "--rank", "1"], 66, #"\u{1B}[31m.npy"#)
  }

  @Test func rankAboveBothDimensions() async throws {
    let inputs = try TemporaryDirectory()
    let file = try inputs.write(sampleMatrix(6, 5), as: "Y.npy")
    try await expectFailure(
      ["--input", file, "--rank", "6"], 64, "rank 6 does not fit a 6 x 5 target", "1 to 5")
  }
}

/// Whatever is wrong with the options: 64, and a message that names the option and says what is.
@Suite(.mustEnd) struct BadOptionTests {
  static let synthetic = ["--synthetic", "12x9", "--spectrum", "power:1"]

  static let values: [(flag: String, value: String, reason: String)] = [
    ("--rank", "0", "--rank must be 1 or more, not 0"),
    ("--rank", "-2", "--rank must be 1 or more, not -2"),
    ("--rank", "ten", "--rank"),
    ("--rank", "10", "rank 10 does not fit a 12 x 9 target: choose one from 1 to 9"),
    ("--step-size", "-0.1", "'-0.1' is neither auto nor best nor a finite number above 0"),
    ("--step-size", "0", "'0' is neither"),
    ("--step-size", "nan", "'nan' is neither"),
    ("--step-size", "inf", "'inf' is neither"),
    ("--step-size", "best:0", "'best:0' is neither"),
    ("--step-size", "gd=best:1e-6:2", "'best:1e-6:2' is neither"),
    ("--step-size", "gd=0.1,gd=0.2", "gd is named twice"),
    ("--step-size", "gd=0.1,bp=0.2", "there is no rule 'bp'; the rules are gd, fa, fa-star"),
    ("--step-size", "gd=0.1,0.2", "'0.2' is not of the form rule=step"),
    ("--rules", "gd,bp", "there is no rule 'bp'; the rules are gd, fa, fa-star"),
    ("--rules", "gd,fa-str", "there is no rule 'fa-str': did you mean 'fa-star'?"),
    ("--rules", "nestrov-gd", "did you mean 'nesterov-gd'?"),
    ("--rules", "gd,fa,gd", "gd is named twice"),
    ("--rules", "", "there is no rule ''"),
    ("--rules", "gd,", "there is no rule ''"),
    ("--spectrum", "round", "the spectra are flat"),
    ("--spectrum", "power:x", "'x' is not a finite number"),
    ("--spectrum", "exponential:2", "'2' is not a finite number from 0 to 1"),
    ("--spectrum", "rank:10", "--spectrum rank:10 asks for 10 singular values"),
    ("--spectrum", "values:1,,2", "'' is not a finite number"),
    ("--synthetic", "12", "as in 300x200"),
    ("--synthetic", "0x9", "as in 300x200"),
    ("--synthetic", "9999999x9999999", "GB of memory"),
    ("--synthetic", "9999999999999x9999999999999", "GB of memory"),
    ("--format", "xml", "--format"),
    ("--method", "magic", "--method"),
    ("--precision", "half", "--precision"),
    ("--threads", "0", "--threads must be from 1 to 1024, not 0"),
    ("--max-steps", "-1", "--max-steps must be 0 or more, not -1"),
    ("--max-steps", "1.5", "'1.5' is not a whole number"),
    ("--seed", "-1", "a seed is a whole number from 0"),
    ("--tolerance", "nan", "--tolerance must be a finite number of 0 or more"),
    ("--tolerance", "-1", "--tolerance must be a finite number of 0 or more"),
    ("--initial-scale", "-1", "--initial-scale must be a finite number of 0 or more"),
  ]

  @Test(arguments: values)
  func value(_ flag: String, _ value: String, _ reason: String) async throws {
    var options = ["--synthetic": "12x9", "--spectrum": "power:1", "--rank": "3"]
    options[flag] = value
    try await expectFailure(options.flatMap { [$0, $1] }, 64, flag.trimmed, reason)
  }

  static let combinations: [(arguments: [String], reason: String)] = [
    (["--rank", "3"], "--input FILE or --synthetic NxM"),
    ([], "--input FILE or --synthetic NxM"),
    (synthetic + ["--rank", "3", "--input", "Y.npy"], "--input FILE or --synthetic NxM"),
    (synthetic, "--rank R"),
    (["--synthetic", "12x9", "--rank", "3"], "--synthetic needs --spectrum"),
    (
      ["--input", "Y.npy", "--spectrum", "flat", "--rank", "3"], "--spectrum goes with --synthetic"
    ),
    (
      synthetic + ["--rank", "3", "--header", "yes"],
      "--delimiter, --decimal, --vector and --allow-growth go with --input"
    ),
    (synthetic + ["--rank", "3", "--streamed"], "--streamed goes with --input"),
    (["--input", "Y.csv", "--rank", "3", "--streamed"], "--streamed takes an .npy file"),
    (["--input", "Y.csv", "--rank", "3", "--delimiter", "1"], "one character that no number"),
    (["--input", "Y.csv", "--rank", "3", "--decimal", ";"], "the mark before decimals is . or ,"),
    (
      synthetic + ["--rank", "3", "--feedback", "C.npy", "--feedback-scale", "2"],
      "--feedback-law and --feedback-scale go with a drawn one"
    ),
    (
      synthetic + ["--rank", "3", "--feedback-scale", "0"],
      "--feedback-scale must be a finite number above 0, not 0.0"
    ),
    (
      synthetic
        + ["--rank", "3", "--initial-z", "Z.npy", "--initial-w", "W.npy", "--start", "zero"],
      "--start goes with a drawn one"
    ),
    (synthetic + ["--ranks", "3"], "Unknown option '--ranks'. Did you mean '--rank'?"),
    (["compar"] + synthetic, "there is no command 'compar': did you mean 'compare'?"),
    (["comprae"] + synthetic, "did you mean 'compare'?"),
    (["magic"] + synthetic, "there is no command 'magic'; the commands are compare, svd"),
    (["Y.npy", "--rank", "3"], "'Y.npy' is not a command: give a matrix by --input"),
    (["compare", "Y.npy", "--rank", "3"], "give a matrix by --input, as in --input Y.npy"),
    (synthetic + ["--rank", "3", "--stop", "gap:x"], "'gap:x' is none of"),
    (synthetic + ["--rank", "3", "--record", "every:0"], "every:K"),
    (
      synthetic + ["--rank", "3", "--tolerance", "1e-3", "--stop", "stationarity:1e-3"],
      "are the same: give one of them"
    ),
    (synthetic + ["--rank", "--rules", "gd"], "--rank"),
    (
      synthetic + ["--rank", "3", "--rules", "fa", "--step-size", "gd=0.1"],
      "--step-size names the rule gd, which is not among --rules"
    ),
    (synthetic + ["--rank", "3", "--method", "feedback"], "gd"),
    (
      synthetic + ["--rank", "3", "--precision", "single", "--step-size", "1e-60"],
      "the step size 1e-60 is 0.0 in single precision"
    ),
  ]

  @Test(arguments: combinations)
  func combination(_ arguments: [String], _ reason: String) async throws {
    try await expectFailure(arguments, 64, reason)
  }
}

/// Whatever cannot be written is known before the training.
@Suite(.mustEnd) struct UnwritableOutputTests {
  static let command = ["--synthetic", "12x9", "--spectrum", "power:1", "--rank", "3"]

  @Test func output() async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write("old".utf8, as: "file")
    for (path, reason) in [
      (directory.file("missing/result.json"), "No such file or directory"),
      (directory.path, "it is a directory"), (file + "/result.json", "Not a directory"),
      ("", "No such file or directory"),
    ] {
      let outcome = try await FABench.run(Self.command + ["--output", path])
      #expect(outcome.code == 73 && outcome.output.isEmpty)
      #expect(outcome.messages.hasPrefix("fa-bench: error: cannot write '\(path)'"))
      #expect(outcome.messages.contains(reason))
    }
    #expect(try directory.names == ["file"])
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
  }

  @Test func factors() async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write("old".utf8, as: "file")
    for path in [file, file + "/factors", file + "/much/deeper", ""] {
      let outcome = try await FABench.run(Self.command + ["--save-factors", path])
      #expect(outcome.code == 73 && outcome.output.isEmpty)
      #expect(outcome.messages.hasPrefix("fa-bench: error: cannot write '\(path)'"))
    }
    #expect(try directory.names == ["file"])
  }

  /// A relative path of one letter, below a directory that is not there either.
  @Test func factorsInNewDirectories() async throws {
    let directory = try TemporaryDirectory()
    let outcome = try await FABench.run(
      Self.command + ["--save-factors", "a/b/c"], shell: "cd '\(directory.path)' && exec \"$@\"")
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.file("a/b/c")).count == 9)
  }

  @Test func inputIsNotReplaced() async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write("1,2\n3,4\n".utf8, as: "Y.csv")
    let outcome = try await FABench.run(
      ["--input", file, "--rank", "1", "--output", directory.path + "/./Y.csv"])
    #expect(outcome.code == 64)
    #expect(outcome.messages.contains("--output would replace"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "1,2\n3,4\n")
  }

  /// Under another name as well: a symbolic link, and a hard one.
  @Test(arguments: [true, false])
  func anotherNameOfTheInput(_ isSymbolic: Bool) async throws {
    let directory = try TemporaryDirectory()
    let input = try directory.write("1,2\n3,5\n".utf8, as: "Y.csv")
    let other = directory.file("other.json")
    if isSymbolic {
      try FileManager.default.createSymbolicLink(atPath: other, withDestinationPath: input)
    } else {
      try FileManager.default.linkItem(atPath: input, toPath: other)
    }
    let outcome = try await FABench.run(
      ["svd", "--input", input, "--rank", "1", "--output", other])
    #expect(outcome.code == 64 && outcome.messages.contains("--output would replace"))
    #expect(try String(contentsOfFile: input, encoding: .utf8) == "1,2\n3,5\n")
  }
}

/// Runs the program, which must fail with the code, say all of the fragments on the first line,
/// print no result and leave nothing behind.
private func expectFailure(
  _ arguments: [String], _ code: Int32, _ fragments: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let outputs = try TemporaryDirectory()
  let outcome = try await FABench.run(
    arguments + [
      "--output", outputs.file("result.json"), "--save-factors", outputs.file("factors"),
    ])
  #expect(outcome.code == code, sourceLocation: sourceLocation)
  #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
  #expect(try outputs.names.isEmpty, sourceLocation: sourceLocation)
  let lines = outcome.messages.split(separator: "\n")
  let first = try #require(lines.first.map { String($0) }, sourceLocation: sourceLocation)
  #expect(first.hasPrefix("fa-bench: error: "), sourceLocation: sourceLocation)
  #expect(lines.count == 1, sourceLocation: sourceLocation)
  for fragment in fragments {
    #expect(first.contains(fragment), "\(first)", sourceLocation: sourceLocation)
  }
}

/// A `.npy` file of numbers in C order under the given shape, which need not be right.
private func npy(_ shape: String, _ entries: [Double], type: String = "<f8") -> [UInt8] {
  let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n"
  return [0x93] + "NUMPY".utf8 + [1, 0, UInt8(header.utf8.count), 0] + header.utf8
    + entries.flatMap { entry -> [UInt8] in
      (0..<8).map { UInt8(truncatingIfNeeded: entry.bitPattern >> (8 * $0)) }
    }
}

private func npy(_ shape: String, count: Int, type: String = "<f8") -> [UInt8] {
  npy(shape, Array(repeating: 1, count: count), type: type)
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: ["-"]) }
}
