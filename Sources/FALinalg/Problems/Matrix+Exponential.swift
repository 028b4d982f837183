extension MatrixProtocol {
  /// The exponential of a square matrix: the sum of A^j / j!.
  ///
  /// By scaling and squaring. How far A is scaled down follows from the norms of its powers rather than
  /// from its own, which may be far larger: [[1, k], [0, -1]] has the same square for every k.
  ///
  /// Source: A. Al-Mohy, N. Higham, "A new scaling and squaring algorithm for the matrix exponential",
  /// SIAM J. Matrix Anal. Appl. 31 (2009), with norms that are computed rather than estimated.
  ///
  /// - Throws: `nonFinite`; `overflow` if an entry of the result, or of a power on the way to it,
  ///   exceeds the scalar's range; `dimensionTooLarge`.
  /// - Complexity: O(n^3 log ||A||), at most about 1,030 (in Float 130) products.
  @inlinable
  public func exponential() throws(LinearAlgebraError) -> Matrix<Scalar> {
    checkSquare()
    try checkFinite()
    return try FALinalg.exponential(Matrix(self))
  }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func exponential<Scalar>(_ a: Matrix<Scalar>) throws(LinearAlgebraError) -> Matrix<Scalar> {
  let isUpper = a.isTriangular(.upper)
  if !isUpper, a.isTriangular(.lower) {
    return Matrix(try exponential(Matrix(a.transposed)).transposed)
  }
  let scaling = PadeScaling(a)
  var (powers, scaled) = (scaling.evenPowers, a)
  if scaling.squarings > 0 {
    scaled = scaled.scaled(byPowerOfTwo: -scaling.squarings)
    for index in powers.indices {
      powers[index] = powers[index].scaled(byPowerOfTwo: -2 * (index + 1) * scaling.squarings)
    }
  }
  var result = try padeApproximant(of: scaled, degree: scaling.degree, evenPowers: powers)
  guard scaling.squarings > 0 else { return try result.checkedExponential() }
  for remaining in (0...scaling.squarings).reversed() {
    if remaining < scaling.squarings { result = try (result * result).checkedExponential() }
    if isUpper { result.setExponentialDiagonals(of: a, scaledBy: -remaining) }
  }
  return try result.checkedExponential()
}

extension Matrix {
  fileprivate func checkedExponential() throws(LinearAlgebraError) -> Matrix {
    guard (try? checkFinite()) != nil else { throw .overflow(operation: "the exponential") }
    return self
  }

  fileprivate func scaled(byPowerOfTwo exponent: Int) -> Matrix {
    var result = self
    result.scale(byPowerOfTwo: exponent)
    return result
  }

  /// Replaces the diagonal of exp(2^e T) and the one beside it, of an upper triangle T, by their
  /// closed forms: repeated squaring would lose what lies far below the largest entry (section 2 there).
  fileprivate mutating func setExponentialDiagonals(
    of t: Matrix, scaledBy exponent: Int
  ) {
    let unit = Double(sign: .plus, exponent: exponent, significand: 1)
    for index in 0..<rows {
      let value = unit * Double(t[index, index])
      self[index, index] = Scalar(FALinalg.exponential(value))
      guard index + 1 < rows else { continue }
      let next = unit * Double(t[index + 1, index + 1])
      self[index, index + 1] = Scalar(
        unit * Double(t[index, index + 1]) * exponentialDifferenceQuotient(value, next))
    }
  }
}

/// (exp(x) - exp(y)) / (x - y), which is exp(x) where they are equal, without cancellation.
private func exponentialDifferenceQuotient(_ x: Double, _ y: Double) -> Double {
  let half = (x - y) / 2
  if half.magnitude > 1 { return (exponential(x) - exponential(y)) / (x - y) }
  return exponential((x + y) / 2) * (half == 0 ? 1 : hyperbolicSine(half) / half)
}

/// By which Padé approximant a matrix is exponentiated, and how often it is halved before.
private struct PadeScaling<Scalar: BLASScalar> {
  var degree: Int
  var squarings = 0
  /// A^2, A^4, ..., as far as they are known.
  var evenPowers: [Matrix<Scalar>] = []

  init(_ a: Matrix<Scalar>) {
    let approximants = padeApproximants(Scalar.self)
    let (last, norm) = (approximants[approximants.count - 1], Double(a.oneNorm))
    if let sufficient = approximants.first(where: { norm <= $0.largestNorm }) {
      degree = sufficient.degree
      return
    }
    degree = last.degree
    // Always enough, and often far too much.
    squarings = halvings(min(norm, Double(Scalar.greatestFiniteMagnitude)), last.largestNorm)
    let square = a * a
    let fourth = square * square
    let powers = [square, fourth, fourth * square]
    // Where a power overflows, so will the exponential, or it vanishes.
    guard powers[2].oneNorm.isFinite, fourth.oneNorm.isFinite, square.oneNorm.isFinite else {
      return
    }
    evenPowers = powers
    let (d4, d6) = (root(powers[1], 4), root(powers[2], 6))
    var size = max(d4, d6)
    for (degree, largestNorm) in approximants.dropLast()
    where size <= largestNorm && extraHalvings(a, degree, after: 0) == 0 {
      (self.degree, squarings) = (degree, 0)
      return
    }
    // Two more products, where they can save as many.
    if halvings(size, last.largestNorm) > 2 {
      let d8 = root(fourth * fourth, 8)
      size = min(size, max(d6, d8), max(d8, root(fourth * powers[2], 10)))
    }
    let fewest = halvings(size, last.largestNorm)
    guard fewest < squarings else { return }
    squarings = min(squarings, fewest + extraHalvings(a, last.degree, after: fewest))
  }
}

/// ||A^p||^(1/p), given A^p.
private func root<Scalar>(_ power: Matrix<Scalar>, _ p: Int) -> Double {
  let norm = Double(power.oneNorm)
  return norm == 0 ? 0 : exponential(logarithm(norm) / Double(p))
}

/// How often `size` has to be halved until it is at most `limit`.
private func halvings(_ size: Double, _ limit: Double) -> Int {
  guard size > limit else { return 0 }
  let ratio = size / limit
  return Int(ratio.exponent) + (ratio.significand > 1 ? 1 : 0)
}

/// How often more than `halvings` A has to be halved for the rounding error of the approximant of degree
/// m to be small: until |c| || |A|^(2m+1) || <= u ||A||, where c is the first coefficient of its backward
/// error (section 5 there, the function l).
private func extraHalvings<Scalar>(_ a: Matrix<Scalar>, _ degree: Int, after halvings: Int) -> Int {
  // c = (m!)^2 / ((2m)! (2m+1)!)
  let logTarget =
    logFactorial(2 * degree) + logFactorial(2 * degree + 1) - 2 * logFactorial(degree)
    - Double(Scalar.significandBitCount + 1)
  func extra(_ logGrowth: Double) -> Int {
    max(0, Int(((logGrowth - logTarget) / Double(2 * degree)).rounded(.up)) - halvings)
  }
  let logNorm = binaryLogarithm(Double(a.oneNorm))
  // The power of a norm is no less than the norm of a power.
  guard extra(Double(2 * degree) * logNorm) > 0 else { return 0 }
  let magnitudes = a.map { $0.magnitude }
  var sums = [Scalar](repeating: 1, count: a.rows)
  var next = sums
  var logGrowth = -logNorm
  for _ in 0...(2 * degree) {
    multiply(magnitudes.transposed, sums, into: &next)
    let largest = next.reduce(0) { max($0, $1) }
    guard largest > 0 else { return 0 }
    guard largest.isFinite else { return Int(Int16.max) }
    logGrowth += binaryLogarithm(Double(largest))
    for index in next.indices { sums[index] = next[index] / largest }
  }
  return extra(logGrowth)
}

private func logFactorial(_ n: Int) -> Double {
  (1...n).reduce(0) { $0 + binaryLogarithm(Double($1)) }
}

/// The degrees of the diagonal Padé approximants, and up to which norm of the matrix each is accurate to
/// the rounding unit of the scalar (Higham 2005, tables 2.3 and A.1; for degree 13, Al-Mohy and Higham,
/// table 3.1).
private func padeApproximants<Scalar: BLASScalar>(
  _: Scalar.Type
) -> [(degree: Int, largestNorm: Double)] {
  Scalar.significandBitCount <= Float.significandBitCount
    ? [(3, 4.258730016922831e-1), (5, 1.880152677804762), (7, 3.925724783138660)]
    : [
      (3, 1.495585217958292e-2), (5, 2.539398330063230e-1), (7, 9.504178996162932e-1),
      (9, 2.097847961257068), (13, 4.25),
    ]
}

/// The diagonal Padé approximant q(-A)^-1 q(A) of the exponential.
///
/// - Parameter evenPowers: A^2, A^4, ..., as far as they are known.
private func padeApproximant<Scalar>(
  of a: Matrix<Scalar>, degree: Int, evenPowers: [Matrix<Scalar>]
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  // q(x) is the sum of c_j x^j with c_0 = 1.
  var coefficients: [Scalar] = [1]
  for j in 1...degree {
    coefficients.append(
      coefficients[j - 1] * Scalar(degree - j + 1) / Scalar((2 * degree - j + 1) * j))
  }
  let square = evenPowers.first ?? a * a
  var powers = [Matrix<Scalar>.identity(a.rows), square] + evenPowers.dropFirst()
  while powers.count < min(4, degree / 2 + 1) { powers.append(powers[powers.count - 1] * square) }

  /// The sum over every second coefficient, in powers of A^2 up to the third; what is beyond has
  /// the factor A^6.
  func sum(from first: Int) -> Matrix<Scalar> {
    func part(_ terms: some Sequence<Int>, _ offset: Int) -> Matrix<Scalar> {
      var result = Matrix<Scalar>.zeros(a.rows, a.rows)
      for term in terms {
        result.add(powers[term - offset], scaledBy: coefficients[first + 2 * term])
      }
      return result
    }
    let termCount = (degree - first) / 2 + 1
    var result = part(0..<min(4, termCount), 0)
    if termCount > 4 { multiply(powers[3], part(4..<termCount, 3), into: &result, beta: 1) }
    return result
  }

  let even = sum(from: 0)
  let odd = a * sum(from: 1)
  return try (even - odd).lu().solve(even + odd)
}
