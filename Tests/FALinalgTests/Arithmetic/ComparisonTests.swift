import FALinalg
import Foundation
import TestSupport
import Testing

@Suite struct ComparisonTests {
  @Test(arguments: scalarTypes)
  func approximateEquality(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>(rows: [[3, 0], [0, 4]])
      // The Frobenius norm is 5: differences are measured against that.
      let b = Matrix<Scalar>(rows: [[3, 0.5], [0, 4]])
      #expect(a.isApproximatelyEqual(to: a))
      #expect(a.isApproximatelyEqual(to: b, relativeTolerance: 0.1))
      #expect(!a.isApproximatelyEqual(to: b, relativeTolerance: 0.0985))
      #expect(a.isApproximatelyEqual(to: b, absoluteTolerance: 0.5, relativeTolerance: 0))
      #expect(!a.isApproximatelyEqual(to: b, absoluteTolerance: 0.49, relativeTolerance: 0))
      #expect(!a.isApproximatelyEqual(to: b))
      // The largest entry is 4, and 0.5 is more than a tenth of it.
      #expect(!a.isApproximatelyEqual(to: b, relativeTolerance: 0.1, norm: \.maximumMagnitude))
      #expect(a.isApproximatelyEqual(to: b, relativeTolerance: 0.125, norm: \.maximumMagnitude))
      #expect(a.isApproximatelyEqual(to: (1 + Scalar.ulpOfOne) * a))
      #expect(a.padded.isApproximatelyEqual(to: Matrix(a.transposed).transposed))
      // Shapes, zeros, and what is not a number.
      #expect(!a.isApproximatelyEqual(to: Matrix<Scalar>.zeros(2, 3)))
      let zero = Matrix<Scalar>.zeros(2, 2)
      #expect(!zero.isApproximatelyEqual(to: Scalar.leastNormalMagnitude * a))
      #expect(zero.isApproximatelyEqual(to: -1 * zero))
      let nan = Matrix<Scalar>(rows: [[.nan]])
      #expect(!nan.isApproximatelyEqual(to: nan, absoluteTolerance: .infinity))
      let infinite = Matrix<Scalar>(rows: [[.infinity, 1]])
      #expect(infinite.isApproximatelyEqual(to: infinite))
      #expect(!infinite.isApproximatelyEqual(to: Matrix<Scalar>(rows: [[.infinity, 1.5]])))
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func equalityOfNaNAndZero(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      var a = Matrix<Scalar>.seeded(40, 30)
      a[7, 9] = 0
      var b = Matrix(rows: 40, columns: 30) { a[$0, $1] }
      b[7, 9] = -0.0
      for other in [b.view, b.padded, Matrix(b.transposed).transposed] {
        #expect(a.view == other && a.view.hashValue == other.hashValue)
      }
      #expect(a == b && a.hashValue == b.hashValue && Set([a, b]).count == 1)
      // NaN equals nothing, whether or not the storage is shared.
      b[39, 29] = .nan
      let copy = b
      #expect(b != copy && b.view != copy.view && b.transposed != copy.transposed)
      #expect(b != a)
      // A difference in any place is found.
      for (row, column) in [(0, 0), (39, 0), (17, 13), (39, 29)] {
        var c = a
        c[row, column] += 1
        #expect(c != a && c.view != a.padded)
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes, [(3, 2), (0, 4), (1, 1)])
  func codingRoundTrip(scalar: any BLASScalar.Type, shape: (Int, Int)) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let a = Matrix<Scalar>.seeded(shape.0, shape.1)
      let data = try JSONEncoder().encode(a)
      #expect(try JSONDecoder().decode(Matrix<Scalar>.self, from: data) == a)
    }
    try check(scalar)
  }

  @Test(arguments: [
    #"{"rows": 2, "columns": 2, "elements": [1, 2, 3]}"#,
    #"{"rows": -1, "columns": -3, "elements": [1, 2, 3]}"#,
    #"{"rows": 4611686018427387904, "columns": 4, "elements": []}"#,
    #"{"rows": 0, "columns": -4, "elements": []}"#,
    #"{"rows": 1, "columns": 1}"#,
    #"{"rows": 1.5, "columns": 2, "elements": [1, 2, 3]}"#,
  ])
  func damagedInputIsRefused(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Matrix<Double>.self, from: Data(json.utf8))
    }
  }

  @Test func theFormatStaysTheSame() throws {
    let json = #"{"rows": 2, "columns": 3, "elements": [1, 4, 2, 5, 3, 6]}"#
    let decoded = try JSONDecoder().decode(Matrix<Float>.self, from: Data(json.utf8))
    #expect(decoded == Matrix(rows: [[1, 2, 3], [4, 5, 6]]))
  }

  @Test(arguments: scalarTypes)
  func spans(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      var a = Matrix<Scalar>(rows: [[1, 2], [3, 4]])
      let shared = a
      #expect(shared.span.count == 4 && shared.span[1] == 3 && shared.span[2] == 2)
      do {
        var changing = a.mutableSpan
        changing[1] = 7
      }
      #expect(a == Matrix(rows: [[1, 2], [7, 4]]))
      #expect(shared == Matrix(rows: [[1, 2], [3, 4]]))
      let place = address(of: a)
      do {
        var changing = a.mutableSpan
        changing[0] = 5
      }
      #expect(address(of: a) == place && a[0, 0] == 5)
    }
    check(scalar)
  }
}
