import FALinalg
import TestSupport
import Testing

/// What LU, L D L', Cholesky and QR share, against I + c u v', whose inverse and determinant are known:
/// det = 1 + c v'u (the matrix determinant lemma), inverse = I - c u v' / det (Sherman and Morrison).
@Suite struct FactorizationTests {
  /// On both sides of the largest order of the small kernels.
  private static let orders = [1, 2, 3, 8, 31, 32, 33, 70]

  private struct Known<Scalar: BLASScalar> {
    let matrix, inverse: Matrix<Scalar>
    let determinant: Double

    init(_ u: Matrix<Double>, _ v: Matrix<Double>, factor: Double) {
      let identity = Matrix<Double>.identity(u.rows)
      determinant = 1 + factor * (v.transposed * u)[0, 0]
      matrix = Matrix(converting: identity + factor * (u * v.transposed))
      inverse = Matrix(converting: identity - (factor / determinant) * (u * v.transposed))
    }
  }

  private func check<Scalar: BLASScalar>(
    _ factorization: some Factorization<Scalar>, _ known: Known<Scalar>,
    exactCondition: Bool = true,
    _ place: Comment
  ) throws {
    let (a, n) = (known.matrix, known.matrix.rows)
    let condition = Double(a.oneNorm * known.inverse.oneNorm)
    // Rounding the entries and the factors moves the results by so much, relatively.
    let error = 8 * Double(n) * condition * Scalar.epsilon
    #expect((factorization.reconstruct() - a).oneNorm <= Scalar(error) * a.oneNorm, place)
    #expect(
      (try factorization.inverse() - known.inverse).oneNorm <= Scalar(error)
        * known.inverse.oneNorm,
      place)
    let b = Matrix<Scalar>.seeded(n, 3, seed: 5)
    let expected = known.inverse * b
    #expect(
      (try factorization.solve(b) - expected).oneNorm <= Scalar(error) * expected.oneNorm, place)
    #expect(
      (Double(factorization.determinant) / known.determinant - 1).magnitude <= error, place)
    let logarithm = factorization.signedLogDeterminant
    #expect(logarithm.sign == (known.determinant < 0 ? -1 : 1), place)
    #expect(logarithm.value == factorization.determinant, place)
    var workspace = Workspace<Scalar>()
    // The estimate of ||inv(A)||_1 is a lower bound, seldom below a third (Higham); R's condition may
    // differ from that of A by n.
    let estimate =
      Double(factorization.reciprocalCondition(of: a, workspace: &workspace)) * condition
    let slack = exactCondition ? 1 : Double(n)
    #expect(estimate > 0.99 / slack && estimate < 10 * slack, place)
  }

  @Test(arguments: scalarTypes)
  func agreeWithAKnownInverse(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for n in Self.orders {
        let u = Matrix<Double>.seeded(n, 1, seed: 1)
        let v = Matrix<Double>.seeded(n, 1, seed: 2)
        let (along, across) = ((u.transposed * u)[0, 0], (v.transposed * u)[0, 0])
        for determinant in [0.5, -2.0, 3] {
          let general = Known<Scalar>(u, v, factor: (determinant - 1) / across)
          try self.check(general.matrix.lu(), general, "LU of \(n), \(determinant)")
          try self.check(
            general.matrix.qr(), general, exactCondition: false, "QR of \(n), \(determinant)")
          try self.check(
            general.matrix.qr(.full), general, exactCondition: false, "QR of \(n), \(determinant)")
          let symmetric = Known<Scalar>(u, u, factor: (determinant - 1) / along)
          try self.check(symmetric.matrix.ldl(), symmetric, "LDL' of \(n), \(determinant)")
          guard determinant > 0 else { continue }
          try self.check(symmetric.matrix.cholesky(), symmetric, "Cholesky of \(n), \(determinant)")
        }
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func singularAndEmptyMatrices(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let singular = Matrix<Scalar>(rows: [[1, 2], [0, 0]])
      let empty = Matrix<Scalar>.zeros(0, 0)
      func check(_ factorization: some Factorization<Scalar>, _ nothing: some Factorization<Scalar>)
        throws
      {
        var workspace = Workspace<Scalar>()
        #expect(factorization.determinant == 0 && factorization.signedLogDeterminant.sign == 0)
        #expect(factorization.reciprocalCondition(of: singular, workspace: &workspace) == 0)
        #expect(throws: LinearAlgebraError.singular(pivot: 1)) { try factorization.inverse() }
        var b = Matrix<Scalar>.seeded(2, 1)
        #expect(throws: LinearAlgebraError.singular(pivot: 1)) {
          try factorization.solve(&b)
        }
        #expect(b == .seeded(2, 1))
        #expect(nothing.determinant == 1 && nothing.signedLogDeterminant.logMagnitude == 0)
        #expect(try nothing.inverse() == empty && nothing.solve(empty) == empty)
        #expect(nothing.reciprocalCondition(of: empty, workspace: &workspace) == 1)
      }
      try check(singular.lu(), empty.lu())
      try check(singular.qr(), empty.qr())
      let symmetric = Matrix<Scalar>(rows: [[1, 0], [0, 0]])
      #expect(throws: LinearAlgebraError.singular(pivot: 1)) { try symmetric.ldl().inverse() }
    }
    try check(scalar)
  }
}
