import FALinalg
import Testing

/// The bounds where they are attained: less margin would be too little.
@Suite struct KrylovBoundsTests {
  /// M = [t, e; e, t] has the eigenvalue t + e, and (1, 0) the Ritz value t with the residual e of
  /// M, which is that of A'u times sqrt(t).
  @Test(arguments: [1, 0.25, 1e-3], [0.5, 0.1, 1e-3])
  func marginIsNeededInFull(_ theta: Double, _ share: Double) {
    let leak = share * theta
    let bounds = KrylovBounds(
      theta: [theta], residuals: [leak * leak / theta], squaredNorm: 2 * theta,
      upper: [.infinity])
    let largest = theta + leak
    #expect(bounds.likelyUpper[0] >= largest)
    // It is not so wide either that it could never fail.
    #expect(bounds.likelyUpper[0] <= largest + 1.1e-6 * theta)
  }

  /// A value within a cluster of width 1e-6 has no residual to tell of it; a wider one shows its copies.
  @Test func clustersAreAllowedFor() {
    let bounds = KrylovBounds(
      theta: [1], residuals: [0], squaredNorm: 2, upper: [.infinity])
    #expect(bounds.likelyUpper[0] >= 1.000001)
  }

  /// For M = [t, e; e, mu] with a small e, the gap is e^2 / (t - mu).
  @Test func gapIsWhatPerturbationTheorySays() {
    let (theta, mu, leak) = (1.0, 0.5, 1e-4)
    let half = 0.5 * (theta - mu)
    let largest = 0.5 * (theta + mu) + (half * half + leak * leak).squareRoot()
    let bounds = KrylovBounds(
      theta: [theta], residuals: [leak * leak / theta], squaredNorm: theta + mu,
      upper: [.infinity])
    let gap = bounds.gap(rank: 1, squaredError: mu, upper: [.infinity])
    #expect(gap >= (largest - theta) * (1 - 1e-9) && gap <= 1.01 * (largest - theta))
  }
}
