extension TruncatedSVDSearch {
  /// Whether the eigenvectors of A'A can be the basis: all of it has to fit, and what its rounding
  /// does to small singular values must not matter.
  func canUseGram(of target: some LinearOperator<Scalar>) -> Bool {
    goal == .error && target.isSmallEnoughToBeDense && min(target.rows, target.columns) <= 8192
  }

  /// Whether to begin with the eigenvectors of A'A: of a matrix at least twice as tall as wide, or as
  /// wide as tall, they cost less than its QR decomposition, which LAPACK would begin with. Below 48
  /// columns that is as fast.
  func beginsWithGram(of target: some LinearOperator<Scalar>) -> Bool {
    let smaller = min(target.rows, target.columns)
    return canUseGram(of: target) && frobeniusNorm > 0 && (48..<500).contains(smaller)
      && max(target.rows, target.columns) >= 2 * smaller && 5 * rank <= smaller
  }

  /// Whether the eigenvectors of A'A are likely to cost less than to grow from one dimension to
  /// another.
  ///
  /// The first predictions are too high: the accuracy improves faster and faster once the leading
  /// values are resolved, and a Gaussian matrix whose basis ends at 588 columns seems to need 2448
  /// at first. So the growth goes on until it has cost two fifths of the eigenvectors, which also
  /// bounds what is lost where they are needed in the end, and then while less than two and a half
  /// times their cost is predicted.
  ///
  /// In units of a multiplication within a product, as measured. The reduction of a k x k matrix to
  /// tridiagonal form does half of its (2/3) k^3 at the speed of memory.
  func isGramCheaper(
    for target: some LinearOperator<Scalar>, now: Int, then: Int
  ) -> Bool {
    guard canUseGram(of: target) else { return false }
    let (m, n) = (Double(target.rows), Double(target.columns))
    let smaller = min(m, n)
    let direct = 0.25 * m * n * smaller + 0.7 * smaller * smaller * smaller
    func growth(_ dimension: Int) -> Double {
      let d = Double(dimension)
      return 2 * d * Double(target.multiplicationCount) + 1.5 * (m + n) * d * d + d * d * d
    }
    let (spent, predicted) = (growth(now), growth(min(then, Int(smaller))) - growth(now))
    return spent > 0.4 * direct && predicted > 2.5 * direct
  }

  /// A basis that starts with the leading eigenvectors of A'A, whose eigenvalues bound the singular
  /// values, whatever the start was.
  ///
  /// - Parameter scale: The size of the singular values: ||A|| or a norm near it.
  mutating func gramBasis<Operator: LinearOperator<Scalar>>(
    _ target: Operator, scale: Scalar
  ) throws(LinearAlgebraError) -> BlockKrylov<Operator> {
    let order = target.columns
    let count = min(rank + width, order)
    var a = target.dense()
    // The squares must neither overflow nor vanish.
    a *= 1 / scale
    let gram = a.gram
    let eigen = try gram.symmetricEigen(.indices((order - count)..<order))
    let rounding =
      Double(target.rows + order) * Double(Scalar.ulpOfOne) * Double(gram.trace)
    let largest = Double(eigen.values.last ?? 1)
    upper = eigen.values.reversed().map { (Double($0) + rounding) / largest }
    gramRank = rank
    return try BlockKrylov(
      target, start: eigen.vectors, capacity: capacity(for: target), isLeftLocal: goal == .error)
  }
}
