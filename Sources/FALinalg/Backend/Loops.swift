// Loops over all entries, written once. The witnesses of ``BLASScalar`` call them with their own
// scalar, so that the compiler makes one copy for each.

/// The first entry in column-major order that is NaN or infinite.
func firstNonFinite<Scalar>(in matrix: UnsafeMatrix<Scalar>) -> (row: Int, column: Int)? {
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
func oneNorm<Scalar>(of matrix: UnsafeMatrix<Scalar>) -> Scalar {
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
