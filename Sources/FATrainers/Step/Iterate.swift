import FALinalg

/// What the steps of a run change, on its way from one state to another.
struct Iterate<Scalar: BLASScalar>: Sendable {
  /// Z and W.
  var factors: Factors<Scalar>
  /// C; nil for a rule without feedback.
  var feedback: Matrix<Scalar>?
  /// The matrices of the rule's own; nil before the first step, and where there are none.
  var memory: RuleMemory<Scalar>?

  /// What belongs to Z: Z itself, C' and the rule's own.
  var readoutBlocks: [Matrix<Scalar>] {
    [factors.z] + (feedback.map { [Matrix($0.transposed)] } ?? []) + (memory?.readout ?? [])
  }

  /// What belongs to W: W' and the rule's own.
  var hiddenBlocks: [Matrix<Scalar>] {
    [Matrix(factors.w.transposed)] + (memory?.hidden ?? [])
  }

  /// The same in other coordinates.
  ///
  /// - Parameters:
  ///   - readout: What becomes of a matrix that has as many rows as Z.
  ///   - hidden: What becomes of one that has as many rows as W'.
  func map(
    readout: (Matrix<Scalar>) -> Matrix<Scalar>, hidden: (Matrix<Scalar>) -> Matrix<Scalar>
  ) -> Self {
    func transposed(
      _ matrix: Matrix<Scalar>, _ map: (Matrix<Scalar>) -> Matrix<Scalar>
    ) -> Matrix<Scalar> {
      Matrix(map(Matrix(matrix.transposed)).transposed)
    }
    return Iterate(
      factors: Factors(z: readout(factors.z), w: transposed(factors.w, hidden)),
      feedback: feedback.map { transposed($0, readout) },
      memory: memory?.map(readout: readout, hidden: hidden))
  }
}
