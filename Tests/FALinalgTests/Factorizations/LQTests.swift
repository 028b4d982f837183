import FALinalg
import TestSupport
import Testing

@Suite struct LQTests {
  @Test(arguments: [DecompositionForm.thin, .full])
  func factorsMeetLAPACKsPassMark(form: DecompositionForm) throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var lq = LQ<Scalar>(rows: 0, columns: 0, form: form)
      var workspace = Workspace<Scalar>()
      let worst = try worstRatio("LQ (\(form))", of: generalMatrices(as: Scalar.self)) { a in
        try lq.factor(a, workspace: &workspace)
        #expect(lq.l.transposed.isUpperTriangular)
        #expect(lq.q.rows == (form == .full ? a.columns : min(a.rows, a.columns)))
        return [
          productRatio(a, lq.l.inDouble * lq.q.inDouble),
          productRatio(a, lq.reconstruct().inDouble),
          orthonormalityRatio(Matrix(lq.q.transposed)),
        ].reduce(0, larger)
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func findsTheSolutionOfSmallestNorm() throws {
    let a: Matrix<Double> = RandomStream(seed: 3, name: "a").normal(6, 20)
    let b: Matrix<Double> = RandomStream(seed: 3, name: "b").normal(6, 2)
    let reference = try a.leastSquares(b).solution
    for form in [DecompositionForm.thin, .full] {
      let x = try a.lq(form).minimumNormSolution(b)
      #expect((x - reference).maximumMagnitude < 1e-13)
      #expect((a * x - b).maximumMagnitude < 1e-13)
    }
  }

  @Test func rowsThatDependOnOthersThrow() throws {
    let lq = try Matrix<Double>.zeros(2, 3).lq()
    #expect(throws: LinearAlgebraError.singular(pivot: 0)) {
      try lq.minimumNormSolution(Matrix<Double>.zeros(2, 1))
    }
  }

  @Test func nonFiniteEntriesAreNamedByTheirPlaceInTheMatrix() {
    let a = Matrix<Double>(rows: [[1, 2, 3], [4, 5, -.infinity]])
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 2)) { try a.lq() }
  }
}
