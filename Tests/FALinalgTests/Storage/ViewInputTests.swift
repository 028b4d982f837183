import FALinalg
import TestSupport
import Testing

/// Every operation takes every kind of view, and does with it what it does with a copy of it.
@Suite struct ViewInputTests {
  /// Views of one matrix, by name.
  private func views<Scalar: BLASScalar>(of a: Matrix<Scalar>) -> [(String, MatrixView<Scalar>)] {
    [
      ("block", a[3..<12, 5..<14]), ("tall", a[3..<20, 5..<9]), ("wide", a[3..<7, 5..<19]),
      ("transposed", a[3..<20, 5..<9].transposed), ("row", a.row(3)), ("column", a.column(2)),
      ("row transposed", a.row(3).transposed), ("entry", a[7..<8, 8..<9]),
      ("strided", a.strided(rows: 4, columns: 5)),
      ("strided, transposed", a.strided(rows: 4, columns: 5).transposed),
      ("square", a.strided(rows: 4, columns: 4)), ("diagonal", a.diagonal),
      ("diagonal transposed", a.diagonal.transposed), ("part", a.diagonal.strided(rows: 3)),
    ]
  }

  /// What is computed from an operand of any shape.
  private func results<Scalar: BLASScalar>(
    _ a: some MatrixProtocol<Scalar>
  ) throws -> [Matrix<Scalar>] {
    let vector = (0..<a.columns).map { Scalar($0) + 1 }
    func column(_ entries: [Scalar]) -> Matrix<Scalar> { Matrix(columns: [entries]) }
    return [
      Matrix(a), a + a, a - a * 2, -a / 3, a.map { $0 * $0 }, a.zip(a) { $0 * $1 },
      a * a.transposed, a.gram, a.kroneckerProduct(a), a.reshaped(a.columns, a.rows),
      a.appending(columnsOf: a), a.appending(rowsOf: a), column(a * vector),
      column([a.sum, a.mean, a.minimum, a.maximum, a.oneNorm, a.infinityNorm, a.frobeniusNorm]),
      column(a.rowSums), column(a.columnNorms), column(a.columnMinima), column(a.rowMaxima),
      column(try a.singularValues()), try a.qr().r, try a.lq().l, try a.lu().reconstruct(),
      try a.householderQR(pivoting: true).r, try a.bidiagonal().b, try a.pseudoInverse(),
      try a.leastSquares(a).solution,
    ]
  }

  /// What is computed from a square operand besides.
  private func squareResults<Scalar: BLASScalar>(
    _ a: some MatrixProtocol<Scalar>
  ) throws -> [Matrix<Scalar>] {
    [
      try a.inverse(), try a.exponential(), try a.power(3), try a.realSchur().t,
      try a.hessenberg().h, try a.ldl().d, Matrix(columns: [try a.symmetricEigenvalues()]),
      Matrix(columns: [try a.eigenvalues().map(\.real)]),
      Matrix(columns: [[a.determinant, a.trace]]),
    ]
  }

  @Test(arguments: scalarTypes)
  func viewsGiveWhatTheirCopiesGive(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (name, view) in views(of: Matrix<Scalar>.seeded(40, 40)) {
        let copy = Matrix(rows: view.rows, columns: view.columns) { view[$0, $1] }
        #expect(view == copy.view && view.hashValue == copy.view.hashValue, "\(name)")
        var pairs = Array(zip(try results(view), try results(copy)))
        if view.rows == view.columns, view.rows > 1 {
          pairs += zip(try squareResults(view), try squareResults(copy))
        }
        for (index, (found, expected)) in pairs.enumerated() {
          // Where BLAS reads another layout it may add up in another order.
          #expect(
            relativeDifference(found, expected) <= 1000 * Scalar.epsilon, "\(name), \(index)")
        }
      }
    }
    try check(scalar)
  }

  /// A block is moved within its own matrix, whichever way the two overlap.
  @Test(arguments: scalarTypes)
  func blocksMoveWithinTheirMatrix(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(5, 5)
      for (from, to) in [(1, 0), (0, 1), (2, 0), (0, 2)] {
        var (b, c) = (a, a)
        b[to..<(to + 3), ...] = b[from..<(from + 3), ...]
        c[..., to..<(to + 3)] = c[..., from..<(from + 3)]
        #expect(b[to..<(to + 3), ...] == a[from..<(from + 3), ...])
        #expect(c[..., to..<(to + 3)] == a[..., from..<(from + 3)])
        var d = a
        d[to..<(to + 3), ...] += d[from..<(from + 3), ...]
        #expect(d[to..<(to + 3), ...] == (a[to..<(to + 3), ...] + a[from..<(from + 3), ...]).view)
      }
      var swapped = a
      (swapped[0..<1, ...], swapped[1..<2, ...]) = (swapped[1..<2, ...], swapped[0..<1, ...])
      #expect(swapped.row(0) == a.row(1) && swapped.row(1) == a.row(0))
    }
    check(scalar)
  }
}
