// What the decompositions need to know of the size of a matrix, found while it is copied.

extension UnsafeMatrix {
  /// Copies the entries to `target`, in column-major order.
  ///
  /// - Parameter target: Room for a matrix of this shape.
  /// - Returns: The sum of the magnitudes of the entries, of which some may count twice. It is
  ///   infinite or NaN if an entry is or if the sum overflowed.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func copySummed(to target: UnsafeMutablePointer<Scalar>) -> Scalar {
    let count = unsafe rows * columns
    guard count >= 2, unsafe isContiguous, let base = unsafe base else {
      unsafe copyEntries(of: self, filling: target)
      return unsafe chainedSum(target, count, { $0.magnitude }, { magnitudes($0) })
    }
    if count <= 2048 {
      unsafe target.initialize(from: base, count: count)
      return unsafe chainedSum(base, count, { $0.magnitude }, { magnitudes($0) })
    }
    var chains = SIMD8<Scalar>(repeating: 0)
    unsafe copyMagnitudes(of: base, to: target, count, addingTo: &chains)
    return laneSum(chains)
  }

  /// Copies what is on and below the diagonal of a symmetric matrix to `target`, in column-major
  /// order, and leaves alone what lies above it there.
  ///
  /// - Parameter target: Room for a matrix of this order.
  /// - Returns: The sum of the magnitudes of the entries, of which some may count twice. It is
  ///   infinite or NaN if an entry is or if the sum overflowed.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func copyLowerTriangleSummed(to target: UnsafeMutablePointer<Scalar>) -> Scalar {
    guard var from = unsafe base else { return 0 }
    var to = unsafe target
    var chains = SIMD8<Scalar>(repeating: 0)
    var rest: Scalar = 0
    let (rows, rowStride) = unsafe (rows, rowStride)
    let nextColumn = unsafe rowStride + columnStride
    var count = rows
    while count > 0 {
      if count >= 2, rowStride == 1 {
        unsafe copyMagnitudes(of: from, to: to, count, addingTo: &chains)
      } else {
        for row in 0..<count {
          let entry = unsafe from[row &* rowStride]
          unsafe (to + row).initialize(to: entry)
          rest += entry.magnitude
        }
      }
      count &-= 1
      unsafe from += nextColumn
      unsafe to += rows + 1
    }
    return rest + laneSum(chains)
  }
}

/// Copies two or more adjacent numbers and adds their magnitudes to eight sums. They are taken by
/// eights, fours or twos, of which the last reach back over numbers that were taken before.
@inline(__always)
private func copyMagnitudes<Scalar: BLASScalar>(
  of source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>, _ count: Int,
  addingTo sums: inout SIMD8<Scalar>
) {
  func copy<Numbers>(_ place: Int, _: Numbers.Type) -> Numbers {
    let numbers = unsafe UnsafeRawPointer(source + place).loadUnaligned(as: Numbers.self)
    unsafe UnsafeMutableRawPointer(target + place).storeBytes(of: numbers, as: Numbers.self)
    return numbers
  }
  if count >= 8 {
    var place = 0
    while place < count {
      sums += magnitudes(copy(min(place, count &- 8), SIMD8<Scalar>.self))
      place &+= 8
    }
  } else if count >= 4 {
    let (first, last) = (copy(0, SIMD4<Scalar>.self), copy(count &- 4, SIMD4<Scalar>.self))
    sums += magnitudes(SIMD8(lowHalf: first, highHalf: last))
  } else {
    let (first, last) = (copy(0, SIMD2<Scalar>.self), copy(count &- 2, SIMD2<Scalar>.self))
    let four = SIMD4(lowHalf: first, highHalf: last)
    sums += magnitudes(SIMD8(lowHalf: four, highHalf: SIMD4(repeating: 0)))
  }
}
