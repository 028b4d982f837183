import FALinalg
import TestSupport
import Testing

/// The pass mark of products, entry by entry, in units of eps (|alpha| sum |a||b| + |beta| |c|).
private let passMark = 16.0

/// How an operand lies in memory.
private enum Layout: CaseIterable {
  case plain, transposed, padded, paddedTransposed, strided

  /// Calls `body` with the entries of `matrix` in this layout.
  func place<Scalar>(_ matrix: Matrix<Scalar>, _ body: (any MatrixProtocol<Scalar>) -> Void) {
    switch self {
    case .plain: body(matrix)
    case .transposed: body(Matrix(matrix.transposed).transposed)
    case .padded: body(matrix.padded)
    case .paddedTransposed: body(Matrix(matrix.transposed).padded.transposed)
    case .strided: body(Strided(matrix))
    }
  }
}

@Suite struct MultiplicationTests {
  /// (m, n, k). The last two are beyond 262,144 operations, where OpenBLAS uses several threads.
  static let shapes = [
    (1, 1, 1), (300, 5, 3), (257, 3, 64), (4, 6, 300), (16, 3, 1000), (5, 6, 19), (0, 3, 2),
    (3, 0, 2), (3, 2, 0), (0, 0, 0), (0, 0, 4), (5, 7, 3), (1, 40, 6), (40, 1, 6),
    (2, 3, 150), (16, 16, 16), (33, 17, 9), (70, 66, 68), (5, 700, 80),
  ]
  static let factors = [0, 1, 0.7, 1.3, -1]

  @Test(arguments: scalarTypes, shapes)
  func everyLayout(scalar: any BLASScalar.Type, shape: (Int, Int, Int)) {
    checkEveryLayout(scalar, shape)
  }

  private func checkEveryLayout<Scalar: BLASScalar>(
    _: Scalar.Type, _ shape: (m: Int, n: Int, k: Int)
  ) {
    let a = Matrix<Scalar>.seeded(shape.m, shape.k, seed: 1)
    let b = Matrix<Scalar>.seeded(shape.k, shape.n, seed: 2)
    let old = Matrix<Scalar>.seeded(shape.m, shape.n, seed: 3)
    let exact = ExactProduct(a, b)
    onThreadCounts { threads in
      for left in Layout.allCases {
        for right in Layout.allCases {
          // All factors for the four combinations of transposes, three pairs for the rest.
          let isBasic =
            [.plain, .transposed].contains(left) && [.plain, .transposed].contains(right)
          let pairs: [(Double, Double)] =
            isBasic
            ? Self.factors.flatMap { alpha in Self.factors.map { (alpha, $0) } }
            : [(1, 0), (0.7, 1.3), (-1, 1)]
          for (alpha, beta) in pairs {
            left.place(a) { a in
              right.place(b) { b in
                let ratio = self.ratio(a, b, Scalar(alpha), Scalar(beta), old, exact)
                #expect(
                  ratio < passMark,
                  "\(left) \(right) alpha \(alpha) beta \(beta) on \(threads) threads")
              }
            }
          }
        }
      }
    }
  }

  private func ratio<Scalar>(
    _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>, _ alpha: Scalar,
    _ beta: Scalar, _ old: Matrix<Scalar>, _ exact: ExactProduct
  ) -> Double {
    // With beta = 0 the old entries must not be read.
    var c = beta == 0 ? Matrix(rows: old.rows, columns: old.columns, repeating: .nan) : old
    multiply(a, b, into: &c, alpha: alpha, beta: beta)
    return exact.ratio(of: c, alpha: alpha, beta: beta, old: old)
  }

  @Test(arguments: scalarTypes)
  func emptyInnerDimensionScalesTheResult(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let old = Matrix<Scalar>.seeded(4, 3)
      for beta: Scalar in [0, 1, 0.5, -1] {
        var c = beta == 0 ? Matrix(rows: 4, columns: 3, repeating: .nan) : old
        multiply(Matrix<Scalar>.zeros(4, 0), Matrix<Scalar>.zeros(0, 3), into: &c, beta: beta)
        #expect(c == (beta == 0 ? .zeros(4, 3) : beta * old))
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func operatorEqualsMultiply(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (a, b) = (Matrix<Scalar>.seeded(6, 4), Matrix<Scalar>.seeded(9, 4, seed: 2))
      var c = Matrix<Scalar>.zeros(6, 9)
      multiply(a, b.transposed, into: &c)
      #expect(a * b.transposed == c)
      #expect(a.padded * Strided(b).view.transposed == c)
      #expect((Matrix<Scalar>.zeros(0, 4) * b.transposed).rows == 0)
      #expect(Matrix<Scalar>.zeros(2, 0) * Matrix<Scalar>.zeros(0, 3) == .zeros(2, 3))
    }
    check(scalar)
  }

  /// Rows and columns of matrices have strides that mean nothing along their short side.
  @Test(arguments: scalarTypes)
  func rowsAndColumnsAsOperands(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      // Small whole numbers: every sum is exact.
      let a = Matrix<Scalar>(rows: 5, columns: 4) { i, j in Scalar(i * 4 + j - 7) }
      let thin: [any MatrixProtocol<Scalar>] = [
        a.row(3), a.column(2), a.row(3).transposed, a.column(2).transposed,
        a.transposed.row(2), a.transposed.column(3), a[4..., 1..<2], a[2..<3, 3...],
        Matrix(a.row(1)), Matrix(a.column(1)), Matrix(a.column(1)).transposed,
        Matrix(a.row(1)).transposed,
      ]
      func outer(_ x: some MatrixProtocol<Scalar>, _ y: some MatrixProtocol<Scalar>) {
        func expected(_ x: Matrix<Scalar>, _ y: Matrix<Scalar>) -> Matrix<Scalar> {
          Matrix(rows: x.rows, columns: y.columns) { i, j in
            (0..<x.columns).reduce(0) { $0 + x[i, $1] * y[$1, j] }
          }
        }
        if x.columns == y.rows { #expect(x * y == expected(Matrix(x), Matrix(y))) }
      }
      for x in thin { for y in thin { outer(x, y) } }
    }
    check(scalar)
  }

  /// The result may be an operand too: operands are values, taken before anything is written.
  @Test(arguments: scalarTypes)
  func resultAsOperand(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(8, 8)
      var c = a
      multiply(c, c, into: &c)
      #expect(c == a * a)
      c = a
      multiply(c.transposed, c, into: &c, alpha: 2, beta: -1)
      var expected = a
      multiply(a.transposed, a, into: &expected, alpha: 2, beta: -1)
      #expect(c == expected)
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func resultStaysInPlace(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(12, 12)
      var c = Matrix<Scalar>.zeros(12, 12)
      let before = address(of: c)
      multiply(a, a.transposed, into: &c)
      #expect(address(of: c) == before)
    }
    check(scalar)
  }
}
