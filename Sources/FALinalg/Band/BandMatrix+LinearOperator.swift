internal import CBLAS

extension BandMatrix: LinearOperator {
  /// The root of the sum of the squared entries, without overflow or underflow along the way.
  public var frobeniusNorm: Scalar { band.frobeniusNorm }

  /// One for each entry of the band.
  public var multiplicationCount: Int { band.count }

  /// A X.
  ///
  /// - Complexity: O(`columns` (`below` + `above` + 1) p), without allocation.
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    store(x, .none, (rows, columns), into: &result)
  }

  /// A' X.
  ///
  /// - Complexity: O(`columns` (`below` + `above` + 1) p), without allocation.
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    store(x, .transpose, (columns, rows), into: &result)
  }

  /// The given columns with all their entries.
  public func dense(columns range: Range<Int>) -> Matrix<Scalar> {
    checkBlock(0..<rows, range, inside: (rows, columns))
    var result = Matrix<Scalar>.zeros(rows, range.count)
    for column in range {
      for row in rowRange(ofColumn: column) {
        result[row, column - range.lowerBound] = band[above + row - column, column]
      }
    }
    return result
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func store(
    _ x: MatrixView<Scalar>, _ transpose: BLASTranspose, _ shape: (rows: Int, columns: Int),
    into result: inout Matrix<Scalar>
  ) {
    require(
      x.rows == shape.columns && result.rows == shape.rows && result.columns == x.columns,
      "cannot multiply \(shape.rows) x \(shape.columns) by \(x.rows) x \(x.columns) "
        + "into \(result.rows) x \(result.columns)")
    guard !band.isEmpty, rows > 0 else { return result.fill(with: 0) }
    unsafe x._withUnsafeMatrix { x in
      unsafe result._withUnsafeMutableMatrix { result in
        guard let from = unsafe x.base, let to = unsafe result.base else { return }
        for column in unsafe 0..<x.columns {
          BLAS.calling(isLarge: rows * columns > Threshold.serial.entries) {
            unsafe blas_gbmv(
              Scalar.letter, transpose.rawValue, blasInt(rows), blasInt(columns), blasInt(below),
              blasInt(above), 1, band.storage, blasInt(band.rows), from + column * x.columnStride,
              blasInt(max(1, x.rowStride)), 0, to + column * result.columnStride, 1)
          }
        }
      }
    }
  }
}
