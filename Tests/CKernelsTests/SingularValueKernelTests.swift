import CKernels
import FALinalg
import TestSupport
import Testing

/// The kernel of singular values, for every length of vectors that it has.
@Suite(.mustEnd) struct SingularValueKernelTests {
  static let versions = [16, 32].filter { $0 <= fa_vector_bytes() }

  @Test(arguments: versions) func double(bytes: Int32) throws {
    try check(bytes, Double.self)
  }

  @Test(arguments: versions) func float(bytes: Int32) throws {
    try check(bytes, Float.self)
  }

  /// Matrices of a shape: spread and clustered values, low rank, blocks, zeros on the diagonal of a
  /// bidiagonal matrix, and rows and columns graded either way, in single precision to where most
  /// squares underflow.
  private func matrices<Scalar: BLASScalar>(_ m: Int, _ n: Int) -> [(String, Matrix<Scalar>)] {
    let noise: Matrix<Scalar> = RandomStream(seed: 6, name: "noise").normal(m, n)
    let thin: Matrix<Scalar> = RandomStream(seed: 6, name: "thin").normal(m, 2)
    let flat: Matrix<Scalar> = RandomStream(seed: 6, name: "flat").normal(2, n)
    func fromNoise(_ factor: (Int, Int) -> Scalar) -> Matrix<Scalar> {
      Matrix(rows: m, columns: n) { i, j in noise[i, j] * factor(i, j) }
    }
    func grade(_ index: Int) -> Scalar {
      Scalar(sign: .plus, exponent: Scalar.Exponent(-2 * index), significand: 1)
    }
    return [
      ("noise", noise), ("rank two", thin * flat), ("zero", .zeros(m, n)),
      ("near a multiple of the identity", fromNoise { i, j in i == j ? 9 : 0.01 }),
      ("blocks", fromNoise { i, j in i / 5 == j / 5 ? 1 : 0 }),
      ("bidiagonal", fromNoise { i, j in i == j || i + 1 == j ? 1 : 0 }),
      ("zeros on the diagonal", fromNoise { i, j in (i == j && i % 4 != 2) || i + 1 == j ? 1 : 0 }),
      ("falling rows", fromNoise { i, _ in grade(i) }),
      ("rising rows", fromNoise { i, _ in grade(m - i) }),
      ("falling columns", fromNoise { _, j in grade(j) }),
      ("rising columns", fromNoise { _, j in grade(n - j) }),
      ("falling, then rising", fromNoise { i, j in grade(abs(2 * i - m)) * grade(abs(2 * j - n)) }),
    ]
  }

  /// All orders, square and tall, thin and full, within LAPACK's pass mark.
  private func check<Scalar: BLASScalar>(_ bytes: Int32, _: Scalar.Type) throws {
    let most = Int(FA_LARGEST_ORDER)
    var all: [(String, Matrix<Scalar>)] = []
    for n in 1...most {
      for m in n % 3 == 2 ? [n, n + 3, 2 * n] : [n] { all += matrices(m, n) }
    }
    let worst = try worstRatio("kernel of singular values", of: all) { a in
      let (m, n) = (a.rows, a.columns)
      let elements = a.elements
      var alone = [Scalar](repeating: 0, count: n)
      let converged = unsafe fa_singular_values(
        letter(Scalar.self), bytes, elements, m, n, &alone, nil, n, nil, 0)
      #expect(converged == 1)
      var ratio = 0.0
      for leftColumns in Set([n, m]) {
        var (values, again) = (alone, alone)
        var left = Matrix<Scalar>.zeros(m, leftColumns)
        var (leftRows, right) = (Matrix(left.transposed), Matrix<Scalar>.zeros(n, n))
        var rightRows = right
        let both = unsafe [
          left.withUnsafeMutableElements { left in
            unsafe rightRows.withUnsafeMutableElements { right in
              unsafe fa_singular_values(
                letter(Scalar.self), bytes, elements, m, n, &values, left.baseAddress, leftColumns,
                right.baseAddress, 0)
            }
          },
          leftRows.withUnsafeMutableElements { left in
            unsafe right.withUnsafeMutableElements { right in
              unsafe fa_singular_values(
                letter(Scalar.self), bytes, elements, m, n, &again, left.baseAddress, leftColumns,
                right.baseAddress, 1)
            }
          },
        ]
        #expect(both == [1, 1])
        #expect(again == values && leftRows.transposed == left.view)
        #expect(right.transposed == rightRows.view)
        #expect(values.allSatisfy { $0.sign == .plus })
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
        let u = left[0..<m, 0..<n].inDouble
        let diagonal = Matrix(diagonal: values)
        ratio = [
          ratio, productRatio(a, u * diagonal.inDouble * rightRows.inDouble),
          orthonormalityRatio(left), orthonormalityRatio(right),
          productRatio(Matrix(diagonal: alone).view, diagonal.inDouble),
        ].reduce(0, larger)
      }
      return ratio
    }
    #expect(worst.value < 50, "\(worst)")
  }
}
