extension TruncatedSVD {
  /// The same approximation, with a proof that it missed no leading direction.
  ///
  /// The bound on the error needs a bound nu < s_r^2 on the squared norm of A (I - VV'), for which
  /// no number of products with a few vectors is a proof. A Cholesky decomposition of
  /// mu - (I - VV') A'A (I - VV') is one, up to rounding, which is allowed for: it exists only if
  /// nu <= mu. Here mu is the largest for which the bound meets 1e-10 of the error. The article
  /// <doc:TheOptimum> has the derivation, which is our own.
  ///
  /// Where s_r and s_(r+1) are too close for that, decompose with a larger rank, certify, and take
  /// the ``prefix(_:)``: its certificate is that of the whole.
  ///
  /// - Parameters:
  ///   - target: A, m x n, of which this is an approximation.
  ///   - shouldContinue: Called between blocks of the work, of 512 columns; it ends once that answers
  ///     false.
  /// - Returns: This decomposition; `certified` if it was, or if the decomposition exists;
  ///   otherwise, and where s_1 is subnormal, `uncertified`, with the bound as it was.
  /// - Precondition: A has the shape of the approximation.
  /// - Throws: `dimensionTooLarge` if m n > 2^26 or min(m, n) > 8192, since all of A and a triangle
  ///   as large as A'A are held; `nonFinite`; `interrupted`.
  /// - Complexity: O(m n k + k^3) with k = min(m, n), all of it in products of matrices.
  public func certified(
    for target: some LinearOperator<Scalar>,
    shouldContinue: (TruncatedSVDProgress) -> Bool = { _ in true }
  ) throws(LinearAlgebraError) -> TruncatedSVD {
    require(
      target.rows == u.rows && target.columns == vTransposed.columns,
      "an approximation of a \(u.rows) x \(vTransposed.columns) operator says nothing of a "
        + "\(target.rows) x \(target.columns) one")
    guard certificate.status != .certified, let scale = singularValues.first, scale > 0,
      (1 / scale).isFinite
    else { return self }
    guard target.isCertifiable else {
      throw .dimensionTooLarge(name: "smaller side", value: min(target.rows, target.columns))
    }
    func checkInterruption() throws(LinearAlgebraError) {
      let progress = TruncatedSVDProgress(
        passes: passes, accuracy: nil, goal: Goal.error.tolerance)
      guard shouldContinue(progress) else { throw .interrupted }
    }
    // In units of s_1, and in double precision whatever the scalar.
    func unscaled(_ value: Scalar) -> Double { Double(value / scale) }
    let values = singularValues.map(unscaled)
    let residuals = residuals.map { square(unscaled($0)) }
    let weighted = zip(values, residuals).reduce(0) { $0 + square($1.0) * $1.1 }
    let squaredError = square(unscaled(error))
    let allowed = 2 * Goal.error.tolerance * squaredError
    guard let last = values.last, allowed > 0 else { return self }
    let squaredNorm = square(unscaled(target.frobeniusNorm))
    let allowance = Double(target.rows + target.columns) * Double.ulpOfOne * squaredNorm
    let bound = square(last) - weighted / allowed
    let mu = bound - allowance
    guard mu > 0 else { return self }
    // A (I - VV'), or of a wide A the same of its transpose: (I - UU') A.
    let isWide = target.rows < target.columns
    let basis = Matrix<Double>(converting: isWide ? u : Matrix(vTransposed.transposed))
    var rest = Matrix<Double>.zeros(target.rows, target.columns)
    for panel in panels(of: target.columns) {
      try checkInterruption()
      let entries = Matrix<Double>(converting: target.dense(columns: panel)) * (1 / Double(scale))
      rest[0..<target.rows, panel] = entries
    }
    try checkInterruption()
    if isWide {
      multiply(basis, basis.transposed * rest, into: &rest, alpha: -1, beta: 1)
    } else {
      multiply(rest * basis, basis.transposed, into: &rest, alpha: -1, beta: 1)
    }
    guard
      try isPositiveDefinite(
        mu, minusGramOf: isWide ? rest.transposed : rest.view, checkInterruption)
    else { return self }
    var result = self
    // That is weighted / (s_r^2 - bound), whose difference rounding may have left nothing of.
    let gap = weighted > 0 ? allowed : 0
    let excess = gap / (squaredError.squareRoot() + max(0, squaredError - gap).squareRoot())
    // The error is a difference of squares where that cancels no more than this.
    let cancellation = Scalar(min(100, max(1, squaredNorm / squaredError).squareRoot()))
    result.certificate = OptimumCertificate(
      bound: Scalar(excess) * scale + cancellation * rounding(ofRank: singularValues.count),
      status: .certified)
    return result
  }
}

extension LinearOperator {
  /// Whether all of A and of A'A, or of AA' if that is smaller, fit into memory.
  package var isCertifiable: Bool { isSmallEnoughToBeDense && min(rows, columns) <= 8192 }
}

/// Whether mu I - A'A has a Cholesky decomposition LL', from left to right: each panel of columns of
/// L is that of mu I - A'A less the products of the panels before it.
private func isPositiveDefinite(
  _ mu: Double, minusGramOf a: MatrixView<Double>,
  _ checkInterruption: () throws(LinearAlgebraError) -> Void
) throws(LinearAlgebraError) -> Bool {
  // Of each panel, what is below its diagonal block.
  var factor: [(end: Int, below: Matrix<Double>)] = []
  for panel in panels(of: a.columns) {
    try checkInterruption()
    var block = Matrix<Double>.zeros(a.columns - panel.lowerBound, panel.count)
    multiply(a[..., panel.lowerBound...].transposed, a[..., panel], into: &block, alpha: -1)
    for index in 0..<panel.count { block[index, index] += mu }
    for (end, below) in factor {
      let rows = (panel.lowerBound - end)..<(panel.upperBound - end)
      let remaining = below[rows.lowerBound..., ...]
      multiply(remaining, below[rows, ...].transposed, into: &block, alpha: -1, beta: 1)
    }
    let diagonal: Matrix<Double>
    do throws(LinearAlgebraError) {
      diagonal = try block[0..<panel.count, ...].cholesky().l
    } catch {
      guard case .notPositiveDefinite = error else { throw error }
      return false
    }
    var below = Matrix(block[panel.count..., ...])
    below.solveTriangular(.upper, of: diagonal.transposed, side: .right)
    factor.append((panel.upperBound, below))
  }
  return true
}

/// Ranges of 512 columns, as many as products of matrices need to be fast.
private func panels(of count: Int) -> [Range<Int>] {
  stride(from: 0, to: count, by: 512).map { $0..<min($0 + 512, count) }
}

private func square(_ x: Double) -> Double { x * x }
