import FALinalg
import TestSupport
import Testing

@Suite struct RealSchurTests {
  @Test func factorsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var schur = RealSchur<Scalar>(order: 0)
      var workspace = Workspace<Scalar>()
      let worst = try worstRatio("real Schur", of: squareMatrices(as: Scalar.self)) { a in
        try schur.factor(a, workspace: &workspace)
        let (q, t) = (schur.q, schur.t)
        #expect(t.isZero { $0 > $1 + 1 })
        for index in 1..<max(1, a.rows) where t[index, index - 1] != 0 {
          #expect(t[index, index] == t[index - 1, index - 1])
          #expect(t[index, index - 1] * t[index - 1, index] <= 0)
          #expect(!schur.values[index].isReal)
        }
        return [
          productRatio(a, q.inDouble * t.inDouble * q.inDouble.transposed),
          productRatio(a, schur.reconstruct().inDouble), orthonormalityRatio(q),
        ].reduce(0, larger)
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func nonFiniteEntriesThrow() {
    let a = Matrix<Double>(rows: [[1, 0], [.infinity, 1]])
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 0)) { try a.realSchur() }
  }
}

@Suite struct HessenbergTests {
  @Test func factorsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var form = Hessenberg<Scalar>(order: 0)
      var workspace = Workspace<Scalar>()
      let worst = try worstRatio("Hessenberg", of: squareMatrices(as: Scalar.self)) { a in
        try form.factor(a, workspace: &workspace)
        let (q, h) = (form.q, form.h)
        #expect(h.isZero { $0 > $1 + 1 })
        return [
          productRatio(a, q.inDouble * h.inDouble * q.inDouble.transposed),
          productRatio(a, form.reconstruct().inDouble), orthonormalityRatio(q),
        ].reduce(0, larger)
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func nonFiniteEntriesThrow() {
    let a = Matrix<Double>(rows: [[1, 0], [.nan, 1]])
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 0)) { try a.hessenberg() }
  }
}
