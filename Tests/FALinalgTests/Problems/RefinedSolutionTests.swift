import FALinalg
import TestSupport
import Testing

@Suite struct RefinedSolutionTests {
  /// The largest of |b - A x| / (|A| |x| + |b|) by entries, with products that are exact and sums
  /// in twice the working precision.
  private func componentwiseError<Scalar: BLASScalar>(
    _ a: Matrix<Scalar>, _ x: Matrix<Scalar>, _ b: Matrix<Scalar>
  ) -> Double {
    var worst = 0.0
    for column in 0..<b.columns {
      for row in 0..<a.rows {
        var (sum, rest, size) = (Double(b[row, column]), 0.0, Double(b[row, column].magnitude))
        for k in 0..<a.columns {
          let (left, right) = (-Double(a[row, k]), Double(x[k, column]))
          let product = left * right
          let next = sum + product
          let carried = next - sum
          rest += (sum - (next - carried)) + (product - carried)
          rest += (-product).addingProduct(left, right)
          sum = next
          size += product.magnitude
        }
        if size > 0 { worst = max(worst, (sum + rest).magnitude / size) }
      }
    }
    return worst
  }

  /// Entries one by one, relative to what rounding may do to each: (n + 1) eps.
  private func ratio<Scalar: BLASScalar>(
    _ a: Matrix<Scalar>, _ x: Matrix<Scalar>, _ b: Matrix<Scalar>
  ) -> Double {
    componentwiseError(a, x, b) / (Double(a.rows + 1) * Scalar.epsilon)
  }

  private static let orders = [0, 1, 2, 5, 20, 60]

  /// Checks what refinement promises, and that the result tells the truth about itself.
  private func check<Scalar: BLASScalar>(
    _ refined: RefinedSolution<Scalar>, _ a: Matrix<Scalar>, _ b: Matrix<Scalar>, _ place: String
  ) {
    #expect(ratio(a, refined.solution, b) <= 1, "\(place)")
    #expect(refined.forwardErrors.count == b.columns && refined.backwardErrors.count == b.columns)
    for error in refined.backwardErrors {
      #expect(Double(error) <= Double(a.rows + 1) * Scalar.epsilon, "\(place)")
    }
  }

  @Test(arguments: scalarTypes)
  func refinedSolutionsAreExactForEntriesThatDifferByRounding(
    scalar: any BLASScalar.Type
  ) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for order in Self.orders {
        let half = Matrix<Scalar>.seeded(order, order)
        let b = Matrix<Scalar>.seeded(order, 2, seed: 9)
        // Rows and columns of very different size.
        let scales = Matrix<Scalar>(
          diagonal: (0..<order).map {
            let exponent = ($0 * 7) % order * Scalar.significandBitCount / order
            return Scalar(sign: .plus, exponent: Scalar.Exponent(-exponent), significand: 1)
          })
        let general = scales * half
        self.check(try general.lu().solve(b, refiningWith: general), general, b, "LU")
        let flipped = Matrix(general.transposed)
        self.check(
          try general.lu().solve(b, refiningWith: general, transposed: true), flipped, b, "LU'")
        let symmetric = scales * (half + half.transposed) * scales
        self.check(try symmetric.ldl().solve(b, refiningWith: symmetric), symmetric, b, "LDL'")
        let positive = scales * Matrix.seededPositiveDefinite(order, condition: 1000) * scales
        self.check(
          try positive.cholesky().solve(b, refiningWith: positive), positive, b, "Cholesky")
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func plainSolutionsOfBadlyScaledSystemsAreNot(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      // A huge first row, which is the pivot of the first column all the same: the other rows lose
      // their digits against it.
      var a = Matrix<Scalar>.seeded(20, 20)
      a[0..<1, 1...] *= 1 / Scalar.ulpOfOne.squareRoot()
      a[0, 0] = 1
      let b = Matrix<Scalar>.seeded(20, 3, seed: 2)
      let lu = try a.lu()
      #expect(ratio(a, try lu.solve(b), b) > 20)
      #expect(ratio(a, try lu.solve(b, refiningWith: a).solution, b) <= 1)

      let half = Matrix<Scalar>.seeded(60, 60)
      let scales = Matrix<Scalar>(
        diagonal: (0..<60).map {
          Scalar(sign: .plus, exponent: Scalar.Exponent(-$0 % 12), significand: 1)
        })
      let symmetric = scales * (half + half.transposed) * scales
      let right = Matrix<Scalar>.seeded(60, 2, seed: 9)
      let ldl = try symmetric.ldl()
      let (plain, refined) = (
        try ldl.solve(right), try ldl.solve(right, refiningWith: symmetric).solution
      )
      #expect(
        componentwiseError(symmetric, plain, right)
          > 3 * componentwiseError(symmetric, refined, right))
    }
    try check(scalar)
  }

  /// Whole numbers whose products are exact, so that the solution is known.
  @Test(arguments: scalarTypes)
  func forwardErrorsAreBounds(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for seed in 1...20 as ClosedRange<UInt64> {
        let half = Matrix<Scalar>.seeded(25, 25, seed: seed).map { ($0 * 9).rounded() as Scalar }
        let exact = Matrix<Scalar>.seeded(25, 3, seed: 77).map { ($0 * 9).rounded() as Scalar }
        func check(_ refined: RefinedSolution<Scalar>, _ name: String) {
          for column in 0..<3 {
            let x = refined.solution.column(column)
            let error = (x - exact.column(column)).maximumMagnitude / x.maximumMagnitude
            #expect(error <= refined.forwardErrors[column], "\(name), seed \(seed)")
          }
        }
        check(try half.lu().solve(half * exact, refiningWith: half), "LU")
        check(
          try half.lu().solve(half.transposed * exact, refiningWith: half, transposed: true), "LU'")
        let symmetric = half + half.transposed
        check(try symmetric.ldl().solve(symmetric * exact, refiningWith: symmetric), "LDL'")
        var positive = symmetric
        positive.addToDiagonal(500)
        check(try positive.cholesky().solve(positive * exact, refiningWith: positive), "Cholesky")
      }
      let identity = Matrix<Scalar>.identity(9)
      let bounds = try identity.lu().solve(identity, refiningWith: identity).forwardErrors
      #expect(bounds.allSatisfy { $0 < 30 * Scalar.ulpOfOne })
    }
    try check(scalar)
  }

  @Test func viewsAndExtremeScalesAreTaken() throws {
    let a = Matrix<Double>.seeded(12, 12)
    let b = Matrix<Double>.seeded(12, 2, seed: 2)
    let expected = try a.lu().solve(b, refiningWith: a)
    let flipped = Matrix(a.transposed)
    let viewed = try flipped.transposed.lu().solve(
      b.padded, refiningWith: flipped.padded.transposed)
    #expect(viewed.solution == expected.solution)
    for scale in [0x1p-900, 0x1p900] {
      let scaled = try (a * scale).lu().solve(b * scale, refiningWith: a * scale)
      #expect((scaled.solution - expected.solution).maximumMagnitude < 1e-12)
      let symmetric = (a + a.transposed) * scale
      let x = try symmetric.ldl().solve(b * scale, refiningWith: symmetric)
      #expect(ratio(symmetric, x.solution, b * scale) <= 1)
    }
  }

  @Test func failuresAreTyped() {
    let (one, b) = (Matrix<Double>.identity(2), Matrix<Double>(rows: [[1], [2]]))
    let (bad, zero) = (Matrix<Double>(diagonal: [1, .nan]), Matrix<Double>.zeros(2, 2))
    let nonFinite = LinearAlgebraError.nonFinite(row: 1, column: 1)
    #expect(throws: nonFinite) { try one.lu().solve(b, refiningWith: bad) }
    #expect(throws: nonFinite) { try one.lu().solve(bad, refiningWith: one) }
    #expect(throws: nonFinite) { try one.ldl().solve(b, refiningWith: bad) }
    #expect(throws: nonFinite) { try one.ldl().solve(bad, refiningWith: one) }
    #expect(throws: nonFinite) { try one.cholesky().solve(b, refiningWith: bad) }
    #expect(throws: nonFinite) { try one.cholesky().solve(bad, refiningWith: one) }
    let singular = LinearAlgebraError.singular(pivot: 0)
    #expect(throws: singular) { try zero.lu().solve(b, refiningWith: zero) }
    #expect(throws: singular) { try zero.ldl().solve(b, refiningWith: zero) }
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      let one = Matrix<Double>.identity(2)
      mustStop { _ = try one.lu().solve(one, refiningWith: Matrix<Double>.identity(3)) }
    }
    await #expect(processExitsWith: .failure) {
      let one = Matrix<Double>.identity(2)
      mustStop { _ = try one.cholesky().solve(Matrix<Double>.identity(3), refiningWith: one) }
    }
  }
}
