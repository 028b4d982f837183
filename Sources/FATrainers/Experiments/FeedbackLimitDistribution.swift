internal import Dispatch
public import FALinalg
internal import Synchronization

/// Where feedback alignment ends over random feedback: the law of ||Y - Y P_CY||_F, without training and
/// without Y.
///
/// For feedback C with independent normal entries, or with orthogonal rows uniform among all such, the law
/// depends on the singular values of Y alone. With Y = U S V', the row space of C Y is that of (C U) S V';
/// C U is drawn like C, since orthogonal maps leave the normal law as it is, and V' turns nothing that a
/// norm sees. So a draw takes an r x k normal matrix, k = rank(Y), however large Y is (a derivation of
/// this project). Draws of different ranks share their first rows, so that they are compared on common
/// random numbers; every draw has its own place in the stream "feedback-limit" and depends on nothing else.
///
/// ```swift
/// let limits = try FeedbackLimitDistribution(
///   singularValues: (1...200).map { 1 / Double($0) }, ranks: [5, 10], draws: 10_000, seed: 1)
/// print(limits.ranks[0].errors.median!, limits.ranks[0].optimum)
/// ```
public struct FeedbackLimitDistribution: Sendable {
  /// What was found for one rank.
  public struct Rank: Sendable {
    /// r.
    public let rank: Int
    /// The error of the truncated SVD, which no draw is below.
    public let optimum: Double
    /// ||Y - Y P_CY||_F of each draw.
    public let errors: Sample
    /// The deterministic bound of each draw: the root of ||S_2||_F^2 + ||S_2 O_2 O_1^-1||_F^2, with O_1 the
    /// first r rows of (C U)' and O_2 the others, S_2 the singular values after the r-th.
    ///
    /// Source: N. Halko, P.-G. Martinsson, J. Tropp, "Finding structure with randomness", SIAM
    /// Review 53 (2011), theorem 9.1.
    public let bounds: Sample
    /// A bound on the mean error of normal feedback: the least over j <= r - 2 of
    /// sqrt(1 + j / (r - j - 1)) times the error of the truncated SVD of rank j; the optimum where
    /// r >= rank(Y), nil for r = 1 below that.
    ///
    /// Source: theorem 10.5 of the same, with target rank j and oversampling r - j.
    public let expectationBound: Double?
  }

  /// The ranks, in the order asked for.
  public let ranks: [Rank]
  /// The number of draws.
  public let draws: Int
  /// ||Y||_F.
  public let frobeniusNorm: Double
  /// The number of singular values above rounding; nil where it is only known to be above the ranks.
  public let numericalRank: Int?

  /// Draws the limits.
  ///
  /// - Parameters:
  ///   - singularValues: Those of Y, in any order.
  ///   - ranks: The ranks r, each 1 or more. From rank(Y) on the limit is the optimum.
  ///   - draws: How many feedback matrices are drawn.
  ///   - seed: The seed of the draws.
  ///   - jobs: On how many threads. The result does not depend on it.
  ///   - shouldContinue: Called from time to time with the number of draws that are done; if it answers
  ///     false, `interrupted` is thrown.
  /// - Throws: `nonFinite`, `overflow`, `interrupted`.
  /// - Complexity: O(k r^2) for each draw and rank, with k = rank(Y).
  public init(
    singularValues: [Double], ranks: [Int], draws: Int, seed: UInt64, jobs: Int = 1,
    while shouldContinue: (_ done: Int) -> Bool = { _ in true }
  ) throws(LinearAlgebraError) {
    require(ranks.allSatisfy { $0 > 0 }, "a rank must be 1 or more, not \(ranks.min() ?? 0)")
    require(
      draws > 0 && jobs > 0, "draws and jobs must be 1 or more, not \(draws) and \(jobs)")
    let law = try SpectralLimit(singularValues)
    self.draws = draws
    frobeniusNorm = law.optimum(rank: 0)
    guard frobeniusNorm.isFinite else {
      throw .overflow(operation: "the Frobenius norm of the matrix")
    }
    numericalRank = law.values.count
    let stream = RandomStream(seed: seed, name: "feedback-limit")
    let drawn = try Self.drawn(draws, jobs, shouldContinue) { (draw) throws(LinearAlgebraError) in
      try law.draw(draw, ranks: ranks, from: stream)
    }
    self.ranks = ranks.enumerated().map { index, rank in
      Rank(
        rank: rank, optimum: law.optimum(rank: rank),
        errors: Sample(drawn.map { $0[index].error }),
        bounds: Sample(drawn.map { $0[index].bound }),
        expectationBound: law.expectationBound(rank: rank))
    }
  }

  init(ranks: [Rank], draws: Int, frobeniusNorm: Double, numericalRank: Int?) {
    (self.ranks, self.draws) = (ranks, draws)
    (self.frobeniusNorm, self.numericalRank) = (frobeniusNorm, numericalRank)
  }

  /// Draws the limits: from the singular values of the target where it ``decomposes(_:)``, and by products
  /// with it elsewhere.
  ///
  /// - Throws: `linearAlgebra`, for an interruption as well.
  /// - Complexity: O(n m min(n, m)) and that of
  ///   ``init(singularValues:ranks:draws:seed:jobs:while:)``; elsewhere that of the truncated SVD of the
  ///   largest rank R, two passes over the target for each 64 / R draws, and O((n + m) R^2) a draw.
  public init(
    of target: some LinearOperator, ranks: [Int], draws: Int, seed: UInt64, jobs: Int = 1,
    while shouldContinue: (_ done: Int) -> Bool = { _ in true }
  ) throws(FactorizationError) {
    guard Self.decomposes(target) else {
      try self.init(
        drawingOn: target, ranks: ranks, draws: draws, seed: seed, while: shouldContinue)
      return
    }
    self = try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
      let values = try target.entries().singularValues().map { Double($0) }
      return try Self(
        singularValues: values, ranks: ranks, draws: draws, seed: seed, jobs: jobs,
        while: shouldContinue)
    }
  }

  /// The limit for the feedback whose transpose, in spectral coordinates, is given, k x r.
  package static func limit(
    singularValues: [Double], feedbackTransposed: Matrix<Double>
  ) throws(LinearAlgebraError) -> (error: Double, bound: Double) {
    let law = try SpectralLimit(singularValues)
    let limit = try law.limit(feedbackTransposed, rank: feedbackTransposed.columns)
    return (limit.error, limit.bound)
  }

  /// The results of all draws, in their order, on several threads with one BLAS thread each.
  private static func drawn(
    _ draws: Int, _ jobs: Int, _ shouldContinue: (Int) -> Bool,
    _ draw: @Sendable (Int) throws(LinearAlgebraError) -> [LimitDraw]
  ) throws(LinearAlgebraError) -> [[LimitDraw]] {
    let results = Mutex([Result<[LimitDraw], LinearAlgebraError>?](repeating: nil, count: draws))
    // Small enough that an interruption is noticed soon, large enough to keep all threads busy.
    let batch = 64 * jobs
    for start in stride(from: 0, to: draws, by: batch) {
      guard shouldContinue(start) else { throw .interrupted }
      let end = min(start + batch, draws)
      DispatchQueue.concurrentPerform(iterations: jobs) { job in
        BLAS.withThreads(1) {
          for index in stride(from: start + job, to: end, by: jobs) {
            let result = Result { () throws(LinearAlgebraError) in try draw(index) }
            results.withLock { $0[index] = result }
          }
        }
      }
    }
    var all: [[LimitDraw]] = []
    for case .some(let result) in results.withLock({ $0 }) { all.append(try result.get()) }
    return all
  }
}
