public import FALinalg

/// Every `rowStep`-th row and `columnStep`-th column of a matrix, in place: an operand with gaps
/// along both dimensions, which no slice of a matrix has.
public struct Strided<Scalar: BLASScalar>: MatrixProtocol {
  private let whole: Matrix<Scalar>
  private let steps: (row: Int, column: Int)
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// The entries of `matrix`, spread out in a larger one whose other entries are NaN.
  public init(_ matrix: Matrix<Scalar>, rowStep: Int = 2, columnStep: Int = 3) {
    (rows, columns) = (matrix.rows, matrix.columns)
    steps = (rowStep, columnStep)
    whole = Matrix(rows: rows * rowStep, columns: columns * columnStep) { i, j in
      i % rowStep == 0 && j % columnStep == 0 ? matrix[i / rowStep, j / columnStep] : .nan
    }
  }

  /// Calls `body` with the place of the entries in memory.
  public func _withUnsafeMatrix<Result, Failure: Error>(
    _ body: (UnsafeMatrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe whole._withUnsafeMatrix { (place) throws(Failure) in
      var place = unsafe place
      unsafe (place.rows, place.columns) = (rows, columns)
      unsafe place.rowStride *= steps.row
      unsafe place.columnStride *= steps.column
      return try unsafe body(place)
    }
  }

  /// A view of a copy.
  public var view: MatrixView<Scalar> {
    Matrix(rows: rows, columns: columns) { self[$0, $1] }.view
  }
}

extension Matrix {
  /// The same entries as a block inside a larger matrix whose other entries are NaN: a leading
  /// dimension above the number of rows.
  public var padded: MatrixView<Scalar> {
    var whole = Matrix(rows: rows + 5, columns: columns + 3, repeating: .nan)
    whole[2..<(2 + rows), 1..<(1 + columns)] = self
    return whole[2..<(2 + rows), 1..<(1 + columns)]
  }
}
