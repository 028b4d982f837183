import ArgumentParser
import FAMatrixIO

/// The forms in which a command prints its results. The name of a form is what names of such files end in.
protocol OutputFormat: RawRepresentable<String>, ExpressibleByArgument, CaseIterable, Sendable {
  static var table: Self { get }
  /// How the flag is spelt.
  static var flags: NameSpecification { get }
}

extension OutputFormat {
  static var flags: NameSpecification { .long }
}

/// In which form and where results go.
struct OutputOptions<Format: OutputFormat>: ParsableArguments {
  @Option(
    name: Format.flags,
    help: ArgumentHelp(
      "The form of the results. (default: what the name of --output ends in, or else table)",
      valueName: "format"))
  var format: Format?

  @Option(help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
  var output: String?

  var writtenFile: WrittenFile? { output.map { WrittenFile("--output", $0) } }

  /// Throws if the file is named after a form that the command does not have.
  func check() throws {
    guard let output, format == nil, Format(rawValue: output.ending) == nil else { return }
    let forms = Format.allCases.map(\.rawValue).joined(separator: " or ")
    switch output.ending {
    case "html", "htm":
      throw UsageError(
        "--output prints \(forms); --report \(output.printable) writes a page")
    case "csv", "json":
      throw UsageError(
        "'\(output.printable)' is named after a form that this command does not have: choose another name, "
          + "or say --format \(forms)")
    default: return
    }
  }

  /// Writes to the file, or to standard output if there is none.
  func write(_ results: any Results) throws {
    let form = format ?? output.flatMap { Format(rawValue: $0.ending) } ?? .table
    let text =
      switch form.rawValue {
      case "json": try results.json()
      case "csv": results.csv()
      default: results.table(isColored: output == nil && Terminal.standardOutput.showsColor)
      }
    guard let output else { return try Terminal.standardOutput.write(text) }
    WrittenFile.noteContents(of: output, form.rawValue)
    do {
      try AtomicFile.write(text.utf8, to: output)
    } catch {
      // The results are worth more than the place they were meant for.
      try? Terminal.standardOutput.write(text)
      throw error
    }
  }
}
