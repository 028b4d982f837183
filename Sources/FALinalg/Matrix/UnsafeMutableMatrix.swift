/// Where the entries of a matrix that may be written lie in memory, by columns: entry (i, j) at
/// `i + j * columnStride`.
@frozen
@unsafe
@usableFromInline
struct UnsafeMutableMatrix<Scalar: BLASScalar> {
  @usableFromInline var base: UnsafeMutablePointer<Scalar>?
  @usableFromInline var rows: Int
  @usableFromInline var columns: Int
  @usableFromInline var columnStride: Int

  @inlinable
  init(base: UnsafeMutablePointer<Scalar>?, rows: Int, columns: Int, columnStride: Int) {
    unsafe self.base = base
    unsafe self.rows = rows
    unsafe self.columns = columns
    unsafe self.columnStride = columnStride
  }

  /// What BLAS takes as the leading dimension.
  @inlinable
  var leadingDimension: Int32 { unsafe Int32(max(1, rows, columnStride)) }

  @inlinable
  func block(_ rowRange: Range<Int>, _ columnRange: Range<Int>) -> Self {
    unsafe Self(
      base: rowRange.isEmpty || columnRange.isEmpty
        ? base
        : base.map { unsafe $0 + rowRange.lowerBound + columnRange.lowerBound * columnStride },
      rows: rowRange.count, columns: columnRange.count, columnStride: columnStride)
  }

  /// Copies the entries of `source`, which has the same shape and does not overlap.
  @inlinable
  func initialize(from source: UnsafeMatrix<Scalar>) {
    guard unsafe rows > 0, unsafe columns > 0, let base = unsafe base,
      let sourceBase = unsafe source.base
    else { return }
    if unsafe source.rowStride == 1 || rows == 1 {
      for column in unsafe 0..<columns {
        unsafe (base + column * columnStride).initialize(
          from: sourceBase + column * source.columnStride, count: rows)
      }
    } else {
      // Square tiles: a transposed source is read along its own columns while a tile's worth of
      // the target's stay in the cache.
      let tile = 32
      for columnStart in unsafe stride(from: 0, to: columns, by: tile) {
        for rowStart in unsafe stride(from: 0, to: rows, by: tile) {
          for column in unsafe columnStart..<min(columnStart + tile, columns) {
            for row in unsafe rowStart..<min(rowStart + tile, rows) {
              unsafe (base + row + column * columnStride).initialize(
                to: source[row, column])
            }
          }
        }
      }
    }
  }
}

extension Matrix {
  @inlinable
  mutating func withUnsafeMutableMatrix<Result, Failure: Error>(
    _ body: (UnsafeMutableMatrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (rows, columns) = (self.rows, self.columns)
    return try unsafe storage.withUnsafeMutableBufferPointer { (buffer) throws(Failure) in
      try unsafe body(
        UnsafeMutableMatrix(
          base: buffer.baseAddress, rows: rows, columns: columns, columnStride: rows))
    }
  }
}
