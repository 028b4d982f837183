import FAMatrixIO
import Foundation

/// The program that draws pictures.
struct Gnuplot {
  let path: String

  /// What is missing and what to do about it.
  static let advice =
    "gnuplot, which draws the pictures, is not installed (Debian, Ubuntu: apt-get install gnuplot-nox)"

  /// A form of a picture, by the ending of its file.
  enum Format: String, CaseIterable {
    case svg, png, pdf

    fileprivate func terminal(_ look: Appearance) -> String {
      let (width, height) = (look.width, look.height)
      let family = look.font ?? (self == .svg ? "system-ui,sans-serif" : "")
      return switch self {
      case .svg:
        "svg size \(Int(width)),\(Int(height)) dynamic font '\(family),\(look.fontSize ?? 14)' enhanced"
      case .png:
        "pngcairo size \(Int(2 * width)),\(Int(2 * height)) fontscale 2 linewidth 2 "
          + "font '\(family),\(look.fontSize ?? 12)' enhanced"
      case .pdf:
        "pdfcairo size \(width / Appearance.dotsPerInch)in,\(height / Appearance.dotsPerInch)in "
          + "font '\(family),\(look.fontSize ?? 11)' enhanced"
      }
    }
  }

  /// How large a picture is, and in which letters.
  struct Appearance {
    /// In dots, of which a PNG has two each way.
    var width = 760.0
    var height = 460.0
    /// The family; nil for that of the form.
    var font: String?
    /// In points; nil for that of the form.
    var fontSize: Double?

    static let dotsPerInch = 120.0
  }

  /// What the names of pictures begin with, where pages hold several results.
  var prefix = ""

  /// What gnuplot said.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The gnuplot of this machine, or nil if there is none.
  static func installed() -> Gnuplot? {
    let directories = (Terminal.environment("PATH") ?? "").split(separator: ":")
    for directory in directories {
      let path = "\(directory)/gnuplot"
      var status = stat()
      let isFile = unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      if unsafe isFile && access(path, X_OK) == 0 { return Gnuplot(path: path) }
    }
    return nil
  }

  /// Draws a picture.
  ///
  /// - Throws: ``Failure``.
  func draw(_ plot: Plot, as format: Format, _ look: Appearance = Appearance()) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    // Without the settings of whoever runs it.
    process.arguments = ["--default-settings"]
    let (input, output, messages) = (Pipe(), Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = messages
    do {
      try process.run()
    } catch {
      throw Failure(description: "gnuplot cannot be run: \(path)")
    }
    // It reads everything before it draws, so that neither waits for the other.
    let commands =
      "set terminal \(format.terminal(look))\nset output\n"
      + plot.commands()
    // What ended before it read them says below why.
    try? input.fileHandleForWriting.write(contentsOf: Data(commands.utf8))
    try input.fileHandleForWriting.close()
    let picture = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaint = try messages.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0, !picture.isEmpty else {
      let text =
        String(decoding: complaint, as: UTF8.self).split(separator: "\n").last.map(String.init)
        ?? "no message"
      throw Failure(
        description: "gnuplot failed with status \(process.terminationStatus): \(text.printable)")
    }
    return picture
  }

  /// Draws a picture that can stand within a page, in the colours of its text.
  func inline(_ plot: Plot) throws -> Markup {
    let text = String(decoding: try draw(plot, as: .svg), as: UTF8.self)
    guard let start = text.range(of: "<svg") else {
      throw Failure(description: "gnuplot wrote no picture")
    }
    var svg = String(text[start.lowerBound...])
    for quote in ["'", "\""] {
      svg = svg.replacing("\(quote)black\(quote)", with: "\(quote)currentColor\(quote)")
    }
    // Names within pictures are of the whole page.
    svg = svg.replacing(/\bid=["']|href=["']#|url\(#/) { "\($0.output)\(prefix)\(plot.name)-" }
    let title: Markup = "<title>\(plot.caption)</title>"
    svg = svg.replacing("<title>Gnuplot</title>", with: title.text)
    return Markup(trusting: svg)
  }
}
