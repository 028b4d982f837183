import FALinalg

/// What two runs share only if they are the same.
struct RunIdentity<Scalar: BLASScalar>: Sendable, Codable {
  let rule: String
  let rank: Int
  let target: Fingerprint
  let readout: Fingerprint
  let hidden: Fingerprint
  let feedback: Fingerprint?
  let seed: UInt64
  let schedule: StepSchedule
  let interval: Int
  let recording: Recording

  /// What differs first, or nil.
  func difference(from other: RunIdentity) -> String? {
    let differs: [(String, Bool)] = [
      ("rule", rule != other.rule), ("target", !target.matches(other.target)),
      ("rank", rank != other.rank),
      ("start", !readout.matches(other.readout) || !hidden.matches(other.hidden)),
      (
        "feedback",
        (feedback == nil) != (other.feedback == nil)
          || feedback.map { own in !(other.feedback.map(own.matches) ?? true) } ?? false
      ),
      ("seed", seed != other.seed), ("schedule", schedule != other.schedule),
      ("number of steps between checkpoints", interval != other.interval),
      ("recording", recording != other.recording),
    ]
    return differs.first { $0.1 }?.0
  }

  /// A few numbers by which an operator is known again, of which only products are needed.
  struct Fingerprint: Sendable, Codable {
    let rows: Int
    let columns: Int
    let norm: Scalar
    /// u'A x for fixed Gaussian vectors: a norm alone does not see what is permuted or turned.
    let form: Scalar

    /// - Complexity: One product with a vector.
    init(_ target: some LinearOperator<Scalar>) {
      (rows, columns, norm) = (target.rows, target.columns, target.frobeniusNorm)
      let stream = RandomStream(seed: 0, name: "fingerprint")
      let x: Matrix<Scalar> = stream.normal(columns, 1)
      let u: Matrix<Scalar> = stream.normal(rows, 1)
      var image = Matrix<Scalar>.zeros(rows, 1)
      target.multiply(x.view, into: &image)
      form = image.frobeniusInnerProduct(u)
    }

    /// Whether the other is of the same operator, whatever order its sums were added up in.
    func matches(_ other: Fingerprint) -> Bool {
      let tolerance = Scalar.ulpOfOne.squareRoot() * norm
      return (rows, columns) == (other.rows, other.columns)
        && abs(norm - other.norm) <= tolerance && abs(form - other.form) <= tolerance
    }
  }
}
