import FALinalg
import TestSupport
import Testing

@Suite struct PairwiseDistanceTests {
  @Test(arguments: scalarTypes)
  func distancesAreRightToTheStatedRounding(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let far = Scalar.greatestFiniteMagnitude.squareRoot()
      // The distance between subnormal numbers.
      let least = Double(Scalar.leastNonzeroMagnitude)
      for (m, n, d) in [(1, 1, 1), (3, 5, 2), (17, 9, 3), (40, 33, 30), (9, 70, 130), (70, 150, 2)]
      {
        let spread = Matrix<Scalar>.seeded(m, d, seed: 1)
        // Clusters, an offset far from zero, and points next to each other.
        let offset = spread.map { 1000 + $0 }
        let close = spread.map { 1 + $0 * 64 * .ulpOfOne }
        var mixed = spread
        for column in 0..<d { mixed[0, column] *= far }
        let inputs = [
          ("spread", spread), ("offset", offset), ("close", close), ("mixed", mixed),
          ("large", spread * (far * 1024)),
          ("small", spread * (Scalar.leastNormalMagnitude * 1024)),
        ]
        for (name, x) in inputs {
          let y = Matrix<Scalar>(rows: n, columns: d) { row, column in
            // Equal rows, near ones and others.
            row % 3 == 0
              ? x[row % m, column] : x[row % m, column] * (row % 3 == 1 ? 1 + 4 * .ulpOfOne : -0.5)
          }
          for (left, right) in [(x.view, y.view), (x.padded, y.padded)] {
            let distances = try left.pairwiseDistances(to: right)
            let squares = try left.pairwiseSquaredDistances(to: right)
            for (i, j) in (0..<m).flatMap({ i in (0..<n).map { (i, $0) } }) {
              let exact = distance(x, i, y, j)
              let tolerance = Double(d + 4) / 2 * Scalar.epsilon * exact + least
              #expect((Double(distances[i, j]) - exact).magnitude <= tolerance, "\(name) \(i) \(j)")
              if exact == 0 { #expect(squares[i, j] == 0) }
              let square = exact * exact
              if square < Double(Scalar.greatestFiniteMagnitude) / 2,
                square > 2 * Double(Scalar.leastNormalMagnitude)
              {
                #expect(
                  (Double(squares[i, j]) - square).magnitude <= Double(d + 4) * Scalar.epsilon
                    * square)
              } else if square > 2 * Double(Scalar.greatestFiniteMagnitude) {
                #expect(squares[i, j] == .infinity)
              }
            }
          }
          var held = Matrix<Scalar>(rows: m + 1, columns: n, repeating: .nan)
          try x.pairwiseDistances(to: y, into: &held[1..., ...])
          #expect(try Matrix(held[1..., ...]) == x.pairwiseDistances(to: y))
          #expect(held[0, 0].isNaN)
          try x.pairwiseSquaredDistances(to: y, into: &held[..<m, ...])
          #expect(try Matrix(held[..<m, ...]) == x.pairwiseSquaredDistances(to: y))
          let own = try x.pairwiseDistances()
          #expect(own == Matrix(own.transposed) && own.diagonal.elements.allSatisfy { $0 == 0 })
          let other = try x.pairwiseDistances(to: x)
          for (i, j) in (0..<m).flatMap({ i in (0..<m).map { (i, $0) } }) {
            let exact = distance(x, i, x, j)
            let tolerance = Double(d + 4) / 2 * Scalar.epsilon * exact + least
            #expect((Double(own[i, j]) - exact).magnitude <= tolerance, "\(name) \(i) \(j)")
            #expect((Double(other[i, j]) - exact).magnitude <= tolerance, "\(name) \(i) \(j)")
          }
          let squares = try x.pairwiseSquaredDistances()
          #expect(
            squares == Matrix(squares.transposed)
              && squares.diagonal.elements.allSatisfy { $0 == 0 })
        }
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func edges(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let none = Matrix<Scalar>.zeros(0, 3)
      let some = Matrix<Scalar>.seeded(4, 3)
      #expect(try none.pairwiseDistances(to: some) == Matrix.zeros(0, 4))
      #expect(try some.pairwiseDistances(to: none) == Matrix.zeros(4, 0))
      #expect(try none.pairwiseDistances() == Matrix.zeros(0, 0))
      #expect(try Matrix<Scalar>.zeros(4, 0).pairwiseDistances() == Matrix.zeros(4, 4))
      let largest = Matrix<Scalar>(rows: [[.greatestFiniteMagnitude], [-.greatestFiniteMagnitude]])
      #expect(try largest.pairwiseDistances()[1, 0] == .infinity)
      for value in [Scalar.nan, .infinity] {
        var bad = some
        bad[2, 1] = value
        let error = LinearAlgebraError.nonFinite(row: 2, column: 1)
        #expect(throws: error) { try bad.pairwiseDistances() }
        #expect(throws: error) { try some.pairwiseSquaredDistances(to: bad) }
      }
    }
    try check(scalar)
  }

  /// The distance, from differences, scaled so that none of their squares leaves the range.
  private func distance<Scalar: BLASScalar>(
    _ x: Matrix<Scalar>, _ i: Int, _ y: Matrix<Scalar>, _ j: Int
  ) -> Double {
    (0..<x.columns).map { Double(x[i, $0]) - Double(y[j, $0]) }.euclideanNorm
  }
}
