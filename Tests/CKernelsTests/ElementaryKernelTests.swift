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

  /// Every remainder, apart and in place, within 3 units in the last place and one for rounding, and
  /// nothing beyond the last entry.
  private func check<Scalar: BLASScalar>(_ bytes: Int32, _: Scalar.Type) {
    typealias Kernel = (
      CChar, Int32, UnsafeRawPointer?, Int, UnsafeMutableRawPointer?
    ) -> Void
    let functions: [((Double) -> Double, Kernel)] = unsafe [
      (exp, fa_exp), (log, fa_log), (tanh, fa_tanh),
    ]
    let stream = RandomStream(seed: 2, name: "entries")
    let x = (stream.normal(60, 1) as Matrix<Scalar>).elements.map { $0.magnitude + 0.01 }
    for number in unsafe functions.indices {
      let (function, kernel) = unsafe functions[number]
      for count in Array(0..<36) + [60] {
        var (apart, inPlace) = ([Scalar](repeating: 7, count: 61), x)
        unsafe x.withUnsafeBufferPointer { x in
          unsafe apart.withUnsafeMutableBufferPointer {
            unsafe kernel(letter(Scalar.self), bytes, x.baseAddress, count, $0.baseAddress)
          }
        }
        unsafe inPlace.withUnsafeMutableBufferPointer {
          unsafe kernel(letter(Scalar.self), bytes, $0.baseAddress, count, $0.baseAddress)
        }
        for index in 0..<count {
          let exact = function(Double(x[index]))
          #expect((Double(apart[index]) - exact).magnitude <= 4 * Double(Scalar(exact).ulp))
        }
        #expect(Array(apart[..<count]) == Array(inPlace[..<count]))
        #expect(apart[count...].allSatisfy { $0 == 7 } && inPlace[count...] == x[count...])
      }
    }
  }
}
