import CKernels
import FALinalg
import TestSupport
import Testing

/// The kernel of distances, for every length of vectors that it has.
@Suite struct DistanceKernelTests {
  static let versions = [16, 32, 64].filter { $0 <= fa_vector_bytes() }

  @Test(arguments: versions) func double(bytes: Int32) { check(bytes, Double.self) }
  @Test(arguments: versions) func float(bytes: Int32) { check(bytes, Float.self) }

  /// Every remainder of the points, points by rows and by columns, with gaps between the columns of the
  /// result that stay as they are: the bits of the operations of the language.
  private func check<Scalar: BLASScalar>(_ bytes: Int32, _: Scalar.Type) {
    let (stream, other) = (
      RandomStream(seed: 5, name: "points"), RandomStream(seed: 5, name: "others")
    )
    for (count, otherCount, dimension) in (0..<70).map({ ($0, $0 % 4, 1 + $0 % 5) }) + [
      (150, 9, 40)
    ] {
      let (stride, outStride) = (count + 3, count + 1)
      let points = (stream.normal(stride, dimension) as Matrix<Scalar>).elements
      for isByRows in [false, true] {
        let others = (other.normal(otherCount, dimension) as Matrix<Scalar>).elements
        let (row, column) = isByRows ? (dimension, 1) : (1, max(1, otherCount))
        for squared in [true, false] {
          var out = [Scalar](repeating: 7, count: outStride * otherCount + 1)
          var expected = out
          for j in 0..<otherCount {
            for i in 0..<count {
              var square: Scalar = 0
              for k in 0..<dimension {
                let difference = points[i + k * stride] - others[j * row + k * column]
                square += difference * difference
              }
              expected[i + j * outStride] = squared ? square : square.squareRoot()
            }
          }
          let areAccurate = unsafe fa_distances(
            letter(Scalar.self), bytes, points, stride, count, others, row, column, otherCount,
            dimension, squared ? 1 : 0, &out, outStride)
          #expect(out == expected, "\(count) points, \(otherCount) others")
          #expect(areAccurate == 1)
        }
      }
    }
  }

  /// Wherever a square stands that is zero or near the ends of the range, it shows.
  @Test(arguments: versions) func ends(bytes: Int32) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for place in 0..<67 {
        for end in [0, Scalar.leastNormalMagnitude, .greatestFiniteMagnitude] {
          var points = [Scalar](repeating: 1, count: 67)
          points[place] = end
          var out = points
          let areAccurate = unsafe fa_distances(
            letter(Scalar.self), bytes, points, 67, 67, [0 as Scalar], 1, 1, 1, 1, 0, &out, 67)
          #expect(areAccurate == 0, "\(end) at \(place)")
        }
      }
    }
    check(Double.self)
    check(Float.self)
  }
}
