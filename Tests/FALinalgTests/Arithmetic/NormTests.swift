import FALinalg
import Foundation
import TestSupport
import Testing

/// The layouts that norms are computed in.
private func layouts<Scalar>(_ a: Matrix<Scalar>) -> [any MatrixProtocol<Scalar>] {
  [
    a, a.padded, Matrix(a.transposed).transposed, Matrix(a.transposed).padded.transposed,
    Strided(a),
  ]
}

@Suite struct NormTests {
  struct Reference: Decodable {
    let name: String
    let matrix: FixtureMatrix
    let frobeniusNorm: Double
    let oneNorm: Double
    let infinityNorm: Double
  }

  @Test(arguments: scalarTypes)
  func normsOfTheFixtures(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for reference in try fixture("decompositions", in: .module, as: [Reference].self) {
        let matrix = reference.matrix.matrix(as: Scalar.self)
        // The sum of up to 54 rounded terms; the root halves its relative error.
        let tolerance = 54 * Scalar.epsilon
        func near(_ value: Scalar, _ exact: Double) -> Bool {
          (Double(value) - exact).magnitude <= tolerance * exact
        }
        func norms(_ a: some MatrixProtocol<Scalar>) {
          #expect(near(a.frobeniusNorm, reference.frobeniusNorm), "\(reference.name)")
          #expect(near(a.oneNorm, reference.oneNorm), "\(reference.name)")
          #expect(near(a.infinityNorm, reference.infinityNorm), "\(reference.name)")
          #expect(a.maximumMagnitude == matrix.elements.map(\.magnitude).max())
        }
        for layout in layouts(matrix) { norms(layout) }
      }
    }
    try check(scalar)
  }

  /// Squares that overflow, vanish, or do both at once, and entries that are subnormal.
  @Test(arguments: scalarTypes)
  func frobeniusNormAtTheEndsOfTheRange(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let big = Scalar.greatestFiniteMagnitude.squareRoot() * 1024
      let small = Scalar.leastNormalMagnitude.squareRoot() / 1024
      let signs = Matrix<Scalar>(rows: 30, columns: 30) { i, j in (i + j) % 2 == 0 ? 1 : -1 }
      let entries = [
        big, small, Scalar(Scalar.self == Float.self ? 1e30 : 1e200),
        Scalar(Scalar.self == Float.self ? 1e-30 : 1e-200), Scalar.greatestFiniteMagnitude / 64,
        Scalar.leastNormalMagnitude,
      ]
      func norm(_ a: some MatrixProtocol<Scalar>) -> Scalar { a.frobeniusNorm }
      for entry in entries {
        // 900 equal terms: the norm is thirty entries. Sums of n terms err by n units at most.
        for layout in layouts(entry * signs) {
          let ratio = Double(norm(layout) / entry)
          #expect((ratio - 30).magnitude <= 900 * 30 * Scalar.epsilon, "\(entry)")
        }
      }
      // Subnormal: four times four equal numbers, whose norm is four of them exactly.
      let least = Matrix<Scalar>(rows: 4, columns: 4, repeating: .leastNonzeroMagnitude)
      for layout in layouts(least) { #expect(norm(layout) == 4 * .leastNonzeroMagnitude) }
      // Both ends at once: the small entries vanish beside the large ones.
      let mixed = Matrix<Scalar>(rows: [[small, 3 * big], [4 * big, small]])
      for layout in layouts(mixed) {
        #expect((norm(layout) / big - 5).magnitude <= 20 * Scalar.ulpOfOne)
      }
    }
    check(scalar)
  }

  /// A NaN anywhere makes every norm NaN; infinity makes it infinite.
  @Test(arguments: scalarTypes)
  func nonFiniteEntriesComeThrough(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      func norms(_ a: some MatrixProtocol<Scalar>) -> [Scalar] {
        [a.frobeniusNorm, a.oneNorm, a.infinityNorm, a.maximumMagnitude]
      }
      for index in 0..<12 {
        var a = Matrix<Scalar>(rows: 3, columns: 4) { i, j in Scalar(i + j) }
        a[index % 3, index / 3] = .nan
        for layout in layouts(a) { #expect(norms(layout).allSatisfy { $0.isNaN }, "at \(index)") }
        // Infinity before or after it changes nothing.
        a[(index + 5) % 12 % 3, (index + 5) % 12 / 3] = .infinity
        for layout in layouts(a) { #expect(norms(layout).allSatisfy { $0.isNaN }, "at \(index)") }
        a[index % 3, index / 3] = 1
        for layout in layouts(a) { #expect(norms(layout).allSatisfy { $0 == .infinity }) }
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func frobeniusInnerProduct(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for (m, n) in [(0, 3), (1, 1), (1, 9), (9, 1), (6, 5), (17, 30)] {
        // Whole numbers below 12: products and sums are exact.
        let a = Matrix<Scalar>(rows: m, columns: n) { i, j in Scalar((3 * i + 5 * j) % 12) }
        let b = Matrix<Scalar>(rows: m, columns: n) { i, j in Scalar((7 * i + j) % 11 - 5) }
        let exact = zip(a.elements, b.elements).reduce(Scalar(0)) { $0 + $1.0 * $1.1 }
        func product(
          _ x: some MatrixProtocol<Scalar>, _ y: some MatrixProtocol<Scalar>
        ) -> Scalar { x.frobeniusInnerProduct(y) }
        for left in layouts(a) {
          for right in layouts(b) { #expect(product(left, right) == exact) }
        }
        let nearlySquare = Double(a.frobeniusNorm * a.frobeniusNorm)
        let square = Double(a.frobeniusInnerProduct(a))
        #expect((square - nearlySquare).magnitude <= 8 * Scalar.epsilon * square)
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func checkFiniteNamesTheFirstBadEntry(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      func first(_ a: some MatrixProtocol<Scalar>) -> LinearAlgebraError? {
        do throws(LinearAlgebraError) {
          try a.checkFinite()
          return nil
        } catch { return error }
      }
      let extremes: [Scalar] = [
        .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0,
      ]
      let finite = Matrix(rows: 2, columns: 2, columnMajor: extremes)
      for layout in layouts(finite) { #expect(first(layout) == nil) }
      for bad in [Scalar.nan, .infinity, -.infinity, .signalingNaN] {
        for (row, column) in [(0, 0), (3, 0), (0, 2), (2, 1), (3, 4)] {
          var a = Matrix<Scalar>(rows: 4, columns: 5, repeating: .greatestFiniteMagnitude)
          a[row, column] = bad
          // Later ones in column-major order do not matter, not even in an earlier row.
          a[3, 4] = .nan
          if column < 4 { a[0, 4] = .infinity }
          for layout in layouts(a) {
            #expect(first(layout) == .nonFinite(row: row, column: column))
          }
        }
      }
    }
    try check(scalar)
  }
}
