import FALinalg
import Foundation
import TestSupport
import Testing

@Suite struct PrincipalAngleTests {
  struct Reference: Decodable {
    let name: String
    let a: FixtureMatrix
    let b: FixtureMatrix
    let condition: Double
    let angles: [Double]
  }

  /// Angles computed to 50 digits, and checked against SciPy's `subspace_angles`. Rounding of the entries turns a subspace by eps times the
  /// condition number of its basis; the row count allows for the sums.
  @Test(arguments: scalarTypes)
  func anglesOfTheFixtures(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for reference in try fixture("angles", in: .module, as: [Reference].self) {
        let (a, b) = (
          reference.a.matrix(as: Scalar.self), reference.b.matrix(as: Scalar.self)
        )
        let tolerance = Double(a.rows) * reference.condition * Scalar.epsilon
        for angles in [
          try principalAngles(a, b), try principalAngles(b, a),
          try principalAngles(a.padded, Strided(b)), try principalAngles(1024 * a, b / 4096),
        ] {
          #expect(angles.count == reference.angles.count, "\(reference.name)")
          #expect(zip(angles, angles.dropFirst()).allSatisfy { $0 <= $1 }, "\(reference.name)")
          for (angle, exact) in zip(angles, reference.angles) {
            #expect((Double(angle) - exact).magnitude <= tolerance, "\(reference.name)")
          }
        }
      }
    }
    try check(scalar)
  }

  static let angles = [0, 1e-15, 1e-10, 1e-6, 1e-3, 0.1, 0.785, 0.786, 1.2, 1.5, .pi / 2]

  /// Along the axes nothing cancels, so that even an angle of 1e-10 keeps all its digits.
  @Test(arguments: scalarTypes, angles)
  func oneAngle(scalar: any BLASScalar.Type, angle: Double) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let a = Matrix<Scalar>(columns: [[3, 0, 0]])
      let b = Matrix<Scalar>(columns: [[Scalar(2 * cos(angle)), 0, Scalar(-2 * sin(angle))]])
      for angles in [try principalAngles(a, b), try principalAngles(b, a)] {
        let found = Double(try #require(angles.first))
        #expect(angles.count == 1)
        // Relative, up to 45 degrees; above, the cosine has the digits.
        #expect((found - angle).magnitude <= 4 * Scalar.epsilon * angle)
      }
      #expect(try principalAngles(a, -a) == [0])
    }
    try check(scalar)
  }

  /// Several angles at once, in general position and with mixed columns. In general position an
  /// angle is known to within rounding of one, however small it is.
  @Test(arguments: scalarTypes)
  func manyAngles(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let exact = Self.angles
      let count = exact.count
      let order = 2 * count + 3
      // Columns e_i, and cos e_i + sin e_(i + count) turned by I - 2 v v' / v'v.
      let normal = Matrix<Scalar>.seeded(order, 1)
      let turn =
        Matrix<Scalar>.identity(order)
        - (2 / normal.frobeniusInnerProduct(normal)) * (normal * normal.transposed)
      var (first, second) = (Matrix<Scalar>.zeros(order, count), Matrix<Scalar>.zeros(order, count))
      for (index, angle) in exact.enumerated() {
        first[index, index] = 1
        second[index, index] = Scalar(cos(angle))
        second[index + count, index] = Scalar(sin(angle))
      }
      // Symmetric positive definite, with condition number two.
      let mix = Matrix<Scalar>.seededPositiveDefinite(count, condition: 2)
      let (a, b) = (turn * first, turn * second * mix)
      let tolerance = Double(order) * Scalar.epsilon
      func compare(_ angles: [Scalar], _ exact: [Double]) {
        #expect(angles.count == exact.count)
        for (angle, exact) in zip(angles, exact) {
          #expect((Double(angle) - exact).magnitude <= tolerance)
        }
      }
      compare(try principalAngles(a, b), exact)
      // Fewer dimensions on one side: the angles of those that are left.
      compare(try principalAngles(a, turn * second[..., 3..<7]), Array(exact[3..<7]))
      compare(try principalAngles(turn * first[..., 9...], b), Array(exact[9...]))
      // More columns than dimensions.
      var repeated = Matrix<Scalar>.zeros(order, 2 * count)
      repeated[..., 0..<count] = b.view
      repeated[..., count...] = (b * mix).view
      compare(try principalAngles(repeated, a), exact)
      // Everything lies inside the whole space.
      compare(
        try principalAngles(a, Matrix.identity(order)), Array(repeating: 0, count: count))
      #expect(try principalAngles(a, Matrix<Scalar>.zeros(order, 2)).isEmpty)
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func nonFiniteInputIsRejected(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(4, 2)
      var b = a
      b[3, 1] = .infinity
      let error = LinearAlgebraError.nonFinite(row: 3, column: 1)
      #expect(throws: error) { try principalAngles(a, b) }
      #expect(throws: error) { try principalAngles(b, a) }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func orthonormalBasis(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n, rank) in [(12, 5, 5), (12, 5, 2), (5, 12, 3), (5, 12, 5), (7, 7, 0)] {
        let a = Matrix<Scalar>.seeded(m, rank) * Matrix<Scalar>.seeded(rank, n, seed: 2)
        let basis = try a.orthonormalBasis()
        #expect(basis.rows == m && basis.columns == rank)
        #expect(orthonormalityRatio(basis) < 50)
        // A lies in the space that it spans.
        let outside = a - basis * (basis.transposed * a)
        #expect(outside.frobeniusNorm <= 50 * Scalar.ulpOfOne * a.frobeniusNorm)
      }
      let graded = Matrix<Scalar>(diagonal: [1, 0.1, 0.01, 0])
      #expect(try graded.orthonormalBasis().columns == 3)
      #expect(try graded.orthonormalBasis(relativeCutoff: 0.05).columns == 2)
      #expect(try graded.orthonormalBasis(relativeCutoff: 1).columns == 0)
    }
    try check(scalar)
  }

  @Test func numericalRankCountsWhatExceedsTheCutoff() {
    #expect(numericalRank(ofSingularValues: [Double](), relativeCutoff: 0.1) == 0)
    #expect(numericalRank(ofSingularValues: [0.0, 0], relativeCutoff: 0.1) == 0)
    #expect(numericalRank(ofSingularValues: [4.0, 2, 1], relativeCutoff: 0.5) == 1)
    #expect(numericalRank(ofSingularValues: [4.0, 2, 1], relativeCutoff: 0.49) == 2)
    #expect(numericalRank(ofSingularValues: [4.0, 2, 0], relativeCutoff: 0) == 2)
  }
}
