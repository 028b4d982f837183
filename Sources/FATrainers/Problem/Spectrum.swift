internal import Platform

/// The law of the singular values of a synthetic matrix.
public enum Spectrum: Sendable, Hashable {
  /// All one.
  case flat
  /// i^-P.
  case power(Double)
  /// Q^i.
  case exponential(Double)
  /// So many ones, then the ratio.
  case step(count: Int, ratio: Double)
  /// So many ones, then zeros.
  case rank(Int)
  /// These, and then zeros.
  case values([Double])

  /// The first singular values s_1, s_2, ..., from the largest; zeros are left out at the end.
  ///
  /// - Parameter count: How many there are at most.
  public func values(count: Int) -> [Double] {
    let indices = 0..<count
    return switch self {
    case .flat: indices.map { _ in 1 }
    case .power(let exponent): indices.map { pow(Double($0 + 1), -exponent) }
    case .exponential(let base): indices.map { pow(base, Double($0 + 1)) }
    case .step(let ones, let ratio): indices.map { $0 < ones ? 1 : ratio }.sorted(by: >)
    case .rank(let rank): Array(repeating: 1, count: min(rank, count))
    case .values(let values): Array(values.sorted(by: >).prefix(count))
    }
  }

  /// How many singular values the law names one by one.
  public var namedCount: Int {
    switch self {
    case .rank(let rank): rank
    case .values(let values): values.count
    case .step(let count, _): count
    case .flat, .power, .exponential: 0
    }
  }
}

extension Spectrum: WrittenChoice {
  /// The forms of the text.
  public static let usage =
    "flat, power:P, exponential:Q, step:COUNT:RATIO, rank:K and values:a,b,c"

  /// Reads a law; values may be in any order.
  public init(text: String) throws(ChoiceError) {
    let words = ChoiceWords(text)
    switch (words.name, words.arguments.count) {
    case ("flat", 0): self = .flat
    case ("power", 1): self = .power(try ChoiceWords.number(words.arguments[0]))
    case ("exponential", 1):
      self = .exponential(try ChoiceWords.number(words.arguments[0], upTo: 1))
    case ("step", 2):
      self = .step(
        count: try ChoiceWords.count(words.arguments[0]),
        ratio: try ChoiceWords.number(words.arguments[1]))
    case ("rank", 1): self = .rank(try ChoiceWords.count(words.arguments[0]))
    case ("values", 1):
      let values = words.arguments[0].split(separator: ",", omittingEmptySubsequences: false)
      self = .values(
        try values.map { (text) throws(ChoiceError) in
          try ChoiceWords.number(String(text))
        }.sorted(by: >))
    default: throw ChoiceError("the spectra are \(Self.usage)")
    }
  }

  /// The law as a text, such as `power:1.0`.
  public var description: String {
    switch self {
    case .flat: "flat"
    case .power(let exponent): "power:\(exponent)"
    case .exponential(let base): "exponential:\(base)"
    case .step(let count, let ratio): "step:\(count):\(ratio)"
    case .rank(let rank): "rank:\(rank)"
    case .values(let values): "values:" + values.map { "\($0)" }.joined(separator: ",")
    }
  }
}
