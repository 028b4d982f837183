extension LinearOperator {
  /// The best approximation of the smallest rank whose error is at most a share of the norm:
  /// ||A - U diag(s) V'||_F <= T ||A||_F.
  ///
  /// For T = 0 that is the numerical rank: singular values that rounding could have made, up to
  /// ``rankCutoff(rows:columns:)`` s_1, count as zeros. They do for any T that is below what so many of
  /// them may amount to; the result is then uncertified, with this as its reason, unless its error
  /// meets T. The zero matrix has rank 0. Where two ranks meet T to the accuracy of the certificate,
  /// either may be the result.
  ///
  /// The rank is guessed, and the guess doubled until it suffices, on one basis that grows. Where
  /// LAPACK would decompose, it does so once.
  ///
  /// - Parameters:
  ///   - relativeError: T.
  ///   - goal: Whether the error or each triplet is to be accurate.
  ///   - seed: Of the random start.
  ///   - shouldContinue: Called between passes; the computation ends once it answers false.
  /// - Precondition: 0 <= `relativeError` < 1.
  /// - Throws: As ``truncatedSVD(rank:goal:algorithm:seed:shouldContinue:)``.
  /// - Complexity: That of a truncated SVD of up to twice the resulting rank, or of one
  ///   decomposition, O(m n min(m, n)), where LAPACK decomposes.
  public func truncatedSVD(
    relativeError: Double, goal: TruncatedSVD<Scalar>.Goal = .error, seed: UInt64 = 0,
    shouldContinue: (TruncatedSVDProgress) -> Bool = { _ in true }
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    require(
      relativeError >= 0 && relativeError < 1,
      "the relative error must be at least 0 and below 1, not \(relativeError)")
    return try decomposedInRange { target throws(LinearAlgebraError) in
      try target.decomposition(
        relativeError: relativeError, goal: goal, seed: seed, shouldContinue)
    }
  }

  private func decomposition(
    relativeError: Double, goal: TruncatedSVD<Scalar>.Goal, seed: UInt64,
    _ shouldContinue: (TruncatedSVDProgress) -> Bool
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    let smaller = min(rows, columns)
    var passes = 0
    if !isDecomposedByLAPACK(rank: min(8, smaller)) {
      try checkNorm()
      var search = TruncatedSVDSearch(rank: min(8, smaller), goal: goal, on: self)
      let best = try search.run(on: self, seed: seed, shouldContinue) {
        $0.smallestRank(relativeError: relativeError) != nil
      }
      if let rank = best.smallestRank(relativeError: relativeError) {
        return best.prefix(rank, relativeError: relativeError, of: frobeniusNorm)
      }
      if best.singularValues.count == smaller { return best }
      passes = best.passes
    }
    var whole = try TruncatedSVD(decomposing: entries(), rank: smaller, goal: goal) { progress in
      shouldContinue(
        TruncatedSVDProgress(
          passes: passes + progress.passes, accuracy: progress.accuracy, goal: progress.goal))
    }
    whole.passes += passes
    guard let rank = whole.smallestRank(relativeError: relativeError) else { return whole }
    return whole.prefix(rank, relativeError: relativeError, of: frobeniusNorm)
  }

  /// The best approximation of the smallest rank that explains a share of the variance:
  /// s_1^2 + ... + s_r^2 >= p ||A||_F^2.
  ///
  /// The same as ``truncatedSVD(relativeError:goal:seed:shouldContinue:)`` with
  /// T = sqrt(1 - p). For the variance in the sense of statistics, center the columns first.
  ///
  /// - Parameters:
  ///   - explainedVariance: p.
  ///   - goal: Whether the error or each triplet is to be accurate.
  ///   - seed: Of the random start.
  ///   - shouldContinue: Called between passes; the computation ends once it answers false.
  /// - Precondition: 0 < `explainedVariance` <= 1.
  /// - Throws: As ``truncatedSVD(rank:goal:algorithm:seed:shouldContinue:)``.
  /// - Complexity: That of a truncated SVD of up to twice the resulting rank, or of one
  ///   decomposition, O(m n min(m, n)), where LAPACK decomposes.
  public func truncatedSVD(
    explainedVariance: Double, goal: TruncatedSVD<Scalar>.Goal = .error, seed: UInt64 = 0,
    shouldContinue: (TruncatedSVDProgress) -> Bool = { _ in true }
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    require(
      explainedVariance > 0 && explainedVariance <= 1,
      "the share of the variance must be above 0 and at most 1, not \(explainedVariance)")
    // The root of a difference that is barely below one is one.
    let relativeError = min((1 - explainedVariance).squareRoot(), 1.0.nextDown)
    return try truncatedSVD(
      relativeError: relativeError, goal: goal, seed: seed, shouldContinue: shouldContinue)
  }
}

extension TruncatedSVD {
  /// The leading part, of a lower rank.
  ///
  /// The error is sqrt(f^2 + the sum of the squares of the values left out), where f is the
  /// error of the whole, so nothing cancels. A Ritz value is never above its singular value, so
  /// the r leading squares fall short of the optimum together by no more than all of them do:
  /// the certificate carries over, converted to squared errors and back.
  ///
  /// - Precondition: `rank` is between 0 and the present rank.
  /// - Complexity: O((m + n) `rank`).
  public func prefix(_ rank: Int) -> TruncatedSVD {
    require(
      rank >= 0 && rank <= singularValues.count,
      "the rank must be from 0 to that of the decomposition, \(singularValues.count), not \(rank)")
    guard rank < singularValues.count else { return self }
    var result = self
    result.u = Matrix(u[..., 0..<rank])
    result.singularValues = Array(singularValues[..<rank])
    result.vTransposed = Matrix(vTransposed[0..<rank, ...])
    result.residuals = Array(residuals[..<rank])
    result.error = euclideanNorm(singularValues[rank...] + [error])
    result.certificate = OptimumCertificate(
      bound: excess(of: result.error) + rounding(ofRank: rank), status: certificate.status)
    return result
  }

  /// How far the error of a prefix can be above its optimum f*, but for rounding: from
  /// f^2 - f*^2 <= g follows f - f* <= g / (f + sqrt(f^2 - g)).
  private func excess(of prefixError: Scalar) -> Scalar {
    guard prefixError > 0 else { return 0 }
    // In units of the larger error nothing overflows.
    let (whole, bound) = (error / prefixError, certificate.bound / prefixError)
    let gap = bound < whole ? bound * (2 * whole - bound) : whole * whole
    return prefixError * (gap / (1 + max(0, 1 - gap).squareRoot()))
  }

  /// What rounding can add to the error of a prefix.
  func rounding(ofRank rank: Int) -> Scalar {
    switch driver {
    case .lapack:
      Scalar(min(u.rows, vTransposed.columns) - rank).squareRoot() * negligibleValue
    case .blockKrylov:
      8 * Scalar(basisDimension).squareRoot() * Scalar.ulpOfOne
        * euclideanNorm(singularValues + [error])
    }
  }

  /// The largest singular value that rounding could have made of a zero.
  private var negligibleValue: Scalar {
    rankCutoff(rows: u.rows, columns: vTransposed.columns) * (singularValues.first ?? 0)
  }

  /// The same, uncertified where its error is above a share of the norm that rounding hides.
  fileprivate func prefix(
    _ rank: Int, relativeError: Double, of norm: Scalar
  ) -> TruncatedSVD {
    var result = prefix(rank)
    let allowed = relativeError * Double(norm)
    if relativeError > 0, Double(result.error) > allowed * (1 + 64 * Double(Scalar.ulpOfOne)) {
      let cutoff: Scalar = rankCutoff(rows: u.rows, columns: vTransposed.columns)
      result.certificate = OptimumCertificate(
        bound: result.certificate.bound,
        status: .uncertified(
          reason: "an error of \(relativeError) of the norm is below what rounding may add to it: "
            + "singular values up to \(cutoff) of the largest count as zero"))
    }
    return result
  }

  /// The smallest rank of a prefix whose error is at most a share of the norm; where that is less than
  /// rounding may add to the error, one that leaves out only negligible values is enough. Nil if there
  /// is none.
  fileprivate func smallestRank(relativeError: Double) -> Int? {
    let significant = singularValues.prefix { $0 > negligibleValue }
    guard let largest = significant.first else { return 0 }
    func square(_ value: Scalar) -> Double {
      let ratio = Double(value / largest)
      return ratio * ratio
    }
    let squares = singularValues.map(square)
    var tail = square(error)
    let allowed = relativeError * relativeError * squares.reduce(tail, +)
    var rank = squares.count
    let dropped = Double(min(u.rows, vTransposed.columns) - significant.count)
    let isBelowRounding = allowed <= dropped * square(negligibleValue)
    let isEnough = tail <= allowed || (isBelowRounding && significant.count < rank)
    while rank > 0, tail + squares[rank - 1] <= allowed {
      rank -= 1
      tail += squares[rank]
    }
    guard isEnough else { return nil }
    return isBelowRounding ? min(rank, significant.count) : rank
  }
}
