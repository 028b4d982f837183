extension TruncatedSVDSearch {
  /// Whether the eigenvectors of A'A can be the basis: all of it has to fit, and what its rounding
  /// does to small singular values must not matter.
  func canUseGram(of target: some LinearOperator<Scalar>) -> Bool {
    goal == .error && target.isSmallEnoughToBeDense && min(target.rows, target.columns) <= 8192
  }

  /// Whether the eigenvectors of A'A cost less than the growth from one dimension to another.
  ///
  /// In units of a multiplication within a product. The reduction of a k x k matrix to tridiagonal
  /// form does half of its (2/3) k^3 at the speed of memory, which makes it as dear as k^3.
  func isGramCheaper(
    for target: some LinearOperator<Scalar>, now: Int, then: Int
  ) -> Bool {
    guard canUseGram(of: target) else { return false }
    let (m, n) = (Double(target.rows), Double(target.columns))
    let smaller = min(m, n)
    let direct = 0.25 * m * n * smaller + smaller * smaller * smaller
    func growth(_ dimension: Int) -> Double {
      let d = Double(dimension)
      return 2 * d * Double(target.multiplicationCount) + 1.5 * (m + n) * d * d + d * d * d
    }
    return growth(min(then, Int(smaller))) - growth(now) > direct
  }

  /// A basis that starts with the leading eigenvectors of A'A, or for a wide A with the images of
  /// those of AA'; their eigenvalues bound the singular values, whatever the start was.
  mutating func gramBasis<Operator: LinearOperator<Scalar>>(
    _ target: Operator, spectralNorm: Scalar
  ) throws(LinearAlgebraError) -> BlockKrylov<Operator> {
    let smaller = min(target.rows, target.columns)
    let count = min(rank + max(width, 16), smaller)
    var a = target.dense()
    // The squares must neither overflow nor vanish.
    a *= 1 / spectralNorm
    let isWide = target.rows < target.columns
    let gram = isWide ? a.transposed.gram : a.gram
    let eigen = try gram.symmetricEigen(.indices((smaller - count)..<smaller))
    var start = eigen.vectors
    if isWide {
      let images = start
      start = .zeros(target.columns, count)
      target.multiplyTransposed(images.view, into: &start)
    }
    let rounding =
      Double(target.rows + target.columns) * Double(Scalar.ulpOfOne) * Double(gram.trace)
    let largest = Double(eigen.values.last ?? 1)
    upper = eigen.values.reversed().map { (Double($0) + rounding) / largest }
    gramRank = rank
    return try BlockKrylov(target, start: start)
  }
}
