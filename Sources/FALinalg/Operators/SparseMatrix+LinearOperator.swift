extension SparseMatrix: LinearOperator {
  /// The root of the sum of the squared entries, without overflow or underflow along the way.
  ///
  /// - Complexity: O(``storedCount``).
  public var frobeniusNorm: Scalar {
    Matrix(uncheckedRows: storedCount, columns: 1, elements: values).frobeniusNorm
  }

  /// One for each stored entry.
  public var multiplicationCount: Int { storedCount }

  /// A X, on all threads that BLAS has; the result does not depend on their number.
  ///
  /// A zero that is not stored stays zero whatever it is multiplied by, NaN and infinity included.
  ///
  /// - Complexity: O((``storedCount`` + `rows` + `columns`) p). Allocates the copy of up to 8
  ///   vectors (16 in single precision) once; later products of this matrix, its copies and its
  ///   transpose use it again.
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    checkProduct(x, into: result)
    store(byRows, x, into: &result)
  }

  /// A' X, on all threads that BLAS has; the result does not depend on their number.
  ///
  /// - Complexity: As `multiply(x, into: &y)`.
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    checkTransposedProduct(x, into: result)
    store(byColumns, x, into: &result)
  }

  /// The given columns with all their entries.
  ///
  /// - Complexity: O(`rows` times the length of the range).
  public func dense(columns range: Range<Int>) -> Matrix<Scalar> {
    checkBlock(0..<rows, range, inside: (rows, columns))
    var result = Matrix<Scalar>.zeros(rows, range.count)
    unsafe result.withUnsafeMutableElements { elements in
      for column in range {
        let start = (column - range.lowerBound) * rows
        for place in byColumns.starts[column]..<byColumns.starts[column + 1] {
          unsafe elements[start + Int(byColumns.indices[place])] = byColumns.values[place]
        }
      }
    }
    return result
  }

  /// All entries.
  ///
  /// - Complexity: O(`rows` times `columns`).
  public func dense() -> Matrix<Scalar> { dense(columns: 0..<columns) }

  private func store(
    _ lines: CompressedLines<Scalar>, _ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>
  ) {
    unsafe panels.withPanel { panel in
      unsafe lines.withUnsafeLines { lines in
        unsafe x._withUnsafeMatrix { x in
          unsafe result._withUnsafeMutableMatrix { result in
            unsafe SparseProduct(lines, x, into: result, panel: panel).run()
          }
        }
      }
    }
  }
}
