import FALinalg
import TestSupport
import Testing

@Suite struct BandTests {
  /// Orders with the numbers of diagonals below and above the main one; tridiagonal ones take another way.
  private static let shapes = [
    (0, 0, 0), (1, 0, 0), (1, 2, 3), (2, 1, 1), (5, 0, 2), (5, 3, 0), (9, 1, 1), (9, 2, 1),
    (30, 4, 7),
    (64, 1, 1), (65, 3, 3),
  ]

  /// The estimate is never below the reciprocal of the condition, and hardly ever above three times that.
  @Test(arguments: scalarTypes)
  func conditionsOfPositiveDefiniteBands(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var workspace = Workspace<Scalar>()
      for (order, below) in [(1, 0), (6, 2), (25, 3)] {
        let full = Matrix<Scalar>.seeded(order, order, seed: 5)
        let dense = Matrix<Scalar>(rows: order, columns: order) { row, column in
          row == column
            ? 8 + Scalar(row)
            : abs(row - column) <= below ? full[max(row, column), min(row, column)] : 0
        }
        let band = BandMatrix(dense, below: below, above: below)
        let estimate = try band.cholesky().reciprocalCondition(of: dense, workspace: &workspace)
        let exact = 1 / (dense.oneNorm * (try dense.inverse().oneNorm))
        let slack = 1 + 30 * Scalar(order) * Scalar.ulpOfOne
        #expect(estimate * slack >= exact && estimate <= 3 * exact * slack)
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func productsAreThoseOfTheFullMatrix(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (rows, columns) in [(0, 0), (0, 4), (4, 0), (1, 1), (5, 9), (9, 5), (20, 20)] {
        for (below, above) in [(0, 0), (1, 1), (3, 0), (0, 2), (30, 30)] {
          let full = Matrix<Scalar>.seeded(rows, columns)
          let band = BandMatrix(full, below: below, above: above)
          let dense = Matrix<Scalar>(rows: rows, columns: columns) {
            $0 - $1 <= below && $1 - $0 <= above ? full[$0, $1] : 0
          }
          #expect(band.dense() == dense)
          #expect(band.transposed.dense() == Matrix(dense.transposed))
          for i in 0..<rows { for j in 0..<columns { #expect(band[i, j] == dense[i, j]) } }
          #expect(
            (band.frobeniusNorm - dense.frobeniusNorm).magnitude <= 8 * .ulpOfOne
              * dense.frobeniusNorm)
          let x = Matrix<Scalar>.seeded(columns, 3, seed: 2)
          let z = Matrix<Scalar>.seeded(rows, 3, seed: 3)
          let unit = Scalar(below + above + 4) * .ulpOfOne * Scalar(max(rows, columns, 1))
          // The kernel's order of summation depends on where a vector lies in memory.
          #expect((band * x.padded - band * x).maximumMagnitude <= unit)
          #expect((band * x - dense * x).maximumMagnitude <= unit)
          var transposed = Matrix<Scalar>(rows: columns, columns: 3, repeating: .nan)
          band.multiplyTransposed(z.view, into: &transposed)
          #expect((transposed - dense.transposed * z).maximumMagnitude <= unit)
        }
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func decompositionsMeetLAPACKsPassMark(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var worst = WorstRatio()
      var (lu, cholesky) = (BandLU<Scalar>(), BandCholesky<Scalar>())
      for (order, below, above) in Self.shapes {
        for scale in [
          1, Scalar.leastNormalMagnitude / .ulpOfOne, Scalar.greatestFiniteMagnitude * .ulpOfOne,
        ] {
          let place = "\(order), \(below), \(above), \(scale)"
          let a = BandMatrix(
            Matrix<Scalar>.seeded(order, order, seed: 8) * scale, below: below, above: above)
          let dense = a.dense()
          try lu.factor(a)
          worst.note(productRatio(dense.view, lu.reconstruct().inDouble), at: place)
          let b = Matrix<Scalar>.seeded(order, 2, seed: 9) * scale
          worst.note(solveRatio(dense, try lu.solve(b), b), at: place)
          var y = b
          try lu.solve(&y, transposed: true)
          worst.note(solveRatio(dense.transposed, y, b), at: place)
          let (sign, magnitude) = (
            lu.signedLogDeterminant.sign, lu.signedLogDeterminant.logMagnitude
          )
          let exact = dense.signedLogDeterminant
          #expect(sign == exact.sign, "\(place)")
          #expect(
            (magnitude - exact.logMagnitude).magnitude <= 1000 * .ulpOfOne
              * (1 + magnitude.magnitude))
          if scale == 1 {
            worst.note(inverseRatio(dense.view, try lu.inverse()), at: place)
            var workspace = Workspace<Scalar>()
            let condition = try dense.lu().reciprocalCondition(of: dense, workspace: &workspace)
            for estimate in [
              lu.reciprocalCondition(of: a, workspace: &workspace),
              lu.reciprocalCondition(of: dense, workspace: &workspace),
            ] { #expect(estimate <= 3 * condition && condition <= 3 * estimate, "\(place)") }
          }

          var positive = BandMatrix<Scalar>(rows: order, columns: order, below: below, above: above)
          for column in 0..<order {
            for row in column..<min(order, column + below + 1) {
              let entry: Scalar = row == column ? Scalar(2 * below + 2) : a[row, column] / scale
              positive[row, column] = entry * scale
            }
            for row in max(0, column - above)..<column { positive[row, column] = .nan }
          }
          try cholesky.factor(positive)
          let symmetric = Matrix<Scalar>(rows: order, columns: order) {
            positive[max($0, $1), min($0, $1)]
          }
          worst.note(productRatio(symmetric.view, cholesky.reconstruct().inDouble), at: place)
          worst.note(solveRatio(symmetric, cholesky.solve(b), b), at: place)
          let inverse = cholesky.inverse()
          #expect(inverse == Matrix(inverse.transposed))
          let value = try symmetric.cholesky().signedLogDeterminant.logMagnitude
          #expect(
            (cholesky.signedLogDeterminant.logMagnitude - value).magnitude <= 1000 * .ulpOfOne
              * (1 + value.magnitude))
        }
      }
      #expect(worst.value < 30, "\(worst)")
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func symmetricEigenvaluesAreThoseOfTheFullMatrix(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var worst = WorstRatio()
      for (order, below, above) in Self.shapes {
        for scale in [
          1, Scalar.leastNormalMagnitude / .ulpOfOne, Scalar.greatestFiniteMagnitude * .ulpOfOne,
        ] {
          var a = BandMatrix(
            Matrix<Scalar>.seeded(order, order, seed: 4) * scale, below: below, above: above)
          for column in 0..<order {
            for row in max(0, column - a.above)..<column { a[row, column] = .nan }
          }
          let full = Matrix<Scalar>(rows: order, columns: order) {
            let (i, j) = (max($0, $1), min($0, $1))
            return i - j <= a.below ? a[i, j] : 0
          }
          let norm = max(full.oneNorm, .leastNonzeroMagnitude)
          let exact = try full.symmetricEigenvalues()
          for selection in [
            EigenvalueSelection<Scalar>.all, .indices(0..<min(order, 1)),
            .indices(order / 2..<order),
            .interval(above: 0, through: norm),
          ] {
            let expected = try full.symmetricEigenvalues(selection)
            let values = try a.symmetricEigenvalues(selection)
            let eigen = try a.symmetricEigen(selection)
            #expect(values.count == expected.count && eigen.values.count == expected.count)
            for index in values.indices {
              let unit = Double(order) * Scalar.epsilon
              worst.note(
                Double((values[index] - expected[index]).magnitude / norm) / unit, at: "\(order)")
              worst.note(
                Double((eigen.values[index] - expected[index]).magnitude / norm) / unit,
                at: "\(order)")
            }
            guard !values.isEmpty else { continue }
            worst.note(orthonormalityRatio(eigen.vectors), at: "orthonormality \(order)")
            let exponent = -Int(norm.exponent)
            let unscaled = full.inDouble * Double(sign: .plus, exponent: exponent, significand: 1)
            let diagonal = Matrix<Double>(
              diagonal:
                eigen.values.map {
                  Double($0) * Double(sign: .plus, exponent: exponent, significand: 1)
                })
            let vectors = eigen.vectors.inDouble
            let residual = (unscaled * vectors - vectors * diagonal).oneNorm
            worst.note(
              residual / unscaled.oneNorm / (Double(order) * Scalar.epsilon),
              at: "residual \(order)")
          }
          #expect(exact.count == order)
        }
      }
      #expect(worst.value < 30, "\(worst)")
    }
    try check(scalar)
  }

  @Test func aLargePoissonEquation() throws {
    let n = 20_000
    let a = BandMatrix<Double>(
      rows: n, columns: n,
      diagonals: [
        -1: Array(repeating: -1, count: n - 1), 0: Array(repeating: 2, count: n),
        1: Array(repeating: -1, count: n - 1),
      ])
    let b = Matrix<Double>(rows: n, columns: 1, repeating: 1)
    // Entry i of the solution is (i + 1) (n - i) / 2.
    for x in [try a.solve(b), try a.cholesky().solve(b)] {
      var error = 0.0
      for index in 0..<n {
        let exact = Double((index + 1) * (n - index)) / 2
        error = max(error, (x[index, 0] - exact).magnitude)
      }
      // The condition number is about n^2 / 2.
      #expect(error < Double.ulpOfOne * Double(n * n) * x.maximumMagnitude)
    }
    let least = try a.symmetricEigen(.indices(0..<1))
    let angle = Double.pi / Double(2 * (n + 1))
    #expect((least.values[0] - 4 * angle * angle).magnitude < 1e-15)
  }

  @Test(arguments: scalarTypes)
  func refusals(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (below, above) in [(1, 1), (2, 1)] {
        var singular = BandMatrix(Matrix<Scalar>.identity(4), below: below, above: above)
        singular[2, 2] = 0
        let lu = try singular.lu()
        #expect(lu.singularPivot == 2 && lu.determinant == 0)
        var workspace = Workspace<Scalar>()
        #expect(lu.reciprocalCondition(of: singular, workspace: &workspace) == 0)
        #expect(throws: LinearAlgebraError.singular(pivot: 2)) {
          try singular.solve(Matrix<Scalar>.identity(4))
        }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 2)) {
          try singular.cholesky()
        }
        for value in [Scalar.nan, .infinity] {
          var bad = singular
          bad[3, 2] = value
          let error = LinearAlgebraError.nonFinite(row: 3, column: 2)
          #expect(throws: error) { try bad.lu() }
          #expect(throws: error) { try bad.cholesky() }
          #expect(throws: error) { try bad.symmetricEigenvalues() }
          var right = Matrix<Scalar>.identity(4)
          right[1, 0] = value
          #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 0)) {
            try singular.solve(right)
          }
        }
      }
      #expect(try BandMatrix<Scalar>(rows: 0, columns: 0, below: 1, above: 1).lu().determinant == 1)
    }
    try check(scalar)
  }
}
