// Loops over all entries, written once. `@specialized` makes a compiled copy for each scalar, which
// every caller reaches: generic code that is not specialised pays a call for every operation on an
// entry, and was seen to run 16 to 40 times slower.

/// The first entry in column-major order that is NaN or infinite.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func firstNonFinite<Scalar: BLASScalar>(
  in matrix: UnsafeMatrix<Scalar>
) -> (row: Int, column: Int)? {
  for column in unsafe 0..<matrix.columns {
    // Zero times a finite number is zero; times NaN or infinity it is NaN. A sum of these needs no
    // branch per entry.
    var probe: Scalar = 0
    for row in unsafe 0..<matrix.rows { unsafe probe += 0 * matrix[row, column] }
    if probe != 0 {
      let row = unsafe (0..<matrix.rows).first { unsafe !matrix[$0, column].isFinite }
      if let row { return (row, column) }
    }
  }
  return nil
}

/// The largest absolute column sum; NaN if an entry is.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func oneNorm<Scalar: BLASScalar>(of matrix: UnsafeMatrix<Scalar>) -> Scalar {
  var largest: Scalar = 0
  for column in unsafe 0..<matrix.columns {
    var sum: Scalar = 0
    for row in unsafe 0..<matrix.rows { unsafe sum += matrix[row, column].magnitude }
    // A NaN must come through and stay, which `max` would lose.
    if sum > largest || sum.isNaN { largest = sum }
  }
  return largest
}

/// The largest absolute entry; NaN if an entry is.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func largestMagnitude<Scalar: BLASScalar>(in matrix: UnsafeMatrix<Scalar>) -> Scalar {
  var largest: Scalar = 0
  for column in unsafe 0..<matrix.columns {
    for row in unsafe 0..<matrix.rows {
      let magnitude = unsafe matrix[row, column].magnitude
      if magnitude > largest || magnitude.isNaN { largest = magnitude }
    }
  }
  return largest
}

/// Whether all entries of two matrices of one shape are equal, as numbers.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func haveEqualEntries<Scalar: BLASScalar>(
  _ left: UnsafeMatrix<Scalar>, _ right: UnsafeMatrix<Scalar>
) -> Bool {
  for column in unsafe 0..<left.columns {
    for row in unsafe 0..<left.rows {
      if unsafe left[row, column] != right[row, column] { return false }
    }
  }
  return true
}

/// Feeds the entries to a hasher, in column-major order.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func hashEntries<Scalar: BLASScalar>(
  of matrix: UnsafeMatrix<Scalar>, into hasher: inout Hasher
) {
  for column in unsafe 0..<matrix.columns {
    for row in unsafe 0..<matrix.rows { unsafe hasher.combine(matrix[row, column]) }
  }
}

/// Copies the entries of `source` to a matrix of the same shape that does not overlap it.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func copyEntries<Scalar: BLASScalar>(
  of source: UnsafeMatrix<Scalar>, to target: UnsafeMutableMatrix<Scalar>
) {
  guard unsafe source.rows > 0, unsafe source.columns > 0, let base = unsafe target.base,
    let sourceBase = unsafe source.base
  else { return }
  if unsafe source.rowStride == 1 || source.rows == 1 {
    for column in unsafe 0..<source.columns {
      unsafe (base + column * target.columnStride).initialize(
        from: sourceBase + column * source.columnStride, count: source.rows)
    }
  } else {
    unsafe forEachTile(source.rows, source.columns) { rows, columns in
      for column in columns {
        let to = unsafe base + column * target.columnStride
        let from = unsafe sourceBase + column * source.columnStride
        for row in rows {
          unsafe (to + row).initialize(to: from[row * source.rowStride])
        }
      }
    }
  }
}

/// Copies the entries of `source` to `target` in column-major order.
func copyEntries<Scalar: BLASScalar>(
  of source: UnsafeMatrix<Scalar>, filling target: UnsafeMutablePointer<Scalar>
) {
  unsafe copyEntries(
    of: source,
    to: UnsafeMutableMatrix(
      base: target, rows: source.rows, columns: source.columns, columnStride: source.rows))
}

/// Copies what is below the diagonal of a square matrix to above it.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func mirrorLowerTriangle<Scalar: BLASScalar>(of matrix: UnsafeMutableMatrix<Scalar>) {
  guard let base = unsafe matrix.base else { return }
  let stride = unsafe matrix.columnStride
  unsafe forEachTile(matrix.rows, matrix.columns) { rows, columns in
    for column in columns where column < rows.upperBound {
      let from = unsafe base + column * stride
      for row in max(rows.lowerBound, column + 1)..<max(rows.upperBound, column + 1) {
        unsafe base[column + row * stride] = unsafe from[row]
      }
    }
  }
}

/// The optimal workspace length that LAPACK answered a query with. In single precision the answer
/// is rounded; the next number up is never too short.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func workspaceLength<Scalar: BLASScalar>(_ answer: Scalar) -> Int {
  Int(answer.nextUp.rounded(.up))
}

/// Walks over a matrix in square tiles: a transposed operand is read along its own columns while a
/// tile's worth of the others' stays in the cache.
@inlinable
@inline(__always)
func forEachTile(
  _ rows: Int, _ columns: Int, _ body: (_ rows: Range<Int>, _ columns: Range<Int>) -> Void
) {
  let side = 32
  var left = 0
  while left < columns {
    let right = min(left + side, columns)
    var top = 0
    while top < rows {
      let bottom = min(top + side, rows)
      body(top..<bottom, left..<right)
      top = bottom
    }
    left = right
  }
}
