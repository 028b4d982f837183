import FATrainers

extension ComparePlots {
  /// What is recorded along a run besides its error.
  struct Quantity: Sendable {
    let name: String
    let caption: String
    let axis: Plot.Axis
    /// Whether it is measured in units of ||Y||.
    var isOfTarget = false
    let figures: [Figure]
  }

  /// One of the figures of a picture, by what follows the name of the rule.
  struct Figure: Sendable {
    let suffix: String
    let value: @Sendable (CompareResults.Record) -> Double?

    init(_ suffix: String = "", _ value: @escaping @Sendable (CompareResults.Record) -> Double?) {
      (self.suffix, self.value) = (suffix, value)
    }
  }

  static let quantities = [
    Quantity(
      name: "gap", caption: "How far the error is above the optimum.",
      axis: Plot.Axis(label: "(error - optimum) / ||Y||", isLogarithmic: true), isOfTarget: true,
      figures: [Figure { $0.gapToOptimum }]),
    Quantity(
      name: "gap-limit",
      caption: "How far the error is from that of the limit that is predicted for the rule itself.",
      axis: Plot.Axis(label: "|error - predicted| / ||Y||", isLogarithmic: true), isOfTarget: true,
      figures: [Figure { $0.gapToPrediction?.magnitude }]),
    Quantity(
      name: "flow",
      caption:
        "Error of the steps and of the flow that they follow, known in closed form for gradient descent from "
        + "balanced starts.",
      axis: Plot.Axis(label: "||ZW - Y|| / ||Y||", isLogarithmic: true), isOfTarget: true,
      figures: [
        Figure(", steps") { $0.flowError == nil ? nil : $0.error },
        Figure(", flow") { $0.flowError },
      ]),
    Quantity(
      name: "error-parts",
      caption:
        "The parts of the error, whose squares add up: what no readout can make of the hidden layer, "
        + "||Y - Y P_W||, and what the readout has not learned, ||Y P_W - ZW||.",
      axis: Plot.Axis(label: "share of ||Y||", isLogarithmic: true), isOfTarget: true,
      figures: [
        Figure(", hidden layer") { $0.diagnostics?.representationError },
        Figure(", readout") { $0.diagnostics?.readoutLag },
      ]),
    Quantity(
      name: "stationarity",
      caption:
        "Relative stationarity against steps: a run has converged when it meets the tolerance.",
      axis: Plot.Axis(label: "stationarity", isLogarithmic: true),
      figures: [Figure { $0.stationarity }]),
    Quantity(
      name: "alignment",
      caption: "The angle between Z and the feedback C' as vectors: 0 aligned, 90 unrelated.",
      axis: Plot.Axis(label: "degrees"), figures: [Figure { $0.alignment?.angleDegrees }]),
    Quantity(
      name: "hidden-angles",
      caption: "The angle between the rule's step of W and those of gradient descent, Z'E, and of "
        + "pseudo-backprop, Z^+ E, as vectors.",
      axis: Plot.Axis(label: "degrees"),
      figures: [
        Figure(", to Z'E") { $0.diagnostics?.hiddenAngles.toGradientDegrees },
        Figure(", to Z^+ E") { $0.diagnostics?.hiddenAngles.toPseudoBackpropDegrees },
      ]),
    Quantity(
      name: "ledger",
      caption:
        "How far the quantity that each rule conserves is from its exact prediction: rounding.",
      axis: Plot.Axis(label: "relative drift", isLogarithmic: true),
      figures: [Figure { $0.conservationDrift }]),
    Quantity(
      name: "imbalance",
      caption:
        "||Z'Z - WW'||, which the flow of gradient descent conserves, and ||WW' - CZ - Z'C'||, which that "
        + "of feedback alignment does; ||CZ - WW'||, which fades where it decays.",
      axis: Plot.Axis(label: "norm", isLogarithmic: true),
      figures: [
        Figure(", Z'Z - WW'") { $0.diagnostics?.imbalance },
        Figure(", WW' - CZ - Z'C'") { $0.diagnostics?.feedbackImbalance },
        Figure(", CZ - WW'") { $0.diagnostics?.alignmentDefect },
      ]),
    Quantity(
      name: "angles-steps",
      caption:
        "The largest principal angle between the row space of W, and the column space of Z, and those of "
        + "the optimum.",
      axis: Plot.Axis(label: "degrees"),
      figures: [
        Figure(", W") { $0.diagnostics?.rowSpaceAnglesDegrees?.last },
        Figure(", Z") { $0.diagnostics?.columnSpaceAnglesDegrees?.last },
      ]),
    Quantity(
      name: "effective-rank",
      caption: "The effective rank of ZW: the exponential of the entropy of its singular values.",
      axis: Plot.Axis(label: "effective rank"), figures: [Figure { $0.diagnostics?.effectiveRank }]),
  ]
}
