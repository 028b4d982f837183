import CKernels
import Testing

/// The kernels that the decompositions of small matrices use, for both lengths of vectors, against
/// plain loops on small integers, which are exact in any order.
@Suite struct SmallOrderKernelTests {
  /// The kernel that reflects columns.
  typealias Reflection<Scalar> = (
    Int32, UnsafePointer<Scalar>, Int, Scalar, UnsafeMutablePointer<Scalar>, Int, Int
  ) -> Void

  typealias Elimination<Scalar> = (
    Int32, UnsafePointer<Scalar>, UnsafePointer<Scalar>, Int, UnsafePointer<Scalar>,
    UnsafeMutablePointer<Scalar>, Int, Int
  ) -> Void

  static let versions = [16, 32].filter { $0 <= fa_vector_bytes() }

  @Test(arguments: versions) func double(bytes: Int32) {
    unsafe checkElimination(bytes, fa_eliminate_double)
    unsafe checkColumns(bytes, fa_reflect_columns_double)
  }

  @Test(arguments: versions) func float(bytes: Int32) {
    unsafe checkElimination(bytes, fa_eliminate_float)
    unsafe checkColumns(bytes, fa_reflect_columns_float)
  }

  private func integers(_ count: Int, seed: Int) -> [Int] {
    (0..<count).map { ($0 * 7 + seed) % 11 - 5 }
  }

  private func checkElimination<Scalar: BinaryFloatingPoint>(
    _ bytes: Int32, _ kernel: Elimination<Scalar>
  ) {
    for count in 0...40 {
      for width in 0...3 {
        let stride = count + 3
        let (first, second) = (integers(count, seed: 1), integers(count, seed: 4))
        let unknowns = integers(stride * width + 2, seed: 5)
        let before = integers(stride * width + 1, seed: 3)
        var (columns, expected) = (before.map { Scalar($0) }, before)
        for start in (0..<width).map({ $0 * stride }) {
          for row in 0..<count {
            expected[start + row] -=
              first[row] * unknowns[start] + second[row] * unknowns[start + 1]
          }
        }
        unsafe kernel(
          bytes, first.map { Scalar($0) }, second.map { Scalar($0) }, count,
          unknowns.map { Scalar($0) }, &columns, stride, width)
        #expect(columns == expected.map { Scalar($0) }, "\(count), \(width)")
      }
    }
  }

  private func checkColumns<Scalar: BinaryFloatingPoint>(
    _ bytes: Int32, _ kernel: Reflection<Scalar>
  ) {
    for count in 0...40 {
      for width in 0...3 {
        let (stride, vector) = (count + 3, [1] + integers(count, seed: 2))
        let before = integers(stride * width + 1, seed: 3)
        var (columns, expected) = (before.map { Scalar($0) }, before)
        for column in 0..<width {
          let start = column * stride
          var sum = 0
          for row in 0...count { sum += vector[row] * before[start + row] }
          for row in 0...count { expected[start + row] -= 2 * sum * vector[row] }
        }
        unsafe kernel(
          bytes, vector.dropFirst().map { Scalar($0) }, count, 2, &columns, stride, width)
        #expect(columns == expected.map { Scalar($0) }, "\(count), \(width)")
      }
    }
  }
}
