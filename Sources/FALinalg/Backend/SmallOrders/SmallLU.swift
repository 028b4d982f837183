/// Replaces an m x n matrix of small dimensions by its LU decomposition with partial pivoting.
///
/// The pivot of a column is the first of its entries that is largest in magnitude.
///
/// - Parameter pivots: Receives for each step the row that was exchanged with it, counted from one.
/// - Returns: 0, or the place of the first pivot that is zero, counted from one.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func factorSmallLU<Scalar: BLASScalar>(
  _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int,
  _ pivots: UnsafeMutablePointer<Int32>
) -> Int {
  var firstZero = 0
  let count = min(m, n)
  /// Finds a pivot, and divides what is below it by it.
  @inline(__always)
  func eliminate(_ step: Int) {
    let column = unsafe a + step &* stride
    let place = unsafe step &+ firstLargest(of: column + step, m &- step)
    unsafe pivots[step] = Int32(truncatingIfNeeded: place &+ 1)
    if place != step {
      var row = unsafe a
      for _ in 0..<n {
        unsafe swap(&row[step], &row[place])
        unsafe row += stride
      }
    }
    let (below, rest) = unsafe (column + (step &+ 1), m &- step &- 1)
    let pivot = unsafe column[step]
    if pivot == 0 {
      if firstZero == 0 { firstZero = step + 1 }
    } else if pivot.magnitude >= .leastNormalMagnitude {
      unsafe scale(below, by: 1 / pivot, rest)
    } else {
      // Its reciprocal may be infinite.
      for row in 0..<rest { unsafe below[row] /= pivot }
    }
  }
  // Two steps at a time: what is right of their columns is loaded and stored once for both.
  var step = 0
  while step < count {
    eliminate(step)
    let first = unsafe a + step &* stride
    var target = unsafe first + stride
    let next = step &+ 1
    guard next < count else {
      for _ in next..<n {
        unsafe subtract(target[step], times: first + next, from: target + next, m &- next)
        unsafe target += stride
      }
      break
    }
    unsafe subtract(target[step], times: first + next, from: target + next, m &- next)
    eliminate(next)
    unsafe eliminateTwo(
      first + next, target + (next &+ 1), m &- next &- 1, target + (stride &+ step), stride,
      n &- next &- 1)
    step &+= 2
  }
  return firstZero
}

/// Replaces a right-hand side by the solution of the system of small order whose matrix an LU
/// decomposition without a zero pivot is that of.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func substituteSmallLU<Scalar: BLASScalar>(
  _ order: Int, _ factors: UnsafePointer<Scalar>, _ stride: Int, _ pivots: UnsafePointer<Int32>,
  _ b: UnsafeMutablePointer<Scalar>
) {
  for step in 0..<order {
    let place = unsafe Int(pivots[step]) &- 1
    if place != step { unsafe swap(&b[step], &b[place]) }
  }
  var step = 0
  while step &+ 1 < order {
    let first = unsafe factors + (step &* (stride &+ 1) &+ 1)
    unsafe eliminateTwo(first, first + (stride &+ 1), order &- step &- 2, b + step, stride, 1)
    step &+= 2
  }
  step = order
  while step > 1 {
    step &-= 2
    let column = unsafe factors + step &* stride
    let next = unsafe column + stride
    unsafe b[step &+ 1] /= next[step &+ 1]
    unsafe b[step] = (b[step] - b[step &+ 1] * next[step]) / column[step]
    unsafe subtract(b[step], times: column, b[step &+ 1], times: next, from: b, step)
  }
  if step > 0 { unsafe b[0] /= factors[0] }
}

/// Replaces an LU decomposition of small order without a zero pivot by the inverse of the matrix
/// that it is one of: the inverse of U, times that of L, with the columns exchanged.
///
/// - Parameter scratch: Room for a copy of the factors.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func invertSmallLU<Scalar: BLASScalar>(
  _ order: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int, _ pivots: UnsafePointer<Int32>,
  scratch: UnsafeMutablePointer<Scalar>
) {
  for place in 0..<order {
    let (column, factors) = unsafe (a + place &* stride, scratch + place &* order)
    for row in 0..<order { unsafe (factors[row], column[row]) = (column[row], 0) }
    let inverse = unsafe 1 / factors[place]
    unsafe subtractColumns(
      a, stride: stride, times: factors, factorStride: 1, place, from: column, place)
    unsafe scale(column, by: inverse, place)
    unsafe column[place] = inverse
  }
  var place = order &- 1
  while place > 0 {
    place &-= 1
    let (column, factors) = unsafe (a + place &* stride, scratch + place &* order)
    unsafe subtractColumns(
      column + stride, stride: stride, times: factors + (place &+ 1), factorStride: 1,
      order &- place &- 1, from: column, order)
  }
  place = order
  while place > 0 {
    place &-= 1
    let other = unsafe Int(pivots[place]) &- 1
    if other != place { unsafe exchange(a + place &* stride, a + other &* stride, order) }
  }
}

/// Eliminates two unknowns from columns of 2 + `count` numbers.
@inline(__always)
private func eliminateTwo<Scalar: BLASScalar>(
  _ first: UnsafePointer<Scalar>, _ second: UnsafePointer<Scalar>, _ count: Int,
  _ columns: UnsafeMutablePointer<Scalar>, _ stride: Int, _ width: Int
) {
  if count >= 12 {
    return unsafe Scalar._eliminate(first, second, count, columns, stride, width)
  }
  var target = unsafe columns
  for _ in 0..<width {
    unsafe target[1] -= first[0] * target[0]
    unsafe subtract(
      target[0], times: first + 1, target[1], times: second, from: target + 2, count)
    unsafe target += stride
  }
}
