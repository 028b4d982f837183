import FALinalg
import TestSupport
import Testing

@Suite struct SymmetricEigenTests {
  @Test func allEigenvaluesMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var eigen = SymmetricEigen<Scalar>(order: 0)
      var workspace = Workspace<Scalar>()
      let worst = try worstRatio("symmetric eigen", of: symmetricMatrices(as: Scalar.self)) { a in
        try eigen.factor(a, workspace: &workspace)
        #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 <= $1 })
        let v = eigen.vectors.inDouble
        let product = v * Matrix<Double>(diagonal: eigen.values.map { Double($0) }) * v.transposed
        return [
          productRatio(a, product), orthonormalityRatio(eigen.vectors),
          differenceRatio(try a.symmetricEigenvalues(), eigen.values),
        ].reduce(0, larger)
      }
      #expect(worst.value < 50, "\(worst)")
    }
  }

  @Test func selectedEigenvaluesMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var eigen = SymmetricEigen<Scalar>(order: 0)
      var workspace = Workspace<Scalar>()
      let name = "symmetric eigen (selected)"
      let worst = try worstRatio(name, of: symmetricMatrices(as: Scalar.self)) { a in
        let all = try a.symmetricEigenvalues()
        // Many, and so few that another routine computes them.
        var ratio = 0.0
        for range in [(a.rows / 3)..<((2 * a.rows + 2) / 3), (a.rows / 2)..<(a.rows * 2 / 3)] {
          try eigen.factor(a, .indices(range), workspace: &workspace)
          ratio = [
            ratio, pairsRatio(a, eigen),
            differenceRatio(eigen.values, Array(all[range]), scale: all),
            differenceRatio(
              try a.symmetricEigenvalues(.indices(range)), Array(all[range]), scale: all),
          ].reduce(0, larger)
        }
        let middle = all.isEmpty ? 0 : all[all.count / 2]
        try eigen.factor(
          a, .interval(above: middle, through: .greatestFiniteMagnitude), workspace: &workspace)
        #expect(eigen.values.count <= a.rows && eigen.vectors.columns == eigen.values.count)
        #expect(eigen.values.allSatisfy { $0 > middle })
        ratio = larger(ratio, pairsRatio(a, eigen))
        try eigen.factor(
          a, .interval(above: -.infinity, through: .infinity), workspace: &workspace)
        return [
          ratio, pairsRatio(a, eigen), differenceRatio(eigen.values, all),
        ].reduce(0, larger)
      }
      // LAPACK's pass mark is 50.
      #expect(worst.value < 5, "\(worst)")
    }

    /// The larger of ||A V - V D||_1 / (n ||A||_1 eps) and ||I - V'V||_1 / (n eps).
    func pairsRatio<Scalar: BLASScalar>(
      _ a: MatrixView<Scalar>, _ eigen: SymmetricEigen<Scalar>
    ) -> Double {
      let v = eigen.vectors.inDouble
      let error = a.inDouble * v - v * Matrix<Double>(diagonal: eigen.values.map { Double($0) })
      let norm = max(a.inDouble.oneNorm, .leastNormalMagnitude)
      return larger(
        error.oneNorm / norm / (Double(max(1, a.rows)) * Double(Scalar.ulpOfOne)),
        orthonormalityRatio(eigen.vectors))
    }
  }

  /// The largest difference, in rounding units of the largest value times their number.
  func differenceRatio<Scalar: BLASScalar>(
    _ values: [Scalar], _ others: [Scalar], scale: [Scalar]? = nil
  ) -> Double {
    guard values.count == others.count else { return .infinity }
    let all = scale ?? others
    let largest = all.map { Double($0.magnitude) }.max() ?? 1
    let error = zip(values, others).map { (Double($0) - Double($1)).magnitude }.max() ?? 0
    return error == 0 ? 0 : error / largest / (Double(all.count) * Double(Scalar.ulpOfOne))
  }

  @Test func selectsByIndexAndInterval() throws {
    let a = Matrix<Double>(diagonal: [5, 1, 4, 2, 3])
    #expect(try a.symmetricEigen(.indices(1..<3)).values == [2, 3])
    #expect(try a.symmetricEigenvalues(.indices(4..<5)) == [5])
    #expect(try a.symmetricEigen(.indices(2..<2)).vectors == .zeros(5, 0))
    #expect(try a.symmetricEigen(.interval(above: 2.5, through: 4.5)).values == [3, 4])
    #expect(try a.symmetricEigenvalues(.interval(above: 7, through: 9)).isEmpty)
    #expect(try a.symmetricEigenvalues(.interval(above: 3.5, through: 3.5)).isEmpty)
    let zero = Matrix<Double>.zeros(3, 3)
    #expect(try zero.symmetricEigenvalues(.interval(above: -1, through: 1)) == [0, 0, 0])
    #expect(try zero.symmetricEigenvalues(.interval(above: 0, through: 1)).isEmpty)
  }

  @Test func readsTheLowerTriangle() throws {
    let lower = Matrix<Double>(rows: [[2, 99], [1, 2]])
    let values = try lower.symmetricEigen().values
    #expect((values[0] - 1).magnitude < 1e-15 && (values[1] - 3).magnitude < 1e-15)
  }

  @Test func mapsTheEigenvalues() throws {
    let a = Matrix<Double>(rows: [[2, 1], [1, 2]])
    let eigen = try a.symmetricEigen()
    #expect((eigen.reconstruct() - a).maximumMagnitude < 1e-15)
    let root = eigen.map { $0.squareRoot() }
    #expect((root * root - a).maximumMagnitude < 1e-14)
    #expect(
      (0..<2).allSatisfy { column in
        let entries = [eigen.vectors[0, column], eigen.vectors[1, column]]
        return (entries.max { $0.magnitude < $1.magnitude } ?? 0) > 0
      })
  }

  @Test func nonFiniteEntriesThrow() {
    let a = Matrix<Double>(rows: [[1, 0], [0, .nan]])
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 1)) { try a.symmetricEigen() }
    #expect(throws: LinearAlgebraError.self) { try a.symmetricEigenvalues() }
  }

  /// So many from either end are those at the places there, for few and for many of them.
  @Test(arguments: scalarTypes, [0, 1, 3, 20, 40])
  func smallestAndLargest(scalar: any BLASScalar.Type, count: Int) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let a = Matrix<Scalar>.seededPositiveDefinite(40)
      for (selection, places) in [
        (EigenvalueSelection<Scalar>.smallest(count), 0..<count),
        (.largest(count), (40 - count)..<40),
      ] {
        let (found, expected) = (
          try a.symmetricEigen(selection), try a.symmetricEigen(.indices(places))
        )
        #expect(found.values == expected.values && found.vectors == expected.vectors)
        #expect(try a.symmetricEigenvalues(selection) == a.symmetricEigenvalues(.indices(places)))
      }
    }
    try check(scalar)
  }
}
