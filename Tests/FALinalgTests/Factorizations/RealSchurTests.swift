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

  @Test func reorderedFormsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let matrices = squareMatrices(as: Scalar.self).filter { $0.1.rows < 512 }
      let worst = try worstRatio("reordered Schur", of: matrices) { a in
        var schur = try a.realSchur()
        let before = schur.values
        let count: Int
        do {
          count = try schur.reorder { $0.real < 0 }
          #expect(count == before.count { $0.real < 0 })
        } catch LinearAlgebraError.noConvergence {
          // Equal up to rounding: what was reordered so far is a form of A all the same.
          count = 0
        }
        #expect(schur.t.isZero { $0 > $1 + 1 })
        #expect(count == 0 || count == a.rows || schur.t[count, count - 1] == 0)
        // The leading columns of Q span an invariant subspace: A Q = Q T.
        let (q, t) = (schur.q.inDouble, schur.t.inDouble)
        let leading = q[..., 0..<count]
        let leak = a.inDouble * leading - leading * t[0..<count, 0..<count]
        let norm = max(.leastNormalMagnitude, a.inDouble.oneNorm)
        return [
          productRatio(a, q * t * q.transposed), orthonormalityRatio(schur.q),
          leak.oneNorm / norm / (Double(max(1, a.rows)) * Scalar.epsilon),
        ].reduce(0, larger)
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test(arguments: scalarTypes)
  func reorderingSeparatesTheEigenvalues(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      // Complex pairs and real eigenvalues on either side, none of them near zero.
      for order in [1, 2, 3, 10, 37, 129] {
        var schur = try Matrix<Scalar>.seeded(order, order, seed: 4).realSchur()
        let count = try schur.reorder { $0.real < 0 }
        #expect(schur.values.prefix(count).allSatisfy { $0.real < 0 })
        #expect(schur.values.dropFirst(count).allSatisfy { $0.real >= 0 })
      }
    }
    try check(scalar)
  }

  @Test func reorderingIsStableAndMovesPairsAsOne() throws {
    var schur = try Matrix<Double>(
      rows: [[3, 1, 4, 1], [0, 1, 5, 9], [0, 0, 0, -2], [0, 0, 2, 0]]
    ).realSchur()
    #expect(schur.values.map(\.real) == [3, 1, 0, 0])
    #expect(try schur.reorder { $0.imaginary < 0 || $0.real == 1 } == 3)
    for (value, exact) in zip(schur.values, [(1.0, 0.0), (0, 2), (0, -2), (3, 0)]) {
      #expect((value.real - exact.0).magnitude < 1e-14)
      #expect((value.imaginary - exact.1).magnitude < 1e-14)
    }
    #expect(try schur.reorder { _ in false } == 0)
    #expect(try schur.reorder { _ in true } == 4)
  }

  @Test func pairsTooCloseToBeExchangedThrow() throws {
    let a = Matrix<Double>(
      rows: [[1, 1, 0.4, 0.1], [-1e-8, 1, -0.2, -0.4], [0, 0, 1, 1], [0, 0, -1e-8, 1]])
    var schur = try a.realSchur()
    var asked = 0
    #expect(throws: LinearAlgebraError.noConvergence(routine: "trsen", info: 1)) {
      try schur.reorder { _ in
        asked += 1
        return asked > 2
      }
    }
    #expect(asked == 4)
    #expect((schur.reconstruct() - a).maximumMagnitude < 1e-14)
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
