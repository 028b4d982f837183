import FALinalg

/// How the initial factors Z_0 and W_0 are chosen.
///
/// The columns of Z_0 and the rows of W_0 have lengths near `scale` times
/// ``FactorizationProblem/factorScale``, whatever the law and whatever the size and the units of the
/// target; the spectral start has `scale` times those of the balanced optimum.
public struct Start: Sendable, Hashable {
  /// The law of the entries.
  public enum Law: String, Sendable, CaseIterable {
    /// Independent normal entries.
    case normal
    /// Independent entries, uniform and symmetric about zero.
    case uniform
    /// Zero factors, which are a saddle point of gradient descent.
    case zero
    /// Z_0 with orthogonal columns and W_0 with orthogonal rows, uniform (Haar) among all such.
    case orthogonal
    /// U S^(1/2) and S^(1/2) V' of the truncated singular value decomposition.
    case spectral
  }

  /// The law of the entries.
  public var law: Law
  /// The size relative to a balanced solution.
  public var scale: Double

  /// Creates a choice.
  public init(_ law: Law = .normal, scale: Double = 0.01) {
    self.law = law
    self.scale = scale
  }
}

extension Start.Law: WrittenChoice {
  /// The names of the laws.
  public static let usage = allCases.map(\.rawValue).joined(separator: ", ")

  /// Reads a law.
  public init(text: String) throws(ChoiceError) {
    guard let law = Self(rawValue: text) else {
      throw ChoiceError("'\(text)' is not a law of the start: the laws are \(Self.usage)")
    }
    self = law
  }

  /// The name of the law.
  public var description: String { rawValue }
}

extension FactorizationProblem {
  /// Draws Z_0 and W_0 from the streams "start-z" and "start-w".
  ///
  /// - Parameters:
  ///   - choice: The law and the size.
  ///   - seed: The seed of the streams.
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O((n + m) r^2); that of ``svd()`` for the spectral start.
  public func start(
    _ choice: Start, seed: UInt64
  ) throws(FactorizationError) -> Factors<Scalar> {
    let scale = Scalar(choice.scale)
    switch choice.law {
    case .normal: return normalStart(seed: seed, scale: scale)
    case .zero: return normalStart(seed: seed, scale: 0)
    case .uniform:
      return drawn(seed, scale) { stream, length in
        // The variance of a uniform number on [0, 1) is 1/12.
        (12 / Scalar(length)).squareRoot()
          * (stream.uniform(length, rank) as Matrix<Scalar>).map { $0 - 0.5 }
      }
    case .orthogonal:
      return try FactorizationError.naming("the start") { () throws(LinearAlgebraError) in
        try drawn(seed, scale) { (stream, length) throws(LinearAlgebraError) in
          try stream.orthonormal(length, rank)
        }
      }
    case .spectral:
      let svd = try svd()
      let roots = Matrix(
        diagonal:
          svd.singularValues.prefix(rank).map { scale * $0.squareRoot() })
      return Factors(
        z: svd.u[..., 0..<rank] * roots, w: roots * svd.vTransposed[0..<rank, ...])
    }
  }

  /// A normal start: independent entries with standard deviations `scale` * `factorScale` / sqrt(n)
  /// in Z and `scale` * `factorScale` / sqrt(m) in W, from the streams "start-z" and "start-w".
  ///
  /// - Parameters:
  ///   - seed: The seed of the streams.
  ///   - scale: The size of the start relative to a balanced solution; zero starts at zero.
  public func normalStart(seed: UInt64, scale: Scalar) -> Factors<Scalar> {
    drawn(seed, scale) { stream, length in
      (1 / Scalar(length).squareRoot()) * (stream.normal(length, rank) as Matrix<Scalar>)
    }
  }

  /// Z_0 and W_0' as `draw` makes them for columns of length one.
  private func drawn<Failure: Error>(
    _ seed: UInt64, _ scale: Scalar,
    _ draw: (RandomStream, _ length: Int) throws(Failure) -> Matrix<Scalar>
  ) throws(Failure) -> Factors<Scalar> {
    let size = scale * factorScale
    let z = try draw(RandomStream(seed: seed, name: "start-z"), target.rows)
    let v = try draw(RandomStream(seed: seed, name: "start-w"), target.columns)
    return Factors(z: size * z, w: size * v.transposed)
  }

  /// The given W and the best readout for it, Z = Y W^+.
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O((n + m) r^2) and a product with the target.
  func bestReadout(
    for w: Matrix<Scalar>
  ) throws(FactorizationError) -> Factors<Scalar> {
    let inverse = try FactorizationError.naming("W") { () throws(LinearAlgebraError) in
      try w.pseudoInverse()
    }
    var z = Matrix<Scalar>.zeros(target.rows, rank)
    target.multiply(inverse.view, into: &z)
    return Factors(z: z, w: w)
  }
}
