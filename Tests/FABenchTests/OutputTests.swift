import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// Tables and CSV, and where results go.
@Suite(.mustEnd) struct OutputTests {
  static let matrix = ["--synthetic", "12x9", "--spectrum", "power:1"]
  static let command = matrix + ["--rank", "3"]

  @Test func csv() async throws {
    let outcome = try await FABench.run(
      Self.command + ["--format", "csv", "--step-size", "gd=100"])
    #expect(outcome.code == 0 && outcome.messages.isEmpty)
    let rows = outcome.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows.count == 4)
    let header = try #require(rows.first)
    #expect(header.prefix(6) == ["rule", "method", "status", "stepSize", "steps", "error"])
    for row in rows { #expect(row.count == header.count) }
    #expect(rows.dropFirst().map { $0[0] } == ["gd", "fa", "fa-star"])
    #expect(rows[1][2] == "diverged" && rows[1][5].isEmpty)
    // In words, or of a prepared matrix alone.
    let others = ["predictedFormula", "stoppedBy", "inputError"]
    for (name, field) in zip(header, rows[2]).dropFirst(3) where !others.contains(name) {
      #expect(Double(field) != nil, "\(field)")
    }
  }

  /// The widest that columns get: exponents of three digits, large ratios, a run that diverges.
  @Test func tableFits80Columns() async throws {
    let directory = try TemporaryDirectory()
    let small = sampleMatrix(300, 40).map { $0 * 1e-150 }
    let name = String(repeating: "a-long-name-", count: 12) + "\u{1B}[31m.npy"
    let commands = [
      Self.command + ["--step-size", "gd=100"],
      ["--input", try directory.write(small, as: name), "--rank", "10", "--max-steps", "300"],
      ["--synthetic", "60x50", "--spectrum", "step:3:1e-9", "--rank", "3", "--max-steps", "9"],
    ]
    for command in commands {
      let outcome = try await FABench.run(command)
      #expect(outcome.code == 0 && outcome.messages.isEmpty)
      #expect(!outcome.output.contains("\u{1B}"))
      let lines = outcome.output.split(separator: "\n")
      for rule in ["gd ", "fa ", "fa-star "] {
        #expect(lines.contains { $0.hasPrefix(rule) })
      }
      for line in lines { #expect(line.count <= 80, "\(line)") }
    }
  }

  /// Columns stand two blanks apart, and one where that would be too wide: names of all lengths about there.
  @Test(arguments: ["1", "-1", "0.1", "0.2", "0.25", "0.125", "0.0625"])
  func namesOfAllLengthsFit80Columns(_ rho: String) async throws {
    let outcome = try await FABench.run(
      ["--synthetic", "12x9", "--spectrum", "power:1", "--rank", "3", "--rules", "rho-fa:\(rho)"]
        + ["--max-steps", "50"])
    let lines = outcome.output.split(separator: "\n")
    let row = try #require(lines.first { $0.hasPrefix("rho-fa") })
    #expect(row.count <= 80, "\(row)")
  }

  /// Rules with long parameters are cut, and named in full below.
  @Test func longRulesFit80Columns() async throws {
    let directory = try TemporaryDirectory()
    let small = try directory.write(sampleMatrix(30, 20).map { $0 * 1e-150 }, as: "Y.npy")
    let rule = "kolen-pollack:0.0012345:0.0067891"
    let outcome = try await FABench.run(
      ["--input", small, "--rank", "3", "--rules", "gd,\(rule)", "--max-steps", "1000"])
    #expect(outcome.code == 0 && outcome.output.contains("- \(rule) has not converged"))
    #expect(outcome.output.contains("\nkolen-"))
    for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func fileInsteadOfStandardOutput() async throws {
    let directory = try TemporaryDirectory()
    let outcome = try await FABench.run(
      Self.command + ["--format", "json", "--output", directory.file("result.json")])
    #expect(outcome.code == 0 && outcome.output.isEmpty && outcome.messages.isEmpty)
    #expect(try directory.names == ["result.json"])
    let data = try Data(contentsOf: URL(fileURLWithPath: directory.file("result.json")))
    let result = try JSONDecoder().decode(JSONValue.self, from: data)
    #expect(result["runs"].elements.count == 3)
  }

  static let forms: [(command: [String], name: String, start: String)] = [
    (["compare"] + command, "r.json", "{"), (["compare"] + command, "r.csv", "rule,"),
    (["compare"] + command, "r.JSON", "{"), (["compare"] + command, "r.txt", "Target"),
    (["compare"] + command, "json", "Target"), (["svd"] + command, "r.json", "{"),
    (["limits", "--ranks", "2", "--draws", "9"] + matrix, "r.json", "{"),
    (["limits", "--ranks", "2", "--draws", "9"] + matrix, "r.csv", "rank,"),
    (["reproduce", "--quick", "--only", "informed-feedback"], "r.json", "{"),
    (["doctor"], "r.json", "{"),
    (["sweep", "--results", "cells", "--ranks", "2", "--rules", "als"] + matrix, "r.csv", "cell,"),
    (["sweep", "--results", "cells", "--ranks", "2", "--rules", "als"] + matrix, "r.json", "{"),
  ]

  /// The form follows from the name of the file.
  @Test(arguments: forms.indices)
  func formOfTheName(_ index: Int) async throws {
    let (command, name, start) = Self.forms[index]
    let directory = try TemporaryDirectory()
    let outcome = try await FABench.run(
      command + ["--output", name], shell: "cd '\(directory.path)' && exec \"$@\"")
    #expect(outcome.code == 0 && outcome.output.isEmpty && outcome.messages.isEmpty)
    let text = try String(contentsOfFile: directory.file(name), encoding: .utf8)
    #expect(text.hasPrefix(start), "\(text.prefix(40))")
  }

  /// A form that is asked for wins over the name, and that is said; a form that there is not is refused at once.
  @Test func formAgainstTheName() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("r.json")
    for (form, start) in [("table", "Target"), ("csv", "rule,")] {
      let outcome = try await FABench.run(
        Self.command + ["--format", form, "--output", path])
      #expect(outcome.code == 0 && outcome.output.isEmpty)
      #expect(
        outcome.messages
          == "fa-bench: note: '\(path)' holds \(form), although its name ends in .json\n")
      #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix(start))
    }
    let page = try await FABench.run(Self.command + ["--report", path])
    #expect(page.code == 0 && page.messages.contains("'\(path)' holds html, although"))
    for (command, name, reason) in [
      (["svd"], "r.csv", "say --format table or json"),
      (["compare"], "r.html", "--report r.html writes a page"),
    ] {
      let outcome = try await FABench.run(
        command + Self.command + ["--output", name],
        shell: "cd '\(directory.path)' && exec \"$@\"")
      #expect(outcome.code == 64 && outcome.output.isEmpty)
      #expect(outcome.messages.contains(reason), "\(outcome.messages)")
    }
    #expect(try directory.names == ["r.json"])
  }

  /// Nothing is lost when the place that was meant for it cannot be written.
  @Test func fullDisk() async throws {
    guard let full = FileHandle(forWritingAtPath: "/dev/full") else { return }
    let toFile = try await FABench.run(
      Self.command + ["--format", "json", "--output", "/dev/full"])
    #expect(toFile.code == 73)
    #expect(try toFile.json["runs"].elements.count == 3)
    #expect(toFile.messages.contains("'/dev/full'"))

    let directory = try TemporaryDirectory()
    let toStream = try await FABench.run(
      Self.command + ["--save-factors", directory.path], output: full)
    #expect(toStream.code == 73)
    #expect(toStream.messages.contains("cannot write 'standard output'"))
    #expect(try directory.names.count == 9)
  }

  @Test func closedStandardOutput() async throws {
    let directory = try TemporaryDirectory()
    let script = #"exec "$@" >&-"#
    let silent = try await FABench.run(Self.command, shell: script)
    #expect(silent.code == 73)
    #expect(silent.messages.contains("cannot write 'standard output'"))
    let file = directory.file("table.txt")
    let other = try await FABench.run(Self.command + ["--output", file], shell: script)
    #expect(other.code == 0 && other.messages.isEmpty)
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("Target"))
  }

  /// As in `fa-bench … | head -1`: what remains to be done is done.
  @Test func readerThatGoesAway() async throws {
    let directory = try TemporaryDirectory()
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let outcome = try await FABench.run(
      Self.command + ["--save-factors", directory.file("factors")],
      output: pipe.fileHandleForWriting)
    #expect(outcome.code == 0 && outcome.messages.isEmpty)
    let z: Matrix<Double> = try MatrixFile.read(directory.file("factors/Z_fa-star.npy"))
    #expect(z.rows == 12 && z.columns == 3)
  }

  @Test func helpAndVersion() async throws {
    for arguments in [["--help"], ["compare", "--help"], ["--version"]] {
      let outcome = try await FABench.run(arguments)
      #expect(outcome.code == 0 && outcome.messages.isEmpty && !outcome.output.isEmpty)
    }
  }
}
