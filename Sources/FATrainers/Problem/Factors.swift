public import FALinalg

/// The two factors of a solution: Z (n x r), the readout, and W (r x m), the hidden layer.
public struct Factors<Scalar: BLASScalar>: Sendable, Equatable {
  /// n x r.
  public var z: Matrix<Scalar>
  /// r x m.
  public var w: Matrix<Scalar>

  /// Pairs two factors.
  public init(z: Matrix<Scalar>, w: Matrix<Scalar>) {
    self.z = z
    self.w = w
  }
}

extension FactorizationProblem {
  /// A normal start: independent entries with standard deviations `scale` * `factorScale` / sqrt(n)
  /// in Z and `scale` * `factorScale` / sqrt(m) in W.
  ///
  /// So the columns of Z and the rows of W have lengths near `scale` * `factorScale`, whatever the
  /// size and the units of the target.
  ///
  /// - Parameters:
  ///   - seed: The seed of the streams "start-z" and "start-w".
  ///   - scale: The size of the start relative to a balanced solution; zero starts at zero.
  public func normalStart(seed: UInt64, scale: Scalar) -> Factors<Scalar> {
    let (n, m) = (target.rows, target.columns)
    let z: Matrix<Scalar> = RandomStream(seed: seed, name: "start-z").normal(n, rank)
    let w: Matrix<Scalar> = RandomStream(seed: seed, name: "start-w").normal(m, rank)
    return Factors(
      z: (scale * factorScale / Scalar(n).squareRoot()) * z,
      w: (scale * factorScale / Scalar(m).squareRoot()) * w.transposed)
  }

  /// Normal feedback C (r x n): independent entries with standard deviation
  /// `factorScale` / sqrt(n), from the stream "feedback".
  public func normalFeedback(seed: UInt64) -> Matrix<Scalar> {
    let n = target.rows
    let c: Matrix<Scalar> = RandomStream(seed: seed, name: "feedback").normal(n, rank)
    return (factorScale / Scalar(n).squareRoot()) * c.transposed
  }

  /// Throws unless the factors fit the problem and are finite.
  func check(_ start: Factors<Scalar>) throws(FactorizationError) {
    try FactorizationError.check(
      start.z, named: "the initial Z", rows: target.rows, columns: rank)
    try FactorizationError.check(
      start.w, named: "the initial W", rows: rank, columns: target.columns)
  }

  /// Throws unless the feedback fits the problem and is finite.
  func check(feedback: Matrix<Scalar>) throws(FactorizationError) {
    try FactorizationError.check(
      feedback, named: "the feedback", rows: rank, columns: target.rows)
  }
}
