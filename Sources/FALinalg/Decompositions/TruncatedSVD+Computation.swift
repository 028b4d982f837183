extension LinearOperator {
  /// The best approximation of the given rank.
  ///
  /// Small matrices, and ranks above a fifth of the smaller dimension, are decomposed by LAPACK,
  /// tall and wide ones after a QR decomposition.
  /// Others go through a randomized ``BlockKrylov`` basis, which grows until the goal is met; the
  /// same seed gives the same result on the same machine with the same number of threads.
  ///
  /// Source: C. Musco, C. Musco, "Randomized block Krylov methods for stronger and faster
  /// approximate singular value decomposition", NeurIPS 2015, with thick restart. The article
  /// <doc:TheOptimum> has the test for its end.
  ///
  /// - Parameters:
  ///   - rank: r.
  ///   - goal: Whether the error or each triplet is to be accurate.
  ///   - algorithm: Which algorithm to use; nil for the one that is cheaper by the rule above.
  ///   - seed: Of the random start.
  ///   - shouldContinue: Called between passes, and between the parts of a decomposition; the
  ///     computation ends once it answers false.
  /// - Precondition: `rank` is between 0 and min(m, n).
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`; `inconsistentOperator` if the two
  ///   products of an operator do not belong together; `interrupted`.
  /// - Complexity: O(m n r) for each pass over a dense matrix, and some tens of passes; O(m n min(m,
  ///   n)) where LAPACK decomposes.
  public func truncatedSVD(
    rank: Int, goal: TruncatedSVD<Scalar>.Goal = .error,
    algorithm: TruncatedSVD<Scalar>.Algorithm? = nil, seed: UInt64 = 0,
    shouldContinue: (TruncatedSVDProgress) -> Bool = { _ in true }
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    let smaller = min(rows, columns)
    precondition(
      rank >= 0 && rank <= smaller, "no rank \(rank) from a \(rows) x \(columns) operator")
    let cheaper: TruncatedSVD<Scalar>.Algorithm =
      isDecomposedByLAPACK(rank: rank) ? .lapack : .blockKrylov
    guard (algorithm ?? cheaper) == .blockKrylov else {
      return try TruncatedSVD(decomposing: dense(), rank: rank, goal: goal, shouldContinue)
    }
    guard frobeniusNorm.isFinite else {
      if isSmallEnoughToBeDense { try dense().checkFinite() }
      throw .overflow(operation: "the Frobenius norm")
    }
    guard rank > 0 else { return TruncatedSVD(emptyOf: self) }
    var search = TruncatedSVDSearch(rank: rank, goal: goal, frobeniusNorm: frobeniusNorm)
    return try search.run(on: self, seed: seed, shouldContinue)
  }
}

extension LinearOperator {
  /// Whether a decomposition of all entries is cheaper than some tens of passes.
  package func isDecomposedByLAPACK(rank: Int) -> Bool {
    let smaller = min(rows, columns)
    return (smaller < 500 || 5 * rank > smaller) && isSmallEnoughToBeDense
  }

  /// Whether all entries fit half a gibibyte in double precision.
  fileprivate var isSmallEnoughToBeDense: Bool {
    Double(rows) * Double(columns) <= Double(1 << 26)
  }
}

/// The growth of a block Krylov basis until the leading triplets are good enough.
private struct TruncatedSVDSearch<Scalar: BLASScalar> {
  let rank: Int
  let goal: TruncatedSVD<Scalar>.Goal
  let frobeniusNorm: Scalar
  /// Up to rank 114, more columns than the r + 1 leading directions, so that the start sees every
  /// one of them and a certificate can say so.
  var width: Int { min(max(16, (rank + 14) / 8 * 8), 128) }
  /// The relative gap below which an error counts as certified.
  var tolerance: Double { TruncatedSVD<Scalar>.Goal.error.tolerance }
  private var upper: [Double] = []

  init(rank: Int, goal: TruncatedSVD<Scalar>.Goal, frobeniusNorm: Scalar) {
    self.rank = rank
    self.goal = goal
    self.frobeniusNorm = frobeniusNorm
  }

  mutating func run<Operator: LinearOperator<Scalar>>(
    on target: Operator, seed: UInt64, _ shouldContinue: (TruncatedSVDProgress) -> Bool
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    let smaller = min(target.rows, target.columns)
    let width = min(width, smaller)
    let stream = RandomStream(seed: seed, name: "truncated-svd")
    var start: Matrix<Scalar> = stream.normal(drawn(for: target), width)
    if target.rows < target.columns {
      // Of a wide operator the start has to lie in the row space, or else the bases could be as
      // long as the rank and still miss a part of it.
      let drawn = start
      start = .zeros(target.columns, width)
      target.multiplyTransposed(drawn.view, into: &start)
    }
    var basis = try BlockKrylov(target, start: start)
    let capacity = self.capacity(for: target, width: width)
    var nextTest = max(2 * width, rank + width)
    var accuracy: Double?
    var schedule = ConvergenceSchedule(
      goal: goal == .error ? 0.01 * tolerance : goal.tolerance)
    while true {
      let progress = TruncatedSVDProgress(
        passes: basis.passes, accuracy: accuracy, goal: goal.tolerance)
      guard shouldContinue(progress) else { throw .interrupted }
      try basis.grow()
      let isFull = basis.dimension + width > capacity || !basis.canGrow
      guard basis.dimension >= min(nextTest, smaller) || isFull else { continue }
      let (svd, residuals) = try basis.ritz()
      let state = try test(svd, residuals, basis, width: width)
      nextTest =
        basis.dimension + width
        * schedule.blocks(
          after: state.accuracy, passes: basis.passes, blocks: basis.dimension / width)
      accuracy = state.accuracy
      if state.isDone || !basis.canGrow || basis.passes > 2000 {
        return try finish(basis, svd, state)
      }
      if isFull {
        basis.restart(svd, keeping: rank + width)
        nextTest = basis.dimension + 2 * width
      }
    }
  }

  /// The length of the Gaussian vectors that the start comes from.
  private func drawn(for target: some LinearOperator<Scalar>) -> Int {
    min(target.rows, target.columns)
  }

  /// How many columns the bases may have before they are compressed: enough for a few blocks, and
  /// doubled as long as both take less than a gibibyte and the decomposition of B, which grows with
  /// the cube, stays cheaper than the passes.
  private func capacity(for target: some LinearOperator<Scalar>, width: Int) -> Int {
    let budget = (1 << 30) / (MemoryLayout<Scalar>.stride * (target.rows + target.columns))
    let limit = min(max(512, 16 * width), max(budget, 0))
    var capacity = 4 * max(width, rank)
    while 2 * capacity <= limit { capacity *= 2 }
    return capacity
  }

  /// What a test found.
  private struct State {
    var bounds: KrylovBounds
    var accuracy: Double
    var isDone: Bool
  }

  private mutating func test<Operator: LinearOperator<Scalar>>(
    _ svd: SVD<Scalar>, _ residuals: Matrix<Scalar>, _ basis: BlockKrylov<Operator>, width: Int
  ) throws(LinearAlgebraError) -> State {
    // In units of s_1 nothing overflows.
    let scale = svd.singularValues[0]
    guard scale > 0 else {
      let bounds = KrylovBounds(theta: [], residuals: [], squaredNorm: 0, upper: [])
      return State(bounds: bounds, accuracy: 0, isDone: true)
    }
    let theta = svd.singularValues.map { square(Double($0 / scale)) }
    let residualNorms = residuals.columnNorms.map { Double($0 / scale) }
    let excess = theta.reduce(0, +) / square(Double(frobeniusNorm / scale)) - 1
    guard excess <= Double(Scalar.ulpOfOne).squareRoot() else {
      throw .inconsistentOperator(relativeDeviation: excess)
    }
    upper += Array(repeating: .infinity, count: max(0, theta.count - upper.count))
    var bounds = KrylovBounds(
      theta: theta, residuals: residualNorms.map(square),
      squaredNorm: square(Double(frobeniusNorm / scale)), upper: upper)
    let leak = residualNorms.reduce(0) { max($0, $1) }
    let unit = Double(Scalar.ulpOfOne)
    if let degree = basis.degree {
      // A range that A'A maps into itself holds polynomials of every degree.
      bounds.tighten(
        degree: leak < 64 * unit ? 1 << 40 : degree, width: width, columns: drawn(for: basis.target)
      )
      upper = bounds.upper
    }
    let largest = residualNorms[..<min(rank, theta.count)].reduce(0) { max($0, $1) }
    switch goal {
    case .triplets:
      return State(bounds: bounds, accuracy: largest, isDone: largest < goal.tolerance)
    case .error:
      let captured: Double = theta[..<rank].reduce(0, +)
      let tail: Double = theta[rank...].reduce(0, +)
      let squaredError = max(bounds.squaredNorm - captured, tail)
      let enough: Double = 2 * tolerance * squaredError + square(unit) * bounds.squaredNorm
      func gap(_ upper: [Double]) -> Double {
        bounds.gap(rank: rank, squaredError: squaredError, upper: upper)
      }
      let certain = gap(bounds.upper)
      let likely = gap(bounds.likelyUpper)
      // Where half as many passes again will prove what is likely, they are worth it.
      var isWorthProving = false
      if likely <= enough, let degree = basis.degree {
        var later = bounds
        later.tighten(degree: degree * 3 / 2, width: width, columns: drawn(for: basis.target))
        isWorthProving = gap(later.upper) <= enough
      }
      return State(
        bounds: bounds, accuracy: min(certain, likely) / (2 * squaredError),
        isDone: certain <= enough || leak < unit
          || (likely <= 0.01 * enough && !isWorthProving))
    }
  }

  private func finish<Operator: LinearOperator<Scalar>>(
    _ basis: BlockKrylov<Operator>, _ svd: SVD<Scalar>, _ state: State
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    let target = basis.target
    let (left, right) = basis.vectors(svd, rank)
    let values = Array(svd.singularValues[..<rank])
    let scale = Double(values.first ?? 0)
    let bounds = state.bounds
    // The factors are sums of as many terms as the bases have columns.
    let terms = Double(basis.dimension).squareRoot()
    var rounding = 8 * terms * Double(Scalar.ulpOfOne) * Double(frobeniusNorm)
    guard scale > 0 else {
      return TruncatedSVD(
        left: left, singularValues: values, right: right, error: frobeniusNorm,
        certificate: OptimumCertificate(bound: Scalar(rounding), status: .certified),
        residuals: Array(repeating: 0, count: rank), passes: basis.passes)
    }
    // The difference of the squares is exact enough unless it cancels.
    var squaredError = bounds.squaredNorm - bounds.theta[..<rank].reduce(0, +)
    if squaredError > 1e-4 * bounds.squaredNorm, Scalar.self == Double.self {
      rounding *= (bounds.squaredNorm / squaredError).squareRoot()
    } else {
      var scaled = left
      scaled.scaleColumns { values[$0] }
      squaredError = square(Double(target.residualNorm(scaled.view, right.view)) / scale)
    }
    let error = squaredError.squareRoot()
    func excess(_ upper: [Double]) -> Double {
      let gap = bounds.gap(rank: rank, squaredError: squaredError, upper: upper)
      return gap == 0 ? 0 : gap / (error + max(0, squaredError - gap).squareRoot())
    }
    let certain = excess(bounds.upper)
    let isCertified = certain <= tolerance * error + rounding / scale
    let bound = isCertified ? certain : excess(bounds.likelyUpper)
    // It holds for every part of the result as well.
    let reason =
      "the bound assumes that the basis has missed no leading direction: "
      + "to exclude that would take more passes"
    return TruncatedSVD(
      left: left, singularValues: values, right: right, error: Scalar(error * scale),
      certificate: OptimumCertificate(
        bound: Scalar(bound * scale + rounding),
        status: isCertified ? .certified : .uncertified(reason: reason)),
      residuals: bounds.residuals[..<rank].map { Scalar($0.squareRoot() * scale) },
      passes: basis.passes)
  }
}

private func square(_ x: Double) -> Double { x * x }
