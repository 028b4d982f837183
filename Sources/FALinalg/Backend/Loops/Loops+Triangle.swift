// The triangle of a symmetric matrix: what the decompositions need to know of it, found while it is
// copied.

extension UnsafeMatrix {
  /// Copies what is on and below the diagonal of a symmetric matrix to `target`, in column-major
  /// order, and leaves alone what lies above it there.
  ///
  /// - Parameters:
  ///   - target: Room for a matrix of this order.
  ///   - sums: Room for as many numbers as there are rows.
  /// - Returns: The 1-norm of the symmetric matrix, infinite or NaN if an entry is or if a sum
  ///   overflowed.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func copyLowerTriangle(
    to target: UnsafeMutablePointer<Scalar>, sums: UnsafeMutablePointer<Scalar>
  ) -> Scalar {
    guard let base = unsafe base else { return 0 }
    unsafe sums.initialize(repeating: 0, count: rows)
    for column in unsafe 0..<rows {
      let from = unsafe base + column * (rowStride + columnStride)
      let to = unsafe target + column * (rows + 1)
      unsafe to.initialize(to: from[0])
      let below = unsafe copySumming(
        from + rowStride, stride: rowStride, to: to + 1, sums + column + 1, rows - column - 1)
      unsafe sums[column] += from[0].magnitude + below
    }
    var largest: Scalar = 0
    for column in unsafe 0..<rows {
      // A NaN must come through and stay, which `max` would lose.
      if unsafe sums[column] > largest || sums[column].isNaN { unsafe largest = sums[column] }
    }
    return largest
  }
}

/// Copies `count` entries, adds the magnitude of each to its own sum, and returns the sum of them
/// all.
@inline(__always)
private func copySumming<Scalar: BLASScalar>(
  _ source: UnsafePointer<Scalar>, stride: Int, to target: UnsafeMutablePointer<Scalar>,
  _ sums: UnsafeMutablePointer<Scalar>, _ count: Int
) -> Scalar {
  var chains = SIMD8<Scalar>(repeating: 0)
  let whole = stride == 1 ? count & ~7 : 0
  var index = 0
  while index < whole {
    let offset = index * MemoryLayout<Scalar>.stride
    let entries = unsafe UnsafeRawPointer(source).loadUnaligned(
      fromByteOffset: offset, as: SIMD8<Scalar>.self)
    let sum = unsafe UnsafeRawPointer(sums).loadUnaligned(
      fromByteOffset: offset, as: SIMD8<Scalar>.self)
    let magnitudes = magnitudes(entries)
    unsafe UnsafeMutableRawPointer(target + index).storeBytes(
      of: entries, as: SIMD8<Scalar>.self)
    unsafe UnsafeMutableRawPointer(sums + index).storeBytes(
      of: sum + magnitudes, as: SIMD8<Scalar>.self)
    chains += magnitudes
    index += 8
  }
  var total: Scalar = 0
  while index < count {
    let entry = unsafe source[index * stride]
    unsafe (target + index).initialize(to: entry)
    unsafe sums[index] += entry.magnitude
    total += entry.magnitude
    index += 1
  }
  if whole == 0 { return total }
  let four = chains.lowHalf + chains.highHalf
  let two = four.lowHalf + four.highHalf
  return total + (two[0] + two[1])
}
