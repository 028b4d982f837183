import FALinalg
import TestSupport
import Testing

@Suite struct GeneralizedSymmetricEigenTests {
  @Test func pairsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var eigen = GeneralizedSymmetricEigen<Scalar>(order: 0)
      var workspace = Workspace<Scalar>()
      let matrices = symmetricMatrices(as: Scalar.self)
      let worst = try worstRatio("generalized symmetric eigen", of: matrices) { a in
        let half: Matrix<Scalar> = RandomStream(seed: 1, name: "b").normal(a.rows, a.rows)
        let b = half * half.transposed / Scalar(max(1, a.rows)) + Matrix.identity(a.rows)
        try eigen.factor(a, b, workspace: &workspace)
        #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 <= $1 })
        let (v, b64) = (eigen.vectors.inDouble, b.inDouble)
        let error =
          a.inDouble * v - b64 * v * Matrix<Double>(diagonal: eigen.values.map { Double($0) })
        let unit = Double(max(1, a.rows)) * Double(Scalar.ulpOfOne)
        let norm = max(.leastNormalMagnitude, a.inDouble.oneNorm * max(1, v.oneNorm))
        let metric = v.transposed * b64 * v - Matrix.identity(a.rows)
        return larger(error.oneNorm / norm / unit, metric.oneNorm / unit / max(1, b64.oneNorm))
      }
      #expect(worst.value < 50, "\(worst)")
    }
  }

  @Test func selectsAndKnowsASmallExample() throws {
    let a = Matrix<Double>(rows: [[2, 0], [0, 12]])
    let b = Matrix<Double>(rows: [[2, 0], [0, 3]])
    let eigen = try a.generalizedSymmetricEigen(b)
    #expect((eigen.values[0] - 1).magnitude < 1e-15 && (eigen.values[1] - 4).magnitude < 1e-15)
    #expect((eigen.vectors[0, 0] - 0.5.squareRoot()).magnitude < 1e-15)
    let last = try a.generalizedSymmetricEigen(b, .indices(1..<2))
    #expect(last.values.count == 1 && last.vectors.columns == 1)
    let below = try a.generalizedSymmetricEigen(b, .interval(above: 0, through: 2))
    #expect(below.values.count == 1)
  }

  @Test func failuresAreTyped() throws {
    let one = Matrix<Double>.identity(2)
    let indefinite = Matrix<Double>(diagonal: [1, -1])
    #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 1)) {
      try one.generalizedSymmetricEigen(indefinite)
    }
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
      try Matrix<Double>(diagonal: [.nan, 1]).generalizedSymmetricEigen(one)
    }
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
      try one.generalizedSymmetricEigen(Matrix<Double>(diagonal: [.infinity, 1]))
    }
    let error = #expect(throws: LinearAlgebraError.self) {
      try (one * 1e300).generalizedSymmetricEigen(one * 1e-300)
    }
    guard case .overflow = error else {
      Issue.record("\(String(describing: error)) instead of an overflow")
      return
    }
  }
}
