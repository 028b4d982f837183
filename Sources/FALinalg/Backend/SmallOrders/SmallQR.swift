/// Replaces an m x n matrix of small dimensions by its QR decomposition: R on and above the
/// diagonal, and below it the Householder vectors, whose first entry is one and not stored.
///
/// - Parameter scales: Receives tau of each reflection I - tau v v'.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func factorSmallQR<Scalar: BLASScalar>(
  _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int,
  _ scales: UnsafeMutablePointer<Scalar>
) {
  for step in 0..<min(m, n) {
    let column = unsafe a + step &* (stride &+ 1)
    let count = m &- step &- 1
    let tau = unsafe makeReflection(column, count)
    unsafe scales[step] = tau
    unsafe reflectColumns(column + 1, count, tau, column + stride, stride, n &- step &- 1)
  }
}

/// Replaces the vectors of `k` reflections by the first n columns of their product.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func multiplySmallReflections<Scalar: BLASScalar>(
  _ m: Int, _ n: Int, _ k: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int,
  _ scales: UnsafePointer<Scalar>
) {
  for column in k..<n {
    for row in 0..<m { unsafe a[row &+ column &* stride] = row == column ? 1 : 0 }
  }
  var step = k
  while step > 0 {
    step &-= 1
    let column = unsafe a + step &* (stride &+ 1)
    let (tau, count) = unsafe (scales[step], m &- step &- 1)
    // So far these columns are zero in this row.
    unsafe reflectColumns(column + 1, count, tau, column + stride, stride, n &- step &- 1)
    unsafe scale(column + 1, by: -tau, count)
    unsafe column[0] = 1 - tau
    for row in 0..<step { unsafe (column - step)[row] = 0 }
  }
}

/// Applies the reflection I - tau v v' with v = (1, tail) to columns of 1 + `count` numbers.
@inline(__always)
func reflectColumns<Scalar: BLASScalar>(
  _ tail: UnsafePointer<Scalar>, _ count: Int, _ tau: Scalar,
  _ columns: UnsafeMutablePointer<Scalar>, _ stride: Int, _ width: Int
) {
  // What longer vectors save on short columns is less than the call of the kernel costs.
  if count >= 12 {
    return unsafe Scalar._reflectColumns(tail, count, tau, columns, stride, width)
  }
  var target = unsafe columns
  for _ in 0..<width {
    let factor = unsafe tau * (target[0] + dot(tail, target + 1, count))
    unsafe target[0] -= factor
    unsafe subtract(factor, times: tail, from: target + 1, count)
    unsafe target += stride
  }
}

/// Replaces a vector by the one of the reflection that leaves only its first entry, and that entry
/// by what it becomes.
///
/// - Parameter count: How many entries follow the first.
/// - Returns: tau; zero, for the identity, if the others are zero.
@inline(__always)
func makeReflection<Scalar: BLASScalar>(
  _ vector: UnsafeMutablePointer<Scalar>, _ count: Int
) -> Scalar {
  var (head, tail) = unsafe (vector[0], dot(vector + 1, vector + 1, count))
  var (square, size) = (head * head + tail, 1 as Scalar)
  if !(square.isFinite && square >= .leastNormalMagnitude / .ulpOfOne) {
    // The squares overflowed, or vanished.
    unsafe size = vector[firstLargest(of: vector, count + 1)].magnitude
    guard size > 0 else { return 0 }
    for place in 0...count { unsafe vector[place] /= size }
    unsafe (head, tail) = (vector[0], dot(vector + 1, vector + 1, count))
    square = head * head + tail
  }
  guard tail > 0 else {
    unsafe vector[0] = head * size
    return 0
  }
  let root = square.squareRoot()
  let length = head < 0 ? root : -root
  unsafe vector[0] = length * size
  unsafe scale(vector + 1, by: 1 / (head - length), count)
  return (length - head) / length
}
