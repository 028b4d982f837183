public import FALinalg

/// The law where Y is too large for all of its singular values: each draw by products with Y itself.
extension FeedbackLimitDistribution {
  /// As many entries as are decomposed, zeros included.
  private static let mostDecomposed = 1 << 27
  /// How many vectors one pass over the target takes along.
  private static let width = 64

  /// Whether all singular values of a target are computed, rather than products with it.
  public static func decomposes(_ target: some LinearOperator) -> Bool {
    let (count, overflows) = target.rows.multipliedReportingOverflow(by: target.columns)
    return !overflows && count <= mostDecomposed
  }

  /// Draws the limits by products with the target.
  ///
  /// With Q an orthonormal basis of the row space of C Y, whose first r columns span that of the first
  /// r rows, ||Y - Y P||^2 is ||Y||^2 - ||Y Q_r||^2 for every rank at once, computed entry by entry where
  /// that cancels. The deterministic bound, in terms of the truncated SVD U S V', has
  /// S_2 O_2 O_1^-1 = (C U)^-1 (C Y)(I - V V').
  package init<Target: LinearOperator>(
    drawingOn target: Target, ranks: [Int], draws: Int, seed: UInt64,
    while shouldContinue: (_ done: Int) -> Bool = { _ in true }
  ) throws(FactorizationError) {
    typealias Scalar = Target.Scalar
    let most = min(ranks.max() ?? 0, target.rows, target.columns)
    let problem = try FactorizationProblem(target: target, rank: most)
    let optimum = try Optimum(of: problem) { shouldContinue(0) }
    let law = LeadingSpectrum(optimum, frobeniusNorm: problem.frobeniusNorm)
    let stream = RandomStream(seed: seed, name: "feedback-limit")
    var drawn: [[LimitDraw]] = []
    let batch = max(1, Self.width / max(1, most))
    while drawn.count < draws {
      guard shouldContinue(drawn.count) else { throw .linearAlgebra(name: "limits", .interrupted) }
      let indices = drawn.count..<min(drawn.count + batch, draws)
      drawn += try FactorizationError.naming("limits") { () throws(LinearAlgebraError) in
        try Self.draw(indices, ranks, most, law, problem, optimum, stream)
      }
    }
    self.init(
      ranks: ranks.enumerated().map { index, rank in
        Rank(
          rank: rank, optimum: law.optimum(rank: rank),
          errors: Sample(drawn.map { $0[index].error }),
          bounds: Sample(drawn.map { $0[index].bound }),
          expectationBound: law.expectationBound(rank: rank))
      }, draws: draws, frobeniusNorm: Double(problem.frobeniusNorm),
      numericalRank: optimum.numericalRank)
  }

  /// Some draws, in two passes over the target.
  private static func draw<Target: LinearOperator>(
    _ indices: Range<Int>, _ ranks: [Int], _ most: Int, _ law: LeadingSpectrum,
    _ problem: FactorizationProblem<Target>, _ optimum: Optimum<Target.Scalar>,
    _ stream: RandomStream
  ) throws(LinearAlgebraError) -> [[LimitDraw]] {
    typealias Scalar = Target.Scalar
    let target = problem.target
    var feedback = Matrix<Scalar>.zeros(target.rows, indices.count * most)
    for (place, index) in indices.enumerated() {
      // As in ``SpectralLimit``: a draw does not depend on the ranks asked for.
      let first = index << 20
      feedback[..., (place * most)..<((place + 1) * most)] = stream.normal(
        rows: 0..<target.rows, columns: first..<first + most)
    }
    var rows = Matrix<Scalar>.zeros(target.columns, feedback.columns)
    target.multiplyTransposed(feedback.view, into: &rows)
    var bases = rows
    for place in indices.indices.map({ $0 - indices.lowerBound }) {
      let own = (place * most)..<((place + 1) * most)
      bases[..., own] = try Matrix(rows[..., own]).qr().q
    }
    var images = Matrix<Scalar>.zeros(target.rows, bases.columns)
    target.multiply(bases.view, into: &images)
    var result: [[LimitDraw]] = []
    for place in 0..<indices.count {
      let first = place * most
      var limits: [LimitDraw] = []
      for rank in ranks {
        if law.isFull(rank) {
          limits.append(LimitDraw(error: law.optimum(rank: rank), bound: law.optimum(rank: rank)))
          continue
        }
        let own = first..<(first + rank)
        let image = images[..., own]
        let error = problem.distance(toProjectionOfNorm: Matrix(image).frobeniusNorm) {
          target.residualNorm(image, bases[..., own])
        }
        let (left, right) = (optimum.left[..., 0..<rank], optimum.right[..., 0..<rank])
        // The transposes of C U and of C Y (I - V V').
        let coefficients = Matrix(left.transposed) * feedback[..., own]
        let rest = Matrix(rows[..., own]) - right * (right.transposed * rows[..., own])
        let amplified = try Matrix(coefficients.transposed).solve(Matrix(rest.transposed))
        let excess = Double(amplified.frobeniusNorm)
        limits.append(
          LimitDraw(
            error: Double(error), bound: [law.optimum(rank: rank), excess].euclideanNorm))
      }
      result.append(limits)
    }
    return result
  }
}

/// What is known of a spectrum from its first values and the norm.
private struct LeadingSpectrum {
  private let values: [Double]
  /// The errors of the truncated SVDs of rank 0, 1, ...
  private let errors: [Double]
  private let numericalRank: Int?

  init<Scalar>(_ optimum: Optimum<Scalar>, frobeniusNorm: Scalar) {
    values = optimum.singularValues.prefix(optimum.rank).map { Double($0) }
    var errors = [Double(optimum.error)]
    for value in values.reversed() {
      errors.append([errors[errors.count - 1], value].euclideanNorm)
    }
    self.errors = errors.reversed()
    numericalRank = optimum.numericalRank
  }

  /// Whether the rank is at least that of Y.
  func isFull(_ rank: Int) -> Bool {
    rank > values.count || numericalRank.map { rank >= $0 } ?? false
  }

  func optimum(rank: Int) -> Double { errors[min(rank, errors.count - 1)] }

  /// As in ``SpectralLimit/expectationBound(rank:)``.
  func expectationBound(rank: Int) -> Double? {
    if isFull(rank) { return optimum(rank: rank) }
    return rank < 2 ? nil : leastBound(rank: rank) { optimum(rank: $0) }
  }
}
