// Loops over all entries, written once. The witnesses of ``BLASScalar`` call them with their own
// scalar, so that the compiler makes one copy for each.

/// The sum of a function of the entries in a column, in four parts: one sum alone would wait for
/// each addition.
@inline(__always)
private func columnSum<Scalar: BLASScalar>(
  _ matrix: UnsafeMatrix<Scalar>, _ column: Int, _ function: (Scalar) -> Scalar
) -> Scalar {
  guard let base = unsafe matrix.base else { return 0 }
  let (rows, stride) = unsafe (matrix.rows, matrix.rowStride)
  let entries = unsafe base + column * matrix.columnStride
  var (first, second, third, fourth) = (Scalar(0), Scalar(0), Scalar(0), Scalar(0))
  var row = 0
  while row + 4 <= rows {
    unsafe first += function(entries[row * stride])
    unsafe second += function(entries[(row + 1) * stride])
    unsafe third += function(entries[(row + 2) * stride])
    unsafe fourth += function(entries[(row + 3) * stride])
    row += 4
  }
  while row < rows {
    unsafe first += function(entries[row * stride])
    row += 1
  }
  return (first + second) + (third + fourth)
}

/// The first entry in column-major order that is NaN or infinite.
func firstNonFinite<Scalar>(in matrix: UnsafeMatrix<Scalar>) -> (row: Int, column: Int)? {
  for column in unsafe 0..<matrix.columns {
    // Zero times a finite number is zero; times NaN or infinity it is NaN. A sum of these needs no
    // branch per entry.
    let probe = unsafe columnSum(matrix, column) { 0 * $0 }
    if probe != 0 {
      let row = unsafe (0..<matrix.rows).first { unsafe !matrix[$0, column].isFinite }
      if let row { return (row, column) }
    }
  }
  return nil
}

/// The largest absolute column sum; NaN if an entry is.
func oneNorm<Scalar>(of matrix: UnsafeMatrix<Scalar>) -> Scalar {
  var largest: Scalar = 0
  for column in unsafe 0..<matrix.columns {
    let sum = unsafe columnSum(matrix, column) { $0.magnitude }
    // A NaN must come through and stay, which `max` would lose.
    if sum > largest || sum.isNaN { largest = sum }
  }
  return largest
}

/// The largest absolute entry; NaN if an entry is.
func largestMagnitude<Scalar>(in matrix: UnsafeMatrix<Scalar>) -> Scalar {
  var largest: Scalar = 0
  for column in unsafe 0..<matrix.columns {
    for row in unsafe 0..<matrix.rows {
      let magnitude = unsafe matrix[row, column].magnitude
      if magnitude > largest || magnitude.isNaN { largest = magnitude }
    }
  }
  return largest
}

/// Row i of `matrix` times entry i of `scales`, and zero beyond the last; `target` holds as many
/// rows as fit its size, in column-major order.
func scaledRows<Scalar>(
  _ scales: UnsafeBufferPointer<Scalar>, _ matrix: UnsafeMatrix<Scalar>,
  to target: UnsafeMutableBufferPointer<Scalar>
) where Scalar: BLASScalar {
  guard unsafe matrix.columns > 0 else { return }
  let rows = unsafe target.count / matrix.columns
  for column in unsafe 0..<matrix.columns {
    for row in 0..<scales.count {
      unsafe target[row + column * rows] = scales[row] * matrix[row, column]
    }
    for row in scales.count..<rows { unsafe target[row + column * rows] = 0 }
  }
}
