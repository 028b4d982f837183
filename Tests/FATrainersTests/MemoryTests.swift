import FALinalg
import FATrainers
import TestSupport
import Testing

/// What training holds beyond the target.
@Suite struct MemoryTests {
  /// Feedback coordinates hold a few r (n + m) numbers from the draw of the start to the result: no
  /// copy of Y, and no residual.
  @Test(
    .enabled(if: countsAllocations), arguments: scalarTypes, [(400, 1500), (1500, 400), (800, 700)])
  func feedbackCoordinatesHoldFewVectors(
    _ scalar: any BLASScalar.Type, _ shape: (rows: Int, columns: Int)
  ) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let (n, m, r) = (shape.rows, shape.columns, 5)
      let y: Matrix<Scalar> = RandomStream(seed: 1, name: "memory").normal(n, m)
      let problem = try FactorizationProblem(target: y, rank: r)
      let trainer = Trainer(
        problem, stopping: StoppingCriterion(tolerance: 0, maxSteps: 50), method: .feedback)
      var result: TrainingResult<Scalar>?
      func train() throws {
        result = nil
        result = try trainer.train(
          FeedbackAlignment(), from: problem.normalStart(seed: 1, scale: 0.01),
          feedback: problem.normalFeedback(seed: 1))
      }
      let bound = Self.bound(n, m, r, Scalar.self)
      // On one thread, all memory is counted.
      try onThreadCounts([1]) { _ in
        try train()
        #expect(try peakBytes(train) <= bound)
        #expect(result?.method == .feedback && result?.steps == 50)
        #expect(result?.history.count == 16 && result?.history.last?.diagnostics != nil)
        let copying = peakBytes {
          var copy = y
          copy[0, 0] += 1
        }
        #expect(copying > bound, "a copy of Y would not be seen")
      }
    }
    try check(scalar)
  }

  /// In columns of n or m numbers, r of each, all the while Z_0 (n), C (n) and W_0 (m), and at two
  /// places the most besides:
  ///
  /// - the orthonormal basis of [Z_0, YR]: CY (m), R (2 m), YR (2 n), both side by side (3 n), and
  ///   the QR decomposition of that with its Q (3 n + 3 n): 13 n + 4 m in all;
  /// - what R does not see of Y'L, for the diagnostics: R (2 m), L (3 n), Y'L (3 m) and its QR
  ///   decomposition with Q (3 m + 3 m): 5 n + 12 m.
  ///
  /// Neither is above 13 (n + m). Single precision takes norms of residuals in double precision, a
  /// block of 64 columns (n each) at a time in both, and its factors YR and R in double.
  ///
  /// 50 steps make a history of 16 records, of a few hundred bytes each; the reduced problem is of
  /// order 3 r. 32 KiB are more than both.
  static func bound<Scalar: BLASScalar>(_ n: Int, _ m: Int, _ r: Int, _: Scalar.Type) -> Int {
    let (own, double) = (MemoryLayout<Scalar>.stride, MemoryLayout<Double>.stride)
    let residual =
      own == double ? 0 : 64 * n * (own + double) + 2 * r * (n + m) * double
    return 13 * r * (n + m) * own + residual + (1 << 15)
  }
}
