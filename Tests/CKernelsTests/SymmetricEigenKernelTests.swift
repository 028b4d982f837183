import CKernels
import FALinalg
import TestSupport
import Testing

/// The kernel of symmetric eigenvectors, for every length of vectors that it has.
@Suite struct SymmetricEigenKernelTests {
  static let versions = [16, 32].filter { $0 <= fa_vector_bytes() }

  @Test(arguments: versions) func double(bytes: Int32) throws {
    try check(bytes, Double.self)
  }

  @Test(arguments: versions) func float(bytes: Int32) throws {
    try check(bytes, Float.self)
  }

  /// All orders, within LAPACK's pass mark: spread eigenvalues, rank two, blocks, and entries so
  /// graded that most squares underflow in single precision.
  private func check<Scalar: BLASScalar>(_ bytes: Int32, _: Scalar.Type) throws {
    let matrices = (1...FA_LARGEST_ORDER).map(Int.init).flatMap { order in
      let noise: Matrix<Scalar> = RandomStream(seed: 5, name: "noise").normal(order, order)
      let thin: Matrix<Scalar> = RandomStream(seed: 5, name: "thin").normal(order, 2)
      let blocks = Matrix<Scalar>(rows: order, columns: order) { i, j in
        i / 3 == j / 3 ? noise[i, j] + noise[j, i] : 0
      }
      let graded = Matrix<Scalar>(rows: order, columns: order) { i, j in
        let shrunk = (0..<(i + j)).reduce(Scalar(0x1p-15)) { size, _ in size * 0.63 }
        return shrunk * Scalar(1 + 7 * (i + j) % 5)
      }
      return [
        ("noise", noise + noise.transposed), ("rank two", thin * thin.transposed),
        ("blocks", blocks), ("graded", graded), ("identity", .identity(order)),
      ]
    }
    let worst = try worstRatio("kernel of symmetric eigenvectors", of: matrices) { a in
      let order = a.rows
      var vectors = Matrix(a)
      var rest = vectors
      var values = [Scalar](repeating: 0, count: order)
      var alone = values
      let missing = unsafe [
        vectors.withUnsafeMutableElements {
          unsafe fa_symmetric_eigen(
            letter(Scalar.self), bytes, $0.baseAddress.unsafelyUnwrapped, order, &values, 1)
        },
        rest.withUnsafeMutableElements {
          unsafe fa_symmetric_eigen(
            letter(Scalar.self), bytes, $0.baseAddress.unsafelyUnwrapped, order, &alone, 0)
        },
      ]
      #expect(missing == [0, 0])
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
      let v = vectors.inDouble
      return [
        productRatio(a, v * Matrix(diagonal: values).inDouble * v.transposed),
        orthonormalityRatio(vectors),
        productRatio(Matrix(diagonal: values).view, Matrix(diagonal: alone).inDouble),
      ].reduce(0, larger)
    }
    #expect(worst.value < 30, "\(worst)")
  }
}
