import FATrainers

extension ReproduceResults {
  /// Curves of an experiment as they are written out.
  struct Chart: Codable {
    let name: String
    let caption: String
    let x: Axis
    let y: Axis
    let series: [Series]

    struct Axis: Codable {
      let label: String
      let isLogarithmic: Bool

      init(_ axis: ExperimentChart.Axis) {
        (label, isLogarithmic) = (axis.label, axis.isLogarithmic)
      }
    }

    struct Series: Codable {
      let name: String
      @Nullable var rule: String?
      let form: ExperimentChart.Form
      let points: [Point]
    }

    struct Point: Codable {
      let x: Double
      let y: Double
      let lower: Double
      let upper: Double
    }

    init(_ chart: ExperimentChart) {
      (name, caption) = (chart.name, chart.caption)
      (x, y) = (Axis(chart.x), Axis(chart.y))
      series = chart.series.map { series in
        Series(
          name: series.name, rule: series.rule, form: series.form,
          points: series.points.map { Point(x: $0.x, y: $0.y, lower: $0.lower, upper: $0.upper) })
      }
    }
  }
}
