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

  /// Of a block of Gaussian vectors alone, in as many dimensions as it has columns and one more, the
  /// largest Ritz value is 1 / (1 + F) of the only eigenvalue, where F has Fisher's distribution with
  /// (w, w) degrees of freedom. It exceeds `quantile` with a probability of 1e-10.
  @Test(arguments: [
    // F = C^2 with Cauchy's C; P(F > f) = 1/(1 + f); and 3x^2 - 2x^3 with x = 1/(1 + f).
    (width: 1, quantile: 4.05e19), (width: 2, quantile: 1e10), (width: 4, quantile: 1.73e5),
  ])
  func startMayMissAlmostEverything(_ width: Int, _ quantile: Double) {
    var bounds = KrylovBounds(
      theta: Array(repeating: 1, count: width), residuals: Array(repeating: 1, count: width),
      squaredNorm: 2 * Double(width), upper: Array(repeating: .infinity, count: width))
    bounds.tighten(degree: 1, width: width, columns: 2)
    // Two tails of half the probability each, and norms from general bounds: what is lost is a few
    // powers of ten of the square.
    #expect(bounds.upper[0] >= quantile && bounds.upper[0] <= 1e5 * quantile)
  }

  /// The norm of A is known to a few units: a value as small as these can hide in it.
  @Test func normIsRounded() {
    let small = 8 * Double.ulpOfOne
    let bounds = KrylovBounds(
      theta: [1, small], residuals: [0, 0], squaredNorm: 1 + small, upper: [.infinity, .infinity])
    #expect(bounds.gap(rank: 2, squaredError: small, upper: bounds.upper) == small)
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
