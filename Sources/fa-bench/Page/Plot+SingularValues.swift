extension Plot {
  /// A spectrum, and the rank of an approximation.
  static func singularValues(_ values: [Double], rank: Int) -> Plot {
    Plot(
      name: "singular-values",
      caption: "The singular values of Y that are known, up to rank r and beyond.",
      x: Axis(label: "i", isLogarithmic: true),
      y: Axis(label: "singular value", isLogarithmic: true),
      curves: [
        Curve(
          title: "beyond rank r", style: CurveStyle(place: 1).with(marks: "points pt 6 ps 0.5"),
          points: Array(numbered(values).dropFirst(max(0, rank)))),
        Curve(
          title: "up to rank r", style: CurveStyle(place: 0).with(marks: "points pt 7 ps 0.6"),
          points: numbered(values.prefix(max(0, rank)))),
      ])
  }
}
