/// A picture of curves.
struct Plot {
  /// An axis and what is measured along it.
  struct Axis: Sendable {
    let label: String
    var isLogarithmic = false
  }

  /// Points that are joined by a line.
  struct Curve {
    let title: String
    let style: CurveStyle
    let points: [(x: Double, y: Double)]
    /// The lower and upper ends of a band around the points, one for each; empty for none.
    var band: [(lower: Double, upper: Double)] = []
  }

  /// A level that curves are held against.
  struct Level {
    let title: String
    let value: Double
    let dash: Int
  }

  let name: String
  let caption: String
  let x: Axis
  let y: Axis
  var curves: [Curve]
  var levels: [Level] = []

  /// Whether there is anything to see.
  var isEmpty: Bool { drawable.allSatisfy(\.points.isEmpty) }

  /// The curves without what cannot be drawn: what is not finite, and on a logarithmic axis what is
  /// not positive.
  private var drawable: [Curve] {
    func fits(_ value: Double, _ axis: Axis) -> Bool {
      value.isFinite && (!axis.isLogarithmic || value > 0)
    }
    return curves.map { curve in
      let kept = curve.points.indices.filter {
        fits(curve.points[$0].x, x) && fits(curve.points[$0].y, y)
          && (curve.band.isEmpty
            || (fits(curve.band[$0].lower, y) && fits(curve.band[$0].upper, y)))
      }
      return Curve(
        title: curve.title, style: curve.style, points: kept.map { curve.points[$0] },
        band: curve.band.isEmpty ? [] : kept.map { curve.band[$0] })
    }
  }

  /// The commands by which gnuplot draws the picture, after its terminal has been set.
  func commands() -> String {
    let curves = drawable.filter { !$0.points.isEmpty }
    var lines = [
      "set encoding utf8", "set key outside bottom center horizontal reverse Left",
      "set border 3", "set tics nomirror", "set grid back lc rgb '#80808060' lw 0.5",
      "set xlabel \(quoted(x.label))", "set ylabel \(quoted(y.label))",
    ]
    if x.isLogarithmic { lines += ["set logscale x", "set format x '10^{%L}'"] }
    if y.isLogarithmic { lines += ["set logscale y", "set format y '10^{%L}'"] }
    for (index, curve) in curves.enumerated() {
      lines.append("$curve\(index) << EOD")
      for (place, point) in curve.points.enumerated() {
        let band =
          curve.band.isEmpty ? "" : " \(curve.band[place].lower) \(curve.band[place].upper)"
        lines.append("\(point.x) \(point.y)\(band)")
      }
      lines.append("EOD")
    }
    var parts: [String] = []
    for (index, curve) in curves.enumerated() where !curve.band.isEmpty {
      parts.append(
        "$curve\(index) using 1:3:4 with filledcurves fc rgb '\(curve.style.color)' "
          + "fs transparent solid 0.2 notitle")
    }
    for (index, curve) in curves.enumerated() {
      parts.append(
        "$curve\(index) using 1:2 with \(curve.style.marks) lc rgb '\(curve.style.color)' lw 2 "
          + "dt \(curve.style.dash) title \(quoted(curve.title))")
    }
    for level in levels where level.value.isFinite && (!y.isLogarithmic || level.value > 0) {
      parts.append(
        "\(level.value) with lines lc rgb '#808080' lw 1.5 dt \(level.dash) title "
          + quoted(level.title))
    }
    lines.append("plot " + parts.joined(separator: ", \\\n  "))
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text as gnuplot prints it letter by letter.
  private func quoted(_ text: String) -> String {
    let escaped = text.map { "_^@&~{}\\".contains($0) ? "\\\\\($0)" : "\($0)" }.joined()
    return "\"\(escaped.replacing("\"", with: "\\\""))\""
  }
}

/// How a curve looks: the same for the same rule everywhere.
struct CurveStyle {
  let color: String
  /// gnuplot's number of a dash type.
  var dash = 1
  var marks = "lines"

  /// Colours that colour-blind readers can tell apart (M. Okabe, K. Ito, "Color universal design", 2008), without
  /// the yellow and the black, which one of two backgrounds would swallow.
  static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]

  /// The style that comes at this place of a list.
  init(place: Int) {
    color = Self.colors[place % Self.colors.count]
    dash = 1 + place / Self.colors.count
  }

  func with(marks: String) -> CurveStyle {
    var result = self
    result.marks = marks
    return result
  }
}
