import FALinalg
import TestSupport
import Testing

@Suite struct LUTests {
  @Test func factorsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var lu = LU<Scalar>(rows: 0, columns: 0)
      let worst = try worstRatio("LU", of: generalMatrices(as: Scalar.self)) { a in
        try lu.factor(a)
        let (l, u) = (lu.l, lu.u)
        #expect(l.transposed.isUpperTriangular && u.isUpperTriangular)
        #expect((0..<l.columns).allSatisfy { l[$0, $0] == 1 } && l.maximumMagnitude <= 1)
        #expect(productRatio(a, lu.reconstruct().inDouble) < 30)
        let product = l.inDouble * u.inDouble
        var restored = product
        for (row, source) in lu.permutation.enumerated() {
          restored[source...source, ...] = product.row(row)
        }
        return productRatio(a, restored)
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func solutionsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var workspace = Workspace<Scalar>()
      let worst = try worstRatio("LU solve", of: squareMatrices(as: Scalar.self)) { a in
        let lu = try a.lu()
        // Where A is as good as singular, X may be out of range.
        guard lu.reciprocalCondition(of: a, workspace: &workspace) > 0 else { return 0 }
        let x: Matrix<Scalar> = RandomStream(seed: 5, name: "x").normal(a.rows, 3)
        let (b, transposedB) = (a * x, a.transposed * x)
        return larger(
          solveRatio(a, try lu.solve(b), b),
          solveRatio(
            Matrix(a.transposed).view, try lu.solve(transposedB, transposed: true), transposedB))
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func invertsTheMatrix() throws {
    let a: Matrix<Double> = RandomStream(seed: 1, name: "a").normal(37, 37)
    let inverse = try a.lu().inverse()
    #expect((a * inverse - Matrix.identity(37)).maximumMagnitude < 1e-11)
    #expect((inverse * a - Matrix.identity(37)).maximumMagnitude < 1e-11)
  }

  @Test func knowsTheDeterminant() throws {
    let a = Matrix<Double>(rows: [[2, 1, 0], [1, 3, 1], [0, 1, 4]])
    let lu = try a.lu()
    #expect((lu.determinant - 18).magnitude < 1e-13)
    #expect(lu.signedLogDeterminant.sign == 1)
    #expect((lu.signedLogDeterminant.logMagnitude - 2.8903717578961645).magnitude < 1e-14)
    let swapped = try Matrix<Double>(rows: [[0, 1], [1, 0]]).lu()
    #expect(swapped.determinant == -1)
    #expect(swapped.signedLogDeterminant == LogDeterminant(sign: -1, logMagnitude: 0))
  }

  @Test func determinantsNeitherOverflowNorUnderflowOnTheWay() throws {
    let mixed = try Matrix<Double>(diagonal: [1e200, 1e200, 1e-200, 1e-200, 3]).lu()
    #expect((mixed.determinant - 3).magnitude < 1e-13)
    let huge = try Matrix<Double>(diagonal: [1e200, -1e200]).lu()
    #expect(huge.determinant == -.infinity)
    #expect((huge.signedLogDeterminant.logMagnitude - 921.0340371976183).magnitude < 1e-11)
    #expect(huge.signedLogDeterminant.sign == -1)
    let small = Matrix<Double>(diagonal: [0x1p-1000, 0x1p-1030])
    #expect((try small.lu().solve(small) - Matrix.identity(2)).maximumMagnitude < 1e-9)
    let tiny = try Matrix<Float>(diagonal: [1e-30, 1e-30]).lu()
    #expect(tiny.determinant == 0)
    #expect(tiny.signedLogDeterminant.sign == 1)
  }

  @Test func emptyMatricesGiveTheMathematicalAnswer() throws {
    let nothing = Matrix<Double>.zeros(0, 0)
    let lu = try nothing.lu()
    #expect(lu.determinant == 1)
    #expect(lu.signedLogDeterminant == LogDeterminant(sign: 1, logMagnitude: 0))
    #expect(try lu.solve(Matrix<Double>.zeros(0, 2)) == Matrix<Double>.zeros(0, 2))
    #expect(try lu.inverse() == Matrix<Double>.zeros(0, 0))
    var workspace = Workspace<Double>()
    #expect(lu.reciprocalCondition(of: nothing, workspace: &workspace) == 1)
  }

  @Test func singularMatricesAreNamedWhereTheyAreSolved() throws {
    let a = Matrix<Double>(rows: [[1, 2, 3], [2, 4, 6], [1, 0, 1]])
    let lu = try a.lu()
    #expect(lu.singularPivot == 2)
    #expect(lu.determinant == 0)
    #expect(lu.signedLogDeterminant == LogDeterminant(sign: 0, logMagnitude: -.infinity))
    let ones = Matrix<Double>(rows: 3, columns: 1, repeating: 1)
    #expect(throws: LinearAlgebraError.singular(pivot: 2)) { try lu.solve(ones) }
    #expect(throws: LinearAlgebraError.singular(pivot: 2)) { try lu.inverse() }
    var workspace = Workspace<Double>()
    #expect(lu.reciprocalCondition(of: a, workspace: &workspace) == 0)
    var untouched = ones
    #expect(throws: LinearAlgebraError.self) { try lu.solve(&untouched) }
    #expect(untouched == ones)
  }

  @Test func estimatesTheCondition() throws {
    var workspace = Workspace<Double>()
    let graded = Matrix<Double>(diagonal: [1, 1e-3, 1e-6])
    let estimate = try graded.lu().reciprocalCondition(of: graded, workspace: &workspace)
    #expect((estimate / 1e-6 - 1).magnitude < 1e-12)
    // Sums of entries this large overflow; the estimate must not stop the program.
    let vast = Matrix<Double>(rows: [[1.7e308, 1.7e308], [1.7e308, -1.7e308]])
    #expect(try vast.lu().reciprocalCondition(of: vast, workspace: &workspace) >= 0)
  }

  @Test func aSecondFactorizationReusesTheStorage() throws {
    var lu = LU<Double>(rows: 4, columns: 4)
    try lu.factor(Matrix<Double>.zeros(4, 4))
    #expect(lu.singularPivot == 0)
    try lu.factor(Matrix<Double>.identity(4))
    #expect(lu.singularPivot == nil)
    #expect(lu.determinant == 1)
    try lu.factor(Matrix<Double>.identity(2))
    #expect(lu.l == .identity(2))
  }

  @Test(arguments: scalarTypes)
  func everyNonFiniteEntryIsNamed(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for (rows, columns) in [(1, 1), (1, 2), (3, 1), (2, 2), (5, 3), (3, 5), (9, 9), (17, 2)] {
        for column in 0..<columns {
          for row in 0..<rows {
            var a = Matrix<Scalar>.seeded(rows, columns)
            a[row, column] = (row + column).isMultiple(of: 2) ? .nan : -.infinity
            let error = LinearAlgebraError.nonFinite(row: row, column: column)
            #expect(throws: error) { try a.lu() }
            #expect(throws: error) { try a.padded.lu() }
            #expect(throws: error) { try Matrix(a.transposed).transposed.qr() }
          }
        }
      }
    }
    check(scalar)
  }
}
