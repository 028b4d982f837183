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
    let second = unsafe target
    let rest = m &- next &- 1
    for _ in (next &+ 1)..<n {
      unsafe target += stride
      unsafe target[next] -= first[next] * target[step]
      unsafe subtract(
        target[step], times: first + (next &+ 1), target[next], times: second + (next &+ 1),
        from: target + (next &+ 1), rest)
    }
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
  for step in 0..<order {
    let below = unsafe factors + (step &* (stride &+ 1) &+ 1)
    unsafe subtract(b[step], times: below, from: b + (step &+ 1), order &- step &- 1)
  }
  var step = order
  while step > 0 {
    step &-= 1
    let column = unsafe factors + step &* stride
    unsafe b[step] /= column[step]
    unsafe subtract(b[step], times: column, from: b, step)
  }
}
