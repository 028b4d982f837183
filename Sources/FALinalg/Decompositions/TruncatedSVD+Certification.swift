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
  /// - Parameter target: A, m x n, of which this is an approximation.
  /// - Returns: This decomposition; `certified` if it was, or if the decomposition exists;
  ///   otherwise `uncertified`, with the bound as it was.
  /// - Precondition: A has the shape of the approximation.
  /// - Throws: `dimensionTooLarge` if m n > 2^26 or min(m, n) > 8192, since all of A and of A'A are
  ///   held; `nonFinite`.
  /// - Complexity: O(m n k + k^3) with k = min(m, n), all of it in products of matrices.
  public func certified(
    for target: some LinearOperator<Scalar>
  ) throws(LinearAlgebraError) -> TruncatedSVD {
    precondition(
      target.rows == u.rows && target.columns == vTransposed.columns,
      "an approximation of a \(u.rows) x \(vTransposed.columns) operator says nothing of a "
        + "\(target.rows) x \(target.columns) one")
    guard certificate.status != .certified, let scale = singularValues.first, scale > 0,
      (1 / scale).isFinite
    else { return self }
    let smaller = min(target.rows, target.columns)
    guard target.isSmallEnoughToBeDense, smaller <= 8192 else {
      throw .dimensionTooLarge(name: "smaller side", value: smaller)
    }
    // In units of s_1, and in double precision whatever the scalar.
    func unscaled(_ value: Scalar) -> Double { Double(value / scale) }
    let values = singularValues.map(unscaled)
    let residuals = residuals.map { square(unscaled($0)) }
    let squaredResidual = residuals.reduce(0, +)
    let weighted = zip(values, residuals).reduce(0) { $0 + square($1.0) * $1.1 }
    let squaredError = square(unscaled(error))
    let allowed = 2 * Goal.error.tolerance * squaredError
    guard let last = values.last, allowed > 0 else { return self }
    let squaredNorm = square(unscaled(target.frobeniusNorm))
    let allowance = Double(target.rows + target.columns) * Double.ulpOfOne * squaredNorm
    // Of the residual's rows instead of columns, the norm differs by no more than R.
    let isWide = target.rows < target.columns
    let bound = square(last) - weighted / allowed
    let mu = bound - allowance - (isWide ? squaredResidual : 0)
    guard mu > 0 else { return self }
    var rest = Matrix<Double>(converting: target.dense()) * (1 / Double(scale))
    let basis = Matrix<Double>(converting: isWide ? u : Matrix(vTransposed.transposed))
    if isWide {
      multiply(basis, basis.transposed * rest, into: &rest, alpha: -1, beta: 1)
    } else {
      multiply(rest * basis, basis.transposed, into: &rest, alpha: -1, beta: 1)
    }
    var difference = (isWide ? rest.transposed.gram : rest.gram) * -1
    for index in 0..<smaller { difference[index, index] += mu }
    do throws(LinearAlgebraError) {
      _ = try difference.cholesky()
    } catch {
      guard case .notPositiveDefinite = error else { throw error }
      return self
    }
    var result = self
    let gap = weighted / (square(last) - bound)
    let excess = gap / (squaredError.squareRoot() + max(0, squaredError - gap).squareRoot())
    // The error is a difference of squares where that cancels no more than this.
    let cancellation = Scalar(min(100, max(1, squaredNorm / squaredError).squareRoot()))
    result.certificate = OptimumCertificate(
      bound: Scalar(excess) * scale + cancellation * rounding(ofRank: singularValues.count),
      status: .certified)
    return result
  }
}

private func square(_ x: Double) -> Double { x * x }
