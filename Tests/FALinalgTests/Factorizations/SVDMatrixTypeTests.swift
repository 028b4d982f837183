import FALinalg
import TestSupport
import Testing

/// LAPACK's own test of its singular value routines: residual ratios over its matrix types.
@Suite struct SVDMatrixTypeTests {
  /// LAPACK's pass mark.
  private static let passMark = 50.0

  @Test(arguments: SVDDriver.allCases, [DecompositionForm.thin, .full])
  func factorsMeetLAPACKsPassMark(driver: SVDDriver, form: DecompositionForm) throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var svd = SVD<Scalar>(rows: 0, columns: 0, form: form)
      var workspace = Workspace<Scalar>()
      let name = "SVD (\(form), \(driver))"
      // The two forms of a square matrix are one.
      let matrices = generalMatrices(as: Scalar.self, withLarge: form == .thin)
      let worst = try worstRatio(name, of: matrices) { a in
        try svd.factor(a, drivers: [driver], workspace: &workspace)
        let (m, n, k) = (a.rows, a.columns, min(a.rows, a.columns))
        #expect(svd.driver == driver)
        #expect(svd.u.rows == m && svd.u.columns == (form == .full ? m : k))
        #expect(svd.vTransposed.rows == (form == .full ? n : k) && svd.vTransposed.columns == n)
        #expect(svd.singularValues.count == k && descend(svd.singularValues))
        return SVDRatios(svd, of: a).worst
      }
      #expect(worst.value < Self.passMark, "\(worst)")
    }
  }

  /// Without vectors, LAPACK takes another path. Its test: |S - S'| / (s_1 max(m, n) eps).
  @Test(arguments: SVDDriver.allCases)
  func valuesAloneMeetLAPACKsPassMark(driver: SVDDriver) throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let name = "singular values (\(driver))"
      let worst = try worstRatio(name, of: generalMatrices(as: Scalar.self)) { a in
        let values = try a.singularValues(drivers: [driver])
        #expect(descend(values))
        return valuesRatio(values, try a.svd().singularValues, max(a.rows, a.columns))
      }
      #expect(worst.value < Self.passMark, "\(worst)")
    }
  }

  private func descend<Scalar: BLASScalar>(_ values: [Scalar]) -> Bool {
    values.allSatisfy { $0 >= 0 } && zip(values, values.dropFirst()).allSatisfy { $0 >= $1 }
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
