import FALinalg
import TestSupport
import Testing

@Suite struct CholeskyUpdateTests {
  /// LAPACK's pass mark for the decomposition.
  private static let passMark = 30.0

  @Test(arguments: scalarTypes)
  func updatesMeetThePassMark(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var worst = WorstRatio()
      for (name, a) in symmetricMatrices(positive: true, as: Scalar.self)
      where a.rows < 512 && !name.contains("nearOverflow") {
        for count in [0, 1, 3] {
          let x = Matrix<Scalar>.seeded(a.rows, count, seed: 3) * a.maximumMagnitude.squareRoot()
          var cholesky = try a.cholesky()
          try cholesky.update(count == 1 ? x.padded : x.view)
          let exact = changed(a, by: x, 1)
          let error = (cholesky.reconstruct().inDouble - exact).oneNorm
          let unit = exact.oneNorm * Double(a.rows) * Scalar.epsilon
          worst.note(error == 0 ? 0 : error / unit, at: "\(name) \(a.rows) + \(count)")
          #expect(cholesky.l.isZero { $0 < $1 })
          #expect(cholesky.l.diagonal.elements.allSatisfy { $0 > 0 })
        }
      }
      #expect(worst.value < Self.passMark, "\(worst)")
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func downdatesUndoUpdates(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var worst = WorstRatio()
      for (name, a) in symmetricMatrices(positive: true, as: Scalar.self)
      where a.rows < 512 && !name.contains("nearOverflow") {
        for count in [0, 1, 3] {
          let x = Matrix<Scalar>.seeded(a.rows, count, seed: 3) * a.maximumMagnitude.squareRoot()
          let larger = changed(a, by: x, 1)
          var cholesky = try Matrix<Scalar>(converting: larger).cholesky()
          if (try? cholesky.downdate(x)) == nil {
            // What is left may be definite by less than the rounding of what it is left of.
            let least = try #require(try a.inDouble.symmetricEigenvalues().first)
            let size = larger.oneNorm * Double(a.rows) * Scalar.epsilon
            #expect(least < 10 * size, "\(name) \(a.rows) - \(count)")
            continue
          }
          // Stewart's bound is in units of the matrix that was downdated.
          let error = (cholesky.reconstruct().inDouble - a.inDouble).oneNorm
          let unit = larger.oneNorm * Double(max(1, a.rows)) * Scalar.epsilon
          worst.note(error == 0 ? 0 : error / unit, at: "\(name) \(a.rows) - \(count)")
          #expect(cholesky.l.isZero { $0 < $1 })
          #expect(cholesky.l.diagonal.elements.allSatisfy { $0 > 0 })
        }
      }
      #expect(worst.value < Self.passMark, "\(worst)")
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func refusalLeavesTheFactorAsItWas(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let a = Matrix<Scalar>.seededPositiveDefinite(12)
      let before = try a.cholesky()
      var cholesky = before
      // Twice a column of L: one direction loses all that it has, at the minor that it ends.
      for pivot in [0, 5, 11] {
        let x = (before.l.column(pivot) * 2).elements
        #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: pivot)) {
          try cholesky.downdate(x)
        }
        #expect(cholesky.l == before.l)
      }
      // Exactly the column: a minor is zero, up to rounding.
      #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 4)) {
        try cholesky.downdate(before.l.column(4).elements)
      }
      // The second of two vectors is too much.
      let both = Matrix(horizontally: [before.l.column(3) * 0.5, before.l.column(3) * 0.9])
      #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 3)) {
        try cholesky.downdate(both)
      }
      #expect(cholesky.l == before.l)
      for bad in [Scalar.nan, .infinity] {
        var x = [Scalar](repeating: 1, count: 12)
        x[7] = bad
        let error = LinearAlgebraError.nonFinite(row: 7, column: 0)
        #expect(throws: error) { try cholesky.update(x) }
        #expect(throws: error) { try cholesky.downdate(x) }
        #expect(cholesky.l == before.l)
      }
      let huge = [Scalar](repeating: .greatestFiniteMagnitude, count: 12)
      #expect(throws: LinearAlgebraError.overflow(operation: "the update")) {
        try cholesky.update(huge)
      }
      #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 0)) {
        try cholesky.downdate(huge)
      }
      #expect(cholesky.l == before.l)
      try cholesky.update([Scalar](repeating: 0, count: 12))
      try cholesky.downdate([Scalar](repeating: 0, count: 12))
      #expect(cholesky.l == before.l)
    }
    try check(scalar)
  }

  /// Recursive least squares over a window: a row comes, the oldest goes, a thousand times.
  @Test func aWindowThatSlidesStaysRight() throws {
    let rows = Matrix<Double>.seeded(1040, 8, seed: 9)
    var cholesky = try Matrix(rows[0..<40, ...]).gram.cholesky()
    for start in 0..<1000 {
      try cholesky.update(Array(rows.row(start + 40).elements))
      try cholesky.downdate(Array(rows.row(start).elements))
    }
    let exact = Matrix(rows[1000..<1040, ...]).gram
    // A thousand steps, each within the pass mark of a single one.
    #expect((cholesky.reconstruct() - exact).oneNorm < 1000 * 8 * Double.epsilon * exact.oneNorm)
  }

  private func changed<Scalar: BLASScalar>(
    _ a: Matrix<Scalar>, by x: Matrix<Scalar>, _ sign: Double
  ) -> Matrix<Double> {
    let x = x.inDouble
    var lower = Matrix<Double>(rows: a.rows, columns: a.rows) {
      Double($0 >= $1 ? a[$0, $1] : a[$1, $0])
    }
    lower.add(x * x.transposed, scaledBy: sign)
    return lower
  }
}
