import ArgumentParser
import FAMatrixIO
import FATrainers

/// How a single picture looks, and what of it is shown.
struct PictureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Its size: WxH in dots (120 to an inch of paper), or with a unit as in 3.4x2.5in or 9x6cm.",
      valueName: "WxH"),
    transform: PictureSize.init)
  var size: PictureSize?

  @Option(help: ArgumentHelp("The family of its letters, as in 'Times'.", valueName: "family"))
  var font: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The size of its letters in points.", valueName: "points"))
  var fontSize: Double?

  @Option(help: ArgumentHelp("The rules that are shown, separated by commas.", valueName: "rules"))
  var rules: String?

  @Option(help: ArgumentHelp("The scale along x.", valueName: "log|linear"))
  var xScale: Scale?

  @Option(help: ArgumentHelp("The scale along y.", valueName: "log|linear"))
  var yScale: Scale?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What is shown along x, as in 1:1e4.", valueName: "low:high"),
    transform: AxisRange.init)
  var xRange: AxisRange?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What is shown along y.", valueName: "low:high"), transform: AxisRange.init)
  var yRange: AxisRange?

  enum Scale: String, ExpressibleByArgument, CaseIterable {
    case log, linear
  }

  /// Throws unless the options make sense.
  func check() throws {
    if let fontSize, !(1...200).contains(fontSize) {
      throw UsageError("--font-size must be from 1 to 200 points, not \(fontSize)")
    }
    if let font, !font.allSatisfy({ $0.isLetter || $0.isNumber || " -".contains($0) }) {
      throw UsageError("--font must be the name of a family, of letters, digits, blanks and dashes")
    }
  }

  var appearance: Gnuplot.Appearance {
    var look = Gnuplot.Appearance()
    if let size { (look.width, look.height) = (size.width, size.height) }
    (look.font, look.fontSize) = (font, fontSize)
    return look
  }

  /// The picture with the rules and the axes that were asked for.
  func applied(to plot: Plot) throws -> Plot {
    var plot = plot
    if let rules {
      let names = rules.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      var known: [String] = []
      for rule in plot.curves.compactMap(\.style.rule) where !known.contains(rule) {
        known.append(rule)
      }
      if let stray = names.first(where: { !known.contains($0) }) {
        throw UsageError(
          "the picture has no rule '\(stray.printable)'"
            + (known.isEmpty ? "" : "; it has \(known.joined(separator: ", "))"))
      }
      plot.curves.removeAll { curve in curve.style.rule.map { !names.contains($0) } ?? false }
    }
    try apply(xScale, xRange, "--x-range", to: &plot.x)
    try apply(yScale, yRange, "--y-range", to: &plot.y)
    return plot
  }

  private func apply(
    _ scale: Scale?, _ range: AxisRange?, _ flag: String, to axis: inout Plot.Axis
  ) throws {
    if let scale { axis.isLogarithmic = scale == .log }
    guard let range else { return }
    guard !axis.isLogarithmic || range.ends.lowerBound > 0 else {
      throw UsageError("\(flag) must begin above 0 on a logarithmic scale")
    }
    axis.range = range.ends
  }
}

/// A size such as 760x460, 3.4x2.5in or 9x6cm, in dots.
struct PictureSize {
  let width: Double
  let height: Double

  init(_ argument: String) throws {
    let units = ["in": Gnuplot.Appearance.dotsPerInch, "cm": Gnuplot.Appearance.dotsPerInch / 2.54]
    let unit = units.first { argument.hasSuffix($0.key) }
    let parts = (unit.map { argument.dropLast($0.key.count) } ?? argument[...])
      .split(separator: "x", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }.map { $0 * (unit?.value ?? 1) }
    guard parts.count == 2, numbers.count == 2, numbers.allSatisfy({ (50...10_000).contains($0) })
    else {
      throw ValidationError(
        "a size is two numbers, as in 760x460, 3.4x2.5in or 9x6cm, from 50 to 10000 dots each way.")
    }
    (width, height) = (numbers[0], numbers[1])
  }
}

/// What is shown of an axis, as in 1:1e4.
struct AxisRange {
  let ends: ClosedRange<Double>

  init(_ argument: String) throws {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
      .map { Double($0) }
    guard parts.count == 2, let low = parts[0], let high = parts[1], low.isFinite, high.isFinite,
      low < high
    else { throw ValidationError("a range is two numbers, the smaller first, as in 1:1e4.") }
    ends = low...high
  }
}
