import FALinalg
import Foundation
import TestSupport
import Testing

/// One call of a NumPy or SciPy function, as `make_factorization_fixtures.py` recorded it.
private struct FactorizationCase: Decodable {
  struct Entries: Decodable {
    let rows: Int
    let columns: Int
    let entries: [Double]

    func matrix<Scalar: BLASScalar>() -> Matrix<Scalar> {
      Matrix(rows: rows, columns: columns, rowMajor: entries.map { Scalar($0) })
    }
  }

  let function: String
  let inputs: [Entries]
  let outputs: [Entries]
  let option: Int
}

@Suite struct FactorizationFixtureTests {
  @Test func agreesWithNumPyAndSciPyInDouble() throws {
    try check(Double.self, tolerance: 1e-10)
  }

  @Test func agreesWithNumPyAndSciPyInFloat() throws {
    try check(Float.self, tolerance: 5e-3)
  }

  private func check<Scalar: BLASScalar>(_: Scalar.Type, tolerance: Double) throws {
    let file = Bundle.module.bundleURL.appendingPathComponent("Fixtures/factorizations.json")
    let cases = try JSONDecoder().decode([FactorizationCase].self, from: Data(contentsOf: file))
    #expect(Set(cases.map(\.function)).count >= 20)
    for (index, item) in cases.enumerated() {
      let inputs: [Matrix<Scalar>] = item.inputs.map { $0.matrix() }
      let results = try results(item.function, inputs, option: item.option)
      #expect(results.count == item.outputs.count, "\(item.function)")
      for (result, output) in zip(results, item.outputs) {
        let exact: Matrix<Double> = output.matrix()
        #expect(result.rows == exact.rows && result.columns == exact.columns, "\(item.function)")
        let error = (result.inDouble - exact).maximumMagnitude
        #expect(
          error <= tolerance * max(1, exact.maximumMagnitude),
          "\(item.function), case \(index), \(inputs[0].rows) x \(inputs[0].columns)")
      }
    }
  }

  /// What the library makes of the inputs, in the form that the script records.
  private func results<Scalar: BLASScalar>(
    _ function: String, _ inputs: [Matrix<Scalar>], option: Int
  ) throws -> [Matrix<Scalar>] {
    let a = inputs[0]
    let last = inputs[inputs.count - 1]
    switch function {
    case "solve": return [try a.solve(last)]
    case "solve transposed": return [try a.lu().solve(last, transposed: true)]
    case "solve symmetric": return [try a.solve(last, assuming: .symmetric)]
    case "solve positive definite": return [try a.solve(last, assuming: .positiveDefinite)]
    case "solve lower triangular": return [try a.solve(last, assuming: .lowerTriangular)]
    case "solve upper triangular": return [try a.solve(last, assuming: .upperTriangular)]
    case "solve banded": return [try a.solve(last, assuming: .banded(below: 1, above: 1))]
    case "lstsq": return [try a.leastSquares(last).solution]
    case "inv": return [try a.inverse()]
    case "pinv": return [try a.pseudoInverse()]
    case "det": return [column([a.determinant])]
    case "slogdet":
      return [column([a.signedLogDeterminant.sign, a.signedLogDeterminant.logMagnitude])]
    case "matrix_rank": return [column([Scalar(try a.rank())])]
    case "cond": return [column([a.conditionNumber])]
    case "norm 2": return [column([a.spectralNorm])]
    case "norm nuc": return [column([a.nuclearNorm])]
    case "svdvals": return [column(try a.singularValues())]
    case "orth": return [try a.columnSpaceProjector()]
    case "null_space":
      let basis = try a.nullSpace()
      return [basis * basis.transposed]
    case "orthogonal_procrustes":
      let found = try orthogonalProcrustes(a, last)
      return [found.rotation, column([found.nuclearNorm])]
    case "matrix_power": return [try a.power(option)]
    case "expm": return [try a.exponential()]
    case "sqrtm": return [try a.squareRoot()]
    case "logm": return [try a.logarithm()]
    case "kron": return [a.kroneckerProduct(last)]
    case "solve_sylvester": return [try solveSylvester(a, inputs[1], last)]
    case "solve_continuous_lyapunov": return [try solveContinuousLyapunov(a, last)]
    case "solve_discrete_lyapunov": return [try solveDiscreteLyapunov(a, last)]
    case "solve_continuous_are":
      return [try solveContinuousRiccati(a, inputs[1], inputs[2], last)]
    case "solve_discrete_are": return [try solveDiscreteRiccati(a, inputs[1], inputs[2], last)]
    case "cdist":
      return [
        try a.pairwiseDistances(to: last), try a.pairwiseSquaredDistances(to: last),
        try a.pairwiseDistances(),
      ]
    default: return try changed(function, a, last)
    }
  }

  private func changed<Scalar: BLASScalar>(
    _ function: String, _ a: Matrix<Scalar>, _ last: Matrix<Scalar>
  ) throws -> [Matrix<Scalar>] {
    switch function {
    case "cholesky changed":
      var larger = try a.cholesky()
      try larger.update(last.elements)
      var smaller = try (a + 8 * Matrix<Scalar>.identity(a.rows)).cholesky()
      try smaller.downdate(last)
      return [larger.l, smaller.l]
    case "qr changed":
      var changed = [QR<Scalar>](repeating: try a.qr(.full), count: 4)
      try changed[0].insertRow(last.elements, at: 1)
      changed[1].removeRow(at: 1)
      try changed[2].insertColumn(last.elements + [1, 2], at: 0)
      changed[3].removeColumn(at: 0)
      return changed.map { $0.r.map(\.magnitude) }
    case "eig_banded":
      let band = BandMatrix(a, below: 2, above: 0)
      let tridiagonal = BandMatrix(a, below: 1, above: 1)
      return [
        column(try band.symmetricEigenvalues()), column(try tridiagonal.symmetricEigen().values),
      ]
    case "solve_banded": return [try BandMatrix(a, below: 1, above: 2).solve(last)]
    case "eig generalized": return [sorted(try a.generalizedEigen(last).values.map(\.value))]
    default: return try decompositions(function, a, last)
    }
  }

  private func decompositions<Scalar: BLASScalar>(
    _ function: String, _ a: Matrix<Scalar>, _ last: Matrix<Scalar>
  ) throws -> [Matrix<Scalar>] {
    switch function {
    case "eigvalsh": return [column(try a.symmetricEigenvalues())]
    case "eigh by index":
      return [column(try a.symmetricEigen(.indices((a.rows / 2)..<a.rows)).values)]
    case "eigh generalized": return [column(try a.generalizedSymmetricEigen(last).values)]
    case "eigvals": return [sorted(try a.eigenvalues())]
    case "schur": return [sorted(try a.realSchur().values)]
    case "schur reordered":
      var schur = try a.realSchur()
      let count = try schur.reorder { $0.real < 0 }
      let basis = schur.q[..., 0..<count]
      return [basis * basis.transposed]
    case "eig left":
      let eigen = try a.eigen(leftVectors: true)
      let magnitudes = eigen.leftVectors.real.zip(eigen.leftVectors.imaginary) {
        ($0 * $0 + $1 * $1).squareRoot()
      }
      return [Matrix(horizontally: ordered(eigen.values).map { magnitudes.column($0) })]
    case "hessenberg": return [try a.hessenberg().h.map(\.magnitude)]
    case "lu":
      let lu = try a.lu()
      let identity = Matrix<Scalar>.identity(a.rows)
      let permutation = Matrix<Scalar>(rows: a.rows, columns: a.rows) {
        identity[lu.permutation[$0], $1]
      }
      return [lu.l, lu.u, permutation]
    case "cholesky": return [try a.cholesky().l]
    case "ldl": return [try a.ldl().d]
    case "qr": return [try a.qr().r.map(\.magnitude)]
    case "qr pivoted":
      let qr = try a.householderQR(pivoting: true)
      return [qr.r.map(\.magnitude), column(qr.permutation.map { Scalar($0) })]
    case "lq": return [try a.lq().l.map(\.magnitude)]
    default: throw UnknownFunction(name: function)
    }
  }

  private struct UnknownFunction: Error { let name: String }

  private func column<Scalar: BLASScalar>(_ values: [Scalar]) -> Matrix<Scalar> {
    Matrix(rows: values.count, columns: 1, columnMajor: values)
  }

  private func sorted<Scalar: BLASScalar>(_ values: [Eigenvalue<Scalar>]) -> Matrix<Scalar> {
    let order = ordered(values)
    return Matrix(rows: values.count, columns: 2) {
      $1 == 0 ? values[order[$0]].real : values[order[$0]].imaginary
    }
  }

  /// The places of the eigenvalues by their real parts, then by their imaginary parts.
  private func ordered<Scalar: BLASScalar>(_ values: [Eigenvalue<Scalar>]) -> [Int] {
    values.indices.sorted {
      (values[$0].real, values[$0].imaginary) < (values[$1].real, values[$1].imaginary)
    }
  }
}
