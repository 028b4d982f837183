import FALinalg
import TestSupport
import Testing

/// Which singular values count as zero: no real ones, and those that rounding has made.
@Suite struct NumericalRankTests {
  /// A line through the months of twenty years.
  private func years() -> (a: Matrix<Float>, b: Matrix<Float>) {
    let a = Matrix<Float>(rows: 240, columns: 2) { month, column in
      column == 0 ? 2000 + Float(month) / 12 : 1
    }
    return (a, Matrix(rows: 240, columns: 1) { month, _ in 5 + Float(month) / 100 })
  }

  @Test func aLineThroughYears() throws {
    let (a, b) = years()
    let fit = try a.leastSquares(b)
    #expect(fit.rank == 2 && !fit.isRankDeficient)
    #expect((fit.solution[0, 0] - 0.12).magnitude < 1e-5)
    #expect((fit.solution[1, 0] + 235).magnitude < 0.02)
    #expect(try a.rank() == 2)
    #expect(((try a.pseudoInverse() * b)[0, 0] - 0.12).magnitude < 0.02)
    #expect(try a.orthonormalBasis().columns == 2)
    #expect(try a.nullSpace().columns == 0)
  }

  @Test func theResultSaysWhatWasCut() throws {
    let (a, b) = years()
    let fit = try a.leastSquares(b, relativeCutoff: 1e-3)
    #expect(fit.rank == 1 && fit.isRankDeficient && fit.relativeCutoff == 1e-3)
    #expect(
      "\(fit)".hasPrefix(
        "rank 1: 1 singular value of 2, at most 0.001 of the largest, counts as zero"))
    #expect("\(try a.leastSquares(b))".hasPrefix("full rank, 2"))
  }

  /// Two-level designs of k factors, whose singular values are known exactly, with the columns scaled
  /// from 1 down to 1 / condition: the coefficients of an exact model come out to the condition times
  /// the rounding unit.
  @Test func coefficientsAreRightUpToTheConditionThatRoundingAllows() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for rows in [16, 64, 4096, 32_768] {
        let limit = 1 / Double(rankCutoff(rows: rows, columns: 4) as Double)
        for exponent in stride(from: 0, through: 52, by: 4) {
          let condition = Double(sign: .plus, exponent: exponent, significand: 1)
          guard condition < min(limit, 1 / Scalar.epsilon) else { continue }
          let a = Matrix<Scalar>(rows: rows, columns: 4) { row, column in
            let scale = Double(sign: .plus, exponent: -(exponent * column) / 3, significand: 1)
            return Scalar((row >> column) & 1 == 0 ? scale : -scale)
          }
          let b = a * Matrix<Scalar>(rows: [[1], [-2], [3], [-4]])
          let fit = try a.leastSquares(b)
          #expect(fit.rank == 4, "\(rows) rows, condition \(condition)")
          #expect(try a.rank() == 4)
          for (index, exact) in [1.0, -2, 3, -4].enumerated() {
            #expect(
              (Double(fit.solution[index, 0]) - exact).magnitude
                <= condition * (64 + 4 * Double(rows).squareRoot()) * Scalar.epsilon,
              "\(rows) rows, condition \(condition), \(Scalar.self)")
          }
        }
      }
    }
  }

  /// Integers small enough for every entry to be exact in either precision; with ones, the
  /// largest rounding errors that were met.
  @Test func whatRoundingMakesOfZerosIsNotCounted() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let shapes = [
        (3, 2), (5, 5), (60, 20), (240, 2), (2, 240), (90, 90), (3000, 4), (4, 3000), (200, 200),
      ]
      for (rows, columns) in shapes {
        let ones = Matrix<Scalar>(rows: rows, columns: columns, repeating: 1)
        let ramp = Matrix<Scalar>(rows: rows, columns: columns) { Scalar($0 % 64 + $1) }
        let same = Matrix<Scalar>(rows: rows, columns: columns) { row, _ in
          Scalar((row * 7919) % 4001 + 1)
        }
        for (a, rank) in [(ones, 1), (ramp, 2), (same, 1), (-1001 * ones, 1)] {
          let label = "\(rows) x \(columns), rank \(rank), \(Scalar.self)"
          #expect(try a.rank() == rank, "\(label)")
          #expect(try a.svd().rank() == rank, "\(label)")
          #expect(try a.householderQR(pivoting: true).rank() == rank, "\(label)")
          #expect(try a.leastSquares(a).rank == rank, "\(label)")
          #expect(try a.orthonormalBasis().columns == rank, "\(label)")
          #expect(try a.nullSpace().columns == columns - rank, "\(label)")
        }
      }
    }
  }

  /// Three columns of a hundred thousand rows, in single precision: 1, 1 and 0.005 in size.
  @Test func relativeErrorsOfLongMatrices() throws {
    let a = Matrix<Float>(rows: 100_000, columns: 3) { row, column in
      switch column {
      case 0: 1
      case 1: row.isMultiple(of: 2) ? 1 : -1
      default: (row / 2).isMultiple(of: 2) ? 0.005 : -0.005
      }
    }
    let best = try a.truncatedSVD(relativeError: 0.003)
    #expect(best.singularValues.count == 3)
    #expect(best.certificate.status == .certified)
    let coarse = try a.truncatedSVD(relativeError: 0.004)
    #expect(coarse.singularValues.count == 2)
    #expect((coarse.error / a.frobeniusNorm - 0.0035355).magnitude < 1e-5)
    // Below what rounding may have made of a zero the result says that it cannot be certified.
    let fine = Matrix<Float>(a.map { $0.magnitude < 1 ? $0 * 0.02 : $0 })
    guard
      case .uncertified(let reason) = try fine.truncatedSVD(relativeError: 1e-5).certificate.status
    else { Issue.record("certified"); return }
    #expect(reason.contains("count as zero"))
  }
}

/// What single precision certifies is true in double precision.
@Suite struct SinglePrecisionCertificateTests {
  /// The error of the result, and the optimum, of the same entries in double precision.
  private func check(
    _ a: Matrix<Double>, _ values: [Double], _ best: TruncatedSVD<Float>, _ label: String
  ) {
    guard best.certificate.status == .certified else { return }
    let optimum = values.dropFirst(best.singularValues.count).map { $0 * $0 }.reduce(0, +)
      .squareRoot()
    let (error, bound) = (Double(best.error), Double(best.certificate.bound))
    #expect(error - optimum <= bound, "\(label): \(error) above \(optimum) by more than \(bound)")
    #expect(optimum - error <= bound, "\(label): \(error) below \(optimum) by more than \(bound)")
    let scaled = best.u.inDouble * Matrix(diagonal: best.singularValues.map { Double($0) })
    let residual = (a - scaled * best.vTransposed.inDouble).frobeniusNorm
    // The factors are rounded too: by some units of s_1 in every one of their rows.
    let rounding = 8 * Double(best.singularValues.count + 1) * Float.epsilon * (values.first ?? 0)
    #expect((residual - error).magnitude <= bound + rounding, "\(label): \(residual), not \(error)")
  }

  static let spectra: [(name: String, value: @Sendable (Int) -> Double)] = [
    ("flat", { _ in 1 }), ("power", { 1 / Double($0 + 1) }),
    ("exponential", { 1 / Double(sign: .plus, exponent: $0, significand: 1) }),
    ("step", { $0 < 3 ? 1 : 1e-5 }), ("small", { $0 == 0 ? 1 : 3e-7 }),
    ("rank 4", { $0 < 4 ? 5 - Double($0) : 0 }),
  ]

  @Test(arguments: [(40, 30), (30, 120), (600, 6), (90, 60), (510, 500)], spectra.indices)
  func certificatesHold(_ shape: (rows: Int, columns: Int), _ index: Int) throws {
    let (name, value) = Self.spectra[index]
    let count = min(shape.rows, shape.columns)
    let isLarge = count > 100
    if isLarge, ["flat", "power"].contains(name) { return }
    let stream = RandomStream(seed: 9, name: "certificate")
    let a = Matrix<Float>(
      converting: try stream.matrix(
        shape.rows, shape.columns, singularValues: (0..<count).map(value)) as Matrix<Double>)
    let (exact, values) = (a.inDouble, try a.inDouble.singularValues())
    for rank in isLarge ? [4] : Set([0, 1, 3, 4, count / 3]).sorted() {
      for algorithm in [TruncatedSVD<Float>.Algorithm.lapack, .blockKrylov] {
        let best = try a.truncatedSVD(rank: rank, algorithm: algorithm)
        check(exact, values, best, "\(name), \(shape), rank \(rank), \(best.driver)")
      }
    }
    for relativeError in isLarge ? [1e-4] : [0, 1e-6, 1e-4, 0.01, 0.3] {
      let best = try a.truncatedSVD(relativeError: relativeError)
      let label = "\(name), \(shape), error \(relativeError)"
      check(exact, values, best, label)
      if relativeError > 0, best.certificate.status == .certified {
        let allowed = relativeError * exact.frobeniusNorm
        #expect(Double(best.error) <= allowed * (1 + 128 * Float.epsilon), "\(label)")
      }
    }
  }
}
