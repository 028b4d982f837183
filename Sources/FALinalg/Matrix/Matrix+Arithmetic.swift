extension MatrixProtocol {
  /// The entrywise sum.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func + (left: Self, right: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    left.zip(right, +)
  }

  /// The entrywise difference.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func - (left: Self, right: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    left.zip(right, -)
  }

  /// The matrix with every entry negated.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static prefix func - (matrix: Self) -> Matrix<Scalar> { matrix.map(-) }

  /// The matrix with every entry multiplied by a scalar.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func * (scalar: Scalar, matrix: Self) -> Matrix<Scalar> {
    matrix.map { scalar * $0 }
  }

  /// The matrix with every entry multiplied by a scalar.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func * (matrix: Self, scalar: Scalar) -> Matrix<Scalar> {
    matrix.map { $0 * scalar }
  }

  /// The matrix with every entry divided by a scalar.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func / (matrix: Self, scalar: Scalar) -> Matrix<Scalar> {
    matrix.map { $0 / scalar }
  }

  /// The matrix of `transform(entry)` for every entry.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public func map<Output: BLASScalar>(_ transform: (Scalar) -> Output) -> Matrix<Output> {
    unsafe Matrix(
      rows: rows, columns: columns,
      initializing: { buffer in
        unsafe _withUnsafeMatrix { source in
          var next = 0
          for column in unsafe 0..<source.columns {
            for row in unsafe 0..<source.rows {
              unsafe buffer.initializeElement(at: next, to: transform(source[row, column]))
              next += 1
            }
          }
        }
      })
  }

  /// The matrix of `combine(entry of self, entry of other)`.
  ///
  /// - Precondition: The shapes are equal.
  /// - Complexity: O(`count`).
  @inlinable
  public func zip<Other: BLASScalar, Output: BLASScalar>(
    _ other: some MatrixProtocol<Other>, _ combine: (Scalar, Other) -> Output
  ) -> Matrix<Output> {
    precondition(
      rows == other.rows && columns == other.columns,
      "cannot combine \(rows) x \(columns) with \(other.rows) x \(other.columns) entry by entry")
    return unsafe Matrix(
      rows: rows, columns: columns,
      initializing: { buffer in
        unsafe _withUnsafeMatrix { left in
          unsafe other._withUnsafeMatrix { right in
            var next = 0
            for column in unsafe 0..<left.columns {
              for row in unsafe 0..<left.rows {
                unsafe buffer.initializeElement(
                  at: next, to: combine(left[row, column], right[row, column]))
                next += 1
              }
            }
          }
        }
      })
  }
}

extension Matrix {
  /// Adds `scale * other` in place.
  ///
  /// - Precondition: The shapes are equal.
  /// - Complexity: O(`count`), one pass over both; allocates only if the storage is shared.
  @inlinable
  public mutating func add(_ other: some MatrixProtocol<Scalar>, scaledBy scale: Scalar = 1) {
    precondition(
      rows == other.rows && columns == other.columns,
      "cannot add \(other.rows) x \(other.columns) to \(rows) x \(columns)")
    unsafe withUnsafeMutableMatrix { target in
      unsafe other._withUnsafeMatrix { source in
        // One call where the entries of both lie side by side, one a column otherwise. A single
        // row side by side still has a row stride, which then says nothing.
        let (length, runs, increment) =
          unsafe source.isContiguous
          ? (target.rows * target.columns, 1, 1)
          : (target.rows, target.columns, max(1, source.rowStride))
        guard length > 0, runs > 0, let targetBase = unsafe target.base,
          let sourceBase = unsafe source.base
        else { return }
        for run in 0..<runs {
          unsafe Scalar._axpy(
            blasInt(length), scale, sourceBase + run * source.columnStride,
            blasInt(increment), targetBase + run * target.columnStride, 1)
        }
      }
    }
  }

  /// Adds a matrix of the same shape in place.
  @inlinable
  public static func += (left: inout Self, right: some MatrixProtocol<Scalar>) {
    left.add(right)
  }

  /// Subtracts a matrix of the same shape in place.
  @inlinable
  public static func -= (left: inout Self, right: some MatrixProtocol<Scalar>) {
    left.add(right, scaledBy: -1)
  }

  /// Multiplies every entry by a scalar in place.
  @inlinable
  public static func *= (matrix: inout Self, scalar: Scalar) {
    unsafe matrix.withUnsafeMutableElements { buffer in
      for index in buffer.indices { unsafe buffer[index] *= scalar }
    }
  }
}
