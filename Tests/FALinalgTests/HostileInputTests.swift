import FALinalg
import Foundation
import TestSupport
import Testing

/// Input that has made LAPACK loop, stop or return nonsense: every operation returns an answer or
/// throws, in time. Orders on both sides of the bound up to which the library decomposes by itself.
@Suite(.mustEnd) struct HostileInputTests {
  private static func operations<Scalar: BLASScalar>(
    _ a: Matrix<Scalar>
  ) -> [(String, () throws -> Void)] {
    let b = Matrix<Scalar>(rows: a.rows, columns: 1, repeating: 1)
    return [
      ("lu", { _ = try a.lu() }), ("ldl", { _ = try a.ldl() }),
      ("cholesky", { _ = try a.cholesky() }), ("qr", { _ = try a.qr() }),
      ("full qr", { _ = try a.qr(.full) }), ("lq", { _ = try a.lq() }),
      ("pivoted qr", { _ = try a.householderQR(pivoting: true) }),
      ("svd", { _ = try a.svd() }), ("full svd", { _ = try a.svd(.full) }),
      ("singular values", { _ = try a.singularValues() }),
      ("truncated svd", { _ = try a.truncatedSVD(rank: 2) }),
      ("symmetric eigen", { _ = try a.symmetricEigen() }),
      ("eigen by index", { _ = try a.symmetricEigen(.indices(1..<3)) }),
      ("eigen by interval", { _ = try a.symmetricEigen(.interval(above: 0, through: 1)) }),
      ("generalized", { _ = try a.generalizedSymmetricEigen(Matrix<Scalar>.identity(a.rows)) }),
      (
        "generalized right",
        { _ = try Matrix<Scalar>.identity(a.rows).generalizedSymmetricEigen(a) }
      ),
      ("eigen", { _ = try a.eigen(leftVectors: true) }),
      ("eigenvalues", { _ = try a.eigenvalues() }),
      ("schur", { _ = try a.realSchur() }), ("hessenberg", { _ = try a.hessenberg() }),
      ("bidiagonal", { _ = try a.bidiagonal() }), ("solve", { _ = try a.solve(b) }),
      ("refine", { _ = try a.lu().solve(b, refiningWith: a) }),
      ("refine symmetric", { _ = try a.ldl().solve(b, refiningWith: a) }),
      ("refine positive", { _ = try a.cholesky().solve(b, refiningWith: a) }),
      ("solve symmetric", { _ = try a.solve(b, assuming: .symmetric) }),
      ("solve banded", { _ = try a.solve(b, assuming: .banded(below: 1, above: 1)) }),
      ("least squares", { _ = try a.leastSquares(b) }), ("inverse", { _ = try a.inverse() }),
      ("pseudo-inverse", { _ = try a.pseudoInverse() }), ("rank", { _ = try a.rank() }),
      ("null space", { _ = try a.nullSpace() }),
      ("projector", { _ = try a.columnSpaceProjector() }),
      ("procrustes", { _ = try orthogonalProcrustes(a, a) }),
      ("estimate", { _ = try a.estimatedConditionNumber() }),
      ("power", { _ = try a.power(3) }), ("exponential", { _ = try a.exponential() }),
      ("square root", { _ = try a.squareRoot() }), ("logarithm", { _ = try a.logarithm() }),
      (
        "reordered schur",
        {
          var schur = try a.realSchur()
          try schur.reorder { $0.real < 0 }
        }
      ),
    ]
  }

  @Test func nonFiniteEntriesAreNamedByEveryOperation() {
    check(Float.self)
    check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for entry in [Scalar.nan, .infinity, -.infinity] {
        var a = Matrix<Scalar>.identity(30)
        a[17, 4] = entry
        for (name, operation) in Self.operations(a) {
          #expect(throws: LinearAlgebraError.nonFinite(row: 17, column: 4), "\(name) of \(entry)") {
            try operation()
          }
        }
      }
    }
  }

  @Test(arguments: [30, 40])
  func extremeFiniteEntriesEndInAnAnswerOrATypedError(order: Int) {
    check(Float.self)
    check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let signs: Matrix<Scalar> = RandomStream(seed: 1, name: "signs").uniform(order, order).map {
        $0 < 0.5 ? -1 : 1
      }
      let symmetric = Matrix<Scalar>(rows: order, columns: order) {
        signs[max($0, $1), min($0, $1)]
      }
      let scales = [
        Scalar.greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude, 0,
      ]
      for scale in scales {
        for a in [signs * scale, symmetric * scale, Matrix.identity(order) * scale] {
          for (name, operation) in Self.operations(a) {
            do {
              try operation()
            } catch {
              #expect(error is LinearAlgebraError, "\(name) at scale \(scale)")
            }
          }
        }
      }
    }
  }

  @Test func gradedEntriesEndInAnAnswerOrATypedError() {
    // From the smallest numbers to the largest in one matrix.
    let a = Matrix<Double>(rows: 20, columns: 20) { i, j in
      Double(
        sign: (i * j) % 3 == 0 ? .minus : .plus, exponent: 100 * ((i + j) % 20) - 1000,
        significand: 1)
    }
    for (name, operation) in Self.operations(a) {
      do {
        try operation()
      } catch {
        #expect(error is LinearAlgebraError, "\(name)")
      }
    }
  }

  /// An empty matrix may be as long as a file says; nothing then walks along it.
  @Test(arguments: scalarTypes)
  func emptyMatricesOfAnyLengthTakeNoTime(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let text = #"{"rows": 0, "columns": \#(Int.max), "elements": []}"#
      let wide = try JSONDecoder().decode(Matrix<Scalar>.self, from: Data(text.utf8))
      for a in [wide.view, wide.transposed] {
        #expect(Set([a, Matrix(a).view]).count == 1)
        #expect(a.isApproximatelyEqual(to: -a) && (a + a) * 2 == Matrix(a) && a.elements.isEmpty)
        #expect(a.map { $0 + 1 } == Matrix(rows: a.rows, columns: a.columns) { _, _ in 1 })
        #expect(a.oneNorm + a.infinityNorm + a.frobeniusNorm + a.maximumMagnitude + a.sum == 0)
        #expect(a.minimum == .infinity && a.maximum == -.infinity && a.mean.isNaN)
        var b = Matrix(a)
        b.add(a, scaledBy: 2)
        b /= 2
        b.fill(with: 1)
        b.assign(a)
        #expect(try b.singularValues().isEmpty && b.spectralNorm == 0)
        #expect(throws: LinearAlgebraError.self) { try a.lu() }
      }
      #expect((wide.rowSums, wide.transposed.columnMaxima) == ([], []))
    }
    try check(scalar)
  }

  @Test func dimensionsBeyondLAPACKsIntegersThrow() {
    // No entries, so no memory.
    let rows = Int(Int32.max) + 1
    let a = Matrix<Double>.zeros(rows, 0)
    let error = LinearAlgebraError.dimensionTooLarge(name: "rows", value: rows)
    #expect(throws: error) { try a.lu() }
    #expect(throws: error) { try a.qr() }
    #expect(throws: error) { try a.householderQR(pivoting: true) }
    #expect(throws: error) { try a.bidiagonal() }
    #expect(throws: error) { try a.leastSquares(a) }
  }

  @Test(
    arguments: [
      (.nonFinite(row: 2, column: 5), "NaN or infinity at row 2, column 5 (counted from zero)"),
      (.noConvergence(routine: "gesdd", info: 3), "gesdd did not converge (info 3)"),
      (.notPositiveDefinite(pivot: 4), "not positive definite (pivot 4, counted from zero)"),
      (.singular(pivot: 6), "the matrix is singular (pivot 6, counted from zero)"),
      (
        .dimensionTooLarge(name: "rows", value: 3_000_000_000),
        "rows = 3000000000 exceeds the 32-bit integers of LAPACK (2147483647)"
      ),
      (.overflow(operation: "x"), "x exceeds the range of the scalar"),
      (
        .noRealSquareRoot(eigenvalue: -2),
        "the negative eigenvalue -2.0, hence no real principal square root"
      ),
      (.inconsistentOperator(relativeDeviation: 0.5), "(relative deviation 0.5)"),
      (.interrupted, "the computation was interrupted"),
      (.noRealLogarithm(eigenvalue: 0), "the eigenvalue 0.0, hence no real principal logarithm"),
      (
        .illConditioned(problem: "x", reciprocalCondition: 1e-17),
        "x is singular to working precision (reciprocal condition 1e-17)"
      ),
      (.noStabilizingSolution, "no stabilizing solution"),
      (.inaccurate(problem: "x", relativeResidual: 1e-3), "x misses it by 0.001 of its terms"),
    ] as [(LinearAlgebraError, String)])
  func errorsSayWhatWasWrong(_ error: LinearAlgebraError, _ message: String) {
    #expect("\(error)".contains(message), "\(error)")
  }
}
