import FALinalg
import TestSupport
import Testing

/// An array is a column wherever vectors are multiplied or solved for, and comes back as an array.
@Suite struct VectorOperandTests {
  @Test(arguments: scalarTypes, [1, 2, 7, 40])
  func everySolutionEqualsThatOfAColumn(scalar: any BLASScalar.Type, order: Int) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let a = Matrix<Scalar>.seededPositiveDefinite(order)
      let b = Matrix<Scalar>.seeded(order, 1, seed: 2)
      let x = Array(b)
      for structure in [
        MatrixStructure.general, .symmetric, .positiveDefinite, .lowerTriangular, .upperTriangular,
        .banded(below: 1, above: 1),
      ] {
        #expect(
          try a.solve(x, assuming: structure) == Array(a.solve(b, assuming: structure)))
      }
      func solve(_ factors: some Factorization<Scalar>) throws {
        let expected = try Array(factors.solve(b))
        var (held, column) = (x, b)
        try factors.solve(&held)
        try factors.solve(&column)
        #expect(try factors.solve(x) == expected && held == expected && Array(column) == expected)
      }
      try solve(a.lu())
      try solve(a.ldl())
      try solve(a.cholesky())
      try solve(a.qr())
      let (lu, cholesky) = (try a.lu(), try a.cholesky())
      #expect(try lu.solve(x, transposed: true) == Array(lu.solve(b, transposed: true)))
      #expect(try lu.solve(x, refiningWith: a).solution == lu.solve(b, refiningWith: a).solution)
      var held = x
      cholesky.solve(&held)
      #expect(held == Array(cholesky.solve(b)))
      #expect(try a.svd().solve(x) == Array(a.svd().solve(b)))
      let residual = try a.solve(x)
      #expect(
        (a * residual).adding(x, scaledBy: -1).euclideanNorm <= 100 * Scalar.ulpOfOne
          * a.frobeniusNorm * residual.euclideanNorm)
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func leastSquares(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let a = Matrix<Scalar>.seeded(9, 4)
      let (b, c) = (Matrix<Scalar>.seeded(9, 1, seed: 2), Matrix<Scalar>.seeded(4, 1, seed: 3))
      let (x, y) = (Array(b), Array(c))
      #expect(try Array(a.leastSquares(x)) == Array(a.leastSquares(b).solution))
      #expect(try a.qr().leastSquares(x) == Array(a.qr().leastSquares(b)))
      #expect(
        try a.householderQR(pivoting: true).leastSquares(x)
          == Array(a.householderQR(pivoting: true).leastSquares(b)))
      let wide = a.transposed
      #expect(try wide.lq().minimumNormSolution(y) == Array(wide.lq().minimumNormSolution(c)))
      var problem = LeastSquares<Scalar>(rows: 9, columns: 4)
      var workspace = Workspace<Scalar>()
      try problem.solve(a, x, workspace: &workspace)
      #expect(try problem.solution == a.leastSquares(b).solution)
    }
    try check(scalar)
  }

  /// A failure leaves the array as it was.
  @Test func singularSystemsLeaveTheArray() throws {
    let lu = try Matrix<Double>(rows: [[1, 2], [2, 4]]).lu()
    var x = [1.0, 2]
    #expect(throws: LinearAlgebraError.self) { try lu.solve(&x) }
    #expect(x == [1, 2])
  }

  @Test(arguments: scalarTypes)
  func operators(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(6, 4)
      let function = FunctionOperator<Scalar>(
        rows: 6, columns: 4, multiply: { multiply(a, $0, into: &$1) },
        multiplyTransposed: { multiply(a.transposed, $0, into: &$1) })
      let operators: [any LinearOperator<Scalar>] = [
        a, a.padded, Matrix(a.transposed).transposed, SparseMatrix(a), function,
      ]
      let (b, c) = (Matrix<Scalar>.seeded(4, 3, seed: 2), Matrix<Scalar>.seeded(3, 6, seed: 3))
      let (x, z) = (Array(b.column(0)), Array(c.row(0)))
      func check(_ target: some LinearOperator<Scalar>) {
        func near(_ found: Matrix<Scalar>, _ expected: Matrix<Scalar>) -> Bool {
          relativeDifference(found, expected) <= 16 * Scalar.epsilon
        }
        #expect(target.shape == (6, 4))
        #expect(near(Matrix(column: target * x), Matrix(column: a * x)))
        #expect(near(target * b, a * b) && near(target * b[..., 1...], a * b[..., 1...]))
        #expect(near(c * target, c * a) && near(c.padded * target, c * a))
        var (y, w) = ([Scalar](repeating: .nan, count: 6), [Scalar](repeating: .nan, count: 4))
        var product = Matrix<Scalar>(rows: 6, columns: 3, repeating: .nan)
        target.multiply(x, into: &y)
        target.multiplyTransposed(z, into: &w)
        target.multiply(b, into: &product)
        #expect(near(Matrix(column: y), Matrix(column: a * x)) && near(product, a * b))
        #expect(near(Matrix(column: w), Matrix(column: a.transposed * z)))
      }
      for target in operators { check(target) }
    }
    check(scalar)
  }

  /// Products with diagonal matrices from both sides, which need not be square.
  @Test(arguments: [(4, 4, 4), (6, 3, 3), (3, 6, 2), (5, 2, 0), (1, 1, 1), (0, 3, 0)])
  func diagonalMatrices(_ shape: (Int, Int, Int)) {
    let (rows, columns, count) = shape
    let entries = (0..<count).map { Double($0) - 1.5 }
    let diagonal = DiagonalMatrix(rows: rows, columns: columns, diagonal: entries)
    let (a, b) = (Matrix<Double>.seeded(5, rows), Matrix<Double>.seeded(columns, 2))
    #expect(a * diagonal == a * diagonal.dense() && a.padded * diagonal == a * diagonal.dense())
    #expect(diagonal * b == diagonal.dense() * b)
    #expect(diagonal * Array(b.column(1)) == Array((diagonal.dense() * b).column(1)))
    if rows == columns, count == rows { #expect(DiagonalMatrix(diagonal: entries) == diagonal) }
  }

  /// Decompositions are held alike, with a workspace or without one.
  @Test func everyFactorizationTakesAWorkspace() throws {
    func check<Factors: Factorization<Double> & Decomposition<Double>>(_ make: () -> Factors) throws
    {
      let (first, second) = (
        Matrix<Double>.seededPositiveDefinite(4), Matrix<Double>.seededPositiveDefinite(4, seed: 9)
      )
      var held = make()
      var workspace = Workspace<Double>()
      try held.factor(first)
      try held.factor(second, workspace: &workspace)
      #expect(relativeDifference(held.reconstruct(), second) <= 64 * Double.epsilon)
      var (x, several) = ([Double](repeating: .nan, count: 4), Matrix<Double>.zeros(4, 2))
      try held.solve([1, 2, 3, 4], into: &x)
      #expect(try x == held.solve([1, 2, 3, 4]))
      try held.solve(first[..., 0..<2], into: &several)
      #expect(try several == held.solve(first[..., 0..<2]))
      #expect((held.logDeterminant - held.signedLogDeterminant.logMagnitude).magnitude == 0)
    }
    try check { LU(order: 4) }
    try check { Cholesky(order: 4) }
    try check { LDL(order: 4) }
    try check { QR(rows: 4, columns: 4) }

    // What takes options besides is held like them.
    let a = Matrix<Double>.seeded(5, 3)
    let square = a.gram
    var svd = SVD<Double>(rows: 1, columns: 1)
    try svd.factor(a)
    #expect(try svd.singularValues == a.svd().singularValues)
    var eigen = Eigen<Double>(order: 1)
    try eigen.factor(square)
    #expect(try eigen.values == square.eigen().values)
    var symmetric = SymmetricEigen<Double>(order: 1)
    try symmetric.factor(square, .largest(2))
    #expect(try symmetric.vectors == square.symmetricEigen(.largest(2)).vectors)
    var reflections = HouseholderQR<Double>(rows: 1, columns: 1)
    try reflections.factor(a, pivoting: true)
    #expect(try reflections.r == a.householderQR(pivoting: true).r)
    var workspace = Workspace<Double>()
    var x = Array(a.column(0))
    try reflections.applyQ(to: &x, transposed: true, workspace: &workspace)
    var columns = Matrix(a.column(0))
    try reflections.applyQ(to: &columns, transposed: true, workspace: &workspace)
    #expect(x == columns.elements)
    let swap: Matrix<Double> = [[0, 1], [1, 0]]
    #expect(try swap.lu().logDeterminant.isNaN && swap.logDeterminant.isNaN)
    #expect(try Matrix<Double>.zeros(2, 2).lu().logDeterminant == -.infinity)
    // 400 log 10, off by the rounding of the entries and of the logarithm.
    let large = try Matrix<Double>(diagonal: [1e200, 1e200]).cholesky().logDeterminant
    #expect((large - 921.0340371976183).magnitude <= 4 * 921 * Double.epsilon)
  }
}
