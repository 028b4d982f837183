import FALinalg
import TestSupport
import Testing

/// Singular values of matrices so small that the library's own loops take LAPACK's place, at every
/// such dimension and at the first one beyond.
@Suite(.mustEnd) struct SmallSVDTests {
  /// The largest smaller dimension of such a matrix.
  private static let order = 32

  /// Every dimension with a type of matrix or two, so that all types come up at several dimensions.
  private static func matrices<Scalar: BLASScalar>(
    _: Scalar.Type, _ shape: (Int) -> (Int, Int)
  ) -> [(String, Matrix<Scalar>)] {
    let types = MatrixType.all
    var result: [(String, Matrix<Scalar>)] = []
    for dimension in 1...(order + 1) {
      let (rows, columns) = shape(dimension)
      for index in 0..<(rows == columns ? 2 : 1) {
        let type = types[(dimension * 5 + index * 8) % types.count]
        result.append(("\(type)", type.matrix(rows, columns)))
      }
    }
    return result
  }

  /// Square, tall and wide, with ratios of the dimensions up to 2 and beyond.
  private static let shapes: [@Sendable (Int) -> (Int, Int)] = [
    { ($0, $0) }, { (2 * $0 - 1, $0) }, { ($0, 2 * $0) }, { (33 - $0 / 2, 1 + $0 / 2) },
    { (1 + $0 / 4, 66 - $0) },
  ]

  @Test(arguments: scalarTypes, shapes.indices)
  func factorsMeetLAPACKsPassMark(scalar: any BLASScalar.Type, shape: Int) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var workspace = Workspace<Scalar>()
      for form in [DecompositionForm.thin, .full] where form == .thin || shape > 2 {
        var svd = SVD<Scalar>(rows: 0, columns: 0, form: form)
        var alone: [Scalar] = []
        let all = Self.matrices(Scalar.self, Self.shapes[shape])
        let worst = try worstRatio("SVD of small dimensions, \(form)", of: all) { a in
          try svd.factor(a, workspace: &workspace)
          let values = svd.singularValues
          let k = min(a.rows, a.columns)
          #expect(svd.driver == .gesdd && values.count == k)
          #expect(svd.u.columns == (form == .full ? a.rows : k))
          #expect(svd.vTransposed.rows == (form == .full ? a.columns : k))
          #expect(values.allSatisfy { $0.sign == .plus })
          #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
          try a.singularValues(into: &alone, workspace: &workspace)
          #expect(alone.allSatisfy { $0.sign == .plus })
          #expect(zip(alone, alone.dropFirst()).allSatisfy { $0 >= $1 })
          let (own, other) = (Matrix(diagonal: alone), Matrix(diagonal: values))
          return larger(SVDRatios(svd, of: a).worst, productRatio(own.view, other.inDouble))
        }
        #expect(worst.value < 50, "\(worst)")
      }
    }
    try check(scalar)
  }

  /// One-sided Jacobi in double precision is another algorithm altogether.
  @Test(arguments: scalarTypes)
  func valuesAreThoseOfJacobi(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for shape in [Self.shapes[0], Self.shapes[4]] {
        for (name, a) in Self.matrices(Scalar.self, shape) {
          let exact = try a.inDouble.singularValues(drivers: [.gejsv])
          let unit = Scalar.epsilon * exact[0] * Double(max(a.rows, a.columns))
          for values in [try a.svd().singularValues, try a.singularValues()] {
            let error = zip(values, exact).map { (Double($0) - $1).magnitude }.max() ?? 0
            #expect(error <= 4 * unit, "\(name), \(a.rows) x \(a.columns)")
          }
        }
      }
    }
    try check(scalar)
  }

  /// The singular values of an upper bidiagonal matrix, by bisection, each to almost all its digits.
  ///
  /// They are the positive eigenvalues of the symmetric tridiagonal matrix with zeros on the diagonal
  /// and d1, e1, d2, ... beside it, and the signs of the pivots of that matrix minus x count those
  /// below x. Source: J. Demmel, W. Kahan, "Accurate singular values of bidiagonal matrices", SIAM J.
  /// Sci. Stat. Comput. 11 (1990), section 5.
  private static func bisected(_ diagonal: [Double], _ offDiagonal: [Double]) -> [Double] {
    let n = diagonal.count
    var beside = [diagonal[0]]
    for index in 1..<n { beside += [offDiagonal[index - 1], diagonal[index]] }
    func countBelow(_ x: Double) -> Int {
      var (pivot, count) = (-x, 1)
      for entry in beside {
        pivot = -x - entry * (entry / pivot)
        if pivot < 0 { count += 1 }
      }
      return count - n
    }
    return (0..<n).map { index in
      // The bits of positive numbers are in the order of the numbers.
      var (low, high) = (UInt64(0), Double.greatestFiniteMagnitude.squareRoot().bitPattern)
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if countBelow(Double(bitPattern: middle)) >= n - index {
          high = middle
        } else {
          low = middle
        }
      }
      return Double(bitPattern: high)
    }
  }

  /// Values down to 1e-20 of the largest, and even to where squares underflow, have all their digits:
  /// what is dropped is at most the tolerance of the iteration, 5 units of rounding, and the rotations
  /// add less than one for each order. Where entries are of one size, shifts are used, but only where
  /// a unit of the largest value is less than that tolerance of the smallest for each order (the
  /// criterion of Demmel and Kahan): so much they may cost. A zero beside the diagonal splits the matrix, and one on it has a singular value
  /// of zero.
  @Test(arguments: scalarTypes)
  func smallValuesOfBidiagonalMatricesAreAccurate(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var generator = SeededGenerator(seed: 3)
      let lowest = Int(Scalar.leastNormalMagnitude.exponent) * 5 / 8
      for n in [2, 3, 4, 5, 8, 13, 21, 32] {
        // Falling, rising, falling and rising again, at random, and far; and none at all.
        func exponent(_ law: Int, _ index: Int) -> Int {
          switch law {
          case 0: -66 * index / n
          case 1: -66 * (n - index) / n
          case 2: -66 * abs(2 * index - n) / n
          case 3: lowest * index / n
          case 4: lowest * (n - index) / n
          case 5, 6: 0
          default: Int(33 * generator.symmetric())
          }
        }
        for law in 0..<9 {
          func entry(_ index: Int) -> Scalar {
            let power = Double(sign: .plus, exponent: exponent(law, index), significand: 1)
            return Scalar((1 + generator.symmetric() / 2) * power)
          }
          var diagonal = (0..<n).map(entry)
          var offDiagonal = (0..<(n - 1)).map(entry)
          if law == 6 { offDiagonal[(n - 1) / 2] = 0 }
          if law == 7 { diagonal[n / 2] = 0 }
          var b = Matrix<Scalar>(diagonal: diagonal)
          for (row, entry) in offDiagonal.enumerated() { b[row, row + 1] = entry }
          let units = Double(law == 5 || law == 6 ? 5 * n : 5 + n)
          // What is below that is dropped, beside entries of order one.
          let underflow = 6 * Double(n * n) * 0x1p33 * Double(Scalar.leastNormalMagnitude)
          let exact = Self.bisected(diagonal.map { Double($0) }, offDiagonal.map { Double($0) })
          for values in [try b.svd().singularValues, try b.singularValues()] {
            for (value, exact) in zip(values, exact) {
              #expect(
                (Double(value) - exact).magnitude <= units * Scalar.epsilon * exact + underflow,
                "order \(n), law \(law), \(exact)")
            }
          }
        }
      }
    }
    try check(scalar)
  }

  /// Scaling by a power of two scales the values and changes nothing else, to the last bit.
  @Test(arguments: scalarTypes)
  func powersOfTwoCostNothing(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n) in [(1, 1), (7, 7), (9, 4), (5, 12), (32, 32)] {
        let a = Matrix<Scalar>.seeded(m, n)
        let (svd, alone) = (try a.svd(), try a.singularValues())
        let most = Int(Scalar.greatestFiniteMagnitude.exponent)
        for exponent in [-most * 7 / 8, -most / 4, -3, 5, most / 4, most * 15 / 16] {
          let factor = Scalar(sign: .plus, exponent: Scalar.Exponent(exponent), significand: 1)
          let scaled = a * factor
          let other = try scaled.svd()
          #expect(other.singularValues == svd.singularValues.map { $0 * factor }, "\(exponent)")
          #expect(other.u == svd.u && other.vTransposed == svd.vTransposed, "\(exponent)")
          #expect(try scaled.singularValues() == alone.map { $0 * factor }, "\(exponent)")
        }
      }
    }
    try check(scalar)
  }

  /// Diagonal and permuted matrices, of which no entry is rounded.
  @Test(arguments: scalarTypes)
  func exactDecompositions(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n) in [(1, 1), (2, 2), (6, 6), (32, 32), (9, 5), (5, 9), (64, 32), (3, 64)] {
        let k = min(m, n)
        let zero = try Matrix<Scalar>.zeros(m, n).svd()
        #expect(zero.singularValues == Array(repeating: 0, count: k))
        #expect(
          orthonormalityRatio(zero.u) == 0 && orthonormalityRatio(zero.vTransposed.transposed) == 0)
        // Some values are repeated, some are zero, and signs alternate.
        let diagonal = (0..<k).map { Scalar(($0 * 5) % 4) * ($0 % 2 == 0 ? 1 : -1) }
        let sorted = diagonal.map(\.magnitude).sorted(by: >)
        var a = Matrix<Scalar>.zeros(m, n)
        for (row, entry) in diagonal.enumerated() { a[row, (row + 1) % k] = entry }
        for matrix in [a, -a] {
          let svd = try matrix.svd()
          #expect(svd.singularValues == sorted)
          #expect(svd.reconstruct() == matrix)
          #expect(try matrix.singularValues() == sorted)
        }
      }
    }
    try check(scalar)
  }

  /// Orthogonal columns have their lengths as singular values; the rank is the number of others than
  /// rounding.
  @Test(arguments: scalarTypes)
  func repeatedValuesAndRanks(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let stream = RandomStream(seed: 4, name: "small ranks")
      for (m, n) in [(3, 3), (10, 6), (6, 10), (32, 32), (64, 24)] {
        let k = min(m, n)
        for rank in Set([0, 1, k / 2, k]) {
          let a: Matrix<Scalar> = try stream.matrix(
            m, n, singularValues: Array(repeating: 3, count: rank))
          let unit = 3 * Scalar(max(m, n)) * .ulpOfOne
          for values in [try a.svd().singularValues, try a.singularValues()] {
            #expect(values[..<rank].allSatisfy { ($0 - 3).magnitude <= 8 * unit })
            #expect(values[rank...].allSatisfy { $0 <= 8 * unit })
          }
        }
        let ones = Matrix<Scalar>(rows: m, columns: n, repeating: 1)
        let values = try ones.svd().singularValues
        #expect((values[0] / Scalar(m * n).squareRoot() - 1).magnitude <= 32 * .ulpOfOne)
      }
    }
    try check(scalar)
  }

  /// A transposed matrix has the same values, to the last bit, since the wide one is decomposed as the
  /// tall one; and neither depends on the number of threads.
  @Test(arguments: scalarTypes)
  func transposesAndThreadsChangeNoBit(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n) in [(9, 4), (32, 31), (64, 32)] {
        let a = Matrix<Scalar>.seeded(m, n)
        let svd = try a.svd()
        try onThreadCounts { _ in
          let (same, transposed) = (try a.svd(), try a.transposed.svd())
          #expect(same.u == svd.u && same.vTransposed == svd.vTransposed)
          #expect(same.singularValues == svd.singularValues)
          #expect(transposed.singularValues == svd.singularValues)
        }
      }
    }
    try check(scalar)
  }
}
