import FAMatrixIO

/// A picture of curves.
struct Plot {
  /// An axis and what is measured along it.
  struct Axis: Sendable {
    let label: String
    var isLogarithmic = false
    /// What of it is shown; nil for all that there is.
    var range: ClosedRange<Double>?
  }

  /// A point, with an interval around it where there is one, and a narrower one within that.
  struct Point {
    let x: Double
    let y: Double
    var band: (lower: Double, upper: Double)?
    var quartiles: (lower: Double, upper: Double)?

    init(
      _ x: Double, _ y: Double, band: (lower: Double, upper: Double)? = nil,
      quartiles: (lower: Double, upper: Double)? = nil
    ) {
      (self.x, self.y, self.band, self.quartiles) = (x, y, band, quartiles)
    }

    /// All that is drawn: without an interval the point is its ends.
    fileprivate var heights: [Double] {
      let band = band ?? (y, y)
      let quartiles = quartiles ?? (y, y)
      return [y, band.lower, band.upper, quartiles.lower, quartiles.upper]
    }
  }

  /// Points that belong together: a line with a band, or boxes with whiskers where points have quartiles.
  struct Curve {
    let title: String
    let style: CurveStyle
    let points: [Point]

    fileprivate var isBoxes: Bool { points.contains { $0.quartiles != nil } }
    fileprivate var hasBand: Bool { points.contains { $0.band != nil } }
  }

  /// A level that curves are held against.
  struct Level {
    let title: String
    let value: Double
    let style: CurveStyle
  }

  let name: String
  let caption: String
  var x: Axis
  var y: Axis
  var curves: [Curve]
  var levels: [Level] = []

  /// Values over their numbers, from one.
  static func numbered(_ values: some Sequence<Double>) -> [Point] {
    values.enumerated().map { Point(Double($0 + 1), $1) }
  }

  /// Whether there is anything to see.
  var isEmpty: Bool { drawable.allSatisfy(\.points.isEmpty) }

  /// The curves without what cannot be drawn: what is not finite, and on a logarithmic axis what is
  /// not positive.
  private var drawable: [Curve] {
    func fits(_ value: Double, _ axis: Axis) -> Bool {
      value.isFinite && (!axis.isLogarithmic || value > 0)
    }
    return curves.map { curve in
      Curve(
        title: curve.title, style: curve.style,
        points: curve.points.filter { point in
          fits(point.x, x) && point.heights.allSatisfy { fits($0, y) }
        })
    }
  }

  private var visibleLevels: [Level] {
    levels.filter { $0.value.isFinite && (!y.isLogarithmic || $0.value > 0) }
  }

  /// The commands by which gnuplot draws the picture, after its terminal has been set.
  func commands() -> String {
    let curves = drawable.filter { !$0.points.isEmpty }
    var lines = [
      "set encoding utf8", "set key outside bottom center horizontal reverse Left",
      "set boxwidth 0.4", "set border 3", "set tics nomirror",
      "set grid back lc rgb '#80808060' lw 0.5",
      "set xlabel \(quoted(x.label)) offset 0,0.5", "set ylabel \(quoted(y.label))",
    ]
    var x = x
    let places = curves.flatMap(\.points).map(\.x)
    if !x.isLogarithmic, x.range == nil, curves.contains(where: \.isBoxes),
      let first = places.min(), let last = places.max()
    {
      // The first and the last box are as wide as the others.
      x.range = (first - 0.5)...(last + 0.5)
    }
    lines += x.commands(for: "x", places)
    lines += y.commands(
      for: "y", curves.flatMap(\.points).flatMap(\.heights) + visibleLevels.map(\.value))
    for (index, curve) in curves.enumerated() {
      lines.append("$curve\(index) << EOD")
      lines += curve.points.map { point in
        ([point.x] + point.heights).map { "\($0)" }.joined(separator: " ")
      }
      lines.append("EOD")
    }
    var parts: [String] = []
    for (index, curve) in curves.enumerated() where curve.isBoxes {
      parts.append(
        "$curve\(index) using 1:5:3:4:6 with candlesticks whiskerbars 0.5 fs empty lw 1.5 "
          + "lc rgb '\(curve.style.color)' notitle")
    }
    for (index, curve) in curves.enumerated() where curve.hasBand && !curve.isBoxes {
      parts.append(
        "$curve\(index) using 1:3:4 with filledcurves fc rgb '\(curve.style.color)' "
          + "fs transparent solid 0.2 notitle")
    }
    for (index, curve) in curves.enumerated() {
      parts.append(
        "$curve\(index) using 1:2 with \(curve.style.marks) lc rgb '\(curve.style.color)' lw 2 "
          + "dt \(curve.style.dash) title \(quoted(curve.title))")
    }
    for level in visibleLevels {
      parts.append(
        "\(level.value) with lines lc rgb '\(level.style.color)' lw 1.5 dt \(level.style.dash) title "
          + quoted(level.title))
    }
    lines.append("plot " + parts.joined(separator: ", \\\n  "))
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text as gnuplot prints it letter by letter: within single quotes, where it takes nothing for a command, as it
  /// does within double ones what stands between backquotes. A single quote becomes a prime, which ends nothing.
  private func quoted(_ text: String) -> String {
    let escaped = text.printable.map { "_^@&~{}\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    return "'\(escaped.replacing("'", with: "\u{2032}"))'"
  }
}
