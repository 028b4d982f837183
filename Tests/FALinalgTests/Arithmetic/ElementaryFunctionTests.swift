import FALinalg
import Foundation
import TestSupport
import Testing

/// exp, log and tanh of every entry, against the C library's functions for one number.
@Suite struct ElementaryFunctionTests {
  private func reference(_ function: ElementaryFunction, _ x: Double) -> Double {
    switch function {
    case .exp: Foundation.exp(x)
    case .log: Foundation.log(x)
    case .tanh: Foundation.tanh(x)
    }
  }

  /// Numbers of every size that the function can take, and those at its limits.
  private func arguments<Scalar: BLASScalar>(
    _ function: ElementaryFunction, as _: Scalar.Type
  ) -> [Scalar] {
    let stream = RandomStream(seed: 6, name: "arguments")
    let uniform: Matrix<Scalar> = stream.normal(1000, 1)
    let limits: [Scalar] = [
      0, -0.0, 1, -1, .leastNonzeroMagnitude, .leastNormalMagnitude, .ulpOfOne,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan, 0.5,
      1 + .ulpOfOne, 1 - .ulpOfOne / 2, 20, -20, 88, -88, 89, -104, 700, -700, 710, -746,
    ]
    let sizes: [Scalar] = (-40..<40).map {
      Scalar(sign: .plus, exponent: Scalar.Exponent($0), significand: 1.37)
    }
    var all: [Scalar] = Array(uniform) + limits + sizes
    for x in sizes { all.append(-x) }
    if function == .log { all += all.map { $0.magnitude } }
    return all
  }

  /// Within 3 units in the last place, and one for the rounding of the reference.
  @Test(arguments: scalarTypes, ElementaryFunction.allCases)
  func valuesAreAccurate(scalar: any BLASScalar.Type, function: ElementaryFunction) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let arguments = arguments(function, as: Scalar.self)
      for (x, found) in zip(arguments, arguments.map(function)) {
        let exact = reference(function, Double(x))
        let expected = Scalar(exact)
        if expected.isNaN {
          #expect(found.isNaN, "\(function) of \(x)")
        } else if expected.isInfinite || exact == 0 {
          #expect(found == expected, "\(function) of \(x)")
        } else {
          let unit = Double(max(expected.magnitude, .leastNormalMagnitude).ulp)
          #expect((Double(found) - exact).magnitude <= 4 * unit, "\(function) of \(x): \(found)")
        }
      }
    }
    check(scalar)
  }

  /// A value does not depend on where the entry stands, nor on the form of the call.
  @Test(arguments: scalarTypes, ElementaryFunction.allCases)
  func placesDoNotMatter(scalar: any BLASScalar.Type, function: ElementaryFunction) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(19, 7).map { $0.magnitude + 0.1 }
      let expected = Matrix<Scalar>(rows: 19, columns: 7) { i, j in [a[i, j]].map(function)[0] }
      #expect(a.map(function) == expected && a.padded.map(function) == expected)
      #expect(a.transposed.map(function) == Matrix(expected.transposed))
      #expect(Strided(a).map(function) == expected)
      var (b, c, x) = (a, Matrix(a.padded), Array(a))
      b.mapInPlace(function)
      x.mapInPlace(function)
      c[3..<8, 1..<4].mapInPlace(function)
      #expect(b == expected && x == Array(expected))
      #expect(c[3..<8, 1..<4] == expected[3..<8, 1..<4] && c[2, ...] == a[2, ...])
      #expect(Matrix<Scalar>.zeros(0, 3).map(function) == .zeros(0, 3))
    }
    check(scalar)
  }
}
