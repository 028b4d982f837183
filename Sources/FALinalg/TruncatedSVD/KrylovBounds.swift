internal import Platform

/// What a block Krylov basis knows of the leading singular values, in units of the largest.
package struct KrylovBounds {
  /// The squared Ritz values theta_i, from the largest.
  var theta: [Double]
  /// ||A'u_i - s_i v_i||^2.
  var residuals: [Double]
  /// ||A||_F^2.
  var squaredNorm: Double
  /// Upper bounds on the squared singular values, by index: what ``tighten(degree:width:columns:)``
  /// proves, and infinite beyond.
  package private(set) var upper: [Double]

  package init(
    theta: [Double], residuals: [Double], squaredNorm: Double, upper: [Double]
  ) {
    (self.theta, self.residuals) = (theta, residuals)
    (self.squaredNorm, self.upper) = (squaredNorm, upper)
  }

  /// The same, if the basis has missed no direction: a Ritz value is off by no more than its
  /// residual, and by a little where it hides in a cluster.
  package var likelyUpper: [Double] {
    zip(theta, residuals).map { $0 * 1.000001 + ($0 * $1).squareRoot() }
  }

  /// Improves ``upper`` by what a Gaussian start of `width` columns says after `degree` blocks.
  ///
  /// With k <= `width`, probability at least 1 - 1e-10 and any 0 < eps < 1,
  /// lambda_k <= theta_k (1 + delta^2) / (1 - eps), where
  /// delta = ||Omega_2|| ||Omega_1^+|| / T_(q-1)((1 + eps) / (1 - eps)).
  package mutating func tighten(degree: Int, width: Int, columns: Int) {
    let logFailure = log(2e10)
    for k in 1...max(1, min(width, theta.count)) where k <= theta.count {
      let excess = Double(width - k + 1)
      let outer =
        Double(columns - k).squareRoot() + Double(width).squareRoot()
        + (2 * logFailure).squareRoot()
      let logDelta =
        log(outer) + logFailure / excess + 1 + 0.5 * log(Double(width)) - log(excess)
      var factor = Double.infinity
      for exponent in 1...90 {
        let epsilon = exp2(-Double(exponent) / 2)
        let angle = acosh((1 + epsilon) / (1 - epsilon))
        // log T_(q-1), from below.
        let logChebyshev = max(0, Double(degree - 1) * angle - log(2))
        factor = min(factor, (1 + exp(2 * (logDelta - logChebyshev))) / (1 - epsilon))
      }
      upper[k - 1] = min(upper[k - 1], theta[k - 1] * factor)
    }
  }

  /// A bound on the sum of the r leading squared singular values of A less that of the Ritz values.
  ///
  /// - Parameters:
  ///   - r: The rank.
  ///   - squaredError: ||A||_F^2 less the r leading squared Ritz values.
  ///   - upper: Upper bounds on the squared singular values, by index.
  package func gap(rank r: Int, squaredError: Double, upper: [Double]) -> Double {
    guard r > 0 else { return 0 }
    var best = min(squaredError, zip(theta[..<r], upper).reduce(0) { $0 + max(0, $1.1 - $1.0) })
    var captured = theta.reduce(0, +)
    var residual = residuals.reduce(0, +)
    var weighted = zip(theta, residuals).reduce(0) { $0 + $1.0 * $1.1 }
    // nu bounds the norm of A'A on the complement of the first `split` Ritz vectors.
    var nu = Double.infinity
    for split in stride(from: theta.count, through: r, by: -1) {
      if split < theta.count {
        let (value, coupled) = (theta[split], theta[split] * residuals[split])
        captured -= value
        residual = max(0, residual - residuals[split])
        weighted = max(0, weighted - coupled)
        nu = nu < value ? value + coupled / (value - nu) : .infinity
        if upper[split] < theta[split - 1] {
          nu = min(nu, upper[split] + weighted / (theta[split - 1] - upper[split]))
        }
      }
      nu = min(nu, max(0, squaredNorm - captured) + 64 * Double.ulpOfOne * squaredNorm)
      guard nu < theta[r - 1] else { continue }
      best = min(best, weighted / (theta[r - 1] - nu))
      best = min(best, residual * theta[..<r].reduce(0) { $0 + $1 / ($1 - nu) })
    }
    return best
  }
}
