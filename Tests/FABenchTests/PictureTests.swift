import Foundation
import TestSupport
import Testing

/// Single pictures for papers, several results on a page, and the widths of tables.
@Suite(.mustEnd, .enabled(if: PageStructure.hasGnuplot)) struct PictureTests {
  private func result(
    _ directory: TemporaryDirectory, _ name: String = "a.json", seed: String = "0"
  ) async throws -> String {
    let path = directory.file(name)
    let outcome = try await FABench.run([
      "compare", "--synthetic", "12x9", "--spectrum", "power:1", "--rank", "2", "--rules",
      "gd,fa,fa-star", "--seed", seed, "--max-steps", "200", "--output", path,
    ])
    #expect(outcome.code == 0, "\(outcome.messages)")
    return path
  }

  private func svg(
    _ directory: TemporaryDirectory, _ arguments: [String]
  ) async throws -> String {
    let path = directory.file("picture.svg")
    let outcome = try await FABench.run(["plot"] + arguments + ["--output", path])
    #expect(outcome.code == 0, "\(outcome.messages)")
    return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  @Test func sizeFontAndRules() async throws {
    let directory = try TemporaryDirectory()
    let json = try await result(directory)
    let picture = try await svg(
      directory, [json, "--size", "3x2in", "--font", "Times", "--font-size", "9", "--rules", "fa"])
    #expect(picture.contains("viewBox=\"0 0 360 240\""))
    #expect(picture.contains("font-family=\"Times\"") && picture.contains("font-size=\"9"))
    #expect(picture.contains(">fa<") && !picture.contains(">gd<"))
    // What is known without training stays.
    #expect(picture.contains("optimum"))
    let whole = try await svg(directory, [json])
    #expect(whole.contains(">gd<") && whole.contains(">fa-star<"))
  }

  /// Errors of a run that hardly moves lie within a decade: there are ticks all the same, and more than one.
  @Test func ticksWithinADecade() async throws {
    let directory = try TemporaryDirectory()
    let json = try await result(directory)
    let picture = try await svg(directory, [json, "--y-range", "0.3:0.7"])
    for tick in ["0.3", "0.4", "0.5", "0.6", "0.7"] {
      #expect(picture.contains(">\(tick)<") || picture.contains("> \(tick)<"), "\(tick)")
    }
    let linear = try await svg(
      directory, [json, "--y-scale", "linear", "--x-scale", "linear", "--x-range", "0:100"])
    #expect(linear != picture)
  }

  @Test func sweepsAndLimits() async throws {
    let directory = try TemporaryDirectory()
    let (sweep, limits) = (directory.file("r.jsonl"), directory.file("limits.json"))
    let first = try await FABench.run([
      "sweep", "--results", sweep, "--synthetic", "12x9", "--spectrum", "power:1", "--ranks",
      "1..3", "--rules", "gd,fa", "--seeds", "0..1", "--max-steps", "100",
    ])
    let second = try await FABench.run([
      "limits", "--synthetic", "12x9", "--spectrum", "power:1", "--ranks", "1,2", "--draws", "50",
      "--output", limits,
    ])
    #expect(first.code == 0 && second.code == 0, "\(first.messages)\(second.messages)")
    for (file, picture) in [(sweep, "target-0-rank"), (limits, "limits")] {
      for (ending, beginning) in [("svg", "<?xml"), ("png", "\u{89}PNG"), ("pdf", "%PDF")] {
        let path = directory.file("picture.\(ending)")
        let outcome = try await FABench.run(
          ["plot", file, "--picture", picture, "--output", path])
        #expect(outcome.code == 0, "\(outcome.messages)")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.starts(with: beginning.unicodeScalars.map { UInt8($0.value) }))
      }
    }
    let page = directory.file("sweep.html")
    let outcome = try await FABench.run(["report", sweep, "--output", page])
    #expect(outcome.code == 0)
    #expect(try PageStructure(page).headings.contains("Over ranks"))
  }

  @Test func mistakes() async throws {
    let directory = try TemporaryDirectory()
    let json = try await result(directory)
    for (arguments, message) in [
      (["--size", "big"], "a size is two numbers"), (["--size", "1x1"], "from 50 to 10000 dots"),
      (["--rules", "gd,als"], "the picture has no rule 'als'; it has gd, fa, fa-star"),
      (["--y-range", "2:1"], "the smaller first"),
      (["--y-range", "-1:1"], "--y-range must begin above 0"),
      (["--font", "a'b"], "--font must be the name"),
      (["--font-size", "0"], "--font-size must be"),
    ] {
      let outcome = try await FABench.run(
        ["plot", json, "--output", directory.file("x.svg")] + arguments)
      #expect(outcome.code == 64 && outcome.messages.contains(message), "\(outcome.messages)")
    }
    #expect(!FileManager.default.fileExists(atPath: directory.file("x.svg")))
  }

  @Test func severalResults() async throws {
    let directory = try TemporaryDirectory()
    let (a, b) = (
      try await result(directory), try await result(directory, "b.json", seed: "1")
    )
    let page = directory.file("both.html")
    let outcome = try await FABench.run(["report", a, b, "--output", page])
    #expect(outcome.code == 0, "\(outcome.messages)")
    let shown = try PageStructure(page)
    shown.expectSelfContained()
    #expect(
      shown.headings == [
        "The results", "The setting", "Results", "Curves", "Singular values and angles",
        "How it was made",
      ])
    #expect(shown.count("<h3>\(a)</h3>") == 5 && shown.count("<h3>\(b)</h3>") == 5)
    #expect(
      shown.pictures.count == 2 * Set(shown.pictures.map { $0.dropFirst("result-1-".count) }).count)
    let refused = try await FABench.run(["report", a, b, "--output", b])
    #expect(refused.code == 64 && refused.messages.contains("would replace"))
  }

  /// Every figure of a table has the name of its column beside it for screens without room, and every table a width
  /// from which on it is shown as one, which grows with what it holds.
  @Test func tablesSayHowWideTheyAre() async throws {
    let directory = try TemporaryDirectory()
    let json = try await result(directory)
    let page = directory.file("page.html")
    _ = try await FABench.run(["report", json, "--output", page])
    let text = try PageStructure(page).text
    let widths = text.matches(of: /<table class="to-(\d+)">/).compactMap { Int($0.1) }
    #expect(widths.count == 2 && !text.contains("overflow-x"))
    for (width, table) in zip(widths, text.components(separatedBy: "<table ").dropFirst()) {
      #expect(text.contains("@container (max-width: \(width)rem)"))
      let head = table.matches(of: /<th>([^<]*)<\/th>/).map { String($0.1) }
      let names = table.matches(of: /<td data-of="([^"]*)">/).map { String($0.1) }
      #expect(!names.isEmpty && names.count % head.count == 0)
      for (place, name) in names.enumerated() { #expect(name == head[place % head.count]) }
      // Half an em for each letter is what they take at least.
      let letters = head.indices.reduce(0) { sum, column in
        let cells = table.components(separatedBy: "</td>").indices.compactMap { index -> Int? in
          index % head.count == column ? head[column].count : nil
        }
        return sum + (cells.max() ?? 0)
      }
      #expect(Double(width) >= 0.5 * Double(letters))
    }
  }
}
