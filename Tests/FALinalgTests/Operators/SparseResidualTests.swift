import FALinalg
import TestSupport
import Testing

/// The norm of the residual of a sparse matrix, against that of the same matrix held dense.
@Suite struct SparseResidualTests {
  /// Sparse enough for the way over the stored entries.
  static func target<Scalar: BLASScalar>(as _: Scalar.Type = Scalar.self) -> SparseMatrix<Scalar> {
    var generator = SeededGenerator(seed: 9)
    return SparseMatrix(
      rows: 300, columns: 400,
      entries: (0..<2000).map { _ in
        (
          row: Int(generator.next() % 290), column: Int(generator.next() % 390),
          value: Scalar(generator.symmetric())
        )
      })
  }

  @Test(arguments: scalarTypes, [0, 1, 3, 8, 21])
  func equalsTheDenseOne(scalar: any BLASScalar.Type, rank: Int) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let sparse = Self.target(as: Scalar.self)
      let z = Matrix<Scalar>.seeded(300, rank)
      let v = Matrix<Scalar>.seeded(400, rank, seed: 2)
      // From a residual that is all of A to one that is all of Z V'.
      for size: Scalar in [0, 0.001, 0.1, 10] {
        let z = size * z
        let exact = sparse.dense().residualNorm(z.view, v.view)
        for norm in [
          sparse.residualNorm(z.view, v.view),
          sparse.transposed.residualNorm(v.view, z.view),
          sparse.residualNorm(z.padded, Matrix(v.transposed).transposed),
        ] {
          // Both are sums of at most 120,000 squares, of entries that err by a few roundings.
          #expect((norm / exact - 1).magnitude <= 400 * .ulpOfOne, "size \(size)")
        }
      }
    }
    check(scalar)
  }

  /// A sparse matrix of rank 2 and its own factors: what is left is what was added.
  @Test(arguments: scalarTypes, [0.0, 1e-3, 1e-6, 1e-9, 1e-12])
  func smallResiduals(scalar: any BLASScalar.Type, size: Double) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      // Whole numbers: Z V' is exact.
      let z = Matrix<Scalar>(rows: 300, columns: 2) { i, j in
        i % 37 == 3 * j ? Scalar(i % 5 + 1) : 0
      }
      let v = Matrix<Scalar>(rows: 400, columns: 2) { i, j in i % 41 == j ? Scalar(i % 7 + 1) : 0 }
      var entries = Array(SparseMatrix(z * v.transposed).entries)
      // Two places outside.
      entries.append((row: 1, column: 100, value: Scalar(3 * size)))
      entries.append((row: 2, column: 300, value: Scalar(4 * size)))
      let sparse = SparseMatrix(rows: 300, columns: 400, entries: entries)
      let norm = Double(sparse.residualNorm(z.view, v.view))
      // Half of the digits of the square, hence half of a double's in the norm, are promised.
      let promised = max(1e-8, 4 * Scalar.epsilon)
      #expect((norm - 5 * size).magnitude <= promised * 5 * size)
    }
    check(scalar)
  }

  /// The same where Z V' has to be rounded: the difference of the squares is then rounding and nothing
  /// else, and says so.
  @Test(arguments: [1e-3, 1e-6, 1e-8, 1e-9, 1e-10, 1e-12], 1...8 as ClosedRange<UInt64>)
  func smallResidualsOfRoundedProducts(size: Double, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let z = Matrix<Double>(rows: 300, columns: 2) { i, j in
      i % 37 == 3 * j ? generator.symmetric() : 0
    }
    let v = Matrix<Double>(rows: 400, columns: 2) { i, j in i % 41 == j ? generator.symmetric() : 0
    }
    var entries = Array(SparseMatrix(z * v.transposed).entries)
    entries.append((row: 1, column: 100, value: 3 * size))
    entries.append((row: 2, column: 300, value: 4 * size))
    let sparse = SparseMatrix(rows: 300, columns: 400, entries: entries)
    let norm = sparse.residualNorm(z.view, v.view)
    let units = 4 * Double.ulpOfOne * sparse.frobeniusNorm
    #expect((norm - 5 * size).magnitude <= 1e-8 * 5 * size + units)
  }

  @Test(arguments: scalarTypes)
  func atTheEndsOfTheRange(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let sparse = Self.target(as: Scalar.self)
      let z = Matrix<Scalar>.seeded(300, 3)
      let v = Matrix<Scalar>.seeded(400, 3, seed: 2)
      let norm = sparse.residualNorm(z.view, v.view)
      let exponent = Scalar.greatestFiniteMagnitude.exponent - 12
      for sign in [1, -1] as [Scalar.Exponent] {
        let large = Scalar(sign: .plus, exponent: sign * exponent, significand: 1)
        let small = Scalar(sign: .plus, exponent: -sign * exponent / 2, significand: 1)
        // All of it scaled, by way of either factor or of both.
        for (zScale, vScale) in [(large, 1), (1, large), (large * small, 1 / small)] {
          let scaled = sparse.scaled(by: large).residualNorm(
            (zScale * z).view, (vScale * v).view)
          #expect((scaled / large / norm - 1).magnitude <= 100 * .ulpOfOne)
        }
        // Factors next to which A vanishes, and the reverse.
        let zero = SparseMatrix<Scalar>(rows: 300, columns: 400, entries: [])
        let alone = zero.residualNorm((large * z).view, v.view)
        let exact = (z * v.transposed).frobeniusNorm
        #expect((alone / large / exact - 1).magnitude <= 100 * .ulpOfOne)
      }
      let zeros = (Matrix<Scalar>.zeros(300, 3), Matrix<Scalar>.zeros(400, 3))
      #expect(sparse.residualNorm(zeros.0.view, v.view) == sparse.frobeniusNorm)
      #expect(sparse.residualNorm(z.view, zeros.1.view) == sparse.frobeniusNorm)
    }
    check(scalar)
  }

  @Test func nonFinite() {
    var (z, v) = (Matrix<Double>.seeded(300, 3), Matrix<Double>.seeded(400, 3, seed: 2))
    let sparse = Self.target(as: Double.self)
    #expect(sparse.scaled(by: .nan).residualNorm(z.view, v.view).isNaN)
    #expect(sparse.scaled(by: .infinity).residualNorm(z.view, v.view) == .infinity)
    z[4, 1] = .infinity
    #expect(sparse.residualNorm(z.view, v.view) == .infinity)
    v[4, 1] = .nan
    #expect(sparse.residualNorm(z.view, v.view).isNaN)
  }
}
