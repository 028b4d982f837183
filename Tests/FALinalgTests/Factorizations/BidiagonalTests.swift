import FALinalg
import TestSupport
import Testing

@Suite struct BidiagonalTests {
  @Test func factorsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var form = Bidiagonal<Scalar>(rows: 0, columns: 0)
      var workspace = Workspace<Scalar>()
      let worst = try worstRatio("bidiagonal", of: generalMatrices(as: Scalar.self)) { a in
        try form.factor(a, workspace: &workspace)
        let b = form.b
        #expect(b.isZero { a.rows >= a.columns ? $0 > $1 || $1 > $0 + 1 : $1 > $0 || $0 > $1 + 1 })
        return [
          productRatio(a, form.q.inDouble * b.inDouble * form.pTransposed.inDouble),
          productRatio(a, form.reconstruct().inDouble), orthonormalityRatio(form.q),
          orthonormalityRatio(Matrix(form.pTransposed.transposed)),
        ].reduce(0, larger)
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func keepsTheSingularValues() throws {
    let a: Matrix<Double> = RandomStream(seed: 6, name: "a").normal(7, 12)
    let (before, after) = (try a.singularValues(), try a.bidiagonal().b.singularValues())
    for (first, second) in zip(before, after) { #expect((first - second).magnitude < 1e-14 * 10) }
  }

  @Test func nonFiniteEntriesThrow() {
    let a = Matrix<Double>(rows: [[1, 0], [.nan, 1]])
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 0)) { try a.bidiagonal() }
  }
}
