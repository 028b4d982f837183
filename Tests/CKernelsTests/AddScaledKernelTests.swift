import CKernels
import FALinalg
import TestSupport
import Testing

/// The kernel of `a + s b`, for every length of vectors that it has.
@Suite struct AddScaledKernelTests {
  static let versions = [16, 32].filter { $0 <= fa_vector_bytes() }

  @Test(arguments: versions) func double(bytes: Int32) {
    check(bytes, Double.self)
  }

  @Test(arguments: versions) func float(bytes: Int32) {
    check(bytes, Float.self)
  }

  /// Every remainder and every place within a vector, apart and in place: the bits of two operations
  /// of the language, each rounded, and nothing beyond the last entry.
  private func check<Scalar: BLASScalar>(
    _ bytes: Int32, _: Scalar.Type
  ) {
    let stream = RandomStream(seed: 2, name: "entries")
    let a = (stream.normal(120, 1) as Matrix<Scalar>).elements
    let b = (stream.normal(120, 2) as Matrix<Scalar>).elements.suffix(120).map { $0 }
    let scale: Scalar = 0.7
    for start in 0..<9 {
      for count in Array(0..<40) + [100] {
        let end = start + count
        let expected = (start..<end).map { a[$0] + scale * b[$0 + 1] }
        var (apart, inPlace) = (a, a)
        unsafe a.withUnsafeBufferPointer { a in
          unsafe b.withUnsafeBufferPointer { b in
            guard let a = a.baseAddress, let b = b.baseAddress else { return }
            unsafe apart.withUnsafeMutableBufferPointer {
              guard let out = $0.baseAddress else { return }
              unsafe fa_add_scaled(
                letter(Scalar.self), bytes, a + start, Double(scale), b + start + 1, count,
                out + start)
            }
            unsafe inPlace.withUnsafeMutableBufferPointer {
              guard let out = $0.baseAddress else { return }
              unsafe fa_add_scaled(
                letter(Scalar.self), bytes, out + start, Double(scale), b + start + 1, count,
                out + start)
            }
          }
        }
        let whole = Array(a[..<start]) + expected + Array(a[end...])
        #expect(apart == whole && inPlace == whole, "\(count) from \(start)")
      }
    }
  }

  @Test(arguments: versions) func rows(bytes: Int32) {
    checkRows(bytes, Double.self)
    checkRows(bytes, Float.self)
  }

  /// Every remainder of the rows, with gaps between the columns that stay as they are.
  private func checkRows<Scalar: BLASScalar>(_ bytes: Int32, _: Scalar.Type) {
    let stream = RandomStream(seed: 3, name: "entries")
    let (scales, columns) = ((stream.normal(40, 1) as Matrix<Scalar>).elements, 3)
    for rows in 0..<40 {
      let (stride, outStride) = (rows + 2, rows + 1)
      let a = (stream.normal(stride, columns) as Matrix<Scalar>).elements
      var out = [Scalar](repeating: 7, count: outStride * columns)
      var expected = out
      for column in 0..<columns {
        for row in 0..<rows {
          expected[row + column * outStride] = scales[row] * a[row + column * stride]
        }
      }
      unsafe fa_scale_rows(
        letter(Scalar.self), bytes, scales, rows, a, stride, columns, &out, outStride)
      #expect(out == expected, "\(rows) rows")
    }
  }
}
