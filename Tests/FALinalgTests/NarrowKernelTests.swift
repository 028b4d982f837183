import CNarrowProduct
import Testing

/// The kernels of narrow products, for every length of vectors that the processor has.
@Suite struct NarrowKernelTests {
  /// A kernel, by its type of numbers.
  typealias Kernel<Scalar> = (
    Int32, UnsafePointer<Scalar>, Int, Int, Int, UnsafePointer<Scalar>, Int, Int32, Int, Int,
    UnsafeMutablePointer<Scalar>
  ) -> Void

  static let versions = [16, 32, 64].filter { $0 <= fa_vector_bytes() }
  static let sizes = [
    (1, 1), (2, 17), (7, 8), (8, 7), (9, 2), (16, 3), (31, 5), (64, 64), (65, 33), (2051, 6),
  ]

  @Test(arguments: versions) func double(bytes: Int32) {
    unsafe check(bytes, fa_narrow_product_double)
  }

  @Test(arguments: versions) func float(bytes: Int32) {
    unsafe check(bytes, fa_narrow_product_float)
  }

  /// Every remainder of rows, columns and sums, each matrix laid out both ways and with gaps, against
  /// sums of small integers, which are exact in any order.
  private func check<Scalar: BinaryFloatingPoint>(_ bytes: Int32, _ kernel: Kernel<Scalar>) {
    for count in [1, 2, 3, 4, 5, 7, 8, 24, 64] {
      for (inner, width) in Self.sizes {
        for layout in 0..<4 {
          let (isPacked, runsAcross) = (layout & 1 == 0, layout & 2 == 0)
          let (fewRow, fewColumn) = isPacked ? (inner + 1, 1) : (2, 2 * count + 1)
          let stride = (runsAcross ? width : inner) + 3
          let few = integers(fewRow * count + fewColumn * inner)
          let large = integers(stride * (runsAcross ? inner : width))
          // A guard behind the result stays as it is.
          var out = [Scalar](repeating: .nan, count: count * width) + [7]
          unsafe kernel(
            bytes, few.map { Scalar($0) }, fewRow, fewColumn, count, large.map { Scalar($0) },
            stride, runsAcross ? 1 : 0, inner, width, &out)
          var expected = [Int](repeating: 0, count: count * width) + [7]
          for i in 0..<count {
            for j in 0..<width {
              var sum = 0
              for p in 0..<inner {
                let factor = few[i * fewRow + p * fewColumn]
                sum += factor * large[runsAcross ? p * stride + j : p + j * stride]
              }
              expected[i * width + j] = sum
            }
          }
          #expect(
            out == expected.map { Scalar($0) },
            "\(count) rows, \(inner) x \(width), packed \(isPacked), across \(runsAcross)")
        }
      }
    }
  }

  /// Integers from -7 to 7 in no regular order.
  private func integers(_ count: Int) -> [Int] {
    (0..<count).map { ($0 * $0 + 3 * $0 + $0 / 7) % 15 - 7 }
  }
}
