public import FALinalg

/// A matrix of a sweep: what it is called, what tells it from others, and how to get it.
public struct SweepTarget<Scalar: BLASScalar>: Sendable {
  /// What it is called in results.
  public let name: String
  /// A text that two targets share only if their entries are the same. It becomes part of the name of
  /// each cell, so that a matrix that has changed is not taken for the old one.
  public let content: String
  private let matrix: @Sendable () throws -> any LinearOperator<Scalar>

  /// Creates a target that is made when it is needed.
  public init(
    name: String, content: String,
    matrix: @escaping @Sendable () throws -> any LinearOperator<Scalar>
  ) {
    self.name = name
    self.content = content
    self.matrix = matrix
  }

  /// A matrix with the given singular values and random singular vectors, from the stream "target".
  ///
  /// - Precondition: The spectrum names at most min(`rows`, `columns`) singular values.
  public static func synthetic(
    _ rows: Int, _ columns: Int, spectrum: Spectrum, seed: UInt64
  ) -> Self {
    require(
      spectrum.namedCount <= min(rows, columns),
      "a \(rows) x \(columns) matrix has no \(spectrum.namedCount) singular values")
    let name = "synthetic \(rows)x\(columns) \(spectrum), seed \(seed)"
    return SweepTarget(name: name, content: name) {
      let values = spectrum.values(count: min(rows, columns)).map { Scalar($0) }
      let matrix: Matrix<Scalar> = try RandomStream(seed: seed, name: "target").matrix(
        rows, columns, singularValues: values)
      return matrix
    }
  }

  /// Makes the matrix and decomposes it, once for all cells.
  func prepared() throws -> PreparedTarget<Scalar> {
    let matrix = try matrix()
    return PreparedTarget(
      matrix: matrix,
      svd: try FactorizationError.naming(name) { () throws(LinearAlgebraError) in
        try matrix.sharedSVD()
      })
  }
}
