import FALinalg
import TestSupport
import Testing

/// Sylvester, Lyapunov and Riccati equations.
@Suite struct MatrixEquationTests {
  /// How far a residual may be from zero, in units of rounding of the terms for each row.
  private static let passMark = 30.0

  @Test(arguments: scalarTypes)
  func residuals(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var worst = WorstRatio()
      for (m, n) in [(0, 0), (0, 3), (1, 1), (1, 5), (2, 2), (5, 1), (8, 13), (40, 33)] {
        // Eigenvalues on either side of zero, so that no sum of two is near it.
        let a = shifted(m, by: 2, seed: 1, as: Scalar.self)
        let b = shifted(n, by: 2, seed: 2, as: Scalar.self)
        for scale in [
          1, Scalar.leastNormalMagnitude.squareRoot(), Scalar.greatestFiniteMagnitude.squareRoot(),
        ] {
          let c = Matrix<Scalar>.seeded(m, n, seed: 3) * scale
          let place = "\(m), \(n), \(scale)"
          let x = try solveSylvester(a, b, c)
          worst.note(
            ratio(a.inDouble * x.inDouble + x.inDouble * b.inDouble, c, x, [a, b], max(m, n)),
            at: place)
          // The equation stays when all of A, B and C are scaled.
          if scale > 1 {
            let y = try solveSylvester(a * scale, b * scale, c)
            worst.note(
              (y * scale - x).oneNorm == 0
                ? 0 : Double((y * scale - x).oneNorm / x.oneNorm / Scalar.ulpOfOne / 1000),
              at: place)
          }
        }
        let c = Matrix<Scalar>.seeded(m, m, seed: 4)
        let x = try solveContinuousLyapunov(a, c)
        worst.note(
          ratio(a.inDouble * x.inDouble + x.inDouble * a.inDouble.transposed, c, x, [a, a], m),
          at: "Lyapunov \(m)")
        for size in [0.9, 1.5] {
          let f = Matrix<Scalar>(converting: try scaledToRadius(m, size, seed: 5))
          let y = try solveDiscreteLyapunov(f, c)
          let norm = f.inDouble.frobeniusNorm
          let residual = y.inDouble - f.inDouble * y.inDouble * f.inDouble.transposed - c.inDouble
          let unit =
            ((1 + norm * norm) * y.inDouble.frobeniusNorm + c.inDouble.frobeniusNorm)
            * Double(max(1, m)) * Scalar.epsilon
          worst.note(m == 0 ? 0 : residual.frobeniusNorm / unit, at: "Stein \(m) \(size)")
          let symmetric = c + c.transposed
          let z = try solveDiscreteLyapunov(f, symmetric)
          #expect(z == Matrix(z.transposed))
          let w = try solveContinuousLyapunov(a, symmetric)
          #expect(w == Matrix(w.transposed))
        }
      }
      #expect(worst.value < Self.passMark, "\(worst)")
    }
    try check(scalar)
  }

  /// With a right-hand side of zeros nothing is left of the terms to hold a residual against.
  @Test(arguments: scalarTypes)
  func zerosHaveTheSolutionZero(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let a = shifted(4, by: 2, seed: 1, as: Scalar.self)
      let zeros = Matrix<Scalar>.zeros(4, 4)
      #expect(try solveSylvester(a, a, zeros) == zeros)
      #expect(try solveContinuousLyapunov(a, zeros) == zeros)
      for scale in [0.01, 1] as [Scalar] {
        #expect(try solveDiscreteLyapunov(a * scale, zeros) == zeros)
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func refusesSpectraThatTouch(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      func isRefused(_ body: () throws -> Matrix<Scalar>) -> Bool {
        do {
          _ = try body()
          return false
        } catch LinearAlgebraError.illConditioned { return true } catch { return false }
      }
      let one = Matrix<Scalar>.identity(1)
      let q = try Matrix<Scalar>.seeded(6, 6, seed: 7).qr().q
      let ones6 = Matrix<Scalar>(rows: 6, columns: 6, repeating: 1)
      func similar(_ d: [Scalar]) -> Matrix<Scalar> { q * Matrix(diagonal: d) * q.transposed }
      #expect(isRefused { try solveSylvester(one, -one, one) })
      #expect(isRefused { try solveSylvester(one * 0, one * 0, one) })
      // Equal only up to rounding.
      #expect(
        isRefused {
          try solveSylvester(similar([1, 2, 3, 4, 5, 6]), similar([-3, 7, 8, 9, 10, 11]), ones6)
        })
      #expect(isRefused { try solveContinuousLyapunov(similar([1, 2, 3, -2, 5, 6]), ones6) })
      // A defective zero, which rounding splits into a circle.
      var jordan = Matrix<Scalar>.zeros(6, 6)
      for index in 0..<5 { jordan[index, index + 1] = 1 }
      let turned = q * jordan * q.transposed
      #expect(isRefused { try solveContinuousLyapunov(turned, ones6) })
      // A rotation: the product of its eigenvalues is one.
      let rotation = Matrix<Scalar>(rows: [[0.6, 0.8], [-0.8, 0.6]])
      #expect(isRefused { try solveDiscreteLyapunov(rotation, Matrix.identity(2)) })
      #expect(
        isRefused { try solveDiscreteLyapunov(similar([0.5, 2, 0.1, 0.2, 0.3, 0.4]), ones6) })
      #expect(isRefused { try solveDiscreteLyapunov(-one, one) })
      // Nilpotent: finite sums, and nothing to refuse.
      let x = try solveDiscreteLyapunov(jordan, Matrix.identity(6))
      #expect((x - Matrix(diagonal: [6, 5, 4, 3, 2, 1])).maximumMagnitude < 100 * Scalar.ulpOfOne)
      // Near each other, but told apart.
      let near: Scalar = 64 * Scalar.ulpOfOne
      #expect(try solveSylvester(one, -(one * (1 - near)), one)[0, 0] == 1 / near)
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func refusesNaNAndSaysWhatOverflows(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let good = Matrix<Scalar>.identity(2)
      for value in [Scalar.nan, .infinity] {
        var bad = good
        bad[1, 0] = value
        let error = LinearAlgebraError.nonFinite(row: 1, column: 0)
        #expect(throws: error) { try solveSylvester(bad, good, good) }
        #expect(throws: error) { try solveSylvester(good, bad, good) }
        #expect(throws: error) { try solveSylvester(good, good, bad) }
        #expect(throws: error) { try solveContinuousLyapunov(good, bad) }
        #expect(throws: error) { try solveDiscreteLyapunov(bad, good) }
        #expect(throws: error) { try solveContinuousRiccati(bad, good, good, good) }
        #expect(throws: error) { try solveContinuousRiccati(good, bad, good, good) }
        #expect(throws: error) { try solveDiscreteRiccati(good, good, bad, good) }
        #expect(throws: error) { try solveDiscreteRiccati(good, good, good, bad) }
      }
      let tiny = good * Scalar.leastNormalMagnitude
      let huge = good * Scalar.greatestFiniteMagnitude
      #expect(
        throws: LinearAlgebraError.overflow(operation: "the solution of the Sylvester equation")
      ) {
        try solveSylvester(tiny, tiny, huge)
      }
      #expect(try solveSylvester(tiny, tiny, tiny) == good * 0.5)
      #expect(try solveSylvester(huge, huge, huge) == good * 0.5)
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func riccatiSolutionsStabilize(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for n in [0, 1, 2, 5, 12, 30] {
        let m = (n + 2) / 3
        let a = Matrix<Scalar>.seeded(n, n, seed: 1)
        let b = Matrix<Scalar>.seeded(n, m, seed: 2)
        let q = Matrix<Scalar>.identity(n)
        let r = Matrix<Scalar>.seededPositiveDefinite(m, condition: 10)
        for scale in [1, 1e-4, 1e4] as [Scalar] {
          let x = try solveContinuousRiccati(a, b, q * scale, r * scale)
          #expect(x == Matrix(x.transposed))
          let (a64, b64, x64, r64) = (
            a.inDouble, b.inDouble, x.inDouble, r.inDouble * Double(scale)
          )
          let gain = try r64.solve(b64.transposed * x64)
          let closed = a64 - b64 * gain
          #expect(try closed.eigenvalues().allSatisfy { $0.real < 0 })
          let residual = a64.transposed * x64 + x64 * closed + q.inDouble * Double(scale)
          let size =
            x64.frobeniusNorm * (2 * a64.frobeniusNorm + (b64 * gain).frobeniusNorm) + Double(scale)
          #expect(
            n == 0 || residual.frobeniusNorm < Self.passMark * Double(n) * Scalar.epsilon * size,
            "\(n)")

          let y = try solveDiscreteRiccati(a, b, q * scale, r * scale).inDouble
          let weight = r64 + b64.transposed * y * b64
          let feedback = try weight.solve(b64.transposed * y * a64)
          let inner = a64 - b64 * feedback
          #expect(try inner.eigenvalues().allSatisfy { $0.magnitude < 1 })
          let rest = a64.transposed * y * inner - y + q.inDouble * Double(scale)
          let unit = y.frobeniusNorm * (1 + a64.frobeniusNorm * a64.frobeniusNorm) + Double(scale)
          #expect(
            n == 0 || rest.frobeniusNorm < Self.passMark * Double(n) * Scalar.epsilon * unit, "\(n)"
          )
        }
      }
    }
    try check(scalar)
  }

  /// No control reaches what grows; and a weight of control that is singular.
  @Test(arguments: scalarTypes)
  func riccatiWithoutASolution(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let (one, zero) = (Matrix<Scalar>.identity(2), Matrix<Scalar>.zeros(2, 2))
      #expect(throws: LinearAlgebraError.noStabilizingSolution) {
        try solveContinuousRiccati(one, zero, one, one)
      }
      #expect(throws: LinearAlgebraError.noStabilizingSolution) {
        try solveDiscreteRiccati(2 * one, zero, one, one)
      }
      #expect(throws: LinearAlgebraError.self) { try solveContinuousRiccati(one, one, one, zero) }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func riccatiClosedForms(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let tolerance = 100 * Scalar.ulpOfOne
      // The double integrator: [sqrt 3, 1; 1, sqrt 3].
      let a = Matrix<Scalar>(rows: [[0, 1], [0, 0]])
      let b = Matrix<Scalar>(rows: [[0], [1]])
      let x = try solveContinuousRiccati(a, b, Matrix.identity(2), Matrix.identity(1))
      let root = Scalar(3).squareRoot()
      #expect((x - Matrix(rows: [[root, 1], [1, root]])).maximumMagnitude < tolerance)
      // Scalars: 2 a x - x^2 g + q = 0, of either sign of a, Q of either sign, and none of it at all.
      let one = Matrix<Scalar>.identity(1)
      for (a, q) in [(1, 3), (-1, 3), (2, 0), (-2, 0), (-2, -3), (1, 0)] as [(Scalar, Scalar)] {
        let x = try solveContinuousRiccati(one * a, one, one * q, one)[0, 0]
        #expect((x - (a + (a * a + q).squareRoot())).magnitude < tolerance)
      }
      // Singular A: a delay line, whose cost is that of its states.
      let delay = Matrix<Scalar>(rows: [[0, 1, 0], [0, 0, 1], [0, 0, 0]])
      let input = Matrix<Scalar>(rows: [[0], [0], [1]])
      let y = try solveDiscreteRiccati(delay, input, Matrix.identity(3), one)
      #expect((y - Matrix(diagonal: [1, 2, 3])).maximumMagnitude < tolerance)
      // x = x a^2 / (1 + x) + q.
      for (a, q) in [(1, 1), (3, 0), (0.5, 0), (0, 2)] as [(Scalar, Scalar)] {
        let half = (a * a + q - 1) / 2
        let x = try solveDiscreteRiccati(one * a, one, one * q, one)[0, 0]
        #expect((x - (half + (half * half + q).squareRoot())).magnitude < tolerance)
      }
      // Terms in units far from one: x^2 = 3 but for what a adds, which is below rounding.
      let far = Scalar.greatestFiniteMagnitude.squareRoot()
      for unit in [far, 1 / far] {
        let x = try solveContinuousRiccati(
          one * (unit < 1 ? 0 : 1), one, one * unit * 3, one / unit)
        #expect((x[0, 0] - Scalar(3).squareRoot()).magnitude < tolerance)
        // X in these units.
        let y = try solveContinuousRiccati(one, one, one * unit * 3, one * unit)
        #expect((y[0, 0] / unit - 3).magnitude < tolerance)
        let z = try solveDiscreteRiccati(one * 2, one, one * unit, one * unit)
        #expect((z[0, 0] / unit - (2 + Scalar(5).squareRoot())).magnitude < tolerance)
      }
    }
    try check(scalar)
  }

  /// Loops that are far from stable, with few inputs: the solutions are large, and of less accuracy.
  @Test func solvesDiscreteRiccatiEquationsOfUnstableLoops() throws {
    for (n, m) in [(10, 2), (20, 5), (60, 20), (100, 30)] {
      for seed in 1...3 as ClosedRange<UInt64> {
        let stream = RandomStream(seed: seed, name: "loop")
        let (a, b): (Matrix<Double>, Matrix<Double>) = (stream.normal(n, n), stream.normal(n, m))
        let (q, r) = (Matrix<Double>.identity(n), Matrix<Double>.identity(m))
        let x = try solveDiscreteRiccati(a, b, q, r)
        let gain = try (r + b.transposed * x * b).solve(b.transposed * x * a)
        let closed = a - b * gain
        #expect(try closed.eigenvalues().allSatisfy { $0.magnitude < 1 })
        // Joseph's form, in which nothing cancels.
        let rest = closed.transposed * x * closed + gain.gram + q - x
        let unit = x.frobeniusNorm * (1 + closed.gram.frobeniusNorm) + gain.gram.frobeniusNorm
        // What the gain is off by, by the condition of the system that it solves.
        let condition = (r + b.transposed * x * b).conditionNumber
        #expect(
          rest.frobeniusNorm < Self.passMark * Double(n) * Double.epsilon * condition * unit)
      }
    }
  }

  /// So far from stable that rounding hides the solution: SciPy's does not stabilize these loops.
  @Test func refusesDiscreteRiccatiEquationsThatRoundingHides() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let stream = RandomStream(seed: seed, name: "loop")
      let (a, b): (Matrix<Double>, Matrix<Double>) = (stream.normal(60, 60), stream.normal(60, 5))
      #expect(throws: LinearAlgebraError.self) {
        try solveDiscreteRiccati(a, b, Matrix.identity(60), Matrix.identity(5))
      }
    }
  }

  @Test(arguments: scalarTypes)
  func refusesRiccatiEquationsWithoutStabilizingSolution(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let error = LinearAlgebraError.noStabilizingSolution
      let one = Matrix<Scalar>.identity(1)
      let zero = one * 0
      let q = try Matrix<Scalar>.seeded(4, 4, seed: 7).qr().q
      let eye = Matrix<Scalar>.identity(4)
      func similar(_ d: [Scalar]) -> Matrix<Scalar> { q * Matrix(diagonal: d) * q.transposed }
      func turned(_ v: [Scalar]) -> Matrix<Scalar> {
        q * Matrix(rows: 4, columns: 1, columnMajor: v)
      }
      // Unstable and out of reach.
      #expect(throws: error) { try solveContinuousRiccati(one, zero, one, one) }
      #expect(throws: error) { try solveDiscreteRiccati(one * 2, zero, one, one) }
      #expect(throws: error) {
        try solveContinuousRiccati(similar([1, -1, -2, -3]), turned([0, 1, 1, 1]), eye, one)
      }
      #expect(throws: error) {
        try solveDiscreteRiccati(similar([2, 0.1, 0.2, 0.3]), turned([0, 1, 1, 1]), eye, one)
      }
      // On the boundary and without a weight: x = 0 solves it, and stabilizes nothing.
      #expect(throws: error) { try solveContinuousRiccati(zero, one, zero, one) }
      #expect(throws: error) { try solveDiscreteRiccati(one, one, zero, one) }
      let weight = similar([0, 1, 1, 1])
      #expect(throws: error) {
        try solveContinuousRiccati(similar([0, -1, -2, -3]), turned([1, 1, 1, 1]), weight, one)
      }
      #expect(throws: error) {
        try solveDiscreteRiccati(similar([1, 0.5, 0.2, 0.3]), turned([1, 1, 1, 1]), weight, one)
      }
      // An oscillator without weight.
      let oscillator = Matrix<Scalar>(rows: [[0, 1], [-1, 0]])
      let push = Matrix<Scalar>(rows: [[0], [1]])
      #expect(throws: error) {
        try solveContinuousRiccati(oscillator, push, Matrix.zeros(2, 2), one)
      }
      // A weight so negative that no real solution exists, and the border of that.
      #expect(throws: error) { try solveContinuousRiccati(one, one, one * -2, one) }
      #expect(throws: error) { try solveContinuousRiccati(one, one, one * -1, one) }
      // Without R there is no equation.
      #expect(throws: LinearAlgebraError.singular(pivot: 0)) {
        try solveContinuousRiccati(one, one, one, zero)
      }
    }
    try check(scalar)
  }

  /// A matrix whose eigenvalues are all to the right of zero.
  private func shifted<Scalar: BLASScalar>(
    _ order: Int, by shift: Double, seed: UInt64, as _: Scalar.Type
  ) -> Matrix<Scalar> {
    var a = Matrix<Double>.seeded(order, order, seed: seed)
    if order > 0 { a = a / Double(order).squareRoot() }
    a.addToDiagonal(shift)
    return Matrix(converting: a)
  }

  /// A matrix of this spectral radius.
  private func scaledToRadius(_ order: Int, _ radius: Double, seed: UInt64) throws -> Matrix<Double>
  {
    let a = Matrix<Double>.seeded(order, order, seed: seed)
    guard let largest = try a.eigenvalues().map(\.magnitude).max() else { return a }
    return a * (radius / largest)
  }

  private func ratio<Scalar: BLASScalar>(
    _ product: Matrix<Double>, _ c: Matrix<Scalar>, _ x: Matrix<Scalar>,
    _ factors: [Matrix<Scalar>],
    _ order: Int
  ) -> Double {
    let error = (product - c.inDouble).frobeniusNorm
    let norms = factors.map { $0.inDouble.frobeniusNorm }.reduce(0, +)
    let size = norms * x.inDouble.frobeniusNorm + c.inDouble.frobeniusNorm
    return error == 0 ? 0 : error / size / (Double(order) * Scalar.epsilon)
  }
}
