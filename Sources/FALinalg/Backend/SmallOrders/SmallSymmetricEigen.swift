/// Computes the eigenvalues of a symmetric matrix of small order, ascending, and on request replaces
/// the matrix by its eigenvectors: Householder reflections to tridiagonal form, then QL iterations
/// with implicit shifts.
///
/// Source: A. Dubrulle, R. Martin, J. Wilkinson, "The implicit QL algorithm", Numer. Math. 12
/// (1968), EISPACK's `imtql2`.
///
/// - Parameters:
///   - a: The matrix, of which the lower triangle is read; squares of its largest entries must be
///     in range. It is destroyed.
///   - values: Receives the eigenvalues.
///   - scratch: Room for twice as many numbers as the order.
/// - Returns: 0, or the number of eigenvalues that were not found.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func decomposeSmallSymmetric<Scalar: BLASScalar>(
  _ order: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int,
  values: UnsafeMutablePointer<Scalar>, computingVectors: Bool,
  scratch: UnsafeMutablePointer<Scalar>
) -> Int {
  let offDiagonal = unsafe scratch
  unsafe reduceToTridiagonal(
    order, a, stride, values, offDiagonal, scales: scratch + order, computingVectors)
  let vectors = unsafe computingVectors ? a : nil
  let missing = unsafe iterate(order, values, offDiagonal, vectors, stride)
  if missing == 0 { unsafe sort(order, values, vectors, stride) }
  return missing
}

/// Reduces a symmetric matrix to a tridiagonal one, and replaces it, on request, by the orthogonal
/// matrix that does so.
@inline(__always)
private func reduceToTridiagonal<Scalar: BLASScalar>(
  _ order: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int,
  _ diagonal: UnsafeMutablePointer<Scalar>, _ offDiagonal: UnsafeMutablePointer<Scalar>,
  scales: UnsafeMutablePointer<Scalar>, _ computingVectors: Bool
) {
  // Whole columns, though one triangle would do, are what processors add up fast.
  for column in 1..<order {
    for row in 0..<column { unsafe a[row &+ column &* stride] = a[column &+ row &* stride] }
  }
  for step in 0..<(order &- 1) {
    let count = order &- step &- 1
    let vector = unsafe a + (step &* (stride &+ 1) &+ 1)
    let rest = unsafe vector + stride
    unsafe diagonal[step] = vector[-1]
    let tau = unsafe makeReflection(vector, count &- 1)
    unsafe offDiagonal[step] = vector[0]
    unsafe scales[step] = tau
    guard tau != 0 else { continue }
    unsafe vector[0] = 1
    // With w = tau (A v - tau / 2 (v'A v) v), the rest becomes A - v w' - w v'.
    let product = unsafe diagonal + (step &+ 1)
    unsafe product.update(repeating: 0, count: count)
    for column in 0..<count {
      unsafe subtract(
        -tau * vector[column], times: rest + column &* stride, from: product, count)
    }
    unsafe subtract(tau / 2 * dot(product, vector, count), times: vector, from: product, count)
    for column in 0..<count {
      let target = unsafe rest + column &* stride
      unsafe subtract(
        product[column], times: vector, vector[column], times: product, from: target, count)
    }
  }
  let last = order &- 1
  unsafe diagonal[last] = a[last &* (stride &+ 1)]
  guard computingVectors else { return }
  // The reflections leave the first row alone; each moves to the column that it is to become.
  var column = order
  while column > 1 {
    column &-= 1
    let (from, to) = unsafe (a + (column &- 1) &* stride, a + column &* stride)
    for row in column..<order { unsafe to[row] = from[row] }
    unsafe to[0] = 0
  }
  unsafe a[0] = 1
  for row in 1..<order { unsafe a[row] = 0 }
  unsafe multiplySmallReflections(last, last, last, a + (stride &+ 1), stride, scales)
}

/// Replaces the diagonal of a tridiagonal matrix by its eigenvalues, and applies the rotations that
/// this takes to the columns of `vectors`.
@inline(__always)
private func iterate<Scalar: BLASScalar>(
  _ order: Int, _ diagonal: UnsafeMutablePointer<Scalar>,
  _ offDiagonal: UnsafeMutablePointer<Scalar>, _ vectors: UnsafeMutablePointer<Scalar>?,
  _ stride: Int
) -> Int {
  var norm: Scalar = 0
  for place in 0..<order { unsafe norm = max(norm, diagonal[place].magnitude) }
  for place in 0..<(order &- 1) { unsafe norm = max(norm, offDiagonal[place].magnitude) }
  // So small an entry beside the norm would only make rotations inaccurate.
  let negligible = norm * .ulpOfOne * .ulpOfOne
  for first in 0..<order {
    var iterations = 0
    while true {
      // The end of the block that starts here.
      var last = first
      while last &+ 1 < order {
        let size = unsafe offDiagonal[last].magnitude
        let sum = unsafe diagonal[last].magnitude + diagonal[last &+ 1].magnitude
        if size <= max(.ulpOfOne / 2 * sum, negligible) { break }
        last &+= 1
      }
      if last == first { break }
      guard iterations < 30 else { return order &- first }
      iterations &+= 1
      unsafe sweep(first, last, order, diagonal, offDiagonal, vectors, stride)
    }
  }
  return 0
}

/// One QL step on the rows from `first` to `last` of a tridiagonal matrix.
@inline(__always)
private func sweep<Scalar: BLASScalar>(
  _ first: Int, _ last: Int, _ order: Int, _ diagonal: UnsafeMutablePointer<Scalar>,
  _ offDiagonal: UnsafeMutablePointer<Scalar>, _ vectors: UnsafeMutablePointer<Scalar>?,
  _ stride: Int
) {
  // Wilkinson's shift: the eigenvalue of the leading block of order 2 that is nearest to its corner.
  let corner = unsafe offDiagonal[first]
  let half = unsafe (diagonal[first &+ 1] - diagonal[first]) / (2 * corner)
  let root = (half * half + 1).squareRoot()
  let shift = half < 0 ? half - root : half + root
  var bulge = unsafe diagonal[last] - diagonal[first] + corner / shift
  var (sine, cosine, correction) = (1 as Scalar, 1 as Scalar, 0 as Scalar)
  var place = last
  while place > first {
    place &-= 1
    let entry = unsafe offDiagonal[place]
    let (f, b) = (sine * entry, cosine * entry)
    let length = hypotenuse(f, bulge)
    unsafe offDiagonal[place &+ 1] = length
    if length == 0 {
      unsafe diagonal[place &+ 1] -= correction
      unsafe offDiagonal[last] = 0
      return
    }
    (sine, cosine) = (f / length, bulge / length)
    let old = unsafe diagonal[place &+ 1] - correction
    let r = unsafe (diagonal[place] - old) * sine + 2 * cosine * b
    correction = sine * r
    unsafe diagonal[place &+ 1] = old + correction
    bulge = cosine * r - b
    if let vectors = unsafe vectors {
      let column = unsafe vectors + place &* stride
      unsafe Scalar._rotate(column, column + stride, sine, cosine, order)
    }
  }
  unsafe diagonal[first] -= correction
  unsafe offDiagonal[first] = bulge
  unsafe offDiagonal[last] = 0
}

/// The length of (x, y), also where the squares vanish.
@inline(__always)
private func hypotenuse<Scalar: BLASScalar>(_ x: Scalar, _ y: Scalar) -> Scalar {
  let square = x * x + y * y
  if square >= .leastNormalMagnitude / .ulpOfOne { return square.squareRoot() }
  let size = max(x.magnitude, y.magnitude)
  guard size > 0 else { return 0 }
  let (first, second) = (x / size, y / size)
  return size * (first * first + second * second).squareRoot()
}

/// Sorts eigenvalues in ascending order, with their vectors.
@inline(__always)
private func sort<Scalar: BLASScalar>(
  _ order: Int, _ values: UnsafeMutablePointer<Scalar>, _ vectors: UnsafeMutablePointer<Scalar>?,
  _ stride: Int
) {
  for place in 0..<order {
    var smallest = place
    for other in place..<order where unsafe values[other] < values[smallest] { smallest = other }
    guard smallest != place else { continue }
    unsafe swap(&values[place], &values[smallest])
    guard let vectors = unsafe vectors else { continue }
    let (left, right) = unsafe (vectors + place &* stride, vectors + smallest &* stride)
    for row in 0..<order { unsafe swap(&left[row], &right[row]) }
  }
}
