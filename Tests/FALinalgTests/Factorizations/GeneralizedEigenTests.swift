import FALinalg
import TestSupport
import Testing

@Suite struct GeneralizedEigenTests {
  @Test func pairsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var workspace = Workspace<Scalar>()
      var eigen = GeneralizedEigen<Scalar>(order: 0, leftVectors: true)
      let worst = try worstRatio("generalized eigen", of: squareMatrices(as: Scalar.self)) { a in
        guard a.rows < 512 else { return 0 }
        let b = Matrix<Scalar>.seeded(a.rows, a.rows, seed: 11)
        try eigen.factor(a, b, workspace: &workspace)
        let exponent = a.maximumMagnitude > 0 ? -Int(a.maximumMagnitude.exponent) : 0
        let scale = Double(sign: .plus, exponent: exponent, significand: 1)
        return larger(
          ratio(
            a.inDouble * scale, b.inDouble, eigen, eigen.vectors.real, eigen.vectors.imaginary,
            scale),
          ratio(
            Matrix(a.inDouble.transposed) * scale, Matrix(b.inDouble.transposed), eigen,
            eigen.leftVectors.real, eigen.leftVectors.imaginary * -1, scale))
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  /// The largest ||beta A v - alpha B v|| / ((|beta| ||A|| + |alpha| ||B||) n eps), or how far a vector is
  /// from norm 1.
  private func ratio<Scalar: BLASScalar>(
    _ a: Matrix<Double>, _ b: Matrix<Double>, _ eigen: GeneralizedEigen<Scalar>,
    _ real: Matrix<Scalar>,
    _ imaginary: Matrix<Scalar>, _ scale: Double
  ) -> Double {
    var worst = 0.0
    let (x, y) = (real.inDouble, imaginary.inDouble)
    let (ax, ay, bx, by) = (a * x, a * y, b * x, b * y)
    let unit = Double(max(1, a.rows)) * Scalar.epsilon
    for (j, value) in eigen.values.enumerated() {
      let (re, im) = (Double(value.alpha.real) * scale, Double(value.alpha.imaginary) * scale)
      let beta = Double(value.beta)
      var sum = 0.0
      var length = 0.0
      for i in 0..<a.rows {
        let p = beta * ax[i, j] - re * bx[i, j] + im * by[i, j]
        let q = beta * ay[i, j] - re * by[i, j] - im * bx[i, j]
        sum += p * p + q * q
        length += x[i, j] * x[i, j] + y[i, j] * y[i, j]
      }
      let size = beta * a.frobeniusNorm + (re * re + im * im).squareRoot() * b.frobeniusNorm
      if sum > 0 { worst = larger(worst, sum.squareRoot() / size / unit) }
      worst = larger(worst, (length.squareRoot() - 1).magnitude / unit)
    }
    return worst
  }

  @Test(arguments: scalarTypes)
  func closedForms(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let tolerance = 100 * Scalar.ulpOfOne
      // Infinite eigenvalues where B is singular.
      let a = Matrix<Scalar>(rows: [[1, 2], [0, 3]])
      let eigen = try a.generalizedEigen(Matrix(rows: [[1, 0], [0, 0]]))
      #expect(eigen.values.filter(\.isInfinite).count == 1)
      let finite = try #require(eigen.values.first { !$0.isInfinite })
      #expect((finite.value.real - 1).magnitude < tolerance && finite.isReal)
      #expect(eigen.values.allSatisfy { $0.isInfinite == $0.value.real.isInfinite })
      // With B the identity, the pairs of `Eigen`.
      let c = Matrix<Scalar>.seeded(9, 9, seed: 5)
      let (plain, pencil) = (try c.eigen(), try c.generalizedEigen(Matrix.identity(9)))
      for value in plain.values {
        let nearest =
          pencil.values.map {
            Eigenvalue(
              real: $0.value.real - value.real, imaginary: $0.value.imaginary - value.imaginary
            ).magnitude
          }.min() ?? .infinity
        #expect(nearest < 100 * tolerance)
      }
      for (index, value) in pencil.values.enumerated() where value.alpha.imaginary > 0 {
        #expect(pencil.values[index + 1].alpha.imaginary < 0)
        let (x, y) = (pencil.vectors.real.column(index), pencil.vectors.imaginary.column(index))
        #expect(pencil.vectors.real.column(index + 1) == x)
        #expect(Matrix(pencil.vectors.imaginary.column(index + 1)) == y * -1)
        let squares = (0..<9).map { x[$0, 0] * x[$0, 0] + y[$0, 0] * y[$0, 0] }
        let place = try #require(squares.indices.max { squares[$0] < squares[$1] })
        #expect(y[place, 0] == 0 && x[place, 0] > 0)
      }
      // Symmetric and definite: what the special solver finds.
      let s = c + c.transposed
      let p = Matrix<Scalar>.seededPositiveDefinite(9)
      let special = try s.generalizedSymmetricEigen(p).values
      let general = try s.generalizedEigen(p).values.map(\.value.real).sorted()
      for (x, y) in zip(special, general) { #expect((x - y).magnitude < 10_000 * tolerance) }
      #expect(
        try Matrix<Scalar>.zeros(0, 0).generalizedEigen(Matrix<Scalar>.zeros(0, 0)).values.isEmpty)
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func refusals(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      // Every number is an eigenvalue: both have a column of zeros.
      let a = Matrix<Scalar>(rows: [[1, 0, 2], [0, 0, 1], [1, 0, 3]])
      let b = Matrix<Scalar>(rows: [[2, 0, 0], [0, 0, 1], [0, 0, 4]])
      #expect(
        throws: LinearAlgebraError.illConditioned(
          problem: "the pencil of A and B", reciprocalCondition: 0)
      ) {
        try a.generalizedEigen(b)
      }
      for value in [Scalar.nan, .infinity] {
        var bad = a
        bad[2, 1] = value
        let error = LinearAlgebraError.nonFinite(row: 2, column: 1)
        #expect(throws: error) { try bad.generalizedEigen(a) }
        #expect(throws: error) { try a.generalizedEigen(bad) }
      }
    }
    try check(scalar)
  }
}
