import CBLAS
import CKernels
import FALinalg
import TestSupport
import Testing

/// The kernels that decompose small matrices, for every length of vectors that they have: on columns
/// with gaps between them, within LAPACK's pass marks.
@Suite struct FactorizationKernelTests {
  static let versions = [16, 32].filter { $0 <= fa_vector_bytes() }

  /// How far apart columns lie that are longer by three numbers than the matrix is high.
  private static func padded<Scalar: BLASScalar>(_ a: some MatrixProtocol<Scalar>) -> (
    entries: [Scalar], stride: Int
  ) {
    let gap = Matrix<Scalar>(rows: 3, columns: a.columns) { _, _ in 77 }
    return (a.appending(rowsOf: gap).elements, a.rows + 3)
  }

  /// The matrix, and whether what lies between its columns was left alone.
  private static func matrix<Scalar: BLASScalar>(
    _ entries: [Scalar], _ stride: Int, _ columns: Int
  ) -> Matrix<Scalar> {
    let all = Matrix(rows: stride, columns: columns, columnMajor: entries)
    #expect(all[(stride - 3)..., ...].elements.allSatisfy { $0 == 77 })
    return Matrix(all[..<(stride - 3), ...])
  }

  private static func shapes<Scalar: BLASScalar>(
    _ columns: (Int) -> Int
  ) -> [(String, Matrix<Scalar>)] {
    (1...Int(FA_LARGEST_ORDER)).map {
      ("\($0) x \(columns($0))", Matrix<Scalar>.seeded($0, columns($0), seed: UInt64($0)))
    }
  }

  private func forBothScalars(_ body: (any BLASScalar.Type) throws -> Void) rethrows {
    for scalar in scalarTypes { try body(scalar) }
  }

  /// LU decompositions of all shapes, with LAPACK's pivots, and what is computed with square ones.
  @Test(arguments: versions) func lu(bytes: Int32) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let letter = letter(Scalar.self)
      for columns: (Int) -> Int in [{ $0 }, { 1 + 2 * $0 % 32 }] {
        let worst = try worstRatio("LU kernel", of: Self.shapes(columns)) {
          (a: MatrixView<Scalar>) in
          let (m, n) = (a.rows, a.columns)
          var (entries, stride) = Self.padded(a)
          var pivots = [Int32](repeating: 0, count: min(m, n))
          var (theirs, theirPivots) = (a.elements, pivots)
          #expect(unsafe fa_lu(letter, bytes, &entries, m, n, stride, &pivots) == 0)
          _ = unsafe lapack_getrf(
            letter, Int32(m), Int32(n), &theirs, Int32(m), &theirPivots)
          #expect(pivots == theirPivots)
          let factors = Self.matrix(entries, stride, n)
          let k = min(m, n)
          let l = Matrix<Scalar>(rows: m, columns: k) { i, j in
            i == j ? 1 : i > j ? factors[i, j] : 0
          }
          let u = Matrix<Scalar>(rows: k, columns: n) { i, j in i <= j ? factors[i, j] : 0 }
          var order = Array(0..<m)
          for (step, pivot) in pivots.enumerated() { order.swapAt(step, Int(pivot) - 1) }
          let permuted = Matrix<Scalar>(rows: m, columns: n) { i, j in a[order[i], j] }
          let product = productRatio(permuted.view, l.inDouble * u.inDouble)
          guard m == n else { return product }
          let x = Matrix<Scalar>.seeded(n, 1 + n % 4, seed: 5)
          let b = a * x
          var (solution, bStride) = Self.padded(b)
          unsafe fa_lu_solve(
            letter, bytes, entries, n, stride, pivots, &solution, bStride, b.columns)
          unsafe fa_lu_inverse(letter, bytes, &entries, n, stride, pivots)
          return [
            product, solveRatio(a, Self.matrix(solution, bStride, b.columns), b),
            inverseRatio(a, Self.matrix(entries, stride, n)),
          ].reduce(0, larger)
        }
        #expect(worst.value < 30, "\(worst)")
      }
    }
    try forBothScalars { try check($0) }
  }

  /// Cholesky decompositions, which leave what is above the diagonal alone.
  @Test(arguments: versions) func cholesky(bytes: Int32) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let matrices = (1...Int(FA_LARGEST_ORDER)).map {
        ("\($0)", Matrix<Scalar>.seededPositiveDefinite($0, condition: 10))
      }
      let worst = try worstRatio("Cholesky kernel", of: matrices) { a in
        let n = a.rows
        var (entries, stride) = Self.padded(a)
        #expect(unsafe fa_cholesky(letter(Scalar.self), bytes, &entries, n, stride) == 0)
        let found = Self.matrix(entries, stride, n)
        for j in 0..<n { for i in 0..<j { #expect(found[i, j] == a[i, j]) } }
        let l = Matrix<Scalar>(rows: n, columns: n) { i, j in i >= j ? found[i, j] : 0 }
        return productRatio(a, l.inDouble * l.inDouble.transposed)
      }
      #expect(worst.value < 30, "\(worst)")
    }
    try forBothScalars { try check($0) }
  }

  /// QR decompositions of all shapes, and the whole product of the reflections.
  @Test(arguments: versions) func qr(bytes: Int32) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let letter = letter(Scalar.self)
      for columns: (Int) -> Int in [{ $0 }, { 1 + 2 * $0 % 32 }] {
        let worst = try worstRatio("QR kernel", of: Self.shapes(columns)) {
          (a: MatrixView<Scalar>) in
          let (m, n) = (a.rows, a.columns)
          let k = min(m, n)
          var (entries, stride) = Self.padded(a)
          var scales = [Scalar](repeating: 0, count: k)
          unsafe fa_qr(letter, bytes, &entries, m, n, stride, &scales)
          let factors = Self.matrix(entries, stride, n)
          let r = Matrix<Scalar>(rows: m, columns: n) { i, j in i <= j ? factors[i, j] : 0 }
          var (q, qStride) = Self.padded(
            Matrix<Scalar>(rows: m, columns: m) { i, j in j < k ? factors[i, j] : 99 })
          unsafe fa_reflection_product(letter, bytes, &q, m, m, k, qStride, scales)
          let product = Self.matrix(q, qStride, m)
          return larger(
            productRatio(a, product.inDouble * r.inDouble), orthonormalityRatio(product))
        }
        #expect(worst.value < 30, "\(worst)")
      }
    }
    try forBothScalars { try check($0) }
  }
}
