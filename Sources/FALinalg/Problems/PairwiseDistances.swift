extension MatrixProtocol {
  /// The Euclidean distances between the rows of this matrix and those of another: entry (i, j) is that of
  /// row i here from row j there.
  ///
  /// They come from products of the rows, less their mean, which is several times as fast as the
  /// differences. A distance of which more than four bits of the square would cancel is computed from the
  /// differences instead, so that each is right to 16 (`columns` + 2) units of rounding at worst, equal rows
  /// are at distance zero, and nothing overflows or underflows along the way.
  ///
  /// - Parameter other: n x `columns`.
  /// - Returns: `rows` x n.
  /// - Precondition: The rows are equally long.
  /// - Throws: `nonFinite`.
  /// - Complexity: O(`rows` n `columns`).
  @inlinable
  public func pairwiseDistances(
    to other: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    try distances(between: view, and: other.view, squared: false)
  }

  /// The Euclidean distances between all rows: symmetric to the last bit, with zeros on the diagonal.
  ///
  /// They are computed like those to another matrix.
  ///
  /// - Returns: `rows` x `rows`.
  /// - Throws: `nonFinite`.
  /// - Complexity: O(`rows`^2 `columns`).
  @inlinable
  public func pairwiseDistances() throws(LinearAlgebraError) -> Matrix<Scalar> {
    try distances(between: view, and: nil, squared: false)
  }

  /// The squares of the Euclidean distances between the rows of this matrix and those of another.
  ///
  /// They are computed like the distances themselves. A square may leave the scalar's range, and is
  /// infinite or zero then.
  ///
  /// - Parameter other: n x `columns`.
  /// - Returns: `rows` x n.
  /// - Precondition: The rows are equally long.
  /// - Throws: `nonFinite`.
  /// - Complexity: O(`rows` n `columns`).
  @inlinable
  public func pairwiseSquaredDistances(
    to other: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    try distances(between: view, and: other.view, squared: true)
  }

  /// The squares of the Euclidean distances between all rows: symmetric to the last bit, with zeros on the
  /// diagonal.
  ///
  /// - Returns: `rows` x `rows`.
  /// - Throws: `nonFinite`.
  /// - Complexity: O(`rows`^2 `columns`).
  @inlinable
  public func pairwiseSquaredDistances() throws(LinearAlgebraError) -> Matrix<Scalar> {
    try distances(between: view, and: nil, squared: true)
  }
}

/// The distances between the rows of two matrices, or of one.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func distances<Scalar: BLASScalar>(
  between x: MatrixView<Scalar>, and y: MatrixView<Scalar>?, squared: Bool
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  let other = y ?? x
  require(
    x.columns == other.columns,
    "rows of \(x.columns) entries (\(x.rows) x \(x.columns)) have no distance from rows of "
      + "\(other.columns) (\(other.rows) x \(other.columns))")
  try x.checkFinite()
  if let y { try y.checkFinite() }
  var result = Matrix<Scalar>.zeros(x.rows, other.rows)
  guard !result.isEmpty, x.columns > 0 else { return result }
  // The offset is the same for all, so that any will do; the mean leaves the least to cancel.
  let means = x.columnMeans
  let offset = means.allSatisfy(\.isFinite) ? means : means.map { _ in 0 }
  let left = Points(x, offset)
  let right = y.map { Points($0, offset) }
  if let right {
    multiply(left.centred.transposed, right.centred, into: &result, alpha: -2)
  } else {
    multiplyGram(of: left.centred, into: &result, alpha: -2)
  }
  unsafe result.withUnsafeMutableElements { products in
    guard let products = products.baseAddress else { return }
    unsafe storeDistances(left, right ?? left, products, squared, isOwn: right == nil)
  }
  if right == nil { result.mirrorLowerTriangle() }
  return result
}

/// The rows of a matrix, one a column.
private struct Points<Scalar: BLASScalar> {
  let entries: Matrix<Scalar>
  /// Less a vector that is the same for all.
  var centred: Matrix<Scalar>
  /// The squares of the norms of these.
  var squares: [Scalar]

  @inline(__always)
  init(_ rows: MatrixView<Scalar>, _ offset: [Scalar]) {
    entries = Matrix(rows.transposed)
    centred = entries
    squares = Array(repeating: 0, count: rows.rows)
    let dimension = rows.columns
    unsafe centred.withUnsafeMutableElements { centred in
      guard let base = centred.baseAddress else { return }
      for point in squares.indices {
        let point0 = unsafe base + point * dimension
        for index in 0..<dimension { unsafe point0[index] -= offset[index] }
        squares[point] = unsafe chainedSum(point0, dimension, { $0 * $0 }, { $0 * $0 })
      }
    }
  }
}

/// Replaces the products -2 x'y of centred points by distances or their squares.
///
/// - Parameter isOwn: Whether only the entries on and below the diagonal are wanted.
@inline(__always)
private func storeDistances<Scalar: BLASScalar>(
  _ left: Points<Scalar>, _ right: Points<Scalar>, _ products: UnsafeMutablePointer<Scalar>,
  _ squared: Bool, isOwn: Bool
) {
  let (rows, columns) = (left.squares.count, right.squares.count)
  let dimension = left.entries.rows
  // Where less than this is left of the sum of the two squares, their rounding would count too much.
  let leastRest: Scalar = 1 / 16
  let range = (Scalar.leastNormalMagnitude / Scalar.ulpOfOne, Scalar.greatestFiniteMagnitude / 16)
  unsafe left.squares.withUnsafeBufferPointer { leftSquares in
    unsafe left.entries.storage.withUnsafeBufferPointer { leftEntries in
      unsafe right.entries.storage.withUnsafeBufferPointer { rightEntries in
        guard let a = leftEntries.baseAddress, let b = rightEntries.baseAddress,
          let squares = leftSquares.baseAddress
        else { return }
        for column in 0..<columns {
          let target = unsafe products + column * rows
          let square = right.squares[column]
          let point = unsafe b + column * dimension
          var start = isOwn ? column : 0
          while start < rows {
            // A block at a time, without a branch for each entry; few have any to compute again.
            let block = start..<min(start + 256, rows)
            var badCount = 0
            for row in block {
              let size = unsafe squares[row] + square
              let rest = unsafe target[row] + size
              unsafe target[row] = rest
              let isBad = !(rest >= leastRest * size) || !(size >= range.0) || !(size <= range.1)
              badCount &+= isBad ? 1 : 0
            }
            if badCount == 0 {
              if !squared { for row in block { unsafe target[row] = target[row].squareRoot() } }
            } else {
              for row in block {
                let size = unsafe squares[row] + square
                let rest = unsafe target[row]
                if rest >= leastRest * size, size >= range.0, size <= range.1 {
                  if !squared { unsafe target[row] = rest.squareRoot() }
                } else {
                  unsafe target[row] = directDistance(
                    a + row * dimension, point, dimension, squared)
                }
              }
            }
            start = block.upperBound
          }
        }
      }
    }
  }
}

/// The distance between two points or its square, from their differences.
@inline(__always)
private func directDistance<Scalar: BLASScalar>(
  _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, _ count: Int, _ squared: Bool
) -> Scalar {
  var chains = SIMD8<Scalar>(repeating: 0)
  let (first, second) = unsafe (UnsafeRawPointer(x), UnsafeRawPointer(y))
  var index = 0
  while index + 8 <= count {
    let offset = index * MemoryLayout<Scalar>.stride
    let difference =
      unsafe first.loadUnaligned(fromByteOffset: offset, as: SIMD8<Scalar>.self)
      - second.loadUnaligned(fromByteOffset: offset, as: SIMD8<Scalar>.self)
    chains += difference * difference
    index += 8
  }
  var square = laneSum(chains)
  while index < count {
    let difference = unsafe x[index] - y[index]
    square += difference * difference
    index += 1
  }
  if squared { return square }
  if square >= Scalar.leastNormalMagnitude / Scalar.ulpOfOne, square.isFinite {
    return square.squareRoot()
  }
  return euclideanNorm((0..<count).lazy.map { unsafe x[$0] - y[$0] })
}
