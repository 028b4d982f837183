extension MatrixProtocol {
  /// The exponential of a square matrix: the sum of A^j / j!.
  ///
  /// Source: N. Higham, "The scaling and squaring method for the matrix exponential revisited",
  /// SIAM J. Matrix Anal. Appl. 26 (2005).
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
  let norm = min(a.oneNorm, .greatestFiniteMagnitude)
  let approximants = padeApproximants(Scalar.self)
  var (degree, squarings, scaled) = (approximants[0].degree, 0, a)
  if let sufficient = approximants.first(where: { Double(norm) <= $0.largestNorm }) {
    degree = sufficient.degree
  } else if let last = approximants.last {
    degree = last.degree
    let ratio = Double(norm) / last.largestNorm
    squarings = Int(ratio.exponent) + (ratio.significand > 1 ? 1 : 0)
    scaled *= Scalar(sign: .plus, exponent: Scalar.Exponent(-squarings), significand: 1)
  }
  var result = try padeApproximant(of: scaled, degree: degree)
  do {
    for _ in 0..<squarings {
      result = result * result
      try result.checkFinite()
    }
  } catch {
    throw .overflow(operation: "the exponential")
  }
  return result
}

/// The degrees of the diagonal Padé approximants, and up to which 1-norm of the matrix each is
/// accurate to the rounding unit of the scalar (Higham 2005, tables 2.3 and A.1).
private func padeApproximants<Scalar: BLASScalar>(
  _: Scalar.Type
) -> [(degree: Int, largestNorm: Double)] {
  Scalar.significandBitCount <= Float.significandBitCount
    ? [(3, 4.258730016922831e-1), (5, 1.880152677804762), (7, 3.925724783138660)]
    : [
      (3, 1.495585217958292e-2), (5, 2.539398330063230e-1), (7, 9.504178996162932e-1),
      (9, 2.097847961257068), (13, 5.371920351148152),
    ]
}

/// The diagonal Padé approximant q(-A)^-1 q(A) of the exponential.
private func padeApproximant<Scalar>(
  of a: Matrix<Scalar>, degree: Int
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  // q(x) is the sum of c_j x^j with c_0 = 1.
  var coefficients: [Scalar] = [1]
  for j in 1...degree {
    coefficients.append(
      coefficients[j - 1] * Scalar(degree - j + 1) / Scalar((2 * degree - j + 1) * j))
  }
  let square = a * a
  var powers = [Matrix<Scalar>.identity(a.rows), square]
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
