import FALinalg
import TestSupport
import Testing

@Suite struct LDLTests {
  @Test func factorsAndSolutionsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var ldl = LDL<Scalar>(order: 0)
      var workspace = Workspace<Scalar>()
      let worst = try worstRatio("LDL'", of: symmetricMatrices(as: Scalar.self)) { a in
        try ldl.factor(a, workspace: &workspace)
        let (l, d) = (ldl.l, ldl.d)
        #expect(l.transposed.isUpperTriangular && d.isZero { ($0 - $1).magnitude > 1 })
        let product = l.inDouble * d.inDouble * l.inDouble.transposed
        var (rows, restored) = (product, product)
        for (index, source) in ldl.permutation.enumerated() {
          rows[source...source, ...] = product.row(index)
        }
        for (index, source) in ldl.permutation.enumerated() {
          restored[..., source...source] = rows.column(index)
        }
        var ratio = larger(
          productRatio(a, restored), productRatio(a, ldl.reconstruct().inDouble))
        if ldl.singularPivot == nil {
          let x: Matrix<Scalar> = RandomStream(seed: 3, name: "x").normal(a.rows, 2)
          let b = a * x
          ratio = larger(ratio, solveRatio(a, try ldl.solve(b), b))
        }
        return ratio
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func countsTheSignsOfTheEigenvalues() throws {
    let vectors: Matrix<Double> = try RandomStream(seed: 9, name: "q").orthonormal(20, 20)
    let values = (0..<20).map { Double($0) - 6.5 }
    let a = vectors * Matrix(diagonal: values) * vectors.transposed
    let ldl = try a.ldl()
    #expect(ldl.inertia == Inertia(positive: 13, negative: 7, zero: 0))
    let exact = values.reduce(1, *)
    #expect((ldl.determinant / exact - 1).magnitude < 1e-11)
    #expect(ldl.signedLogDeterminant.sign == -1)
    #expect(
      try Matrix<Double>(diagonal: [0, 2, -1]).ldl().inertia
        == Inertia(positive: 1, negative: 1, zero: 1))
  }

  @Test func determinantsOfBlocksDoNotOverflowOnTheWay() throws {
    let ldl = try Matrix<Double>(rows: [[0, 1e200, 0], [1e200, 0, 0], [0, 0, 1e-300]]).ldl()
    #expect((ldl.determinant / -1e100 - 1).magnitude < 1e-13)
  }

  @Test func invertsAndEstimatesTheCondition() throws {
    let half: Matrix<Double> = RandomStream(seed: 4, name: "half").normal(25, 25)
    let a = half + half.transposed
    let ldl = try a.ldl()
    let inverse = try ldl.inverse()
    #expect((a * inverse - Matrix.identity(25)).maximumMagnitude < 1e-10)
    #expect(inverse == Matrix(inverse.transposed))
    var workspace = Workspace<Double>()
    let exact = 1 / (a.oneNorm * inverse.oneNorm)
    let estimate = ldl.reciprocalCondition(of: a, workspace: &workspace)
    #expect(estimate >= exact * (1 - 1e-10) && estimate < 10 * exact)
  }

  @Test func singularAndEmptyMatrices() throws {
    let zeros = Matrix<Double>.zeros(2, 2)
    let ldl = try zeros.ldl()
    #expect(ldl.singularPivot == 0)
    #expect(ldl.determinant == 0)
    let ones = Matrix<Double>(rows: 2, columns: 1, repeating: 1)
    #expect(throws: LinearAlgebraError.singular(pivot: 0)) { try ldl.solve(ones) }
    #expect(throws: LinearAlgebraError.singular(pivot: 0)) { try ldl.inverse() }
    var workspace = Workspace<Double>()
    #expect(ldl.reciprocalCondition(of: zeros, workspace: &workspace) == 0)

    let nothing = Matrix<Double>.zeros(0, 0)
    let empty = try nothing.ldl()
    #expect(empty.determinant == 1)
    #expect(empty.inertia == Inertia(positive: 0, negative: 0, zero: 0))
    #expect(try empty.inverse() == Matrix<Double>.zeros(0, 0))
    #expect(empty.reciprocalCondition(of: nothing, workspace: &workspace) == 1)
  }

  @Test func nonFiniteEntriesThrow() {
    let a = Matrix<Double>(rows: [[1, 0], [.infinity, 1]])
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 0)) { try a.ldl() }
  }
}
