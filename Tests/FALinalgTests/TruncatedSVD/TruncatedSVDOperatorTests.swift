import FALinalg
import Foundation
import TestSupport
import Testing

/// Block Krylov bases of operators with known singular values. A Gaussian start looks the same from
/// every orthonormal basis, so diagonal operators are as hard as dense ones.
@Suite struct TruncatedSVDOperatorTests {
  static let spectra: [(name: String, value: @Sendable (Int) -> Double)] = [
    ("1/i", { 1 / Double($0) }),
    ("i^-1/4", { pow(Double($0), -0.25) }),
    ("0.9^i", { pow(0.9, Double($0)) }),
    ("step", { $0 <= 20 ? 1 : 0.1 }),
    ("nearly flat", { $0 <= 10 ? 1.05 : 1 }),
    ("flat", { _ in 1 }),
    ("spiked", { $0 <= 3 ? 100 / Double($0) : 1 / (1 + 1e-3 * Double($0)) }),
    ("clusters", { pow(2, -Double(($0 - 1) / 7)) }),
    ("pairs", { 1 / Double(($0 + 1) / 2) }),
    ("rank 5", { $0 <= 5 ? 1 / Double($0) : 0 }),
  ]

  /// ||A - A_r||_F from the values alone.
  static func optimum(_ values: [Double], _ rank: Int) -> Double {
    values[rank...].reversed().reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test(arguments: [(800, 800), (2000, 600), (600, 2000)])
  func reachesTheOptimum(shape: (rows: Int, columns: Int)) throws {
    let count = min(shape.rows, shape.columns)
    for (name, value) in Self.spectra {
      let values = (1...count).map(value)
      let target = DiagonalMatrix(rows: shape.rows, columns: shape.columns, diagonal: values)
      for rank in shape.rows == shape.columns ? [1, 2, 10, 50] : [2, 50] {
        let best = try target.truncatedSVD(rank: rank, seed: 1)
        let optimum = Self.optimum(values, rank)
        let slack = 64 * Double.ulpOfOne * target.frobeniusNorm
        #expect(best.driver == .blockKrylov)
        #expect(
          (best.error - optimum).magnitude <= 1e-10 * optimum + slack, "\(name), rank \(rank)")
        #expect(best.error - optimum <= best.certificate.bound + slack, "\(name), rank \(rank)")
        let deviation = (best.u.transposed * best.u - Matrix.identity(rank)).frobeniusNorm
        #expect(deviation <= 200 * Double.ulpOfOne, "\(name), rank \(rank)")
      }
    }
  }

  /// For the error, the left basis is not orthogonalized against all of itself while it can do without,
  /// which with steep spectra it cannot for long.
  @Test(arguments: [0.9, 0.5, 0.1])
  func steepSpectraKeepTheirTripletsAndResiduals(ratio: Double) throws {
    let values = (0..<600).map { pow(ratio, Double($0)) }
    let target = DiagonalMatrix(rows: 1500, columns: 600, diagonal: values)
    for rank in [4, 10] {
      let best = try target.truncatedSVD(rank: rank, seed: 2)
      let deviation = (best.u.transposed * best.u - Matrix.identity(rank)).frobeniusNorm
      #expect(deviation <= 200 * Double.ulpOfOne, "rank \(rank)")
      var residual = best.vTransposed.transposed * Matrix(diagonal: best.singularValues)
      var image = Matrix<Double>.zeros(600, rank)
      target.multiplyTransposed(best.u.view, into: &image)
      residual -= image
      let slack = 200 * Double.ulpOfOne
      for (norm, reported) in zip(residual.columnNorms, best.residuals) {
        #expect(norm <= reported * 1.01 + slack, "rank \(rank)")
      }
    }
  }

  /// All of the left vectors are then without an image.
  @Test func zeroHasOrthonormalVectors() throws {
    let target = DiagonalMatrix<Double>(
      rows: 1500, columns: 600, diagonal: .init(repeating: 0, count: 600))
    let best = try target.truncatedSVD(rank: 10)
    #expect(best.error == 0)
    for basis in [best.u, Matrix(best.vTransposed.transposed)] {
      let deviation = (basis.transposed * basis - Matrix.identity(10)).frobeniusNorm
      #expect(deviation <= 200 * Double.ulpOfOne)
    }
  }

  @Test func findsTripletsToRounding() throws {
    for (name, value) in Self.spectra {
      let values = (1...700).map(value)
      let target = DiagonalMatrix(rows: 900, columns: 700, diagonal: values)
      for rank in [1, 10, 40] {
        let best = try target.truncatedSVD(rank: rank, goal: .triplets)
        let off = zip(best.singularValues, values).map { ($0 - $1).magnitude }.max()!
        #expect(off <= 50 * Double.ulpOfOne * values[0], "\(name), rank \(rank)")
        var image = Matrix<Double>.zeros(900, rank)
        target.multiply(Matrix(best.vTransposed.transposed).view, into: &image)
        image -= best.u * Matrix(diagonal: best.singularValues)
        #expect(image.frobeniusNorm <= 50 * 900 * Double.ulpOfOne * values[0], "\(name)")
      }
    }
  }

  @Test(arguments: [1e150, 1e-150]) func scales(factor: Double) throws {
    let values = (1...600).map { factor / Double($0) }
    let target = DiagonalMatrix(rows: 600, columns: 600, diagonal: values)
    let best = try target.truncatedSVD(rank: 5)
    let unscaled = Self.optimum(values.map { $0 / factor }, 5)
    #expect((best.error / factor - unscaled).magnitude <= 1e-10 * unscaled)
  }

  @Test func worksInSinglePrecision() throws {
    for (name, value) in Self.spectra {
      let values = (1...800).map { Float(value($0)) }
      let target = DiagonalMatrix(rows: 800, columns: 800, diagonal: values)
      let best = try target.truncatedSVD(rank: 10)
      let optimum = Self.optimum(values.map(Double.init), 10)
      let slack = 64 * Double(Float.ulpOfOne) * Double(target.frobeniusNorm)
      #expect((Double(best.error) - optimum).magnitude <= slack, "\(name)")
    }
  }

  @Test func denseMatricesAgreeWithLAPACK() throws {
    let a: Matrix<Double> = RandomStream(seed: 8, name: "dense").normal(640, 520)
    let exact = try a.singularValues(drivers: [.gesvd])
    // Equal bits take an equal number of threads.
    let (best, again) = try BLAS.withThreads(2) {
      (try a.truncatedSVD(rank: 6), try a.truncatedSVD(rank: 6))
    }
    let optimum = Self.optimum(exact, 6)
    #expect((best.error - optimum).magnitude <= 1e-10 * optimum)
    #expect(((a - best.reconstruct()).frobeniusNorm - best.error).magnitude <= 1e-12 * optimum)
    #expect(again.u == best.u && again.singularValues == best.singularValues)
    // A view has the same entries, and so the same decomposition.
    let transposed = try a.transposed.truncatedSVD(rank: 6)
    #expect((transposed.error - optimum).magnitude <= 1e-10 * optimum)
  }

  @Test func rankZeroNeedsNoEntries() throws {
    let target = DiagonalMatrix<Double>(rows: 1 << 20, columns: 1 << 20, diagonal: [3, 4])
    let best = try target.truncatedSVD(rank: 0)
    #expect(best.error == 5 && best.passes == 0 && best.u.columns == 0)
  }

  @Test func zeroMatrix() throws {
    let best = try DiagonalMatrix<Double>(rows: 700, columns: 600, diagonal: [])
      .truncatedSVD(rank: 3)
    #expect(best.error == 0 && best.singularValues == [0, 0, 0])
    #expect((best.u.transposed * best.u - Matrix.identity(3)).frobeniusNorm < 1e-14)
  }

  @Test func oneRowOneColumnAndFullRank() throws {
    for (rows, columns) in [(1, 9), (9, 1), (1, 1), (7, 5)] {
      let a: Matrix<Double> = RandomStream(seed: 2, name: "thin").normal(rows, columns)
      for rank in 0...min(rows, columns) {
        let expected = Self.optimum(try a.singularValues(), rank)
        for algorithm in TruncatedSVD<Double>.Algorithm.allCases {
          let best = try a.truncatedSVD(rank: rank, algorithm: algorithm)
          #expect((best.error - expected).magnitude <= 1e-13 * a.frobeniusNorm)
        }
      }
    }
  }

  @Test func certificateIsNeverViolated() throws {
    let draws = isOptimized ? 10_000 : 300
    var (tight, certified, judged) = (0, 0, 0)
    for draw in 0..<draws {
      let (_, value) = Self.spectra[draw % Self.spectra.count]
      let count = 24 + draw % 41
      let values = (1...count).map(value)
      let target = DiagonalMatrix(rows: count + draw % 3, columns: count, diagonal: values)
      let rank = 1 + draw / 10 % 9
      let best = try target.truncatedSVD(
        rank: rank, algorithm: .blockKrylov, seed: UInt64(draw))
      let excess = best.error - Self.optimum(values, rank)
      // What the oracle's own sum of squares rounds.
      let slack = 4 * Double.ulpOfOne * target.frobeniusNorm
      #expect(excess <= best.certificate.bound + slack, "draw \(draw)")
      if best.certificate.status == .certified { certified += 1 }
      if excess > 100 * slack {
        judged += 1
        if best.certificate.bound <= 100 * excess { tight += 1 }
      }
    }
    print(
      "\(draws) certificates: \(certified) certified; of \(judged) with an excess above rounding,",
      "\(tight) bounds are within a factor of 100")
  }

  @Test func wrongOperatorsAreReported() throws {
    let values = (1...600).map { 1 / Double($0) }
    let right = DiagonalMatrix(rows: 600, columns: 600, diagonal: values)
    let wrong = DiagonalMatrix(rows: 600, columns: 600, diagonal: values.reversed())
    let operators = [
      Pair(forward: right, backward: wrong, frobeniusNorm: right.frobeniusNorm),
      Pair(forward: right, backward: right, frobeniusNorm: right.frobeniusNorm / 2),
    ]
    for target in operators {
      do throws(LinearAlgebraError) {
        _ = try target.truncatedSVD(rank: 3)
        Issue.record("a wrong operator was accepted")
      } catch {
        guard case .inconsistentOperator(let deviation) = error else { throw error }
        #expect(deviation > 1e-3)
      }
    }
  }

  @Test func stopsWhenAsked() throws {
    let target = DiagonalMatrix(rows: 600, columns: 600, diagonal: (1...600).map { 1 / Double($0) })
    #expect(throws: LinearAlgebraError.interrupted) {
      try target.truncatedSVD(rank: 3) { $0.passes < 2 }
    }
  }

  @Test func nonFiniteOperatorsThrow() throws {
    var a = Matrix<Double>.zeros(600, 600)
    a[3, 4] = .infinity
    #expect(throws: LinearAlgebraError.nonFinite(row: 3, column: 4)) {
      try a.truncatedSVD(rank: 3)
    }
  }
}

/// The products of two operators under one name.
private struct Pair: LinearOperator {
  let forward: DiagonalMatrix<Double>
  let backward: DiagonalMatrix<Double>
  let frobeniusNorm: Double
  var rows: Int { forward.rows }
  var columns: Int { forward.columns }

  func multiply(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {
    forward.multiply(x, into: &result)
  }

  func multiplyTransposed(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {
    backward.multiplyTransposed(x, into: &result)
  }
}
