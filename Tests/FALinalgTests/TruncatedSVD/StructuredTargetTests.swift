import FALinalg
import TestSupport
import Testing

/// Targets of which a few blocks of Krylov vectors leave exactly nothing, or many copies of few
/// singular values, held against the closed form of these.
@Suite(.mustEnd) struct StructuredTargetTests {
  @Test(arguments: StructuredTarget.small, scalarTypes)
  func smallOnes(_ target: StructuredTarget, _ scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let smaller = min(target.rows, target.columns)
      let settings: [[(rank: Int, goal: TruncatedSVD<Scalar>.Goal)]] = [
        [(1, .error), (64, .error)], [(4, .triplets)], [(16, .error)],
      ]
      for (form, settings) in zip(Self.forms(target) as [any LinearOperator<Scalar>], settings) {
        for (rank, goal) in settings where rank <= smaller {
          try judge(form, target, rank, goal, .blockKrylov)
        }
      }
    }
    try check(scalar)
  }

  /// Of sizes for which the block Krylov basis is what they get.
  @Test(arguments: StructuredTarget.large, scalarTypes)
  func largeOnes(_ target: StructuredTarget, _ scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let matrix: SparseMatrix<Scalar> = target.sparse()
      for (rank, goal) in [(2, TruncatedSVD<Scalar>.Goal.error), (8, .triplets), (33, .error)] {
        try judge(matrix, target, rank, goal, nil)
      }
      try judge(matrix.dense(), target, 2, .error, nil)
    }
    try check(scalar)
  }

  /// Dense, sparse, and known by its products alone.
  static func forms<Scalar: BLASScalar>(
    _ target: StructuredTarget
  ) -> [any LinearOperator<Scalar>] {
    let sparse: SparseMatrix<Scalar> = target.sparse()
    let closure = FunctionOperator<Scalar>(
      rows: target.rows, columns: target.columns, multiply: sparse.multiply,
      multiplyTransposed: sparse.multiplyTransposed)
    return [sparse.dense(), sparse, closure]
  }

  /// Errors to 1e-10 and rounding, which is that of ||A||; for triplets, the values as well.
  private func judge<Scalar: BLASScalar>(
    _ a: any LinearOperator<Scalar>, _ target: StructuredTarget, _ rank: Int,
    _ goal: TruncatedSVD<Scalar>.Goal, _ algorithm: TruncatedSVD<Scalar>.Algorithm?
  ) throws {
    let name: Comment = "\(target.name), \(type(of: a)), rank \(rank), \(goal)"
    let best = try a.truncatedSVD(rank: rank, goal: goal, algorithm: algorithm)
    #expect(best.driver == .blockKrylov, name)
    let rounding = 64 * Scalar.epsilon * Double(a.frobeniusNorm)
    let optimum = target.optimum(rank)
    let excess = Double(best.error) - optimum
    #expect(excess.magnitude <= 1e-10 * optimum + rounding, name)
    #expect(excess <= Double(best.certificate.bound) + rounding, name)
    let vectors = best.u.transposed * best.u - Matrix.identity(rank)
    let others = best.vTransposed * best.vTransposed.transposed - Matrix.identity(rank)
    let unit = Scalar(rank).squareRoot() * 64 * .ulpOfOne
    #expect(vectors.frobeniusNorm <= unit && others.frobeniusNorm <= unit, name)
    let exact = target.values + Array(repeating: 0, count: max(0, rank - target.values.count))
    for (value, exact) in zip(best.singularValues, exact) {
      #expect(Double(value) <= exact + rounding, name)
      #expect(goal == .error || (Double(value) - exact).magnitude <= rounding, name)
    }
    // The factors have the error that is reported.
    let scaled = best.u * Matrix(diagonal: best.singularValues)
    let residual = Double(a.residualNorm(scaled.view, best.vTransposed.transposed))
    #expect((residual - Double(best.error)).magnitude <= 1e-10 * optimum + rounding, name)
  }
}
