import FALinalg
import TestSupport
import Testing

@Suite struct MatrixPowerTests {
  @Test func powersAreRepeatedProducts() throws {
    let a = Matrix<Double>(rows: [[1, 1], [1, 0]])
    #expect(try a.power(0) == .identity(2))
    #expect(try a.power(1) == a)
    #expect(try a.power(10) == Matrix(rows: [[89, 55], [55, 34]]))
    #expect((try a.power(-3) - Matrix(rows: [[-1, 2], [2, -3]])).maximumMagnitude < 1e-14)
    #expect(try Matrix<Double>.zeros(0, 0).power(5) == .zeros(0, 0))
    #expect(try Matrix<Double>.identity(2).power(.max) == .identity(2))
    #expect(try Matrix<Double>.identity(2).power(.min) == .identity(2))
  }

  @Test func failuresAreTyped() {
    #expect(throws: LinearAlgebraError.singular(pivot: 0)) {
      try Matrix<Double>.zeros(2, 2).power(-1)
    }
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
      try Matrix<Double>(diagonal: [.nan]).power(2)
    }
  }

  @Test func kroneckerProducts() {
    let a = Matrix<Double>(rows: [[1, 2], [3, 4]])
    let b = Matrix<Double>(rows: [[0, 5, 6]])
    #expect(
      a.kroneckerProduct(b)
        == Matrix(rows: [[0, 5, 6, 0, 10, 12], [0, 15, 18, 0, 20, 24]]))
    #expect(a.transposed.kroneckerProduct(b.transposed).transposed == a.kroneckerProduct(b).view)
    #expect(Matrix<Double>.zeros(0, 2).kroneckerProduct(b) == .zeros(0, 6))
  }
}

@Suite(.mustEnd) struct MatrixExponentialTests {
  @Test func agreesWithTheEigenvaluesOfSymmetricMatrices() throws {
    try check(Float.self, tolerance: 1e-4)
    try check(Double.self, tolerance: 1e-12)

    func check<Scalar: BLASScalar>(_: Scalar.Type, tolerance: Scalar) throws {
      // Every degree, and several squarings.
      for scale in [1e-3, 0.1, 0.5, 1, 3, 20] as [Scalar] {
        let half: Matrix<Scalar> = RandomStream(seed: 2, name: "exponential").normal(12, 12)
        let a = (half + half.transposed) * (scale / half.oneNorm / 2)
        let eigen = try a.symmetricEigen()
        let exact =
          eigen.vectors * Matrix(diagonal: eigen.values.map(exponentialSeries))
          * eigen.vectors.transposed
        let error = (try a.exponential() - exact).oneNorm / exact.oneNorm
        #expect(error < tolerance, "scale \(scale): \(error)")
      }
    }

    func exponentialSeries<Scalar: BLASScalar>(_ x: Scalar) -> Scalar {
      let part = Double(x) / 1024
      let series = (1...12).reversed().reduce(1.0) { 1 + $0 * part / Double($1) }
      return Scalar((0..<10).reduce(series) { power, _ in power * power })
    }
  }

  @Test func closedForms() throws {
    #expect(try Matrix<Double>.zeros(0, 0).exponential() == .zeros(0, 0))
    #expect(try Matrix<Double>.zeros(3, 3).exponential() == .identity(3))
    let nilpotent = Matrix<Double>(rows: [[0, 1, 2], [0, 0, 3], [0, 0, 0]])
    let exact = Matrix<Double>(rows: [[1, 1, 3.5], [0, 1, 3], [0, 0, 1]])
    #expect((try nilpotent.exponential() - exact).maximumMagnitude < 1e-15)
    let quarterTurn = Matrix<Double>(rows: [[0, -Double.pi / 2], [Double.pi / 2, 0]])
    let turn = Matrix<Double>(rows: [[0, -1], [1, 0]])
    #expect((try quarterTurn.exponential() - turn).maximumMagnitude < 1e-15)
    #expect(try Matrix<Double>(diagonal: [-1e308, -1e300]).exponential() == .zeros(2, 2))
  }

  struct Reference: Decodable {
    let name: String
    let matrix: FixtureMatrix
    let exponential: FixtureMatrix
  }

  /// Far from normal, where a scaling by the norm loses all digits. Every entry is accurate, relative
  /// to itself or, of a dense matrix, to the largest; the condition of an exponential is at least the
  /// size of the eigenvalues.
  @Test func agreesWithMultiprecision() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var count = 0
      for reference in try fixture("exponentials", in: .module, as: [Reference].self) {
        let a: Matrix<Scalar> = reference.matrix.matrix()
        let exact: Matrix<Double> = reference.exponential.matrix()
        guard a.inDouble == reference.matrix.matrix(),
          exact.maximumMagnitude < Double(Scalar.greatestFiniteMagnitude)
        else { continue }
        count += 1
        let result = try a.exponential().inDouble
        let isDense = exact.elements.allSatisfy { $0 != 0 } && a.rows > 2
        let condition =
          1 + (0..<a.rows).reduce(0.0) { max($0, Double(a[$1, $1].magnitude)) }
          + (isDense ? Double(a.oneNorm) : 0)
        let least = Double(Scalar.leastNormalMagnitude)
        for (found, right) in zip(result.elements, exact.elements) {
          let size = isDense ? exact.maximumMagnitude : max(right.magnitude, least)
          #expect(
            (found - right).magnitude <= 60 * Scalar.epsilon * condition * size,
            "\(reference.name) in \(Scalar.self): \(found), not \(right)")
        }
      }
      #expect(count > 8)
    }
  }

  @Test func failuresAreTyped() {
    #expect(throws: LinearAlgebraError.overflow(operation: "the exponential")) {
      try Matrix<Double>(diagonal: [1e308, 0]).exponential()
    }
    #expect(throws: LinearAlgebraError.overflow(operation: "the exponential")) {
      try Matrix<Float>(diagonal: [100]).exponential()
    }
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
      try Matrix<Double>(diagonal: [.infinity]).exponential()
    }
  }
}

@Suite struct MatrixSquareRootTests {
  @Test func rootsMultiplyBack() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var worst = WorstRatio()
      for order in [0, 1, 2, 3, 5, 16, 41, 70] {
        let noise: Matrix<Scalar> = RandomStream(seed: 6, name: "root").normal(order, order)
        let half = noise * (0.9 / max(1, noise.spectralNorm))
        // Complex pairs all around one, and a symmetric matrix.
        for a in [half + Matrix.identity(order), half * half.transposed] {
          let root = try a.squareRoot()
          let norm = root.inDouble.oneNorm
          let error = (root.inDouble * root.inDouble - a.inDouble).oneNorm
          let unit = Double(max(1, order)) * Double(Scalar.ulpOfOne)
          worst.note(error == 0 ? 0 : error / (norm * norm) / unit, at: "order \(order)")
        }
      }
      print("worst ratio of square root in \(Scalar.self): \(worst)")
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func closedForms() throws {
    let a = Matrix<Double>(rows: [[4, 1], [0, 9]])
    #expect((try a.squareRoot() - Matrix(rows: [[2, 0.2], [0, 3]])).maximumMagnitude < 1e-15)
    let quarterTurn = Matrix<Double>(rows: [[0, -1], [1, 0]])
    let eighthTurn = Matrix<Double>(rows: [[1, -1], [1, 1]]) * 0.5.squareRoot()
    #expect((try quarterTurn.squareRoot() - eighthTurn).maximumMagnitude < 1e-15)
    // Nearly a half turn, where the real part of the roots nearly vanishes.
    let turn = Matrix<Double>(rows: [[-1, -1e-6], [1e-6, -1]])
    let root = try turn.squareRoot()
    #expect((root * root - turn).maximumMagnitude < 1e-15)
    #expect(root[0, 0] > 0)
    #expect(try Matrix<Double>.zeros(2, 2).squareRoot() == .zeros(2, 2))
    // Of rank one, not symmetric.
    let deficient = Matrix<Double>(rows: [[1, 2], [0, 0]])
    #expect((try deficient.squareRoot() - deficient).maximumMagnitude < 1e-15)
  }

  @Test func symmetricMatricesMayBeDeficient() throws {
    let a = Matrix<Double>(rows: [[1, 2, 3], [2, 4, 6], [3, 6, 9]])
    let root = try a.squareRoot()
    #expect((root * root - a).maximumMagnitude < 1e-13)
  }

  @Test func failuresAreTyped() {
    #expect(throws: LinearAlgebraError.noRealSquareRoot(eigenvalue: -1)) {
      try Matrix<Double>(diagonal: [1, -1]).squareRoot()
    }
    #expect(throws: LinearAlgebraError.noRealSquareRoot(eigenvalue: -2)) {
      try Matrix<Double>(rows: [[-2, 1], [0, 1]]).squareRoot()
    }
    #expect(throws: LinearAlgebraError.singular(pivot: 0)) {
      try Matrix<Double>(rows: [[0, 1], [0, 0]]).squareRoot()
    }
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
      try Matrix<Double>(diagonal: [.nan, 1]).squareRoot()
    }
  }
}

/// Matrices with eigenvalues that are zero, which come out of a Schur form as rounding errors of either
/// sign: P D P^-1 with integers in P, P^-1 and D.
@Suite struct SingularMatrixFunctionTests {
  @Test func rootsOfSingularMatrices() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      // A = x y' has the root x y' / sqrt(y'x).
      let pairs: [([Scalar], [Scalar])] = [
        ([1, 2, 3], [3, 1, 2]), ([1, 2], [2, 1]), ([1, -1, 2, 5], [3, 1, -1, 2]),
        ([1, 2, 3, 4, 5, 6], [6, 1, 5, 2, 4, 3]), ([100, 1, 3], [1, -7, 50]),
      ]
      for (x, y) in pairs {
        let a = outer(x, y)
        let inner = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
        let error = (try a.squareRoot() - a / inner.squareRoot()).maximumMagnitude
        #expect(error <= 300 * .ulpOfOne * a.maximumMagnitude, "\(x), \(y)")
      }
      for order in 3...7 {
        let (p, inverse) = unimodular(order) as (Matrix<Scalar>, Matrix<Scalar>)
        var values = (0..<order).map { Scalar($0 * $0) }
        values[1] = 0
        let roots = Matrix(diagonal: values.map { $0.squareRoot() })
        let exact = p * roots * inverse
        let condition = Double(p.frobeniusNorm * inverse.frobeniusNorm)
        // In any unit.
        for unit in [1, 0x1p20, 0x1p-20] as [Scalar] {
          let a = p * Matrix(diagonal: values.map { unit * unit * $0 }) * inverse
          let root = try a.squareRoot() / unit
          let error = (root.inDouble - exact.inDouble).frobeniusNorm
          #expect(error <= 50 * Scalar.epsilon * condition * condition * 7, "order \(order)")
        }
      }
    }
  }

  /// Without a root or a logarithm: negative eigenvalues, and zeros without eigenvectors.
  @Test func whatHasNoneThrows() throws {
    let (p, inverse) = unimodular(4) as (Matrix<Double>, Matrix<Double>)
    #expect {
      try (p * Matrix(diagonal: [-1e-3, 0, 1, 2]) * inverse).squareRoot()
    } throws: {
      guard case .noRealSquareRoot(let value) = $0 as? LinearAlgebraError else { return false }
      return (value + 1e-3).magnitude < 1e-12
    }
    var jordan = Matrix<Double>(diagonal: [0, 0, 1, 2])
    jordan[0, 1] = 1
    #expect {
      try (p * jordan * inverse).squareRoot()
    } throws: {
      if case .singular = $0 as? LinearAlgebraError { true } else { false }
    }
    let zero = LinearAlgebraError.noRealLogarithm(eigenvalue: 0)
    #expect(throws: zero) { try (p * Matrix(diagonal: [0, 1, 2, 3]) * inverse).logarithm() }
    #expect(throws: zero) { try (p * jordan * inverse).logarithm() }
    #expect(throws: zero) { try outer([1, 2, 3], [3, 1, 2]).logarithm() }
    #expect(throws: zero) { try outer([1, 2, 3.0], [1, 2, 3]).map { 0.1 * $0 }.logarithm() }
    #expect(throws: zero) { try outer([0.1, 0.7, 0.3], [0.3, 0.1, 0.2]).logarithm() }
  }

  /// The product of a lower and an upper triangle of integers with ones on the diagonal, and its
  /// inverse, which has integers too.
  private func unimodular<Scalar: BLASScalar>(
    _ order: Int
  ) -> (Matrix<Scalar>, Matrix<Scalar>) {
    var (p, inverse) = (Matrix<Scalar>.identity(order), Matrix<Scalar>.identity(order))
    for index in 1..<order {
      var step = Matrix<Scalar>.identity(order)
      step[index, index - 1] = index.isMultiple(of: 2) ? 1 : -1
      step[index - 1, (index + 1) % order] += order > 2 && index + 1 < order ? 1 : 0
      p = p * step
      inverse = (try? step.inverse()).map { $0.map { $0.rounded() } * inverse } ?? inverse
    }
    return (p, inverse)
  }
}

@Suite struct MatrixLogarithmTests {
  /// exp(log A) = A, in units of n eps of what an error of the logarithm is magnified by: its norm.
  @Test func exponentialsOfLogarithmsGiveTheMatrixBack() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var worst = WorstRatio()
      for order in [0, 1, 2, 3, 5, 16, 41, 70] {
        let noise: Matrix<Scalar> = RandomStream(seed: 6, name: "log").normal(order, order)
        let half = noise * (0.9 / max(1, noise.spectralNorm))
        let identity = Matrix<Scalar>.identity(order)
        // Complex pairs about one; about 1,000, which takes many roots; a symmetric matrix.
        for a in [half + identity, (half + identity) * 1000, half * half.transposed + identity] {
          let log = try a.logarithm()
          let norm = max(1, log.inDouble.oneNorm) * a.inDouble.oneNorm
          let error = (try log.inDouble.exponential() - a.inDouble).oneNorm
          let unit = Double(max(1, order)) * Scalar.epsilon
          worst.note(error == 0 ? 0 : error / norm / unit, at: "order \(order)")
        }
      }
      print("worst ratio of logarithm in \(Scalar.self): \(worst)")
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func closedForms() throws {
    #expect(try Matrix<Double>.identity(3).logarithm() == .zeros(3, 3))
    let triangle = Matrix<Double>(rows: [[1, 1, 3.5], [0, 1, 3], [0, 0, 1]])
    let nilpotent = Matrix<Double>(rows: [[0, 1, 2], [0, 0, 3], [0, 0, 0]])
    #expect((try triangle.logarithm() - nilpotent).maximumMagnitude < 1e-14)
    for angle in [0.1, 1, 3.1] {
      let turn = Matrix<Double>(rows: [[0, -angle], [angle, 0]])
      #expect((try turn.exponential().logarithm() - turn).maximumMagnitude < 1e-13)
    }
    // Eigenvalues that no tolerance may confuse with zero.
    let graded = Matrix<Double>(rows: [[1e100, 1e-3], [0, 1e-100]])
    let log = try graded.logarithm()
    #expect((log[0, 0] / 230.25850929940457 - 1).magnitude < 1e-13)
    #expect((log[1, 1] / -230.25850929940457 - 1).magnitude < 1e-13)
    // (f(a) - f(b)) / (a - b) times the entry.
    #expect((log[0, 1] / 4.605170185988091e-101 - 1).magnitude < 1e-12)
  }

  @Test func failuresAreTyped() {
    #expect(throws: LinearAlgebraError.noRealLogarithm(eigenvalue: -1)) {
      try Matrix<Double>(diagonal: [1, -1]).logarithm()
    }
    #expect(throws: LinearAlgebraError.noRealLogarithm(eigenvalue: 0)) {
      try Matrix<Double>.zeros(2, 2).logarithm()
    }
    #expect(throws: LinearAlgebraError.noRealLogarithm(eigenvalue: -2)) {
      try Matrix<Double>(rows: [[-2, 1], [0, 1]]).logarithm()
    }
    #expect(throws: LinearAlgebraError.noRealLogarithm(eigenvalue: 0)) {
      try Matrix<Double>(rows: [[1, 2], [0, 0]]).logarithm()
    }
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
      try Matrix<Double>(diagonal: [.nan, 1]).logarithm()
    }
  }
}
