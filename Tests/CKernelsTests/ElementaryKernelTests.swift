import CKernels
import FALinalg
import Foundation
import TestSupport
import Testing

/// exp, log and tanh, for every length of vectors that they have.
@Suite struct ElementaryKernelTests {
  static let versions = [16, 32, 64].filter { $0 <= fa_vector_bytes() }

  @Test(arguments: versions) func double(bytes: Int32) { check(bytes, Double.self) }

  @Test(arguments: versions) func float(bytes: Int32) { check(bytes, Float.self) }

  /// Every remainder, apart and in place, within 4 units in the last place and one for rounding, and
  /// nothing beyond the last entry.
  private func check<Scalar: BLASScalar>(_ bytes: Int32, _: Scalar.Type) {
    let functions: [(Double) -> Double] = [exp, log, tanh]
    let stream = RandomStream(seed: 2, name: "entries")
    let x = (stream.normal(60, 1) as Matrix<Scalar>).elements.map { $0.magnitude + 0.01 }
    for (number, function) in functions.enumerated() {
      for count in Array(0..<36) + [60] {
        var (apart, inPlace) = ([Scalar](repeating: 7, count: 61), x)
        unsafe x.withUnsafeBufferPointer { x in
          unsafe apart.withUnsafeMutableBufferPointer {
            unsafe fa_elementary(
              Int32(number), letter(Scalar.self), bytes, x.baseAddress, count, $0.baseAddress)
          }
        }
        unsafe inPlace.withUnsafeMutableBufferPointer {
          unsafe fa_elementary(
            Int32(number), letter(Scalar.self), bytes, $0.baseAddress, count, $0.baseAddress)
        }
        for index in 0..<count {
          let exact = function(Double(x[index]))
          #expect((Double(apart[index]) - exact).magnitude <= 5 * Double(Scalar(exact).ulp))
        }
        #expect(Array(apart[..<count]) == Array(inPlace[..<count]))
        #expect(apart[count...].allSatisfy { $0 == 7 } && inPlace[count...] == x[count...])
      }
    }
  }
}
