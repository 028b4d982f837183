extension Matrix {
  /// Creates a matrix by putting others side by side, from left to right.
  ///
  /// ```swift
  /// let wide = Matrix(horizontally: [a, b])
  /// ```
  ///
  /// - Precondition: All have the same number of rows.
  /// - Complexity: O(`count`).
  public init(horizontally parts: [some MatrixProtocol<Scalar>]) {
    let rows = parts.first?.rows ?? 0
    for part in parts {
      require(
        part.rows == rows,
        "cannot put \(part.rows) x \(part.columns) beside \(rows) x \(parts[0].columns)")
    }
    self = .zeros(rows, parts.reduce(0) { $0 + $1.columns })
    var left = 0
    for part in parts {
      self[0..<rows, left..<(left + part.columns)] = part
      left += part.columns
    }
  }

  /// Creates a matrix by putting others one below the other, from the top down.
  ///
  /// ```swift
  /// let tall = Matrix(vertically: [a, b])
  /// ```
  ///
  /// - Precondition: All have the same number of columns.
  /// - Complexity: O(`count`).
  public init(vertically parts: [some MatrixProtocol<Scalar>]) {
    let columns = parts.first?.columns ?? 0
    for part in parts {
      require(
        part.columns == columns,
        "cannot put \(part.rows) x \(part.columns) below \(parts[0].rows) x \(columns)")
    }
    self = .zeros(parts.reduce(0) { $0 + $1.rows }, columns)
    var top = 0
    for part in parts {
      self[top..<(top + part.rows), 0..<columns] = part
      top += part.rows
    }
  }

  /// Puts the columns of another to the right of these.
  ///
  /// - Precondition: The numbers of rows are equal.
  /// - Complexity: O(`count`) of the other on average over many calls, as for an array.
  public mutating func append(columnsOf other: some MatrixProtocol<Scalar>) {
    require(
      other.rows == rows,
      "cannot put \(other.rows) x \(other.columns) beside \(rows) x \(columns)")
    storage.append(contentsOf: Matrix(other).elements)
    columns += other.columns
  }

  /// Gives the matrix another shape for the same entries in column-major order.
  ///
  /// - Precondition: The new shape has as many entries.
  /// - Complexity: O(1).
  public mutating func reshape(_ rows: Int, _ columns: Int) {
    Self.checkShape(rows, columns)
    require(
      rows * columns == count,
      "cannot reshape \(self.rows) x \(self.columns) to \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
  }
}

extension MatrixProtocol {
  /// The matrix with the columns of another to its right.
  ///
  /// - Precondition: The numbers of rows are equal.
  /// - Complexity: O(`count`) of the result.
  public func appending(columnsOf other: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    Matrix(horizontally: [view, other.view])
  }

  /// The matrix with the rows of another below it.
  ///
  /// - Precondition: The numbers of columns are equal.
  /// - Complexity: O(`count`) of the result.
  public func appending(rowsOf other: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    Matrix(vertically: [view, other.view])
  }

  /// A matrix of another shape with the same entries in column-major order.
  ///
  /// For the row-major order of NumPy's `reshape`, reshape the transpose:
  /// `a.transposed.reshaped(columns, rows).transposed`.
  ///
  /// - Precondition: The new shape has as many entries.
  /// - Complexity: O(1) for a whole matrix, whose storage is shared; O(`count`) otherwise.
  public func reshaped(_ rows: Int, _ columns: Int) -> Matrix<Scalar> {
    var result = Matrix(self)
    result.reshape(rows, columns)
    return result
  }
}
