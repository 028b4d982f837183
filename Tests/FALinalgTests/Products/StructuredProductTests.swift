import FALinalg
import TestSupport
import Testing

@Suite struct StructuredProductTests {
  private static let passMark = 16.0

  /// The matrix with everything but one triangle replaced, by NaN where it must not be read.
  private func triangle<Scalar>(
    _ a: Matrix<Scalar>, _ triangle: BLASTriangle, diagonal: BLASDiagonal = .stored,
    elsewhere: Scalar
  ) -> Matrix<Scalar> {
    Matrix(rows: a.rows, columns: a.columns) { i, j in
      if i == j { return diagonal == .stored ? a[i, j] : elsewhere.isNaN ? elsewhere : 1 }
      return (triangle == .lower) == (i > j) ? a[i, j] : elsewhere
    }
  }

  private func layouts<Scalar>(_ a: Matrix<Scalar>) -> [any MatrixProtocol<Scalar>] {
    [
      a, a.padded, Matrix(a.transposed).transposed, Matrix(a.transposed).padded.transposed,
      Strided(a),
    ]
  }

  @Test(arguments: scalarTypes, [(0, 0), (1, 1), (5, 3), (3, 5), (40, 33)])
  func symmetric(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let b = Matrix<Scalar>.seeded(m, n, seed: 2)
      let old = Matrix<Scalar>.seeded(m, n, seed: 3)
      for side in [BLASSide.left, .right] {
        let order = side == .left ? m : n
        let half = Matrix<Scalar>.seeded(order, order)
        let a = half + half.transposed
        let exact = side == .left ? ExactProduct(a, b) : ExactProduct(b, a)
        for part in [BLASTriangle.lower, .upper] {
          let read = triangle(a, part, elsewhere: .nan)
          func ratio(
            _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>, _ alpha: Scalar,
            _ beta: Scalar
          ) -> Double {
            var c = beta == 0 ? Matrix(rows: m, columns: n, repeating: .nan) : old
            multiplySymmetric(a, b, triangle: part, side: side, into: &c, alpha: alpha, beta: beta)
            return exact.ratio(of: c, alpha: alpha, beta: beta, old: old)
          }
          for left in layouts(read) {
            for right in layouts(b) {
              for (alpha, beta) in [(1, 0), (0.7, 1.3)] as [(Scalar, Scalar)] {
                #expect(ratio(left, right, alpha, beta) < Self.passMark, "\(side) \(part)")
              }
            }
          }
        }
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes, [(0, 0), (1, 1), (5, 3), (3, 5), (40, 33)])
  func triangular(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let b = Matrix<Scalar>.seeded(m, n, seed: 2)
      for side in [BLASSide.left, .right] {
        let order = side == .left ? m : n
        // Dominated by its diagonal, so that both systems are well conditioned.
        var a = (1 / Scalar(order + 1)) * Matrix<Scalar>.seeded(order, order)
        a.addToDiagonal(2)
        for part in [BLASTriangle.lower, .upper] {
          for diagonal in [BLASDiagonal.stored, .ones] {
            let read = triangle(a, part, diagonal: diagonal, elsewhere: .nan)
            let whole = triangle(a, part, diagonal: diagonal, elsewhere: 0)
            let exact = side == .left ? ExactProduct(whole, b) : ExactProduct(b, whole)
            func products(_ a: some MatrixProtocol<Scalar>) {
              var c = b
              c.multiplyTriangular(part, of: a, side: side, diagonal: diagonal, alpha: 0.7)
              #expect(exact.ratio(of: c, alpha: 0.7, beta: 0, old: b) < Self.passMark)
              var x = b
              x.solveTriangular(part, of: a, side: side, diagonal: diagonal, alpha: 0.7)
              let product =
                side == .left
                ? Matrix<Double>(converting: whole) * Matrix<Double>(converting: x)
                : Matrix<Double>(converting: x) * Matrix<Double>(converting: whole)
              let bound = 30 * Double(order + 1) * Scalar.epsilon
              #expect(relativeDifference(product, 0.7 * Matrix<Double>(converting: b)) <= bound)
            }
            for layout in layouts(read) { products(layout) }
          }
        }
      }
    }
    check(scalar)
  }

  /// Small triangles on the right of many rows, from the shapes that have a kernel of their own to
  /// those just beyond, on a part of a larger matrix whose other entries stay.
  @Test(arguments: scalarTypes, [(255, 4), (256, 1), (300, 2), (301, 5), (1000, 16), (300, 17)])
  func tallSolutions(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, order) = shape
      let b = Matrix<Scalar>.seeded(m, order, seed: 2)
      var a = (1 / Scalar(order + 1)) * Matrix<Scalar>.seeded(order, order)
      a.addToDiagonal(2)
      let bound = 30 * Double(order + 1) * Scalar.epsilon
      for part in [BLASTriangle.lower, .upper] {
        for diagonal in [BLASDiagonal.stored, .ones] {
          let read = triangle(a, part, diagonal: diagonal, elsewhere: .nan)
          let whole = Matrix<Double>(
            converting: triangle(a, part, diagonal: diagonal, elsewhere: 0))
          func solve(_ a: some MatrixProtocol<Scalar>) {
            var larger = Matrix<Scalar>(rows: m + 3, columns: order + 2, repeating: 7)
            larger[1..<(m + 1), 1..<(order + 1)] = b
            larger[1..<(m + 1), 1..<(order + 1)]
              .solveTriangular(part, of: a, side: .right, diagonal: diagonal)
            let x = Matrix<Double>(converting: larger[1..<(m + 1), 1..<(order + 1)])
            #expect(
              relativeDifference(x * whole, Matrix<Double>(converting: b)) <= bound,
              "\(part) \(diagonal)")
            larger[1..<(m + 1), 1..<(order + 1)] = Matrix(rows: m, columns: order, repeating: 7)
            #expect(larger == Matrix(rows: m + 3, columns: order + 2, repeating: 7))
          }
          for layout in layouts(read) { solve(layout) }
        }
      }
    }
    check(scalar)
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      var b = Matrix<Double>.zeros(3, 2)
      b.multiplyTriangular(.lower, of: Matrix<Double>.zeros(2, 2))
    }
    await #expect(processExitsWith: .failure) {
      var b = Matrix<Double>.zeros(3, 2)
      b.solveTriangular(.lower, of: Matrix<Double>.zeros(3, 2))
    }
    await #expect(processExitsWith: .failure) {
      var c = Matrix<Double>.zeros(3, 2)
      multiplySymmetric(Matrix<Double>.zeros(2, 2), Matrix<Double>.zeros(3, 2), into: &c)
    }
    await #expect(processExitsWith: .failure) {
      var c = Matrix<Double>.zeros(3, 3)
      multiplyGram(of: Matrix<Double>.zeros(3, 2), into: &c)
    }
  }
}
