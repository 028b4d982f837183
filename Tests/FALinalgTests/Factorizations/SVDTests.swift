import FALinalg
import TestSupport
import Testing

@Suite struct SVDTests {
  struct Reference: Decodable {
    let name: String
    let matrix: FixtureMatrix
    let singularValues: [Double]
  }

  /// Values computed to 40 digits elsewhere. A backward stable method errs by a small multiple of
  /// eps ||A||_2 in every value; LAPACK's own bound is p(m, n) eps with a modest p.
  @Test(arguments: scalarTypes, SVDDriver.allCases)
  func valuesOfTheFixtures(scalar: any BLASScalar.Type, driver: SVDDriver) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for reference in try fixture("decompositions", in: .module, as: [Reference].self) {
        let a = reference.matrix.matrix(as: Scalar.self)
        for values in [
          try a.singularValues(drivers: [driver]), try a.svd(drivers: [driver]).singularValues,
        ] {
          #expect(values.count == reference.singularValues.count)
          for (value, exact) in zip(values, reference.singularValues) {
            let error = (Double(value) - exact).magnitude
            #expect(
              error <= 8 * Scalar.epsilon * reference.singularValues[0], "\(reference.name)")
          }
        }
      }
    }
    try check(scalar)
  }

  /// A held array takes the count of each matrix, and the values that the thin SVD has.
  @Test(arguments: scalarTypes, SVDDriver.allCases)
  func valuesIntoHeldStorage(scalar: any BLASScalar.Type, driver: SVDDriver) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var values: [Scalar] = []
      var workspace = Workspace<Scalar>()
      for (rows, columns) in [(6, 3), (3, 6), (0, 2), (5, 5), (1, 9)] {
        let a = Matrix<Scalar>.seeded(rows, columns)
        try a.singularValues(into: &values, drivers: [driver], workspace: &workspace)
        let exact = try a.svd().singularValues
        #expect(values.count == exact.count)
        for (value, exact) in zip(values, exact) {
          // Each errs by a small multiple of eps ||A||_2, which is below the larger dimension here.
          #expect(
            Double((value - exact).magnitude) <= 16 * Scalar.epsilon * Double(max(rows, columns)))
        }
      }
    }
    try check(scalar)
  }

  /// The second difference matrix has the eigenvalues 2 - 2 cos(pi i / (n + 1)).
  @Test(arguments: scalarTypes, SVDDriver.allCases)
  func valuesInClosedForm(scalar: any BLASScalar.Type, driver: SVDDriver) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for order in [1, 2, 31, 100] {
        let a = Matrix<Scalar>(rows: order, columns: order) { i, j in
          i == j ? 2 : (i - j).magnitude == 1 ? -1 : 0
        }
        let values = try a.singularValues(drivers: [driver])
        let exact = secondDifferenceEigenvalues(order)
        // In units of eps s_1: no more than the order, as in the residual ratios.
        for (value, exact) in zip(values, exact) {
          #expect(
            (Double(value) - exact).magnitude <= 4 * Scalar.epsilon * Double(max(4, order)))
        }
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes, SVDDriver.allCases)
  func largestEntryOfEachLeftVectorIsPositive(
    scalar: any BLASScalar.Type, driver: SVDDriver
  ) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n) in [(1, 1), (1, 6), (6, 1), (9, 5), (5, 9), (20, 20)] {
        for a in [Matrix<Scalar>.seeded(m, n), -Matrix<Scalar>.seeded(m, n), .zeros(m, n)] {
          let svd = try a.svd(drivers: [driver])
          for column in 0..<min(m, n) {
            let entries = Matrix(svd.u.column(column)).elements
            let largest = entries.map(\.magnitude).max() ?? 0
            let first = entries.first { $0.magnitude == largest } ?? 0
            #expect(first > 0, "column \(column) of \(m) x \(n)")
          }
        }
      }
      // Flipping all signs of A flips those of V, not of U.
      let a = Matrix<Scalar>.seeded(7, 5)
      let (plus, minus) = (try a.svd(drivers: [driver]), try (-a).svd(drivers: [driver]))
      #expect(relativeDifference(plus.u, minus.u) < 100 * Scalar.epsilon)
      #expect(relativeDifference(plus.vTransposed, -minus.vTransposed) < 100 * Scalar.epsilon)
    }
    try check(scalar)
  }

  /// Blocks, transposes and strided operands give what a copy of them gives, bit for bit.
  @Test(arguments: scalarTypes, SVDDriver.allCases)
  func viewsAsInput(scalar: any BLASScalar.Type, driver: SVDDriver) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n) in [(8, 5), (5, 8), (1, 4), (4, 1)] {
        let a = Matrix<Scalar>.seeded(m, n)
        let expected = try a.svd(drivers: [driver])
        func same(_ view: some MatrixProtocol<Scalar>) throws {
          let svd = try view.svd(drivers: [driver])
          #expect(svd.u == expected.u && svd.vTransposed == expected.vTransposed)
          #expect(svd.singularValues == expected.singularValues)
          #expect(
            try view.singularValues(drivers: [driver]) == a.singularValues(drivers: [driver]))
        }
        try same(a.padded)
        try same(Matrix(a.transposed).transposed)
        try same(Matrix(a.transposed).padded.transposed)
        try same(Strided(a))
      }
    }
    try check(scalar)
  }

  @Test(.mustEnd, arguments: scalarTypes, SVDDriver.allCases)
  func nonFiniteInputIsRejected(scalar: any BLASScalar.Type, driver: SVDDriver) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for bad in [Scalar.nan, .infinity, -.infinity] {
        for (m, n, row, column) in [
          (1, 1, 0, 0), (30, 20, 29, 19), (20, 30, 7, 0), (40, 40, 0, 39),
        ] {
          var a = Matrix<Scalar>.seeded(m, n)
          a[row, column] = bad
          let error = LinearAlgebraError.nonFinite(row: row, column: column)
          #expect(throws: error) { try a.svd(drivers: [driver]) }
          #expect(throws: error) { try a.singularValues(drivers: [driver]) }
          #expect(throws: error) { try a.padded.svd() }
          let flipped = LinearAlgebraError.nonFinite(row: column, column: row)
          #expect(throws: flipped) { try a.transposed.singularValues() }
        }
      }
    }
    check(scalar)
  }

  /// Entries at the ends of the range: the answer is right or infinite, and it comes.
  @Test(.mustEnd, arguments: scalarTypes, SVDDriver.allCases)
  func endsOfTheRange(scalar: any BLASScalar.Type, driver: SVDDriver) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n) in [(1, 1), (4, 4), (16, 4), (4, 16), (64, 64)] {
        // Equal entries x: one singular value x sqrt(m n), the others zero.
        let size = Scalar(m * n).squareRoot()
        func values(_ entry: Scalar) throws -> [Scalar] {
          let a = Matrix(rows: m, columns: n, repeating: entry)
          let (svd, alone) = (
            try a.svd(drivers: [driver]), try a.singularValues(drivers: [driver])
          )
          #expect(svd.singularValues.allSatisfy { $0 >= 0 } && alone.allSatisfy { $0 >= 0 })
          #expect(orthonormalityRatio(svd.u) < 50)
          #expect(orthonormalityRatio(svd.vTransposed.transposed) < 50)
          #expect(alone[0] == svd.singularValues[0] || alone[0].isFinite)
          return svd.singularValues
        }
        let tolerance = 8 * Scalar(max(m, n)) * Scalar.ulpOfOne
        for entry in [Scalar.greatestFiniteMagnitude / size / 2, .leastNormalMagnitude] {
          #expect((try values(entry)[0] / entry / size - 1).magnitude <= tolerance)
        }
        // Subnormal numbers have no relative accuracy: half of the last place.
        let least = Scalar.leastNonzeroMagnitude
        #expect((try values(least)[0] - least * size).magnitude <= least)
        // Here the true value is beyond the range, except for one entry.
        let largest = try values(.greatestFiniteMagnitude)[0]
        #expect(largest == (size == 1 ? .greatestFiniteMagnitude : .infinity))
      }
    }
    try check(scalar)
  }

  /// A failure leaves no decomposition behind that looks like one of the new input.
  @Test(arguments: scalarTypes)
  func failureClearsTheDriver(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var workspace = Workspace<Scalar>()
      var svd = SVD<Scalar>(rows: 3, columns: 2)
      #expect(svd.driver == nil)
      try svd.factor(Matrix.seeded(3, 2), workspace: &workspace)
      #expect(svd.driver == .gesdd)
      let bad = Matrix<Scalar>(rows: 3, columns: 2, repeating: .nan)
      #expect(throws: LinearAlgebraError.self) { try svd.factor(bad, workspace: &workspace) }
      #expect(svd.driver == nil)
      let drivers: [SVDDriver] = [.gejsv, .gesdd]
      try svd.factor(Matrix.seeded(3, 2), drivers: drivers, workspace: &workspace)
      #expect(svd.driver == .gejsv)
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes, SVDDriver.allCases)
  func secondUseAllocatesNothing(scalar: any BLASScalar.Type, driver: SVDDriver) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n) in [(30, 12), (12, 30), (20, 20)] {
        var workspace = Workspace<Scalar>()
        var svd = SVD<Scalar>(rows: m, columns: n)
        func places() -> [UInt] {
          [address(of: svd.u), address(of: svd.vTransposed), address(of: svd.singularValues)]
        }
        let before = places()
        #expect(workspace.byteCount == 0)
        try svd.factor(Matrix.seeded(m, n, seed: 1), drivers: [driver], workspace: &workspace)
        let bytes = workspace.byteCount
        let first = Matrix(svd.u.padded)
        #expect(bytes > 0 && places() == before)
        try svd.factor(Matrix.seeded(m, n, seed: 2), drivers: [driver], workspace: &workspace)
        #expect(workspace.byteCount == bytes && places() == before)
        // What an earlier decomposition left in the workspace does not matter.
        try svd.factor(Matrix.seeded(m, n, seed: 1), drivers: [driver], workspace: &workspace)
        #expect(svd.u == first)
        // A smaller matrix fits too.
        try svd.factor(Matrix.seeded(5, 4), drivers: [driver], workspace: &workspace)
        #expect(workspace.byteCount == bytes)
        #expect(svd.u.rows == 5 && svd.singularValues.count == 4)
      }
    }
    try check(scalar)
  }
}
