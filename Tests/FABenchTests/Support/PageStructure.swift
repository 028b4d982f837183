import Foundation
import Testing

/// A page that `fa-bench` wrote.
struct PageStructure {
  let text: String

  init(_ path: String) throws {
    text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  /// Pictures need gnuplot.
  static let hasGnuplot = FileManager.default.fileExists(atPath: "/usr/bin/gnuplot")

  /// The second headings, in their order.
  var headings: [String] { text.matches(of: /<h2>([^<]*)<\/h2>/).map { String($0.1) } }

  /// The names of the pictures, in their order.
  var pictures: [String] { text.matches(of: /<figure id="([^"]*)">/).map { String($0.1) } }

  func count(_ piece: String) -> Int { text.components(separatedBy: piece).count - 1 }

  /// One file with everything in it: no script, no address, nothing that is not closed, light and dark.
  func expectSelfContained(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(text.hasPrefix("<!DOCTYPE html>"), sourceLocation: sourceLocation)
    for tag in ["svg", "figure", "table", "section", "dl", "g", "text", "defs", "p", "td", "code"] {
      let opened = count("<\(tag)>") + count("<\(tag) ") + count("<\(tag)\n")
      #expect(
        opened > 0 && opened == count("</\(tag)>"), "\(tag)", sourceLocation: sourceLocation)
    }
    #expect(!text.contains("<script") && !text.contains("src="), sourceLocation: sourceLocation)
    // Names, not requests.
    let addresses = text.components(separatedBy: "http").dropFirst()
    #expect(
      addresses.allSatisfy { $0.hasPrefix("://www.w3.org/") }, sourceLocation: sourceLocation)
    #expect(
      text.contains("prefers-color-scheme: dark") && text.contains("currentColor"),
      sourceLocation: sourceLocation)
    // Names within pictures are those of one picture.
    let names = text.matches(of: /id=["']([^"']+)["']/).map { String($0.1) }
    #expect(Set(names).count == names.count, sourceLocation: sourceLocation)
    // How it was made stands at the end: the command and the machine.
    #expect(headings.last == "How it was made", sourceLocation: sourceLocation)
    for word in ["<code>fa-bench ", "<dt>Processor</dt>", "<dt>BLAS</dt>", "<dt>LAPACK</dt>"] {
      #expect(text.contains(word), "\(word)", sourceLocation: sourceLocation)
    }
  }
}
