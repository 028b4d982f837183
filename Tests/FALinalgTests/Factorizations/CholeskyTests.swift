import FALinalg
import TestSupport
import Testing

@Suite struct CholeskyTests {
  /// LAPACK's pass mark.
  private static let passMark = 30.0

  static let orders = [0, 1, 2, 5, 16, 33, 64, 130, 200]

  struct Reference: Decodable {
    let name: String
    let matrix: FixtureMatrix
    let l: FixtureMatrix
    let condition: Double
  }

  @Test(arguments: scalarTypes)
  func factorsOfTheFixtures(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for reference in try fixture("cholesky", in: .module, as: [Reference].self) {
        let cholesky = try reference.matrix.matrix(as: Scalar.self).cholesky()
        // Rounding of A and of the factorization, times the condition number at most.
        let tolerance = Scalar.epsilon * reference.condition
        #expect(relativeDifference(cholesky.l, reference.l.matrix(as: Double.self)) < tolerance)
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func residualRatios(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      try onThreadCounts { (threads) throws in
        var worst = (factor: 0.0, left: 0.0, right: 0.0)
        var cholesky = Cholesky<Scalar>(order: 0)
        for order in Self.orders {
          for condition in [1, 100, 0.1 / Scalar.epsilon] {
            let a = Matrix<Scalar>.seededPositiveDefinite(order, condition: condition)
            try cholesky.factor(a)
            #expect(isLowerTriangular(cholesky.l))
            let ratio = choleskyRatio(cholesky.l, of: a)
            #expect(ratio < Self.passMark, "order \(order), condition \(condition)")
            worst.factor = max(worst.factor, ratio)

            for count in [0, 1, 7] {
              let b = Matrix<Scalar>.seeded(order, count, seed: 5)
              let x = cholesky.solve(b)
              let left = solveRatio(a, x, b)
              #expect(left < Self.passMark, "order \(order), condition \(condition)")
              #expect(cholesky.solve(b.padded) == x)
              var inPlace = Matrix(b.padded)
              let place = address(of: inPlace)
              cholesky.solve(&inPlace)
              #expect(inPlace == x && address(of: inPlace) == place)

              var y = Matrix(b.transposed)
              cholesky.solveRight(&y)
              let right = solveRatio(a, y.transposed, b)
              #expect(right < Self.passMark, "order \(order), condition \(condition)")
              worst = (worst.factor, max(worst.left, left), max(worst.right, right))
            }
          }
        }
        print("Cholesky in \(Scalar.self) on \(threads) threads, worst ratios: \(worst)")
      }
    }
    try check(scalar)
  }

  /// The first leading minor that is not positive, wherever OpenBLAS's blocks begin.
  @Test(arguments: scalarTypes)
  func failingPivot(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      onThreadCounts { threads in
        for (order, pivot) in [
          (1, 0), (2, 1), (9, 0), (9, 4), (9, 8), (150, 0), (150, 63), (150, 64), (150, 97),
          (150, 149),
        ] {
          // Minus one after a pivot that the rows before leave alone, and after one they change.
          var a = Matrix<Scalar>.seededPositiveDefinite(order, condition: 4)
          a[pivot, pivot] = -1
          let error = LinearAlgebraError.notPositiveDefinite(pivot: pivot)
          #expect(throws: error, "\(order), \(threads) threads") { try a.cholesky() }
          var diagonal = Matrix<Scalar>.identity(order)
          diagonal[pivot, pivot] = 0
          #expect(throws: error, "\(order), \(threads) threads") { try diagonal.cholesky() }
        }
        // All leading minors of order 3 and less are positive, that of order 4 is not.
        let a = Matrix<Scalar>(rows: [[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 2]])
        #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 3)) { try a.cholesky() }
      }
    }
    try check(scalar)
  }

  /// What is above the diagonal is not read, not even for the norm or the search for NaN.
  @Test(arguments: scalarTypes)
  func onlyTheLowerTriangleIsRead(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var workspace = Workspace<Scalar>()
      for order in [1, 2, 3, 4, 7, 8, 9, 19] {
        let a = Matrix<Scalar>.seededPositiveDefinite(order)
        let expected = try a.cholesky()
        let condition = expected.reciprocalCondition(of: a, workspace: &workspace)
        for garbage in [Scalar.nan, .infinity, 0, 1e30] {
          var lower = a
          for column in 0..<order { for row in 0..<column { lower[row, column] = garbage } }
          let cholesky = try lower.cholesky()
          #expect(cholesky.l == expected.l, "\(garbage), order \(order)")
          for read in [lower.view, Matrix(lower.transposed).transposed] {
            // The norm is a sum of as many magnitudes as the order, taken up or down.
            let estimate = cholesky.reciprocalCondition(of: read, workspace: &workspace)
            #expect(
              (estimate - condition).magnitude <= Scalar(order) * .ulpOfOne * condition,
              "\(garbage), order \(order)")
          }
        }
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func everyNonFiniteEntryOfTheLowerTriangleIsNamed(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seededPositiveDefinite(19)
      for column in 0..<19 {
        for row in column..<19 {
          var lower = a
          lower[row, column] = (row + column).isMultiple(of: 2) ? .nan : -.infinity
          let error = LinearAlgebraError.nonFinite(row: row, column: column)
          #expect(throws: error) { try lower.cholesky() }
          #expect(throws: error) { try lower.padded.cholesky() }
          #expect(throws: error) { try lower.ldl() }
        }
      }
    }
    check(scalar)
  }

  /// The estimate is at most the true condition number, and seldom below a third of it.
  @Test(arguments: scalarTypes)
  func reciprocalCondition(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var workspace = Workspace<Scalar>()
      func compare(_ a: Matrix<Scalar>, _ exact: Double, _ name: String) throws {
        let cholesky = try a.cholesky()
        let estimate = 1 / Double(cholesky.reciprocalCondition(of: a, workspace: &workspace))
        // It works with the rounded factor, so it may exceed the truth by rounding times itself.
        #expect(estimate <= exact * (1 + 10 * Scalar.epsilon * exact), "\(name)")
        #expect(estimate >= exact / 10, "\(name)")
      }
      for reference in try fixture("cholesky", in: .module, as: [Reference].self) {
        try compare(reference.matrix.matrix(), reference.condition, reference.name)
      }
      // min(i, j) has the inverse second difference matrix, with a last diagonal entry of one.
      for order in [3, 10, 40] {
        let a = Matrix<Scalar>(rows: order, columns: order) { i, j in Scalar(min(i, j) + 1) }
        try compare(a, 4 * Double(order * (order + 1)) / 2, "minima of order \(order)")
      }
      try compare(.identity(5), 1, "identity")
      try compare(.init(diagonal: [1, 1e-3, 10]), 1e4, "diagonal")
      for (order, condition) in [(0, 1), (4, 0)] as [(Int, Scalar)] {
        let zeros = Matrix<Scalar>.zeros(order, order)
        let none = Cholesky<Scalar>(order: order)
        #expect(none.reciprocalCondition(of: zeros, workspace: &workspace) == condition)
      }
      // Again without a new workspace.
      let bytes = workspace.byteCount
      try compare(.identity(40), 1, "identity")
      #expect(workspace.byteCount == bytes)
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func secondFactorizationStaysInPlace(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var cholesky = Cholesky<Scalar>(order: 20)
      let place = address(of: cholesky.l)
      for seed in 1...3 as ClosedRange<UInt64> {
        try cholesky.factor(Matrix.seededPositiveDefinite(20, seed: seed))
        #expect(address(of: cholesky.l) == place)
      }
    }
    try check(scalar)
  }

  private func isLowerTriangular<Scalar>(_ l: Matrix<Scalar>) -> Bool {
    (0..<l.columns).allSatisfy { column in
      l[column, column] > 0 && (0..<column).allSatisfy { l[$0, column] == 0 }
    }
  }
}
