import FALinalg
import TestSupport
import Testing

/// LAPACK's own test of its singular value routines: residual ratios over its matrix types.
@Suite struct SVDMatrixTypeTests {
  /// LAPACK's pass mark.
  private static let passMark = 50.0

  static let smallShapes = [
    (0, 0), (0, 3), (3, 0), (1, 1), (1, 9), (9, 1), (2, 2), (3, 5), (10, 10), (40, 12), (12, 40),
    (33, 34),
  ]
  static let largeShapes = [(130, 70), (60, 200), (200, 200)]

  /// The worst ratio met so far, and where.
  private struct Worst {
    var residual = (ratio: 0.0, at: "")
    var left = (ratio: 0.0, at: "")
    var right = (ratio: 0.0, at: "")
    var values = (ratio: 0.0, at: "")

    static func update(_ worst: inout (ratio: Double, at: String), _ ratio: Double, _ at: String) {
      if !(ratio <= worst.ratio) { worst = (ratio, at) }
    }

    var report: String {
      [("residual", residual), ("U'U", left), ("V'V", right), ("values", values)].map {
        let rounded = ($0.1.ratio * 100).rounded() / 100
        return "\($0.0) \(rounded) (\($0.1.at))"
      }.joined(separator: ", ")
    }
  }

  @Test(arguments: scalarTypes, SVDDriver.allCases)
  func smallMatrices(scalar: any BLASScalar.Type, driver: SVDDriver) throws {
    try check(scalar, driver, Self.smallShapes, MatrixType.all)
  }

  @Test(arguments: scalarTypes, SVDDriver.allCases)
  func largeMatrices(scalar: any BLASScalar.Type, driver: SVDDriver) throws {
    let types = [
      MatrixType(.dense(.arithmetic)), MatrixType(.dense(.geometric), .nearUnderflow),
      MatrixType(.dense(.clustered), .nearOverflow), MatrixType(.uniform), MatrixType(.bidiagonal),
    ]
    try check(scalar, driver, Self.largeShapes, types)
  }

  private func check<Scalar: BLASScalar>(
    _: Scalar.Type, _ driver: SVDDriver, _ shapes: [(Int, Int)], _ types: [MatrixType]
  ) throws {
    var worst = Worst()
    for (m, n) in shapes {
      for type in types {
        let a = type.matrix(m, n, as: Scalar.self)
        let place = "\(type) \(m) x \(n)"
        let svd = try a.svd(drivers: [driver])
        #expect(svd.driver == driver)
        #expect(svd.u.rows == m && svd.u.columns == min(m, n), "\(place)")
        #expect(svd.vTransposed.rows == min(m, n) && svd.vTransposed.columns == n, "\(place)")
        let values = svd.singularValues
        #expect(values.count == min(m, n) && values.allSatisfy { $0 >= 0 }, "\(place)")
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 }, "\(place)")

        let ratios = SVDRatios(svd, of: a)
        #expect(ratios.worst < Self.passMark, "\(place)")
        Worst.update(&worst.residual, ratios.residual, place)
        Worst.update(&worst.left, ratios.left, place)
        Worst.update(&worst.right, ratios.right, place)

        // Without vectors, LAPACK takes another path. Its test: |S - S'| / (s_1 max(m, n) eps).
        let alone = try a.singularValues(drivers: [driver])
        #expect(zip(alone, alone.dropFirst()).allSatisfy { $0 >= $1 && $1 >= 0 }, "\(place)")
        let difference = valuesRatio(alone, values, max(m, n))
        #expect(difference < Self.passMark, "\(place)")
        Worst.update(&worst.values, difference, place)
      }
    }
    print("SVD by \(driver.rawValue) in \(Scalar.self), worst ratios: \(worst.report)")
  }

  private func valuesRatio<Scalar: BLASScalar>(
    _ first: [Scalar], _ second: [Scalar], _ dimension: Int
  ) -> Double {
    guard first.count == second.count else { return .infinity }
    guard let largest = second.first, largest > 0 else { return first == second ? 0 : .infinity }
    // Quotients, since products of numbers near underflow vanish.
    return zip(first, second).reduce(0) { worst, pair in
      let error = (Double(pair.0) / Double(largest) - Double(pair.1) / Double(largest)).magnitude
      return max(worst, error / (Double(dimension) * Scalar.epsilon))
    }
  }
}
