extension MatrixProtocol {
  /// The diagonal, as a column of min(`rows`, `columns`) entries and a view.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public var diagonal: MatrixView<Scalar> {
    let view = self.view
    let count = min(rows, columns)
    return MatrixView(
      storage: view.storage, offset: view.offset, rows: count, columns: 1,
      rowStride: view.rowStride + view.columnStride, columnStride: max(1, count))
  }
}

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// The diagonal, to which an array is assigned.
  ///
  /// ```swift
  /// a.diagonal = x
  /// ```
  ///
  /// - Precondition: There are min(`rows`, `columns`) entries.
  /// - Complexity: O(n); O(`count`) if the storage is shared.
  @_disfavoredOverload
  public var diagonal: [Scalar] {
    @available(
      *, unavailable,
      message:
        "reading the diagonal gives a view, which Array(a.diagonal) copies; to add to it, call addToDiagonal"
    )
    get { stop("the diagonal is read as a view") }
    set {
      require(
        newValue.count == min(rows, columns),
        "\(newValue.count) entries do not fit the diagonal of \(rows) x \(columns)")
      unsafe _withUnsafeMutableMatrix { matrix in
        for index in newValue.indices {
          unsafe matrix.base?[index * (matrix.columnStride + 1)] = newValue[index]
        }
      }
    }
  }

  /// Adds a vector to the diagonal: A + diag(d).
  ///
  /// - Precondition: There are min(`rows`, `columns`) entries.
  /// - Complexity: O(n); O(`count`) if the storage is shared.
  public mutating func addToDiagonal(_ entries: [Scalar]) {
    require(
      entries.count == min(rows, columns),
      "\(entries.count) entries do not fit the diagonal of \(rows) x \(columns)")
    unsafe _withUnsafeMutableMatrix { matrix in
      for index in entries.indices {
        unsafe matrix.base?[index * (matrix.columnStride + 1)] += entries[index]
      }
    }
  }

  /// Adds `value` to every entry of the diagonal: A + `value` I.
  ///
  /// - Complexity: O(n); O(`count`) if the storage is shared.
  public mutating func addToDiagonal(_ value: Scalar) {
    let count = min(rows, columns)
    unsafe _withUnsafeMutableMatrix { matrix in
      for index in 0..<count { unsafe matrix.base?[index * (matrix.columnStride + 1)] += value }
    }
  }
}
