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

    /// Whether text is drawn in the colour of what is around it.
    fileprivate func terminal(width: Int, height: Int) -> String {
      switch self {
      case .svg: "svg size \(width),\(height) dynamic font 'system-ui,sans-serif,14' enhanced"
      case .png: "pngcairo size \(2 * width),\(2 * height) fontscale 2 linewidth 2 enhanced"
      case .pdf:
        "pdfcairo size \(Double(width) / 120)in,\(Double(height) / 120)in font ',11' enhanced"
      }
    }
  }

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
  func draw(_ plot: Plot, as format: Format, width: Int = 760, height: Int = 460) throws -> Data {
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
      "set terminal \(format.terminal(width: width, height: height))\nset output\n"
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
    svg = svg.replacing(/\bid=["']|href=["']#|url\(#/) { "\($0.output)\(plot.name)-" }
    let title: Markup = "<title>\(plot.caption)</title>"
    svg = svg.replacing("<title>Gnuplot</title>", with: title.text)
    return Markup(trusting: svg)
  }
}
