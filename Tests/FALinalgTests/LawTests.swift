import FALinalg
import TestSupport
import Testing

/// Laws of algebra on matrices drawn at random: of any shape, and of any scale from 1e-300 to 1e300 and below normal numbers.
@Suite struct LawTests {
  /// What is drawn, the same on every machine.
  private struct Draw<Scalar: BLASScalar> {
    var generator: SeededGenerator
    /// How far exponents of ten go: three quarters of the range, so that products of entries of opposite scales stay in it.
    private var reach: Double { Scalar.self == Double.self ? 300 : 36 }

    init(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func size(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }

    mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix<Scalar> {
      .seeded(rows, columns, seed: generator.next())
    }

    /// A power of two, whatever its size.
    mutating func exponent() -> Int { Int(generator.symmetric() * reach * 3.32) }
  }

  /// The rounding of a product of inner dimension k of matrices of these norms, with a factor of four for the
  /// difference of two ways to compute it.
  private func unit<Scalar: BLASScalar>(_ inner: Int, _: Scalar.Type) -> Double {
    4 * Double(inner + 2) * Double(Scalar.ulpOfOne)
  }

  private func distance<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Double {
    Double((a - b).frobeniusNorm)
  }

  @Test(arguments: scalarTypes, UInt64(0)..<40)
  func products(_ scalar: any BLASScalar.Type, _ seed: UInt64) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      var draw = Draw<Scalar>(seed)
      let (m, k, l, n) = (draw.size(0...90), draw.size(0...90), draw.size(0...90), draw.size(0...9))
      let (a, b) = (draw.matrix(m, k), draw.matrix(k, l))
      let (c, d) = (draw.matrix(l, n), draw.matrix(k, l))
      let rounding = unit(k + l, Scalar.self)
      let (na, nb, nc) = (
        Double(a.frobeniusNorm), Double(b.frobeniusNorm), Double(c.frobeniusNorm)
      )
      #expect(distance((a * b) * c, a * (b * c)) <= rounding * na * nb * nc)
      #expect(
        distance(a * (b + d), a * b + a * d) <= rounding * na * (nb + Double(d.frobeniusNorm)))
      #expect(
        distance(Matrix((a * b).transposed), Matrix(b.transposed) * Matrix(a.transposed))
          <= rounding * na * nb)
      #expect(distance(a.gram, Matrix(a.transposed) * a) <= rounding * na * na)
      let inner = Double(a.frobeniusInnerProduct(a))
      #expect(abs(inner - na * na) <= unit(m * k, Scalar.self) * na * na)
      #expect((-a) + a == .zeros(m, k) && a * Matrix.identity(k) == a)
    }
    check(scalar)
  }

  /// Powers of two change the exponents of what is linear in the matrix, and nothing else, while all numbers stay normal.
  @Test(arguments: scalarTypes, UInt64(0)..<30)
  func scales(_ scalar: any BLASScalar.Type, _ seed: UInt64) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var draw = Draw<Scalar>(seed)
      let (m, n) = (draw.size(1...50), draw.size(1...50))
      let a = draw.matrix(m, n)
      let power = Scalar(sign: .plus, exponent: Scalar.Exponent(draw.exponent()), significand: 1)
      let scaled = a * power
      #expect(scaled * (1 / power) == a)
      let bound = 64 * Double(max(m, n)) * Double(Scalar.ulpOfOne)
      let (plain, large) = (try a.svd(), try scaled.svd())
      let back = large.singularValues.map { Double($0 / power) }
      let largest = Double(plain.singularValues[0])
      for (value, other) in zip(plain.singularValues, back) {
        #expect(abs(Double(value) - other) <= bound * largest)
      }
      let norm = Double(a.frobeniusNorm)
      #expect(abs(Double(scaled.frobeniusNorm / power) - norm) <= bound * norm)
      let qr = try scaled.qr()
      #expect(relativeDifference(qr.q * qr.r, scaled) <= bound)
      let square = a.gram + Matrix.identity(n)
      let right = draw.matrix(n, 2)
      let solution = try square.solve(right)
      // (2^p A) x = 2^p b.
      let same = try (square * power).solve(right * power)
      // The condition number of A'A + 1 is at most 1 + ||A||^2.
      #expect(relativeDifference(same, solution) <= bound * (1 + norm * norm))
    }
    try check(scalar)
  }

  /// ||UV' - Y|| of singular values at 2^900 and 2^-900 of their usual size: only the unit changes.
  @Test(arguments: [900, -900], UInt64(0)..<8)
  func unitsOfTheOptimum(_ exponent: Int, _ seed: UInt64) throws {
    var draw = Draw<Double>(seed)
    let (m, n) = (draw.size(4...60), draw.size(4...60))
    let rank = draw.size(1...min(m, n))
    let a = draw.matrix(m, n)
    let unit = Double(sign: .plus, exponent: exponent, significand: 1)
    let plain = try a.truncatedSVD(rank: rank)
    let scaled = try (a * unit).truncatedSVD(rank: rank)
    let bound = 64 * Double(max(m, n)) * Double.ulpOfOne * a.frobeniusNorm
    #expect(abs(scaled.error / unit - plain.error) <= bound)
    for (value, other) in zip(plain.singularValues, scaled.singularValues) {
      #expect(abs(other / unit - value) <= bound)
    }
  }

  /// Single precision is double precision to its rounding, times the condition of what is asked for.
  @Test(arguments: UInt64(0)..<30)
  func singleAgainstDouble(_ seed: UInt64) throws {
    var draw = Draw<Float>(seed)
    let (m, n) = (draw.size(1...60), draw.size(1...60))
    let single = draw.matrix(m, n)
    let double = Matrix<Double>(converting: single)
    let bound = 64 * Double(max(m, n)) * Double(Float.ulpOfOne)
    let largest = double.spectralNorm
    for (value, exact) in zip(try single.singularValues(), try double.singularValues()) {
      #expect(abs(Double(value) - exact) <= bound * largest)
    }
    #expect(
      relativeDifference(single.gram, double.gram) <= bound
        && relativeDifference(
          single * Matrix(single.transposed), double * Matrix(double.transposed))
          <= bound
    )
    let (gram, exact) = (
      single.gram + Matrix.identity(n), double.gram + Matrix.identity(n)
    )
    let determinants = (
      Double(try gram.cholesky().logDeterminant), try exact.cholesky().logDeterminant
    )
    #expect(
      abs(determinants.0 - determinants.1) <= bound * Double(n) * (1 + largest * largest))
  }

  /// Below normal numbers sums and differences are exact, and products with them are off by a unit there.
  @Test(arguments: scalarTypes, UInt64(0)..<10)
  func subnormalNumbers(_ scalar: any BLASScalar.Type, _ seed: UInt64) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      var draw = Draw<Scalar>(seed)
      let (m, n) = (draw.size(1...40), draw.size(1...40))
      let least = Scalar.leastNonzeroMagnitude
      func whole() -> Matrix<Scalar> {
        let numbers = draw.matrix(m, n)
        return Matrix(rows: m, columns: n) { (numbers[$0, $1] * 1000).rounded() }
      }
      let (a, b) = (whole(), whole())
      #expect(a * least + b * least == (a + b) * least)
      #expect((a * least) * (1 / Scalar.ulpOfOne) == a * (least * (1 / Scalar.ulpOfOne)))
      #expect((a == .zeros(m, n)) == ((a * least).frobeniusNorm == 0))
    }
    check(scalar)
  }
}
