import FALinalg
import FATrainers

extension CompareResults {
  /// What was recorded of a run at one step besides its error.
  struct DiagnosticsPart: Codable {
    let representationError: Double
    let readoutLag: Double
    let readoutGradientNorm: Double
    @Nullable var feedbackErrorNorm: Double?
    let stepAngles: DirectionPart
    let hiddenAngles: DirectionPart
    @Nullable var feedbackToReadout: Double?
    let imbalance: Double
    @Nullable var feedbackImbalance: Double?
    @Nullable var effectiveRank: Double?
    @Nullable var rowSpaceAnglesDegrees: [Double]?
    @Nullable var columnSpaceAnglesDegrees: [Double]?

    /// Nil where a number has left the range.
    init?<Scalar>(_ diagnostics: RunDiagnostics<Scalar>) {
      let numbers = [
        diagnostics.representationError, diagnostics.readoutLag, diagnostics.readoutGradientNorm,
        diagnostics.imbalance,
      ]
      guard numbers.allSatisfy(\.isFinite) else { return nil }
      representationError = Double(diagnostics.representationError)
      readoutLag = Double(diagnostics.readoutLag)
      readoutGradientNorm = Double(diagnostics.readoutGradientNorm)
      feedbackErrorNorm = diagnostics.feedbackErrorNorm.flatMap { Double($0).finite }
      stepAngles = DirectionPart(diagnostics.stepAngles)
      hiddenAngles = DirectionPart(diagnostics.hiddenAngles)
      feedbackToReadout = diagnostics.feedbackToReadout.flatMap { Double($0).finite }
      imbalance = Double(diagnostics.imbalance)
      feedbackImbalance = diagnostics.feedbackImbalance.flatMap { Double($0).finite }
      effectiveRank = diagnostics.effectiveRank
      rowSpaceAnglesDegrees = diagnostics.rowSpaceAnglesDegrees?.map { Double($0) }
      columnSpaceAnglesDegrees = diagnostics.columnSpaceAnglesDegrees?.map { Double($0) }
    }
  }

  struct DirectionPart: Codable {
    @Nullable var toGradientDegrees: Double?
    @Nullable var toPseudoBackpropDegrees: Double?

    init(_ angles: DirectionAngles) {
      toGradientDegrees = angles.toGradientDegrees
      toPseudoBackpropDegrees = angles.toPseudoBackpropDegrees
    }
  }

  /// How far the spaces of two runs are apart at their ends.
  struct Pair: Codable {
    let rules: [String]
    @Nullable var rowSpaceAnglesDegrees: [Double]?
    @Nullable var columnSpaceAnglesDegrees: [Double]?

    init<Scalar>(_ pair: Comparison<Scalar>.Pair) {
      rules = pair.rules
      rowSpaceAnglesDegrees = pair.rowSpaceAnglesDegrees?.map { Double($0) }
      columnSpaceAnglesDegrees = pair.columnSpaceAnglesDegrees?.map { Double($0) }
    }
  }
}
