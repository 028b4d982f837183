import FALinalg
import TestSupport
import Testing

/// Truncated decompositions of matrices whose norm is near the ends of the scalar's range, most of
/// whose entries may be subnormal.
@Suite(.mustEnd) struct TruncatedSVDRangeTests {
  /// Powers of two, down to a few hundred units of the smallest number.
  static func exponents<Scalar: BLASScalar>(_: Scalar.Type) -> [Int] {
    let (least, greatest) = range(Scalar.self)
    return [least + 10, least / 2, greatest / 2, greatest - 8]
  }

  /// The exponents of the smallest and of the largest number.
  static func range<Scalar: BLASScalar>(_: Scalar.Type) -> (least: Int, greatest: Int) {
    (Int(Scalar.leastNonzeroMagnitude.exponent), Int(Scalar.greatestFiniteMagnitude.exponent))
  }

  @Test(arguments: scalarTypes, [(40, 30), (30, 40), (90, 30)])
  func agreesWithLAPACK(_ scalar: any BLASScalar.Type, _ shape: (rows: Int, columns: Int)) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let a = Matrix<Scalar>(
        converting: try RandomStream(seed: 4, name: "range").matrix(
          shape.rows, shape.columns, singularValues: (1...30).map { 16 / Double($0) })
          as Matrix<Double>)
      for exponent in Self.exponents(Scalar.self) {
        let scaled = a.scaledByPowerOfTwo(exponent)
        // The same matrix without what the range took from it.
        let exact = try Matrix<Double>(converting: scaled.scaledByPowerOfTwo(-exponent)).svd()
        for target in Target.all(scaled) {
          for goal in TruncatedSVD<Scalar>.Goal.allCases {
            for algorithm in TruncatedSVD<Scalar>.Algorithm.allCases {
              let best = try target.truncatedSVD(rank: 4, goal: goal, algorithm: algorithm)
              judge(best, exact, exponent, "\(target.name), 2^\(exponent), \(algorithm)")
            }
          }
          let best = try target.truncatedSVD(relativeError: 0.5)
          let norm = exact.singularValues.reduce(0) { $0 + $1 * $1 }
          let count = best.singularValues.count
          let optimum = exact.singularValues[count...].reduce(0) { $0 + $1 * $1 }
          let before = exact.singularValues[(count - 1)...].reduce(0) { $0 + $1 * $1 }
          #expect(optimum <= 0.25 * norm && before > 0.25 * norm, "\(target.name), 2^\(exponent)")
        }
      }
    }
    try check(scalar)
  }

  /// Values and errors to rounding or, where that is more, to one unit of the subnormal numbers.
  private func judge<Scalar: BLASScalar>(
    _ best: TruncatedSVD<Scalar>, _ exact: SVD<Double>, _ exponent: Int, _ name: String
  ) {
    let rank = best.singularValues.count
    let unit = Double(Scalar.leastNonzeroMagnitude.scaledByPowerOfTwo(-exponent))
    let allowance = 64 * Scalar.epsilon * exact.singularValues[0] + unit
    let optimum = exact.singularValues[rank...].reduce(0) { $0 + $1 * $1 }.squareRoot()
    let error = Double(best.error.scaledByPowerOfTwo(-exponent))
    #expect((error - optimum).magnitude <= 1e-10 * optimum + allowance, "\(name)")
    let bound = Double(best.certificate.bound.scaledByPowerOfTwo(-exponent))
    #expect(error - optimum <= bound + 64 * Scalar.epsilon * exact.singularValues[0], "\(name)")
    // What LAPACK's backward error allows, the larger of the two drivers' bounds.
    let dimension = Double(max(best.u.rows, best.vTransposed.columns))
    let backward = dimension * Scalar.epsilon * exact.singularValues[0]
    let count = Double(exact.singularValues.count)
    #expect(bound <= 1e-10 * optimum + count.squareRoot() * backward + 2 * unit, "\(name)")
    for (value, theirs) in zip(best.singularValues, exact.singularValues) {
      let off = (Double(value.scaledByPowerOfTwo(-exponent)) - theirs).magnitude
      #expect(off <= 1e-9 * theirs + allowance, "\(name)")
    }
    let identity = Matrix<Scalar>.identity(rank)
    for factor in [best.u, Matrix(best.vTransposed.transposed)] {
      let deviation = (factor.transposed * factor - identity).frobeniusNorm
      #expect(Double(deviation) <= 200 * Scalar.epsilon, "\(name)")
    }
  }

  /// More entries than are looked at for the digits that a subnormal norm has lost.
  @Test func largeOperatorsSayWhatTheirNormIsWorth() throws {
    let exponent = Self.range(Double.self).least + 20
    let values = (1...8200).map { $0 <= 3 ? 4 / Double($0) : 0.25 }
    let target = DiagonalMatrix(
      rows: 8200, columns: 8200, diagonal: values.map { $0.scaledByPowerOfTwo(exponent) })
    let best = try target.truncatedSVD(rank: 3)
    let optimum = values[3...].reduce(0) { $0 + $1 * $1 }.squareRoot()
    let excess = best.error.scaledByPowerOfTwo(-exponent) - optimum
    #expect(excess <= best.certificate.bound.scaledByPowerOfTwo(-exponent))
    #expect(excess.magnitude <= 1e-5 * optimum)
    #expect(best.certificate.status != .certified)
  }

  /// Entries from one end of the range to the other: the small ones cannot be told from zeros.
  @Test(arguments: scalarTypes) func mixedScales(_ scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let (least, greatest) = Self.range(Scalar.self)
      let values = (0..<30).map { index in
        Scalar(1).scaledByPowerOfTwo(
          greatest - 4 - index * (greatest - 4 - least) / 29)
      }
      for target in Target.all(.init(diagonal: values)) {
        for goal in TruncatedSVD<Scalar>.Goal.allCases {
          let best = try target.truncatedSVD(rank: 3, goal: goal, algorithm: .blockKrylov)
          let slack = 64 * Scalar.ulpOfOne * values[0]
          for (value, theirs) in zip(best.singularValues, values) {
            #expect((value - theirs).magnitude <= slack, "\(target.name)")
          }
          #expect((best.error - values[3]).magnitude <= slack, "\(target.name)")
        }
      }
    }
    try check(scalar)
  }

  /// The products of two matrices under one name, and a norm that is not theirs, at every scale.
  @Test(arguments: scalarTypes) func wrongOperatorsAreReported(
    _ scalar: any BLASScalar.Type
  ) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let stream = RandomStream(seed: 5, name: "range")
      let right: Matrix<Scalar> = stream.normal(40, 30)
      let wrong: Matrix<Scalar> = stream.normal(rows: 40..<80, columns: 0..<30)
      for exponent in Self.exponents(Scalar.self) {
        let (right, wrong) = (
          right.scaledByPowerOfTwo(exponent), wrong.scaledByPowerOfTwo(exponent)
        )
        let norm = right.frobeniusNorm
        for (transposed, norm) in [(wrong, norm), (right, norm / 4), (right, norm * 0x1p-40)] {
          guard norm > 0 else { continue }
          let target = Target.function(right, transposed: transposed, norm: norm)
          do throws(LinearAlgebraError) {
            _ = try target.truncatedSVD(rank: 3, algorithm: .blockKrylov)
            Issue.record("a wrong operator was accepted at 2^\(exponent)")
          } catch {
            guard case .inconsistentOperator(let deviation) = error else { throw error }
            #expect(deviation > 1e-3)
          }
        }
      }
    }
    try check(scalar)
  }

  /// A claim of the smallest norm there is, about a matrix that is far from it.
  @Test(arguments: scalarTypes) func absurdNormsAreReported(_ scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let stream = RandomStream(seed: 6, name: "range")
      let a: Matrix<Scalar> = stream.normal(40, 30)
      let target = Target.function(a, transposed: a, norm: Scalar.leastNonzeroMagnitude)
      #expect {
        try target.truncatedSVD(rank: 3, algorithm: .blockKrylov)
      } throws: { error in
        if case LinearAlgebraError.inconsistentOperator = error { true } else { false }
      }
      var broken = a
      broken[2, 3] = .nan
      let norm = a.frobeniusNorm.scaledByPowerOfTwo(Self.range(Scalar.self).least / 2)
      let unusable = Target.function(broken, transposed: broken, norm: norm)
      #expect {
        try unusable.truncatedSVD(rank: 3, algorithm: .blockKrylov)
      } throws: { error in
        if case LinearAlgebraError.nonFinite = error { true } else { false }
      }
    }
    try check(scalar)
  }
}

/// One matrix as each kind of operator.
private enum Target<Scalar: BLASScalar> {
  case dense(Matrix<Scalar>)
  case sparse(SparseMatrix<Scalar>)
  case function(FunctionOperator<Scalar>)

  static func all(_ a: Matrix<Scalar>) -> [Target] {
    [.dense(a), .sparse(SparseMatrix(a)), .function(a, transposed: a, norm: nil)]
  }

  static func function(
    _ a: Matrix<Scalar>, transposed: Matrix<Scalar>, norm: Scalar?
  ) -> Target {
    .function(
      FunctionOperator(
        rows: a.rows, columns: a.columns, frobeniusNorm: norm,
        multiply: { FALinalg.multiply(a, $0, into: &$1) },
        multiplyTransposed: { FALinalg.multiply(transposed.transposed, $0, into: &$1) }))
  }

  var name: String {
    switch self {
    case .dense: "dense"
    case .sparse: "sparse"
    case .function: "function"
    }
  }

  private var any: any LinearOperator<Scalar> {
    switch self {
    case .dense(let target): target
    case .sparse(let target): target
    case .function(let target): target
    }
  }

  func truncatedSVD(
    rank: Int, goal: TruncatedSVD<Scalar>.Goal = .error,
    algorithm: TruncatedSVD<Scalar>.Algorithm
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    try any.truncatedSVD(rank: rank, goal: goal, algorithm: algorithm)
  }

  func truncatedSVD(
    relativeError: Double
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    try any.truncatedSVD(relativeError: relativeError)
  }
}

extension BLASScalar {
  /// Times a power of two that may be out of range itself.
  fileprivate func scaledByPowerOfTwo(_ exponent: Int) -> Self {
    let half = exponent / 2
    return self * Self(sign: .plus, exponent: Exponent(half), significand: 1)
      * Self(sign: .plus, exponent: Exponent(exponent - half), significand: 1)
  }
}

extension Matrix {
  /// Times a power of two that may be out of range itself.
  fileprivate func scaledByPowerOfTwo(_ exponent: Int) -> Matrix {
    map { $0.scaledByPowerOfTwo(exponent) }
  }
}
