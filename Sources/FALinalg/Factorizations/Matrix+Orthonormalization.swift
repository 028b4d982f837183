extension Matrix {
  /// Replaces the columns by an orthonormal basis, orthogonal to that of `basis`, of what they add
  /// to its range, and completes it by other such vectors where they add less.
  ///
  /// Sources: B. Parlett, "The symmetric eigenvalue problem", 6.9, on repetition; Y. Yamamoto et
  /// al., "Roundoff error analysis of the CholeskyQR2 algorithm", ETNA 44 (2015).
  ///
  /// - Parameters:
  ///   - basis: Orthonormal columns, as long as these.
  ///   - first: The columns of `basis` that hold nearly all of what these have inside its range,
  ///     if that is known: one product with the whole basis then suffices.
  ///   - seed: Of the random vectors, another for each call: the basis holds those of an earlier one.
  /// - Returns: The old columns are `basis` `coefficients` + (the new ones) `factor`, where the rows
  ///   of `factor` for vectors that complete the basis are zero, and last.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  mutating func orthonormalize(
    against basis: MatrixView<Scalar>, first: Range<Int>, seed: Int
  ) throws(LinearAlgebraError) -> (coefficients: Matrix, factor: Matrix) {
    var coefficients = Matrix.zeros(basis.columns, columns)
    var product = Matrix.identity(columns)
    var isOrthogonal = false
    for round in 0..<6 where !isOrthogonal {
      let part = round == 0 ? first : 0..<basis.columns
      let inside = basis[..., part].transposed * self
      FALinalg.multiply(basis[..., part], inside, into: &self, alpha: -1, beta: 1)
      FALinalg.multiply(inside, product, into: &coefficients[part, ...], beta: 1)
      let insideNorm = inside.frobeniusNorm
      let (factor, condition) = try orthonormalizeOnce(
        insideNorm: insideNorm, seed: seed, round: round)
      product = factor * product
      // A round is enough where little cancels and nothing of the basis is left out.
      isOrthogonal = condition <= 2 && part.count == basis.columns
    }
    return (coefficients, product)
  }

  /// Replaces the columns by the Q of their QR decomposition; directions below rounding are replaced
  /// by random vectors.
  ///
  /// What is rounding of a subtraction may lie inside the range that was subtracted: scaled up, it
  /// would be subtracted again, and leave rounding again.
  ///
  /// - Parameter insideNorm: The norm of what was subtracted from the columns.
  /// - Returns: The old columns in terms of the new ones, and about what rounding is multiplied by:
  ///   at least 1, infinite where directions were replaced.
  private mutating func orthonormalizeOnce(
    insideNorm: Scalar, seed: Int, round: Int
  ) throws(LinearAlgebraError) -> (factor: Matrix, condition: Scalar) {
    // What is left of a column below this is rounding.
    func noise(_ factor: Matrix) -> Scalar {
      32 * Scalar.ulpOfOne * euclideanNorm([insideNorm, factor.frobeniusNorm])
    }
    if let l = try? gram.cholesky().l, l.isWellConditioned(above: noise(l)) {
      // At worst the columns are orthonormal to sqrt(eps), and after another round to eps.
      solveTriangular(.upper, of: l.transposed, side: .right)
      var inverse = Matrix.identity(columns)
      inverse.solveTriangular(.lower, of: l)
      let norm = euclideanNorm([insideNorm, l.frobeniusNorm])
      return (Matrix(l.transposed), norm * inverse.frobeniusNorm / Scalar(columns))
    }
    // With pivoting, the rows of R below rounding are the last ones.
    let qr = try householderQR(pivoting: true)
    self = try qr.q()
    var r = qr.r
    let noise = noise(r)
    let complete = (0..<columns).prefix { r[$0...$0, ...].frobeniusNorm > noise }.count
    let rest = complete..<columns
    if !rest.isEmpty {
      let fresh: Matrix = RandomStream(seed: UInt64(seed), name: "completion")
        .normal(rows: 0..<rows, columns: (round * columns)..<(round * columns + rest.count))
      self[0..<rows, rest] = (1 / Scalar(rows).squareRoot()) * fresh
      r[rest, ...].fill(with: 0)
    }
    var factor = r
    for (column, target) in qr.permutation.enumerated() {
      factor[..., target...target] = r.column(column)
    }
    return (factor, rest.isEmpty ? 1 / Scalar.ulpOfOne : .infinity)
  }

  /// Whether no diagonal entry of a Cholesky factor is below the fourth root of the rounding unit
  /// times the largest, and all are above a bound.
  private func isWellConditioned(above bound: Scalar) -> Bool {
    let diagonal = (0..<rows).map { self[$0, $0] }
    guard let smallest = diagonal.min(), let largest = diagonal.max() else { return true }
    return smallest > bound
      && smallest >= Scalar.ulpOfOne.squareRoot().squareRoot() * largest
  }
}
