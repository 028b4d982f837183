internal import CBLAS

/// Solves least-squares problems in double precision, in storage that it holds.
struct MinimumNormSolver: Sendable {
  private(set) var solution: Matrix<Double>
  private(set) var residualNorms: [Double]
  private(set) var rank = 0
  private(set) var singularValues: [Double]
  /// For `gelsd`, which replaces the right-hand sides by the solution.
  private var padded: Matrix<Double>
  /// For small matrices.
  private var svd: SVD<Double>
  private var coordinates: Matrix<Double>
  private var residual: Matrix<Double>

  init(rows: Int, columns: Int, rightHandSides: Int) {
    solution = .zeros(columns, rightHandSides)
    residualNorms = Array(repeating: 0, count: rightHandSides)
    singularValues = Array(repeating: 0, count: min(rows, columns))
    let isSmall = Self.isSmall(rows, columns)
    // LAPACK wants one right-hand side at least.
    padded = isSmall ? .zeros(0, 0) : .zeros(max(rows, columns), max(1, rightHandSides))
    svd = isSmall ? SVD(rows: rows, columns: columns) : SVD(rows: 0, columns: 0)
    coordinates = .zeros(svd.singularValues.count, rightHandSides)
    residual = .zeros(rows, rightHandSides)
  }

  mutating func solve(
    _ a: MatrixView<Double>, _ b: MatrixView<Double>, relativeCutoff: Double,
    workspace: inout Workspace<Double>
  ) throws(LinearAlgebraError) {
    let (m, n) = (try lapackInt(a.rows, "rows"), try lapackInt(a.columns, "columns"))
    let q = try lapackInt(max(1, b.columns), "right-hand sides")
    if residual.rows != a.rows || solution.rows != a.columns || residual.columns != b.columns {
      self = Self(rows: a.rows, columns: a.columns, rightHandSides: b.columns)
    }
    if Self.isSmall(a.rows, a.columns) {
      try solveSmall(a, b, relativeCutoff, &workspace)
    } else {
      try solveLarge(a, b, (m, n, q), relativeCutoff, &workspace)
    }
    residual.assign(b)
    multiply(a, solution, into: &residual, alpha: 1, beta: -1)
    for column in residualNorms.indices {
      residualNorms[column] = residual.column(column).frobeniusNorm
    }
  }

  /// Whether the matrix is decomposed rather than given to `gelsd`, which takes no empty one.
  private static func isSmall(_ rows: Int, _ columns: Int) -> Bool {
    min(rows, columns) == 0 || isSmallSVD(rows, columns)
  }

  @inline(__always)
  private mutating func solveSmall(
    _ a: MatrixView<Double>, _ b: MatrixView<Double>, _ relativeCutoff: Double,
    _ workspace: inout Workspace<Double>
  ) throws(LinearAlgebraError) {
    try svd.factor(a, workspace: &workspace)
    rank = svd.rank(relativeCutoff: relativeCutoff)
    // Sums of entries near overflow may be beyond it.
    let exponent = max(0, scalingExponent(b.maximumMagnitude))
    residual.assign(b)
    residual.scale(byPowerOfTwo: -exponent)
    multiply(svd.u.transposed, residual, into: &coordinates)
    for (row, value) in svd.singularValues.enumerated() {
      singularValues[row] = value
      for place in stride(from: row, to: coordinates.count, by: coordinates.rows) {
        coordinates.storage[place] = row < rank ? coordinates.storage[place] / value : 0
      }
    }
    multiply(svd.vTransposed.transposed, coordinates, into: &solution)
    solution.scale(byPowerOfTwo: exponent)
  }

  private mutating func solveLarge(
    _ a: MatrixView<Double>, _ b: MatrixView<Double>, _ dimensions: (m: Int32, n: Int32, q: Int32),
    _ relativeCutoff: Double, _ workspace: inout Workspace<Double>
  ) throws(LinearAlgebraError) {
    let (m, n, q) = dimensions
    let k = min(a.rows, a.columns)
    padded[0..<a.rows, 0..<b.columns] = b
    var found: Int32 = 0
    // The integers are 3 k levels + 11 k, with at most 32 levels of divide and conquer.
    let info = try unsafe workspace.run(
      WorkspaceQuery("gelsd", m, n, q), copying: a, integers: 107 * k,
      bound: 318 * k + k * b.columns
    ) { scratch in
      unsafe lapack_gelsd(
        Double.letter, m, n, q, scratch.scalars, m, &padded.storage, max(m, n), &singularValues,
        relativeCutoff, &found, scratch.work, scratch.length, scratch.integers)
    }
    guard info == 0 else { throw .noConvergence(routine: "gelsd", info: Int(info)) }
    rank = Int(found)
    solution.assign(padded[0..<a.columns, 0..<b.columns])
  }
}
