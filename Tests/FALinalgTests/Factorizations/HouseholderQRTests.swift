import FALinalg
import TestSupport
import Testing

@Suite struct HouseholderQRTests {
  @Test(arguments: [false, true])
  func reflectionsMeetLAPACKsPassMark(pivoting: Bool) throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var qr = HouseholderQR<Scalar>(rows: 0, columns: 0)
      var workspace = Workspace<Scalar>()
      let name = pivoting ? "QR (pivoted)" : "QR (reflections)"
      let worst = try worstRatio(name, of: generalMatrices(as: Scalar.self)) { a in
        try qr.factor(a, pivoting: pivoting, workspace: &workspace)
        let (q, r) = (try qr.q(), qr.r)
        #expect(r.isUpperTriangular)
        #expect(qr.permutation.sorted() == Array(0..<a.columns))
        if pivoting {
          let diagonal = (0..<r.rows).map { r[$0, $0].magnitude }
          #expect(zip(diagonal, diagonal.dropFirst()).allSatisfy { $0 >= $1 * (1 - 1e-3) })
        }
        var restored = q.inDouble * r.inDouble
        let product = restored
        for (column, source) in qr.permutation.enumerated() {
          restored[..., source...source] = product.column(column)
        }
        return [
          productRatio(a, restored), productRatio(a, try qr.reconstruct().inDouble),
          orthonormalityRatio(q), orthonormalityRatio(try qr.q(.full)),
        ].reduce(0, larger)
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func appliesQOnEitherSide() throws {
    let a: Matrix<Double> = RandomStream(seed: 2, name: "a").normal(12, 5)
    let qr = try a.householderQR()
    let q = try qr.q(.full)
    let c: Matrix<Double> = RandomStream(seed: 2, name: "c").normal(12, 4)
    var workspace = Workspace<Double>()
    for transposed in [false, true] {
      let factor = transposed ? Matrix(q.transposed) : q
      var left = c
      try qr.applyQ(to: &left, transposed: transposed, workspace: &workspace)
      #expect((left - factor * c).maximumMagnitude < 1e-14)
      var right = Matrix(c.transposed)
      try qr.applyQ(to: &right, on: .right, transposed: transposed, workspace: &workspace)
      #expect((right - c.transposed * factor).maximumMagnitude < 1e-14)
    }
    var nothing = Matrix<Double>.zeros(12, 0)
    try qr.applyQ(to: &nothing, workspace: &workspace)
    #expect(nothing.columns == 0)
  }

  @Test func pivotingRevealsTheRank() throws {
    let stream = RandomStream(seed: 7, name: "rank")
    let a: Matrix<Double> = try stream.matrix(30, 20, singularValues: [3, 2, 1, 0.5])
    let qr = try a.householderQR(pivoting: true)
    #expect(qr.rank() == 4)
    #expect(qr.rank(relativeCutoff: 0.9) == 1)
    #expect(try Matrix<Double>.zeros(3, 2).householderQR(pivoting: true).rank() == 0)
    #expect(try Matrix<Double>.zeros(0, 2).householderQR(pivoting: true).rank() == 0)
  }

  @Test func solvesLeastSquares() throws {
    let a: Matrix<Double> = RandomStream(seed: 3, name: "a").normal(30, 6)
    let b: Matrix<Double> = RandomStream(seed: 3, name: "b").normal(30, 2)
    let reference = try a.leastSquares(b).solution
    for solution in [
      try a.qr().leastSquares(b), try a.qr(.full).leastSquares(b),
      try a.householderQR().leastSquares(b), try a.householderQR(pivoting: true).leastSquares(b),
    ] {
      #expect((solution - reference).maximumMagnitude < 1e-13)
    }
  }

  @Test func pivotingSolvesWhereTheRankIsDeficient() throws {
    let a = Matrix<Double>(rows: [[1, 2, 3], [2, 4, 6], [0, 0, 1]])
    let b = Matrix<Double>(rows: [[1], [2], [5]])
    let x = try a.householderQR(pivoting: true).leastSquares(b)
    #expect((a * x - b).maximumMagnitude < 1e-13)
    #expect(x.elements.count { $0 != 0 } == 2)
    let wide = Matrix<Double>(rows: [[1, 2, 3]])
    let y = try wide.householderQR(pivoting: true).leastSquares(Matrix(rows: [[6]]))
    #expect(y == Matrix(rows: [[0], [0], [2]]))
  }

  @Test func withoutPivotingARankDeficientProblemThrows() throws {
    let a = Matrix<Double>.zeros(3, 2)
    let b = Matrix<Double>.zeros(3, 1)
    #expect(throws: LinearAlgebraError.singular(pivot: 0)) { try a.qr().leastSquares(b) }
    #expect(throws: LinearAlgebraError.singular(pivot: 0)) { try a.householderQR().leastSquares(b) }
  }

  @Test func emptyMatricesHaveCompleteBases() throws {
    #expect(try Matrix<Double>.zeros(3, 0).qr(.full).q == .identity(3))
    #expect(try Matrix<Double>.zeros(3, 0).qr().q == .zeros(3, 0))
    #expect(try Matrix<Double>.zeros(0, 3).qr(.full).r == .zeros(0, 3))
    let pivoted = try Matrix<Double>.zeros(0, 3).householderQR(pivoting: true)
    #expect(pivoted.permutation == [0, 1, 2])
  }

  @Test func nonFiniteEntriesThrow() {
    let a = Matrix<Float>(rows: [[1, .nan]])
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 1)) { try a.householderQR() }
  }
}
