import FALinalg
import TestSupport
import Testing

@Suite struct SolveTests {
  @Test func everyStructureMeetsLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let matrices = symmetricMatrices(positive: true, as: Scalar.self)
      let worst = try worstRatio("solve by structure", of: matrices) { a in
        func restricted(_ keep: (Int, Int) -> Bool) -> Matrix<Scalar> {
          let dense = Matrix(a)
          return Matrix(rows: a.rows, columns: a.rows) { keep($0, $1) ? dense[$0, $1] : 0 }
        }
        let cases: [(MatrixStructure, Matrix<Scalar>)] = [
          (.general, Matrix(a)), (.symmetric, Matrix(a)), (.positiveDefinite, Matrix(a)),
          (.lowerTriangular, restricted { $0 >= $1 }), (.upperTriangular, restricted { $0 <= $1 }),
          (.banded(below: 2, above: 1), restricted { $0 - $1 <= 2 && $1 - $0 <= 1 }),
        ]
        return try cases.reduce(0) { worst, item in
          let (structure, effective) = item
          let x: Matrix<Scalar> = RandomStream(seed: 3, name: "x").normal(a.rows, 3)
          let b = effective * x
          // The triangular and banded solvers must not look at the other entries of `a`.
          return larger(
            worst, solveRatio(effective.view, try a.solve(b, assuming: structure), b))
        }
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func takesTransposesRowsAndBlocksWithoutACopy() throws {
    let a = Matrix<Double>(rows: [[2, 0, 0], [1, 4, 0], [3, 5, 8]])
    let b = Matrix<Double>(rows: [[2], [4], [8]])
    let lower = try a.solve(b, assuming: .lowerTriangular)
    #expect((a * lower - b).maximumMagnitude < 1e-14)
    let upper = try a.transposed.solve(b, assuming: .upperTriangular)
    #expect((a.transposed * upper - b).maximumMagnitude < 1e-14)
    let right = try a.solve(b.transposed.transposed)
    #expect((a * right - b).maximumMagnitude < 1e-14)
  }

  @Test func bandsAreClippedToTheMatrix() throws {
    let a: Matrix<Double> = RandomStream(seed: 4, name: "band").normal(6, 6)
    let b: Matrix<Double> = RandomStream(seed: 4, name: "b").normal(6, 2)
    let x = try a.solve(b, assuming: .banded(below: 50, above: 50))
    #expect((x - (try a.solve(b))).maximumMagnitude < 1e-12)
    let diagonal = try Matrix<Double>(diagonal: [2, 4]).solve(
      Matrix(rows: [[2], [8]]), assuming: .banded(below: 0, above: 0))
    #expect(diagonal == Matrix(rows: [[1], [2]]))
  }

  @Test(arguments: [
    MatrixStructure.general, .symmetric, .lowerTriangular, .upperTriangular,
    .banded(below: 1, above: 1),
  ])
  func singularMatricesThrow(structure: MatrixStructure) {
    let a = Matrix<Double>(diagonal: [1, 0, 2])
    let b = Matrix<Double>(rows: 3, columns: 1, repeating: 1)
    #expect(throws: LinearAlgebraError.singular(pivot: 1)) { try a.solve(b, assuming: structure) }
  }

  @Test func indefiniteMatricesThrow() {
    let a = Matrix<Double>(diagonal: [1, -1])
    let b = Matrix<Double>(rows: 2, columns: 1, repeating: 1)
    #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 1)) {
      try a.solve(b, assuming: .positiveDefinite)
    }
  }

  @Test func nonFiniteInputThrows() {
    let (one, bad) = (Matrix<Double>.identity(2), Matrix<Double>(diagonal: [1, .nan]))
    for structure in [
      MatrixStructure.general, .symmetric, .positiveDefinite, .lowerTriangular, .upperTriangular,
      .banded(below: 1, above: 0),
    ] {
      #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 1)) {
        try bad.solve(one, assuming: structure)
      }
      #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 1)) {
        try one.solve(bad, assuming: structure)
      }
    }
  }

  @Test func emptySystems() throws {
    let empty = Matrix<Double>.zeros(0, 0)
    for structure in [
      MatrixStructure.general, .symmetric, .positiveDefinite, .lowerTriangular, .upperTriangular,
      .banded(below: 1, above: 0),
    ] {
      #expect(try empty.solve(Matrix.zeros(0, 2), assuming: structure) == .zeros(0, 2))
      #expect(
        try Matrix<Double>.identity(2).solve(Matrix.zeros(2, 0), assuming: structure)
          == .zeros(2, 0))
    }
  }
}
