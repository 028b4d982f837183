import FALinalg
import Testing

@Suite struct UserProgramTests {
  /// A first program, with its answers.
  @Test func aShortProgramIsRight() throws {
    let a = Matrix<Double>(rows: [[4, 1, 2], [1, 3, 0], [2, 0, 5], [1, 1, 1]])
    let gram = a.transposed * a
    let svd = try a.svd()
    let best = try a.truncatedSVD(rank: 1)
    let qr = try a.qr()
    let eigen = try gram.symmetricEigen()
    let chol = try gram.cholesky()
    let x = try gram.solve(Matrix<Double>(rows: [[1], [2], [3]]))
    let fit = try a.leastSquares(Matrix<Double>(rows: [[1], [2], [3], [4]]))
    var c = Matrix<Double>(rows: 3, columns: 3, repeating: 0)
    multiply(a.transposed, a, into: &c)

    #expect(c == gram)
    let squares = svd.singularValues.map { $0 * $0 }
    for (square, value) in zip(squares, eigen.values.reversed()) {
      #expect((square - value).magnitude < 1e-12)
    }
    #expect((best.error - (squares[1] + squares[2]).squareRoot()).magnitude < 1e-13)
    #expect((qr.r[0, 0].magnitude - 22.0.squareRoot()).magnitude < 1e-14)
    #expect((chol.l[0, 0] - 22.0.squareRoot()).magnitude < 1e-14)
    #expect((gram * x - Matrix(rows: [[1], [2], [3]])).maximumMagnitude < 1e-13)
    let residual = Matrix<Double>(rows: [[1], [2], [3], [4]]) - a * fit
    #expect((a.transposed * residual).maximumMagnitude < 1e-13)
    #expect((gram.determinant - squares.reduce(1, *)).magnitude < 1e-10)
    #expect((a.conditionNumber - svd.singularValues[0] / svd.singularValues[2]).magnitude < 1e-13)
    #expect((a[0..<2, 1..<3].frobeniusNorm - 14.0.squareRoot()).magnitude < 1e-15)
    #expect(throws: LinearAlgebraError.self) {
      try Matrix<Double>.zeros(3, 3).solve(Matrix<Double>.zeros(3, 1))
    }
  }

  /// What people write before they have looked it up.
  @Test func firstGuessesCompile() throws {
    let x = [1.0, 2]
    var a: Matrix<Double> = [[4, 1], [1, 3]]
    let b: Matrix<Double> = [[1, 2], [3, 4]]
    #expect(a.shape == (2, 2) && x.sum == 3 && x.mean == 1.5)
    #expect(Matrix(column: x) == [[1], [2]] && Matrix(row: x) == [[1, 2]])
    #expect(Matrix(diagonal: x) == [[1, 0], [0, 2]])
    #expect(try a.eigen().vectors.real.shape == (2, 2))
    #expect(try a.symmetricEigen(.smallest(1)).vectors.shape == (2, 1))
    #expect(try a.svd().v.shape == (2, 2))

    let cholesky = try a.cholesky()
    var (y, c) = (x, b)
    cholesky.solve(&y)
    cholesky.solve(&c)
    var lu = LU<Double>(order: 2)
    try lu.factor(a)
    #expect(try (lu.solve(x).adding(y, scaledBy: -1)).infinityNorm < 1e-15)
    #expect((a * c - b).maximumMagnitude < 1e-14)

    a.diagonal = [5, 6]
    a[0..<1, 0..<2] *= 2
    #expect(a == [[10, 2], [1, 6]] && a[[1, 0], ...] == [[1, 6], [10, 2]])
    a[0..<2, 0..<1] += x
    a[0..<1, ...] += [1, 1]
    a[..., 1] -= x
    a[0..<2, 0..<2] += b
    a[1, ...] = [7, 8]
    #expect(a == [[13, 4], [7, 8]])

    SparseMatrix(b).multiply(b, into: &c)
    #expect(c == b * b)
  }
}
