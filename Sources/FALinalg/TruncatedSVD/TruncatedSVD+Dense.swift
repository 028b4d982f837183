extension TruncatedSVD {
  /// The best approximation of a dense matrix, by LAPACK.
  ///
  /// Of a matrix at least twice as tall as wide, or as wide as tall, only the square factor R of
  /// its QR decomposition is decomposed, and Q is applied to as many vectors as asked for: LAPACK
  /// itself would form all of Q and of U.
  ///
  /// - Parameters:
  ///   - a: m x n.
  ///   - rank: r.
  ///   - goal: Met in any case, and told to those who watch.
  ///   - shouldContinue: Called before each part of the work; it ends once that answers false.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`, `interrupted`.
  /// - Complexity: O(m n k) with k = min(m, n).
  init(
    decomposing a: Matrix<Scalar>, rank: Int, goal: Goal,
    _ shouldContinue: (TruncatedSVDProgress) -> Bool
  ) throws(LinearAlgebraError) {
    func checkInterruption(passes: Int) throws(LinearAlgebraError) {
      let progress = TruncatedSVDProgress(passes: passes, accuracy: nil, goal: goal.tolerance)
      guard shouldContinue(progress) else { throw .interrupted }
    }
    try a.checkFinite()
    try checkInterruption(passes: 0)
    let (isTall, isWide) = (a.rows >= 2 * a.columns, a.columns >= 2 * a.rows)
    guard isTall || isWide else {
      self.init(try a.svd(), rank: rank)
      return
    }
    let reflections = try isTall ? a.householderQR() : a.transposed.householderQR()
    try checkInterruption(passes: 1)
    let factor = reflections.r
    var svd = try factor.svd()
    try checkInterruption(passes: 1)
    var leading = Matrix<Scalar>.zeros(max(a.rows, a.columns), rank)
    leading[0..<factor.rows, 0..<rank] = svd.u[..., 0..<rank]
    var workspace = Workspace<Scalar>()
    try reflections.applyQ(to: &leading, workspace: &workspace)
    svd.u = leading
    self.init(svd, rank: rank)
    if isWide { self = transposed } else { fixSigns() }
  }
}
