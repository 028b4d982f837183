internal import Platform

/// The law of the number of successes among independent trials.
struct Binomial {
  /// The probability of 0, 1, ..., n successes.
  let probabilities: [Double]

  /// - Precondition: 0 < probability < 1.
  init(count: Int, probability: Double) {
    func logFactorial(_ n: Int) -> Double { lgamma(Double(n) + 1) }
    probabilities = (0...count).map { k in
      exp(
        logFactorial(count) - logFactorial(k) - logFactorial(count - k)
          + Double(k) * log(probability) + Double(count - k) * log1p(-probability))
    }
  }

  /// The smallest k such that at most k successes have the given probability or a larger one.
  func quantile(_ p: Double) -> Int {
    var sum = 0.0
    for (k, probability) in probabilities.enumerated() {
      sum += probability
      if sum >= p { return k }
    }
    return probabilities.count - 1
  }

  /// The smallest k such that more than k successes have at most the given probability.
  func quantileFromAbove(_ p: Double) -> Int {
    var sum = 0.0
    for (k, probability) in probabilities.enumerated().reversed() {
      if sum + probability > p { return k }
      sum += probability
    }
    return 0
  }

  /// The probability of a number of successes that is no likelier than the one observed: the exact
  /// two-sided test.
  func twoSidedProbability(of observed: Int) -> Double {
    let limit = probabilities[observed] * (1 + 1e-7)
    return min(1, probabilities.reduce(0) { $1 <= limit ? $0 + $1 : $0 })
  }
}
