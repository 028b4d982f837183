import FALinalg
import TestSupport
import Testing

@Suite struct SubspaceTests {
  @Test func basesAndProjectorsFitTogether() throws {
    try check(Float.self, tolerance: 1e-5)
    try check(Double.self, tolerance: 1e-13)

    func check<Scalar: BLASScalar>(_: Scalar.Type, tolerance: Scalar) throws {
      for (rows, columns) in [(12, 7), (7, 12), (9, 9)] {
        let a: Matrix<Scalar> = try RandomStream(seed: 2, name: "subspaces").matrix(
          rows, columns, singularValues: [3, 2, 1, 0.5])
        let basis = try a.orthonormalBasis()
        #expect(basis.columns == 4 && orthonormalityRatio(basis) < 30)
        let null = try a.nullSpace()
        #expect(null.columns == columns - 4 && orthonormalityRatio(null) < 30)
        #expect((a * null).maximumMagnitude < tolerance)
        let projector = try a.columnSpaceProjector()
        #expect((projector * a - a).maximumMagnitude < tolerance)
        #expect((projector * projector - projector).maximumMagnitude < tolerance)
        #expect((projector - projector.transposed).maximumMagnitude < tolerance)
      }
    }
  }

  @Test func theCutoffDecidesTheDimensions() throws {
    let a = Matrix<Double>(diagonal: [4, 2, 1])
    #expect(try a.orthonormalBasis(relativeCutoff: 0.3).columns == 2)
    #expect(try a.nullSpace(relativeCutoff: 0.3).columns == 1)
    #expect(try a.columnSpaceProjector(relativeCutoff: 0.3) == .init(diagonal: [1, 1, 0]))
  }

  @Test func emptyAndZeroMatrices() throws {
    #expect(try Matrix<Double>.zeros(0, 3).nullSpace() == .identity(3))
    #expect(try Matrix<Double>.zeros(3, 0).nullSpace() == .zeros(0, 0))
    #expect(try Matrix<Double>.zeros(3, 0).orthonormalBasis() == .zeros(3, 0))
    #expect(try Matrix<Double>.zeros(3, 2).columnSpaceProjector() == .zeros(3, 3))
    #expect(try Matrix<Double>.zeros(2, 3).nullSpace().columns == 3)
  }

  @Test func nonFiniteEntriesThrow() {
    let bad = Matrix<Double>(diagonal: [1, .nan])
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 1)) { try bad.nullSpace() }
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 1)) {
      try bad.columnSpaceProjector()
    }
  }
}

@Suite struct ProcrustesTests {
  @Test func findsTheRotation() throws {
    let stream = RandomStream(seed: 4, name: "procrustes")
    let a: Matrix<Double> = stream.normal(20, 5)
    let exact: Matrix<Double> = try stream.orthonormal(5, 5)
    let found = try orthogonalProcrustes(a, 3 * (a * exact))
    #expect((found.rotation - exact).maximumMagnitude < 1e-14)
    let norm = a.frobeniusNorm
    #expect((found.nuclearNorm / (3 * norm * norm) - 1).magnitude < 1e-14)
  }

  @Test func extremeScalesNeitherOverflowNorVanish() throws {
    let stream = RandomStream(seed: 4, name: "procrustes")
    let a: Matrix<Double> = stream.normal(9, 3)
    let exact: Matrix<Double> = try stream.orthonormal(3, 3)
    for scale in [1e200, 1e-200] {
      let found = try orthogonalProcrustes(scale * a, scale * (a * exact))
      #expect((found.rotation - exact).maximumMagnitude < 1e-14)
    }
  }

  @Test func emptyZeroAndNonFiniteMatrices() throws {
    let empty = try orthogonalProcrustes(Matrix<Double>.zeros(3, 0), Matrix<Double>.zeros(3, 0))
    #expect(empty.rotation == .zeros(0, 0) && empty.nuclearNorm == 0)
    let zero = try orthogonalProcrustes(Matrix<Double>.zeros(3, 2), Matrix<Double>.zeros(3, 2))
    #expect(orthonormalityRatio(zero.rotation) < 30 && zero.nuclearNorm == 0)
    let bad = Matrix<Double>(diagonal: [1, .nan])
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 1)) {
      try orthogonalProcrustes(bad, Matrix<Double>.identity(2))
    }
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 1)) {
      try orthogonalProcrustes(Matrix<Double>.identity(2), bad)
    }
  }
}
