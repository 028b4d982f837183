internal import CKernels
internal import CBLAS

// Loops over all entries, written once. `@specialized` makes a compiled copy for each scalar, which
// every caller reaches: generic code that is not specialised pays a call for every operation on an
// entry, and was seen to run 16 to 40 times slower.

/// The sum of a function of the entries in a column, from the given row down: `one` of an entry,
/// `eight` of eight of them.
@inline(__always)
private func columnSum<Scalar: BLASScalar>(
  _ matrix: UnsafeMatrix<Scalar>, _ column: Int, from top: Int = 0, _ one: (Scalar) -> Scalar,
  _ eight: (SIMD8<Scalar>) -> SIMD8<Scalar>
) -> Scalar {
  guard let base = unsafe matrix.base else { return 0 }
  let (rows, stride) = unsafe (matrix.rows - top, matrix.rowStride)
  let entries = unsafe base + column * matrix.columnStride + top * stride
  if stride == 1 { return unsafe chainedSum(entries, rows, one, eight) }
  var total: Scalar = 0
  for row in 0..<rows { unsafe total += one(entries[row * stride]) }
  return total
}

/// The magnitude of each of eight numbers: their bits without the sign.
@inline(__always)
func magnitudes<Scalar: BLASScalar>(_ numbers: SIMD8<Scalar>) -> SIMD8<Scalar> {
  if Scalar.self == Double.self {
    let bits = unsafe unsafeBitCast(numbers, to: SIMD8<UInt64>.self)
    return unsafe unsafeBitCast(bits & (.max >> 1), to: SIMD8<Scalar>.self)
  } else {
    let bits = unsafe unsafeBitCast(numbers, to: SIMD8<UInt32>.self)
    return unsafe unsafeBitCast(bits & (.max >> 1), to: SIMD8<Scalar>.self)
  }
}

/// The first entry in column-major order that is NaN or infinite.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func firstNonFinite<Scalar: BLASScalar>(
  in matrix: UnsafeMatrix<Scalar>
) -> (row: Int, column: Int)? {
  // Zero times a finite number is zero; times NaN or infinity it is NaN. A sum of these needs no
  // branch per entry.
  guard let base = unsafe matrix.base else { return nil }
  if unsafe matrix.isContiguous {
    let probe = unsafe chainedSum(base, matrix.rows * matrix.columns, { 0 * $0 }, { 0 * $0 })
    if probe == 0 { return nil }
  }
  for column in unsafe 0..<matrix.columns {
    let probe = unsafe columnSum(matrix, column, { 0 * $0 }, { 0 * $0 })
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
  guard unsafe matrix.base != nil else { return 0 }
  var largest: Scalar = 0
  for column in unsafe 0..<matrix.columns {
    let sum = unsafe columnSum(matrix, column, { $0.magnitude }, { magnitudes($0) })
    // A NaN must come through and stay, which `max` would lose.
    if sum > largest || sum.isNaN { largest = sum }
  }
  return largest
}

/// The largest absolute entry; NaN if an entry is.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func largestMagnitude<Scalar: BLASScalar>(in matrix: UnsafeMatrix<Scalar>) -> Scalar {
  guard unsafe matrix.base != nil else { return 0 }
  var largest: Scalar = 0
  for column in unsafe 0..<matrix.columns {
    for row in unsafe 0..<matrix.rows {
      let magnitude = unsafe matrix[row, column].magnitude
      if magnitude > largest || magnitude.isNaN { largest = magnitude }
    }
  }
  return largest
}

/// The sum of the magnitudes on and below the diagonal of a square matrix.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func sumLowerTriangleMagnitudes<Scalar: BLASScalar>(of matrix: UnsafeMatrix<Scalar>) -> Scalar {
  var sum: Scalar = 0
  for column in unsafe 0..<matrix.columns {
    unsafe sum += columnSum(matrix, column, from: column, { $0.magnitude }, { magnitudes($0) })
  }
  return sum
}

/// The place of the first of the adjacent numbers that are largest in magnitude.
@inline(__always)
func firstLargest<Scalar: BLASScalar>(of numbers: UnsafePointer<Scalar>, _ count: Int) -> Int {
  if count > Threshold.searchLength {
    return unsafe blas_iamax(Scalar.letter, blasInt(count), numbers, 1)
  }
  var (place, largest) = (0, -1 as Scalar)
  for index in 0..<count {
    let magnitude = unsafe numbers[index].magnitude
    if magnitude > largest { (place, largest) = (index, magnitude) }
  }
  return place
}

/// Whether all entries of two matrices of one shape are equal, as numbers.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func haveEqualEntries<Scalar: BLASScalar>(
  _ left: UnsafeMatrix<Scalar>, _ right: UnsafeMatrix<Scalar>
) -> Bool {
  guard let leftBase = unsafe left.base, let rightBase = unsafe right.base else { return true }
  let (rows, columns) = unsafe (left.rows, left.columns)
  let isByColumns = unsafe left.rowStride == 1 && right.rowStride == 1
  for column in 0..<columns {
    let first = unsafe leftBase + column * left.columnStride
    let second = unsafe rightBase + column * right.columnStride
    // A block at a time is compared without a branch for each entry.
    var row = 0
    while row < rows {
      let end = min(row + 512, rows)
      var differences = 0
      if isByColumns {
        for index in row..<end { unsafe differences &+= first[index] == second[index] ? 0 : 1 }
      } else {
        for index in row..<end {
          unsafe differences &+=
            first[index * left.rowStride] == second[index * right.rowStride] ? 0 : 1
        }
      }
      if differences != 0 { return false }
      row = end
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
  guard unsafe matrix.base != nil else { return }
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
  guard let base = unsafe target.base, let sourceBase = unsafe source.base else { return }
  if unsafe source.isContiguous && target.isContiguous {
    unsafe base.initialize(from: sourceBase, count: source.rows * source.columns)
  } else if unsafe source.rows == 1 {
    let (from, to) = unsafe (source.columnStride, target.columnStride)
    for column in unsafe 0..<source.columns {
      unsafe (base + column * to).initialize(to: sourceBase[column * from])
    }
  } else if unsafe source.rowStride == 1 {
    for column in unsafe 0..<source.columns {
      unsafe (base + column * target.columnStride).initialize(
        from: sourceBase + column * source.columnStride, count: source.rows)
    }
  } else {
    unsafe forEachPanel(source.rows) { rows in
      for column in unsafe 0..<source.columns {
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
@inlinable
func copyEntries<Scalar: BLASScalar>(
  of source: UnsafeMatrix<Scalar>, filling target: UnsafeMutablePointer<Scalar>
) {
  unsafe copyEntries(
    of: source,
    to: UnsafeMutableMatrix(
      base: target, rows: source.rows, columns: source.columns, columnStride: source.rows))
}

/// Row i of `matrix` times entry i of `scales`, and zero beyond the last; `target` holds as many
/// rows as fit its size, in column-major order.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeScaledRows<Scalar: BLASScalar>(
  _ scales: UnsafeBufferPointer<Scalar>, _ matrix: UnsafeMatrix<Scalar>,
  to target: UnsafeMutableBufferPointer<Scalar>
) {
  guard unsafe matrix.columns > 0 else { return }
  guard let to = target.baseAddress else { return }
  let (rows, count) = unsafe (target.count / matrix.columns, scales.count)
  if let from = unsafe matrix.base, let scales = scales.baseAddress {
    if unsafe matrix.rowStride == 1 {
      unsafe fa_scale_rows(
        Scalar.letter, vectorBytes, scales, count, from, matrix.columnStride, matrix.columns, to,
        rows)
    } else {
      for column in unsafe 0..<matrix.columns {
        let from = unsafe from + column * matrix.columnStride
        for row in 0..<count {
          unsafe to[row + column * rows] = scales[row] * from[row * matrix.rowStride]
        }
      }
    }
  }
  guard count < rows else { return }
  for column in unsafe 0..<matrix.columns {
    unsafe (to + column * rows + count).update(repeating: 0, count: rows - count)
  }
}

/// Copies what is below the diagonal of a square matrix to above it.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func mirrorLowerTriangle<Scalar: BLASScalar>(of matrix: UnsafeMutableMatrix<Scalar>) {
  guard let base = unsafe matrix.base else { return }
  let stride = unsafe matrix.columnStride
  unsafe forEachPanel(matrix.rows) { rows in
    for column in 0..<rows.upperBound {
      let from = unsafe base + column * stride
      for row in max(rows.lowerBound, column + 1)..<max(rows.upperBound, column + 1) {
        unsafe base[column + row * stride] = unsafe from[row]
      }
    }
  }
}

/// Walks down a matrix in panels of eight rows. An operand stored by rows is then read one line of
/// the cache after the other, while what is stored by columns is written a line at a time. Square
/// tiles, the usual choice, were up to three times slower where lines a power of two apart push
/// each other out of the cache, and up to twice in matrices far larger than it.
@inlinable
@inline(__always)
func forEachPanel(_ rows: Int, _ body: (Range<Int>) -> Void) {
  var top = 0
  while top < rows {
    let bottom = min(top + 8, rows)
    body(top..<bottom)
    top = bottom
  }
}
