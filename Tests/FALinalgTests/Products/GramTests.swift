import FALinalg
import Synchronization
import TestSupport
import Testing

/// Products that are split along the inner dimension, and products of a matrix with itself.
@Suite struct GramTests {
  private static let passMark = 16.0

  /// (rows, columns): below and above where `syrk` takes over, and where k is split, in one part
  /// and in two.
  static let shapes = [
    (0, 3), (3, 0), (1, 1), (5, 3), (3, 5), (40, 40), (200, 70), (70, 200), (9000, 6), (700, 25),
    (60_000, 4), (3000, 33), (2100, 64),
  ]

  @Test(arguments: scalarTypes, shapes)
  func gramAgainstExactProducts(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let a = Matrix<Scalar>.seeded(m, n)
      let exact = ExactProduct(Matrix(a.transposed), a)
      let seed = Matrix<Scalar>.seeded(n, n, seed: 2)
      let old = seed + seed.transposed
      let layouts: [any MatrixProtocol<Scalar>] = [
        a, a.padded, Matrix(a.transposed).transposed, Strided(a),
      ]
      func ratio(_ a: some MatrixProtocol<Scalar>, _ alpha: Scalar, _ beta: Scalar) -> Double {
        var c = beta == 0 ? Matrix(rows: n, columns: n, repeating: .nan) : old
        multiplyGram(of: a, into: &c, alpha: alpha, beta: beta)
        #expect(c == Matrix(c.transposed), "not symmetric")
        return exact.ratio(of: c, alpha: alpha, beta: beta, old: old)
      }
      onThreadCounts { threads in
        for layout in layouts {
          for (alpha, beta) in [(1, 0), (0.7, 1.3), (-1, 1)] as [(Scalar, Scalar)] {
            #expect(ratio(layout, alpha, beta) < Self.passMark, "on \(threads) threads")
          }
          #expect(
            relativeDifference(layout.gram, layout.transposed * layout) <= 1e4 * Scalar.epsilon)
        }
      }
    }
    check(scalar)
  }

  /// Products with a long inner dimension, of a tall matrix with a small one, and of a large matrix with a few vectors on either side,
  /// in every layout.
  @Test(
    arguments: scalarTypes,
    [
      (6, 5, 9000), (1, 30, 9000), (33, 20, 5000), (64, 64, 2100), (3, 7001, 64), (1203, 7, 300),
      (10, 517, 411), (258, 24, 777), (24, 190, 301), (5000, 41, 43),
    ])
  func splitProducts(scalar: any BLASScalar.Type, shape: (Int, Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n, k) = shape
      let a = Matrix<Scalar>.seeded(m, k, seed: 1)
      let b = Matrix<Scalar>.seeded(k, n, seed: 2)
      let old = Matrix<Scalar>.seeded(m, n, seed: 3)
      let exact = ExactProduct(a, b)
      let left: [any MatrixProtocol<Scalar>] = [a, Matrix(a.transposed).transposed, a.padded]
      let right: [any MatrixProtocol<Scalar>] = [b, Matrix(b.transposed).transposed, b.padded]
      func ratio(
        _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>, _ alpha: Scalar,
        _ beta: Scalar
      ) -> Double {
        // In a block of a larger matrix: the parts must respect its leading dimension.
        var whole = Matrix<Scalar>(rows: m + 3, columns: n + 1, repeating: 9)
        whole[1..<(m + 1), 0..<n] =
          beta == 0 ? Matrix(rows: m, columns: n, repeating: .nan).view : old.view
        multiply(a, b, into: &whole[1..<(m + 1), 0..<n], alpha: alpha, beta: beta)
        #expect(whole.row(0).minimum == 9 && whole[(m + 1)..., ...].maximum == 9)
        return exact.ratio(
          of: Matrix(whole[1..<(m + 1), 0..<n]), alpha: alpha, beta: beta, old: old)
      }
      onThreadCounts { threads in
        for a in left {
          for b in right {
            for (alpha, beta) in [(1, 0), (0.7, 1.3), (-1, 1)] as [(Scalar, Scalar)] {
              #expect(ratio(a, b, alpha, beta) < Self.passMark, "on \(threads) threads")
            }
          }
        }
      }
    }
    check(scalar)
  }

  /// The same bits every time for a given number of threads, whoever computed which part, also when
  /// several tasks multiply at once.
  @Test(arguments: scalarTypes)
  func splitProductsAreReproducible(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(20_000, 8)
      let (b, few) = (a.reshaped(400, 400), Matrix<Scalar>.seeded(400, 9))
      onThreadCounts([2, 3, 8]) { threads in
        let (first, second) = (a.transposed * a, b * few)
        let differences = Atomic(0)
        concurrently(8) { _ in
          BLAS.withThreads(threads) {
            for _ in 0..<20 where a.transposed * a != first || b * few != second {
              differences.add(1, ordering: .relaxed)
            }
          }
        }
        let found = differences.load(ordering: .relaxed)
        #expect(found == 0, "on \(threads) threads")
      }
    }
    check(scalar)
  }
}
