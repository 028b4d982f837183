import FALinalg
import TestSupport
import Testing

@Suite struct LeastSquaresTests {
  /// LAPACK's measure of a least-squares solution: the residual is orthogonal to the columns,
  /// ||A'(B - A X)||_1 / (max(m, n) ||A||_1 (||B||_1 + ||A||_1 ||X||_1) eps).
  @Test func residualsAreOrthogonalToTheColumns() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var problem = LeastSquares<Scalar>(rows: 0, columns: 0)
      var workspace = Workspace<Scalar>()
      let worst = try worstRatio("least squares", of: generalMatrices(as: Scalar.self)) { a in
        let b: Matrix<Scalar> = RandomStream(seed: 2, name: "b").normal(a.rows, 2)
        try problem.solve(a, b, workspace: &workspace)
        let values = try a.singularValues()
        #expect(problem.singularValues.count == values.count)
        #expect(problem.rank == (try a.rank()) || values.contains { $0 < values[0] * 1e-5 })
        guard !a.isEmpty, problem.rank > 0 else {
          #expect(problem.solution == .zeros(a.columns, 2))
          return 0
        }
        let a64 = a.inDouble / a.inDouble.maximumMagnitude
        let scaled = problem.solution.inDouble * a.inDouble.maximumMagnitude
        let residual = b.inDouble - a64 * scaled
        let size = b.inDouble.oneNorm + a64.oneNorm * scaled.oneNorm
        for column in 0..<2 {
          let exact = residual.column(column).frobeniusNorm
          let tolerance = Double(a.columns) * Double(Scalar.ulpOfOne) * size
          #expect((Double(problem.residualNorms[column]) - exact).magnitude <= tolerance)
        }
        let unit = Double(max(a.rows, a.columns)) * Double(Scalar.ulpOfOne)
        // What a cut-off singular value leaves is as large as the cut-off.
        return (a64.transposed * residual).oneNorm / (a64.oneNorm * size) / unit
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func findsTheSmallestSolutionOfDeficientProblems() throws {
    let stream = RandomStream(seed: 5, name: "deficient")
    let a: Matrix<Double> = try stream.matrix(15, 9, singularValues: [4, 2, 1])
    let b: Matrix<Double> = stream.normal(15, 2)
    var problem = LeastSquares<Double>(rows: 15, columns: 9, rightHandSides: 2)
    var workspace = Workspace<Double>()
    try problem.solve(a, b, workspace: &workspace)
    #expect(problem.rank == 3)
    #expect((problem.solution - (try a.pseudoInverse()) * b).maximumMagnitude < 1e-13)
    // The smallest solution has no part in the null space.
    #expect(((try a.nullSpace()).transposed * problem.solution).maximumMagnitude < 1e-13)

    try problem.solve(a, b, relativeCutoff: 0.3, workspace: &workspace)
    #expect(problem.rank == 2)
    let cut = try a.pseudoInverse(relativeCutoff: 0.3) * b
    #expect((problem.solution - cut).maximumMagnitude < 1e-13)
    #expect((try a.leastSquares(b, relativeCutoff: 0.3).solution - cut).maximumMagnitude < 1e-13)
  }

  @Test func rightHandSidesNearOverflow() throws {
    try check(Float.self)
    try check(Double.self)

    // Small ones and, for comparison, one that LAPACK solves.
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (rows, columns) in [(6, 2), (2, 6), (70, 3)] {
        let a = Matrix<Scalar>(rows: rows, columns: columns, repeating: 8)
        let b = Matrix<Scalar>(
          rows: rows, columns: 1, repeating: 0.8 * .greatestFiniteMagnitude)
        let solution = try a.leastSquares(b).solution
        let exact = b[0, 0] / 8 / Scalar(columns)
        for row in 0..<columns {
          let error = (solution[row, 0] - exact).magnitude
          #expect(error <= 50 * .ulpOfOne * exact, "\(rows) x \(columns)")
        }
      }
    }
  }

  @Test func emptyProblems() throws {
    #expect(
      try Matrix<Double>.zeros(0, 99).leastSquares(Matrix.zeros(0, 2)).solution == .zeros(99, 2))
    #expect(
      try Matrix<Double>.zeros(0, 3).leastSquares(Matrix.zeros(0, 2)).solution == .zeros(3, 2))
    #expect(
      try Matrix<Double>.zeros(3, 0).leastSquares(Matrix.zeros(3, 2)).solution == .zeros(0, 2))
    #expect(
      try Matrix<Double>.identity(3).leastSquares(Matrix.zeros(3, 0)).solution == .zeros(3, 0))
    var problem = LeastSquares<Double>(rows: 2, columns: 0)
    var workspace = Workspace<Double>()
    try problem.solve(
      Matrix<Double>.zeros(2, 0), Matrix<Double>(rows: [[3], [4]]), workspace: &workspace)
    #expect(problem.residualNorms == [5])
  }

  @Test func nonFiniteInputThrows() {
    let (one, bad) = (Matrix<Double>.identity(2), Matrix<Double>(diagonal: [1, .nan]))
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 1)) { try bad.leastSquares(one) }
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 1)) { try one.leastSquares(bad) }
  }
}
