import FALinalg
import TestSupport
import Testing

/// What a matrix of a hundred thousand rows or columns and a handful of the others takes: its result
/// and a few times its own size, never the square of the long side.
@Suite(.enabled(if: countsAllocations)) struct ThinMemoryTests {
  static let shapes = [0, 1, 3].flatMap { [(100_000, $0), ($0, 100_000)] }

  /// Something to do with a matrix A, and how many numbers it gives back.
  typealias Work<Scalar: BLASScalar> = (
    name: String, result: Int, run: (Matrix<Scalar>) throws -> Void
  )

  @Test(arguments: shapes, scalarTypes)
  func factorizations(_ shape: (rows: Int, columns: Int), _ scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let k = min(shape.rows, shape.columns)
      let both = k * (shape.rows + shape.columns)
      try judge(
        shape,
        [
          ("LU", both, { _ = (try $0.lu().l, try $0.lu().u) }),
          ("QR", both, { _ = try $0.qr() }),
          ("LQ", both, { _ = try $0.lq() }),
          ("reflections", both, { _ = try $0.householderQR().q() }),
          ("pivoted", both, { _ = try $0.householderQR(pivoting: true).q() }),
          ("multiplied out", both, { _ = try $0.householderQR(pivoting: true).reconstruct() }),
          ("bidiagonal", both, { _ = try $0.bidiagonal() }),
          ("singular values", k, { _ = try $0.singularValues() }),
          ("best approximation", both, { _ = try $0.truncatedSVD(rank: k) }),
        ]
          + SVDDriver.allCases.map { driver in
            ("SVD by \(driver)", both, { _ = try $0.svd(drivers: [driver]) })
          } as [Work<Scalar>])
    }
    try check(scalar)
  }

  @Test(arguments: shapes, scalarTypes)
  func problems(_ shape: (rows: Int, columns: Int), _ scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let (m, n) = shape
      let (k, isTall) = (min(m, n), m >= n)
      let b: Matrix<Scalar> = RandomStream(seed: 2, name: "thin").normal(m, 2)
      try judge(
        shape,
        [
          ("least squares", m + n, { _ = try $0.leastSquares(b) }),
          ("rank", 0, { _ = try $0.rank() }),
          ("condition number", 0, { _ = $0.conditionNumber }),
          ("spectral norm", 0, { _ = $0.spectralNorm }),
          ("pseudo-inverse", m * n, { _ = try $0.pseudoInverse() }),
          ("range", m * k, { _ = try $0.orthonormalBasis() }),
          ("extension", m * k, { _ = try $0.orthonormalBasis().orthonormalExtension(by: $0) }),
          ("angles", 0, { _ = try principalAngles($0, $0) }),
          ("tall Gram", k * k, { _ = isTall ? $0.gram : $0.transposed.gram }),
          ("Cholesky", k * k, { _ = try? (isTall ? $0.gram : $0.transposed.gram).cholesky() }),
          ("tall Procrustes", k * k, { if isTall { _ = try orthogonalProcrustes($0, $0) } }),
          ("tall null space", k * k, { if isTall { _ = try $0.nullSpace() } }),
          ("QR least squares", n, { if isTall { _ = try $0.qr().leastSquares(b) } }),
          (
            "reflections least squares", n,
            { if isTall { _ = try $0.householderQR().leastSquares(b) } }
          ),
          ("minimum norm", n, { if !isTall { _ = try $0.lq().minimumNormSolution(b) } }),
        ] as [Work<Scalar>])
    }
    try check(scalar)
  }

  /// Sparse ones, and such as are known by their products.
  @Test(arguments: shapes, scalarTypes)
  func operators(_ shape: (rows: Int, columns: Int), _ scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let k = min(shape.rows, shape.columns)
      let both = k * (shape.rows + shape.columns)
      let z = Matrix<Scalar>.zeros(shape.rows, 1)
      let v = Matrix<Scalar>.zeros(shape.columns, 1)
      func closure(_ a: Matrix<Scalar>) -> FunctionOperator<Scalar> {
        FunctionOperator(
          rows: a.rows, columns: a.columns, multiply: { multiply(a, $0, into: &$1) },
          multiplyTransposed: { multiply(a.transposed, $0, into: &$1) })
      }
      try judge(
        shape,
        [
          ("sparse", both, { _ = try SparseMatrix($0).truncatedSVD(rank: k) }),
          ("sparse residual", 0, { _ = SparseMatrix($0).residualNorm(z.view, v.view) }),
          ("closure", both, { _ = try closure($0).truncatedSVD(rank: k) }),
          (
            "closure by Krylov", both,
            { _ = try closure($0).truncatedSVD(rank: k, algorithm: .blockKrylov) }
          ),
          ("closure's residual", 0, { _ = closure($0).residualNorm(z.view, v.view) }),
          ("closure's entries", both, { _ = closure($0).dense() }),
        ] as [Work<Scalar>])
    }
    try check(scalar)
  }

  /// The null space of a wide matrix is as large as its square: no more than that is allocated.
  @Test(arguments: [0, 1, 3], scalarTypes)
  func nullSpaces(_ rows: Int, _ scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let n = 2000
      let a: Matrix<Scalar> = RandomStream(seed: 1, name: "thin").normal(rows, n)
      try onThreadCounts([1]) { _ in
        _ = try a.nullSpace()
        let peak = try peakBytes { _ = try a.nullSpace() }
        // A block of the reflections is applied to all columns at once.
        #expect(peak <= (n * n + 100 * n) * MemoryLayout<Scalar>.stride)
        #expect(peak > n * (n - rows) * MemoryLayout<Scalar>.stride / 2, "nothing was counted")
      }
    }
    try check(scalar)
  }

  /// On one thread, all memory is counted. Eight times the input and the result is what the chain of
  /// copy, factors, workspace and result may come to; single precision takes norms of residuals in
  /// double precision, a few columns at a time.
  private func judge<Scalar: BLASScalar>(
    _ shape: (rows: Int, columns: Int), _ work: [Work<Scalar>]
  ) throws {
    let a: Matrix<Scalar> = RandomStream(seed: 1, name: "thin").normal(shape.rows, shape.columns)
    try onThreadCounts([1]) { _ in
      for (name, result, run) in work {
        try run(a)
        let peak = try peakBytes { try run(a) }
        let numbers = a.count + a.rows + a.columns + result
        let bound = 8 * numbers * MemoryLayout<Scalar>.stride + (1 << 20)
        #expect(
          peak <= bound, "\(name) of \(shape.rows) x \(shape.columns): \(peak), not \(bound)")
      }
    }
  }
}
