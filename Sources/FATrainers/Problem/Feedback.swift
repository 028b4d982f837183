public import FALinalg

/// How a feedback matrix C is chosen.
///
/// Its rows have lengths near `scale` times ``FactorizationProblem/factorScale``, whatever the law.
/// Multiplying C by an invertible matrix changes how fast feedback alignment learns, but not where it
/// ends (Mathematics.md: "Where FA ends").
public struct Feedback: Sendable, Hashable {
  /// The law of the entries.
  public enum Law: Sendable, Hashable {
    /// Independent normal entries.
    case normal
    /// Orthogonal rows of equal length, uniform (Haar) among all such.
    case orthogonal
    /// Independent signs, all of one magnitude.
    case sign
    /// Orthogonal rows of equal length that span the rows of C (Y Y')^q, C normal: q power iterations
    /// towards the leading left singular vectors, whose feedback would give the optimum.
    ///
    /// Source: N. Halko, P.-G. Martinsson, J. Tropp, "Finding structure with randomness", SIAM
    /// Review 53 (2011), algorithm 4.4; its use as feedback is a derivation of this project.
    case informed(powers: Int)
  }

  /// The law of the entries.
  public var law: Law
  /// The length of a row in units of the problem's ``FactorizationProblem/factorScale``.
  public var scale: Double

  /// Creates a choice.
  public init(_ law: Law = .normal, scale: Double = 1) {
    self.law = law
    self.scale = scale
  }
}

extension Feedback.Law: WrittenChoice {
  /// The forms of the text.
  public static let usage = "normal, orthogonal, sign and informed:Q, with Q from 0 to 1000"

  /// Reads a law.
  public init(text: String) throws(ChoiceError) {
    let words = ChoiceWords(text)
    let powers = words.arguments.count == 1 ? Int(words.arguments[0]) : nil
    switch (words.name, powers) {
    case ("normal", nil) where words.arguments.isEmpty: self = .normal
    case ("orthogonal", nil) where words.arguments.isEmpty: self = .orthogonal
    case ("sign", nil) where words.arguments.isEmpty: self = .sign
    case ("informed", let powers?) where (0...1000).contains(powers):
      self = .informed(powers: powers)
    default:
      throw ChoiceError("'\(text)' is not a law of the feedback: the laws are \(Self.usage)")
    }
  }

  /// The law as a text, such as `informed:2`.
  public var description: String {
    switch self {
    case .normal: "normal"
    case .orthogonal: "orthogonal"
    case .sign: "sign"
    case .informed(let powers): "informed:\(powers)"
    }
  }
}

extension FactorizationProblem {
  /// Draws C, r x n, from the stream "feedback".
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O(n r^2), and 2 q passes over the target for q power iterations.
  public func feedback(
    _ choice: Feedback, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Scalar> {
    let length = Scalar(choice.scale) * factorScale
    let stream = RandomStream(seed: seed, name: "feedback")
    let tall: Matrix<Scalar> =
      switch choice.law {
      case .normal: normalColumns(stream)
      case .sign: signColumns(stream)
      case .orthogonal: try orthonormal(stream)
      case .informed(let powers): try informed(stream, powers)
      }
    return length * tall.transposed
  }

  /// Normal feedback C (r x n): independent entries with standard deviation
  /// `factorScale` / sqrt(n), from the stream "feedback".
  public func normalFeedback(seed: UInt64) -> Matrix<Scalar> {
    factorScale * normalColumns(RandomStream(seed: seed, name: "feedback")).transposed
  }

  private func normalColumns(_ stream: RandomStream) -> Matrix<Scalar> {
    (1 / Scalar(target.rows).squareRoot()) * (stream.normal(target.rows, rank) as Matrix<Scalar>)
  }

  private func signColumns(_ stream: RandomStream) -> Matrix<Scalar> {
    let size = 1 / Scalar(target.rows).squareRoot()
    return (stream.uniform(target.rows, rank) as Matrix<Scalar>).map { $0 < 0.5 ? -size : size }
  }

  private func orthonormal(
    _ stream: RandomStream
  ) throws(FactorizationError) -> Matrix<Scalar> {
    try FactorizationError.naming("the feedback") { () throws(LinearAlgebraError) in
      try stream.orthonormal(target.rows, rank)
    }
  }

  /// The basis is made orthonormal between the passes: the powers of Y Y' would draw all rows to the
  /// first singular vector.
  private func informed(
    _ stream: RandomStream, _ powers: Int
  ) throws(FactorizationError) -> Matrix<Scalar> {
    var basis = normalColumns(stream)
    var image = Matrix<Scalar>.zeros(target.columns, rank)
    try FactorizationError.naming("the feedback") { () throws(LinearAlgebraError) in
      for _ in 0..<powers {
        target.multiplyTransposed(basis.view, into: &image)
        image = try image.qr().q
        target.multiply(image.view, into: &basis)
        basis = try basis.qr().q
      }
    }
    return basis
  }
}
