/// The iterations that make an upper bidiagonal matrix of small order diagonal, and apply the
/// rotations that this takes to the columns of U and V.
///
/// Small singular values come out as accurate relative to themselves as large ones.
///
/// Source: J. Demmel, W. Kahan, "Accurate singular values of bidiagonal matrices", SIAM J. Sci.
/// Stat. Comput. 11 (1990), with the choices of LAPACK's `bdsqr`.
@unsafe
struct SmallBidiagonal<Scalar: BLASScalar> {
  let order: Int
  let diagonal: UnsafeMutablePointer<Scalar>
  let offDiagonal: UnsafeMutablePointer<Scalar>
  /// U, of which so many rows, and V; nil for the values alone.
  let left: UnsafeMutablePointer<Scalar>?
  let leftRows: Int
  let right: UnsafeMutablePointer<Scalar>?

  /// An entry off the diagonal that is so small beside its neighbour does not matter. In double
  /// precision LAPACK allows ten times as much; that saved no time here, and left residuals of up to
  /// 50 units of rounding on 2 x 2 matrices.
  private var tolerance: Scalar { 5 * .ulpOfOne }

  /// Replaces the diagonal by the singular values, of any sign and in any order.
  ///
  /// - Returns: Whether that took no more than 6 n^2 rotations, LAPACK's limit.
  @inline(__always)
  func diagonalize() -> Bool {
    let tolerance = unsafe self.tolerance
    let negligible = unsafe negligibleEntry(tolerance)
    var rotations = unsafe 6 &* order &* order
    // The block that the last sweep worked on, and which way: towards its smaller end.
    var (lastFirst, lastEnd, isDownward) = (0, -1, true)
    var end = unsafe order &- 1
    while end > 0 {
      guard rotations >= 0 else { return false }
      // The block that ends here.
      var first = end
      var largest = unsafe diagonal[end].magnitude
      while first > 0 {
        let entry = unsafe offDiagonal[first &- 1].magnitude
        if entry <= negligible {
          unsafe offDiagonal[first &- 1] = 0
          break
        }
        first &-= 1
        largest = unsafe max(largest, entry, diagonal[first].magnitude)
      }
      if first == end {
        end &-= 1
        continue
      }
      if first > lastEnd || end < lastFirst {
        isDownward = unsafe diagonal[first].magnitude >= diagonal[end].magnitude
      }
      (lastFirst, lastEnd) = (first, end)
      let block = unsafe self.block(first, end, isDownward)
      guard let smallest = unsafe block.lowerBound(tolerance) else { continue }
      unsafe block.sweep(shift: unsafe block.shift(order, tolerance, smallest, largest))
      unsafe block.dropLast(negligible)
      rotations &-= end &- first
    }
    return true
  }

  /// A bound on the entries off the diagonal that cannot matter: the tolerance times a lower bound
  /// on the smallest singular value.
  private func negligibleEntry(_ tolerance: Scalar) -> Scalar {
    var bound = unsafe diagonal[0].magnitude
    var smallest = bound
    for place in unsafe 1..<order {
      guard smallest > 0 else { break }
      bound =
        unsafe diagonal[place].magnitude * (bound / (bound + offDiagonal[place &- 1].magnitude))
      smallest = min(smallest, bound)
    }
    let count = unsafe Scalar(order)
    return max(
      tolerance * smallest / count.squareRoot(), 6 * count * count * .leastNormalMagnitude)
  }

  /// The rows from `first` to `end`, seen from the top or from the bottom. Upside down, and with U
  /// and V exchanged, the transpose of a bidiagonal matrix is one again.
  @inline(__always)
  private func block(_ first: Int, _ end: Int, _ isDownward: Bool) -> Block {
    let n = unsafe order
    let start = isDownward ? first : end
    let step = isDownward ? 1 : -1
    let u = unsafe (left.map { unsafe $0 + start &* leftRows }, leftRows)
    let v = unsafe (right.map { unsafe $0 + start &* n }, n)
    let (inner, outer) = unsafe isDownward ? (v, u) : (u, v)
    return unsafe Block(
      last: end &- first, step: step, diagonal: diagonal + start,
      offDiagonal: offDiagonal + (isDownward ? start : start &- 1),
      inner: inner.0, innerRows: inner.1, outer: outer.0, outerRows: outer.1)
  }

  /// Makes the values positive and sorts them in descending order, with their vectors.
  @inline(__always)
  func sort() {
    let n = unsafe order
    for place in 0..<n where unsafe diagonal[place].sign == .minus {
      unsafe diagonal[place] = -diagonal[place]
      if let right = unsafe right { unsafe scale(right + place &* n, by: -1, n) }
    }
    for place in 0..<n {
      var largest = place
      for other in (place &+ 1)..<n where unsafe diagonal[other] > diagonal[largest] {
        largest = other
      }
      guard largest != place else { continue }
      unsafe swap(&diagonal[place], &diagonal[largest])
      if let left = unsafe left, let right = unsafe right {
        unsafe exchange(left + place &* leftRows, left + largest &* leftRows, leftRows)
        unsafe exchange(right + place &* n, right + largest &* n, n)
      }
    }
  }
}

/// A block of a bidiagonal matrix with no zeros beside the diagonal.
extension SmallBidiagonal {
  @unsafe
  fileprivate struct Block {
    /// The number of the last row; the first one is 0.
    let last: Int
    /// 1, or -1 if the rows are counted from the bottom.
    let step: Int
    let diagonal: UnsafeMutablePointer<Scalar>
    let offDiagonal: UnsafeMutablePointer<Scalar>
    /// The columns that rotations from the right apply to.
    let inner: UnsafeMutablePointer<Scalar>?
    let innerRows: Int
    /// Those that rotations from the left apply to.
    let outer: UnsafeMutablePointer<Scalar>?
    let outerRows: Int

    /// A lower bound on the smallest singular value; nil if an entry off the diagonal is small enough
    /// to be dropped, and then it is dropped.
    @inline(__always)
    func lowerBound(_ tolerance: Scalar) -> Scalar? {
      let lastEntry = unsafe offDiagonal + (last &- 1) &* step
      if unsafe lastEntry.pointee.magnitude <= tolerance * diagonal[last &* step].magnitude {
        unsafe lastEntry.pointee = 0
        return nil
      }
      // The recurrence for the reciprocal of the bound has its division off the path from one step to
      // the next. A zero on the diagonal makes it infinite.
      var inverse = unsafe 1 / diagonal[0].magnitude
      var largest = inverse
      for place in unsafe 0..<last {
        let entry = unsafe offDiagonal[place &* step].magnitude
        let quotient = entry * inverse
        if quotient <= tolerance {
          unsafe offDiagonal[place &* step] = 0
          return nil
        }
        inverse = unsafe (1 + quotient) * (1 / diagonal[(place &+ 1) &* step].magnitude)
        largest = max(largest, inverse)
      }
      return 1 / largest
    }

    /// The smaller singular value of the last two rows, or zero where a shift would cost small
    /// singular values their accuracy, or would not matter.
    @inline(__always)
    func shift(_ order: Int, _ tolerance: Scalar, _ smallest: Scalar, _ largest: Scalar) -> Scalar {
      let unit = Scalar.ulpOfOne / 2
      if Scalar(order) * tolerance * (smallest / largest) <= max(unit, tolerance / 100) { return 0 }
      let before = unsafe last &- 1
      let shift = unsafe smallerSingularValue(
        diagonal[before &* step].magnitude, offDiagonal[before &* step].magnitude,
        diagonal[last &* step].magnitude)
      let ratio = unsafe shift / diagonal[0].magnitude
      return ratio * ratio < unit ? 0 : shift
    }

    @inline(__always)
    func sweep(shift: Scalar) {
      if shift == 0 { unsafe sweepWithoutShift() } else { unsafe sweepWithShift(shift) }
    }

    /// Sets the last entry off the diagonal to zero if it does not matter.
    @inline(__always)
    func dropLast(_ negligible: Scalar) {
      let entry = unsafe offDiagonal + (last &- 1) &* step
      if unsafe entry.pointee.magnitude <= negligible { unsafe entry.pointee = 0 }
    }

    /// One step of the implicit QR iteration with the shift zero, in which nothing is subtracted.
    @inline(__always)
    private func sweepWithoutShift() {
      var (cosine, outer) = (1 as Scalar, Rotation<Scalar>(cosine: 1, sine: 0, length: 0))
      for place in unsafe 0..<last {
        let here = unsafe diagonal + place &* step
        let entry = unsafe offDiagonal + place &* step
        let inner = unsafe Rotation(here.pointee * cosine, entry.pointee)
        if place > 0 { unsafe (entry - step).pointee = outer.sine * inner.length }
        outer = unsafe Rotation(outer.cosine * inner.length, here[step] * inner.sine)
        unsafe here.pointee = outer.length
        cosine = inner.cosine
        unsafe rotate(place, inner, outer)
      }
      let end = unsafe diagonal + last &* step
      let rest = unsafe end.pointee * cosine
      unsafe end.pointee = rest * outer.cosine
      unsafe offDiagonal[(last &- 1) &* step] = rest * outer.sine
    }

    /// One step of the implicit QR iteration.
    @inline(__always)
    private func sweepWithShift(_ shift: Scalar) {
      var corner = unsafe diagonal[0]
      var f = (corner.magnitude - shift) * ((corner < 0 ? -1 : 1) + shift / corner)
      var entry = unsafe offDiagonal[0]
      var g = entry
      for place in unsafe 0..<last {
        let here = unsafe place &* step
        let inner = Rotation(f, g)
        if place > 0 { unsafe offDiagonal[here &- step] = inner.length }
        f = inner.cosine * corner + inner.sine * entry
        entry = inner.cosine * entry - inner.sine * corner
        let next = unsafe diagonal[here &+ step]
        g = inner.sine * next
        corner = inner.cosine * next
        let outer = Rotation(f, g)
        unsafe diagonal[here] = outer.length
        f = outer.cosine * entry + outer.sine * corner
        corner = outer.cosine * corner - outer.sine * entry
        if unsafe place &+ 1 < last {
          let following = unsafe offDiagonal[here &+ step]
          g = outer.sine * following
          entry = outer.cosine * following
        }
        unsafe rotate(place, inner, outer)
      }
      unsafe diagonal[last &* step] = corner
      unsafe offDiagonal[(last &- 1) &* step] = f
    }

    /// Applies rotations in the plane of a row and the next one to columns of U and V.
    @inline(__always)
    private func rotate(
      _ place: Int, _ innerRotation: Rotation<Scalar>, _ outerRotation: Rotation<Scalar>
    ) {
      guard let inner = unsafe inner, let outer = unsafe outer else { return }
      func apply(
        _ rotation: Rotation<Scalar>, _ columns: UnsafeMutablePointer<Scalar>, _ rows: Int
      ) {
        let column = unsafe columns + place &* step &* rows
        unsafe Scalar._rotate(column + step &* rows, column, rotation.sine, rotation.cosine, rows)
      }
      unsafe apply(innerRotation, inner, innerRows)
      unsafe apply(outerRotation, outer, outerRows)
    }
  }
}

/// The rotation (c, s; -s, c) that takes (f, g) to (length, 0).
private struct Rotation<Scalar: BLASScalar> {
  var cosine: Scalar
  var sine: Scalar
  var length: Scalar

  @inline(__always)
  init(cosine: Scalar, sine: Scalar, length: Scalar) {
    (self.cosine, self.sine, self.length) = (cosine, sine, length)
  }

  @inline(__always)
  init(_ f: Scalar, _ g: Scalar) {
    let square = f * f + g * g
    if square >= .leastNormalMagnitude / .ulpOfOne {
      length = square.squareRoot()
      (cosine, sine) = (f / length, g / length)
    } else {
      // The squares vanish.
      let size = max(f.magnitude, g.magnitude)
      guard size > 0 else {
        (cosine, sine, length) = (1, 0, 0)
        return
      }
      let (x, y) = (f / size, g / size)
      let root = (x * x + y * y).squareRoot()
      (cosine, sine, length) = (x / root, y / root, size * root)
    }
  }
}

/// The smaller singular value of (f, g; 0, h), of which none is negative.
///
/// Source: LAPACK's `las2`.
private func smallerSingularValue<Scalar: BLASScalar>(_ f: Scalar, _ g: Scalar, _ h: Scalar)
  -> Scalar
{
  let (least, most) = (min(f, h), max(f, h))
  guard least > 0 else { return 0 }
  let ratio = 1 + least / most
  let difference = (most - least) / most
  if g < most {
    let slope = (g / most) * (g / most)
    let factor =
      2 / ((ratio * ratio + slope).squareRoot() + (difference * difference + slope).squareRoot())
    return least * factor
  }
  let slope = most / g
  // Here the square of the slope vanishes.
  if slope == 0 { return least * most / g }
  let (x, y) = (ratio * slope, difference * slope)
  return 2 * (least * (1 / ((1 + x * x).squareRoot() + (1 + y * y).squareRoot()))) * slope
}
