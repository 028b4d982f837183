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
    let width = n &- next &- 1
    let unknowns = unsafe target + (stride &+ step)
    unsafe eliminateFirst(first[next], unknowns, stride, width)
    unsafe eliminateTwo(
      first + (next &+ 1), target + (next &+ 1), m &- next &- 1, unknowns, unknowns + 2, stride,
      width)
    step &+= 2
  }
  return firstZero
}

/// Replaces right-hand sides by the solutions of the systems of small order whose matrix an LU
/// decomposition without a zero pivot is that of.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func substituteSmallLU<Scalar: BLASScalar>(
  _ order: Int, _ factors: UnsafePointer<Scalar>, _ stride: Int, _ pivots: UnsafePointer<Int32>,
  _ b: UnsafeMutablePointer<Scalar>, _ bStride: Int, count: Int
) {
  for step in 0..<order {
    let place = unsafe Int(pivots[step]) &- 1
    guard place != step else { continue }
    var column = unsafe b
    for _ in 0..<count {
      unsafe swap(&column[step], &column[place])
      unsafe column += bStride
    }
  }
  var step = 0
  while step &+ 1 < order {
    let first = unsafe factors + (step &* (stride &+ 1) &+ 1)
    let unknowns = unsafe b + step
    unsafe eliminateFirst(first[0], unknowns, bStride, count)
    unsafe eliminateTwo(
      first + 1, first + (stride &+ 1), order &- step &- 2, unknowns, unknowns + 2, bStride, count)
    step &+= 2
  }
  step = order
  while step > 1 {
    step &-= 2
    let column = unsafe factors + step &* stride
    let next = unsafe column + stride
    var unknowns = unsafe b + step
    for _ in 0..<count {
      unsafe unknowns[1] /= next[step &+ 1]
      unsafe unknowns[0] = (unknowns[0] - unknowns[1] * next[step]) / column[step]
      unsafe unknowns += bStride
    }
    unsafe eliminateTwo(column, next, step, b + step, b, bStride, count)
  }
  guard step > 0 else { return }
  for column in 0..<count { unsafe b[column &* bStride] /= factors[0] }
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

/// Eliminates the first of two unknowns from the equation of the second.
@inline(__always)
private func eliminateFirst<Scalar: BLASScalar>(
  _ factor: Scalar, _ unknowns: UnsafeMutablePointer<Scalar>, _ stride: Int, _ width: Int
) {
  var unknowns = unsafe unknowns
  for _ in 0..<width {
    unsafe unknowns[1] -= factor * unknowns[0]
    unsafe unknowns += stride
  }
}

/// Eliminates two unknowns, which are adjacent, from `count` equations with these coefficients.
@inline(__always)
private func eliminateTwo<Scalar: BLASScalar>(
  _ first: UnsafePointer<Scalar>, _ second: UnsafePointer<Scalar>, _ count: Int,
  _ unknowns: UnsafePointer<Scalar>, _ columns: UnsafeMutablePointer<Scalar>, _ stride: Int,
  _ width: Int
) {
  if count >= 12 {
    return unsafe Scalar._eliminate(first, second, count, unknowns, columns, stride, width)
  }
  var (unknowns, columns) = unsafe (unknowns, columns)
  for _ in 0..<width {
    unsafe subtract(
      unknowns[0], times: first, unknowns[1], times: second, from: columns, count)
    unsafe unknowns += stride
    unsafe columns += stride
  }
}
