import FALinalg
internal import Platform

/// Student's law of a mean over its standard error.
struct StudentT {
  /// The degrees of freedom, above zero.
  let degrees: Double

  /// The probability of more than t, for t >= 0.
  func upperTail(_ t: Double) -> Double {
    0.5 * incompleteBeta(degrees / 2, 0.5, at: degrees / (degrees + t * t))
  }

  /// The number that is exceeded with probability 1 - p, by bisection.
  ///
  /// - Precondition: 0 < p < 1.
  func quantile(_ p: Double) -> Double {
    require(p > 0 && p < 1, "the probability of a quantile must be between 0 and 1, not \(p)")
    if p < 0.5 { return -quantile(1 - p) }
    var (low, high) = (0.0, 1.0)
    while upperTail(high) > 1 - p {
      (low, high) = (high, 2 * high)
    }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return middle }
      if upperTail(middle) > 1 - p { low = middle } else { high = middle }
    }
  }
}

/// The regularized incomplete beta function I_x(a, b), by its continued fraction.
///
/// Source: NIST Digital Library of Mathematical Functions, 8.17.22, evaluated by the algorithm of
/// W. Lentz, Applied Optics 15 (1976).
private func incompleteBeta(_ a: Double, _ b: Double, at x: Double) -> Double {
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  // The fraction converges fast on this side of the mean only.
  if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(b, a, at: 1 - x) }
  let front =
    exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
  func nonZero(_ value: Double) -> Double {
    value.magnitude < 1e-300 ? 1e-300 : value
  }
  var c = 1.0
  var d = 1 / nonZero(1 - (a + b) * x / (a + 1))
  var fraction = d
  for index in 1...10_000 {
    let m = Double(index)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    fraction *= d * c
    if (d * c - 1).magnitude <= Double.ulpOfOne { break }
  }
  return front * fraction
}
