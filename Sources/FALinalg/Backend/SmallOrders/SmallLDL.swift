/// Replaces the lower triangle of a symmetric matrix of small order by its decomposition
/// P A P' = L D L', pivoted and stored as by LAPACK.
///
/// Source: J. Bunch, L. Kaufman, "Some stable methods for calculating inertia and solving symmetric
/// linear systems", Math. Comp. 31 (1977), algorithm A.
///
/// - Parameter pivots: Receives for each step the row that was exchanged with it, counted from one,
///   negative in both places of a block of order 2.
/// - Returns: 0, or the place of the first diagonal entry of D that is zero, counted from one.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func factorSmallLDL<Scalar: BLASScalar>(
  _ order: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int,
  _ pivots: UnsafeMutablePointer<Int32>
) -> Int {
  var (step, firstZero) = (0, 0)
  while step < order {
    let column = unsafe a + step &* stride
    guard let choice = unsafe choosePivot(order, a, stride, step) else {
      if firstZero == 0 { firstZero = step + 1 }
      unsafe pivots[step] = Int32(step + 1)
      step &+= 1
      continue
    }
    let last = step &+ choice.size &- 1
    if choice.row != last {
      unsafe exchange(last, choice.row, order, a, stride)
      if choice.size == 2 { unsafe swap(&column[last], &column[choice.row]) }
    }
    let name = Int32(truncatingIfNeeded: choice.row &+ 1)
    if choice.size == 1 {
      unsafe pivots[step] = name
      unsafe eliminateOne(order, a, stride, step)
    } else {
      unsafe pivots[step] = -name
      unsafe pivots[last] = -name
      unsafe eliminateTwo(order, a, stride, step)
    }
    step &+= choice.size
  }
  return firstZero
}

/// The size of the next diagonal block of D and the row to exchange with its last one, or nil where
/// what remains of the column is zero (or starts with NaN).
@inline(__always)
private func choosePivot<Scalar: BLASScalar>(
  _ order: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int, _ step: Int
) -> (size: Int, row: Int)? {
  let column = unsafe a + step &* stride
  let alpha = (1 + (17 as Scalar).squareRoot()) / 8
  let own = unsafe column[step].magnitude
  let rest = order &- step &- 1
  guard rest > 0 else { return own > 0 ? (1, step) : nil }
  let row = unsafe step &+ 1 &+ firstLargest(of: column + (step &+ 1), rest)
  let largest = unsafe column[row].magnitude
  guard max(own, largest) > 0, !own.isNaN else { return nil }
  if own >= alpha * largest { return (1, step) }
  // The largest entry off the diagonal in that row.
  var inRow: Scalar = 0
  for place in step..<row { unsafe inRow = max(inRow, a[row &+ place &* stride].magnitude) }
  let other = unsafe a + row &* stride
  for place in (row &+ 1)..<order { unsafe inRow = max(inRow, other[place].magnitude) }
  if own >= alpha * largest * (largest / inRow) { return (1, step) }
  return unsafe other[row].magnitude >= alpha * inRow ? (1, row) : (2, row)
}

/// Exchanges two rows and columns of a symmetric matrix from the first of them on.
@inline(__always)
private func exchange<Scalar: BLASScalar>(
  _ first: Int, _ second: Int, _ order: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int
) {
  let (left, right) = unsafe (a + first &* stride, a + second &* stride)
  for row in (second &+ 1)..<order { unsafe swap(&left[row], &right[row]) }
  for place in (first &+ 1)..<second {
    unsafe swap(&left[place], &a[second &+ place &* stride])
  }
  unsafe swap(&left[first], &right[second])
}

/// Eliminates with a pivot of order 1.
@inline(__always)
private func eliminateOne<Scalar: BLASScalar>(
  _ order: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int, _ step: Int
) {
  let column = unsafe a + step &* stride
  let inverse = unsafe 1 / column[step]
  let next = step &+ 1
  for place in next..<order {
    unsafe subtract(
      column[place] * inverse, times: column + place, from: a + place &* (stride &+ 1),
      order &- place)
  }
  unsafe scale(column + next, by: inverse, order &- next)
}

/// Eliminates with a pivot of order 2.
@inline(__always)
private func eliminateTwo<Scalar: BLASScalar>(
  _ order: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int, _ step: Int
) {
  let (column, next) = unsafe (a + step &* stride, a + (step &+ 1) &* stride)
  // The block divided by its entry off the diagonal, which is the largest.
  let corner = unsafe column[step &+ 1]
  let (first, second) = unsafe (column[step] / corner, next[step &+ 1] / corner)
  let inverse = 1 / (first * second - 1) / corner
  for place in (step &+ 2)..<order {
    let (x, y) = unsafe (column[place], next[place])
    let (toFirst, toSecond) = (inverse * (second * x - y), inverse * (first * y - x))
    let target = unsafe a + place &* (stride &+ 1)
    unsafe subtract(
      toFirst, times: column + place, toSecond, times: next + place, from: target, order &- place)
    unsafe (column[place], next[place]) = (toFirst, toSecond)
  }
}
