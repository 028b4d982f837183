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
  /// - Returns: The old columns are `basis` `coefficients` + (the new ones) `triangle`.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  mutating func orthonormalize(
    against basis: MatrixView<Scalar>, first: Range<Int>
  ) throws(LinearAlgebraError) -> (coefficients: Matrix, triangle: Matrix) {
    var coefficients = Matrix.zeros(basis.columns, columns)
    var triangle = Matrix.identity(columns)
    var isOrthogonal = false
    for round in 0..<6 where !isOrthogonal {
      let part = round == 0 ? first : 0..<basis.columns
      let inside = basis[..., part].transposed * self
      FALinalg.multiply(basis[..., part], inside, into: &self, alpha: -1, beta: 1)
      FALinalg.multiply(inside, triangle, into: &coefficients[mutable: part, ...], beta: 1)
      let insideNorm = inside.frobeniusNorm
      let (factor, condition) = try orthonormalizeOnce(
        insideNorm: insideNorm, seed: UInt64(basis.columns))
      triangle = factor * triangle
      // One round is enough where little cancels and nothing of the basis was left out.
      isOrthogonal =
        condition <= 4 && part.count == basis.columns
        || round > 0 && condition.isFinite && insideNorm <= 0.1
    }
    return (coefficients, triangle)
  }

  /// Replaces the columns by the Q of their QR decomposition; directions below rounding are replaced
  /// by random vectors.
  ///
  /// - Parameter insideNorm: The norm of what was subtracted from the columns.
  /// - Returns: R, and about what rounding is multiplied by: at least 1, infinite where directions
  ///   were replaced.
  private mutating func orthonormalizeOnce(
    insideNorm: Scalar, seed: UInt64
  ) throws(LinearAlgebraError) -> (factor: Matrix, condition: Scalar) {
    if let l = try? gram.cholesky().l, l.isWellConditioned {
      // At worst the columns are orthonormal to sqrt(eps), and after another round to eps.
      solveTriangular(.upper, of: l.transposed, side: .right)
      var inverse = Matrix.identity(columns)
      inverse.solveTriangular(.lower, of: l)
      let norm = euclideanNorm([insideNorm, l.frobeniusNorm])
      return (Matrix(l.transposed), norm * inverse.frobeniusNorm / Scalar(columns))
    }
    let qr = try qr()
    var factor = qr.r
    self = qr.q
    // What is left of a column below this is rounding.
    let noise = 32 * Scalar.ulpOfOne * euclideanNorm([insideNorm, factor.frobeniusNorm])
    var isComplete = true
    for column in 0..<columns where factor[column..<(column + 1), ...].frobeniusNorm <= noise {
      isComplete = false
      let range = column..<(column + 1)
      let vector: Matrix = RandomStream(seed: seed, name: "completion")
        .normal(rows: 0..<rows, columns: range)
      setBlock(0..<rows, range, to: vector)
      for index in 0..<columns { factor[column, index] = 0 }
    }
    return (factor, isComplete ? 1 / Scalar.ulpOfOne : .infinity)
  }

  /// Whether no diagonal entry of a Cholesky factor is below the fourth root of the rounding unit
  /// times the largest.
  private var isWellConditioned: Bool {
    let diagonal = (0..<rows).map { self[$0, $0] }
    guard let smallest = diagonal.min(), let largest = diagonal.max() else { return true }
    return smallest >= Scalar.ulpOfOne.squareRoot().squareRoot() * largest
  }
}
