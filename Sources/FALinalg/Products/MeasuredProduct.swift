// Products that tell a norm on the way, which would take another sweep over the matrix.

/// Computes C = A'B in the storage of `c`.
///
/// - Parameters:
///   - a: k x m.
///   - b: k x n.
///   - c: m x n.
/// - Returns: Where A and B are one matrix, ||A||_F, from the trace of the product.
/// - Precondition: The shapes match.
/// - Complexity: O(m n k), half of that where A and B are one.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
package func multiplyTransposed<Scalar: BLASScalar>(
  _ a: Matrix<Scalar>, _ b: Matrix<Scalar>, into c: inout Matrix<Scalar>
) -> Scalar? {
  multiply(a.transposed, b, into: &c)
  let areOne = unsafe a._withUnsafeMatrix { a in
    unsafe b._withUnsafeMatrix { b in unsafe a.base == b.base && a.columns == b.columns }
  }
  guard areOne else { return nil }
  var squares: Scalar = 0
  for index in 0..<c.rows { squares += c[index, index] }
  return sumOfSquaresIsSafe(squares, count: a.count) ? squares.squareRoot() : norm(a)
}

/// Replaces C by C - A B, on this thread where A is tall and B small.
///
/// - Parameters:
///   - a: m x k.
///   - b: k x n; fastest where its rows are contiguous.
///   - c: m x n.
/// - Returns: ||C||_F of the result.
/// - Precondition: The shapes match.
/// - Complexity: O(m n k), in one sweep over the matrices where A is tall.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
package func subtractProduct<Scalar: BLASScalar>(
  _ a: Matrix<Scalar>, _ b: MatrixView<Scalar>, from c: inout Matrix<Scalar>
) -> Scalar {
  guard isTall(a.rows, b.columns, a.columns), b.rows == a.columns,
    (c.rows, c.columns) == (a.rows, b.columns)
  else {
    multiply(a, b, into: &c, alpha: -1, beta: 1)
    return norm(c)
  }
  let squares = unsafe a._withUnsafeMatrix { a in
    unsafe b._withUnsafeMatrix { b in
      unsafe c._withUnsafeMutableMatrix { c in
        unsafe TallProduct(a, b, into: c, alpha: -1, beta: 1).storeRows(0..<c.rows)
      }
    }
  }
  let isSafe = sumOfSquaresIsSafe(Scalar(squares), count: c.count)
  return isSafe ? Scalar(squares.squareRoot()) : norm(c)
}

/// Computes C = D Y - A B, on this thread where A is tall and B small.
///
/// - Parameters:
///   - diagonal: D, continued by zeros: as many as Y and C have rows, or fewer; nil for the identity.
///   - y: As many columns as C.
///   - a: m x k.
///   - b: k x n; fastest where its rows are contiguous.
///   - c: m x n.
/// - Returns: ||C||_F.
/// - Precondition: The shapes match.
/// - Complexity: O(m n k), in one sweep over the matrices where A is tall.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
package func storeDifference<Scalar: BLASScalar>(
  _ diagonal: [Scalar]?, _ y: Matrix<Scalar>, _ a: Matrix<Scalar>, _ b: MatrixView<Scalar>,
  into c: inout Matrix<Scalar>
) -> Scalar {
  let count = diagonal?.count ?? y.rows
  let rest = c.rows - count
  require(
    count <= y.rows && rest >= 0 && (diagonal != nil || rest == 0) && y.columns == c.columns,
    "\(y.rows) x \(y.columns) with \(count) factors do not fit \(c.rows) x \(c.columns)")
  guard isTall(count, b.columns, a.columns), rest == 0 || isTall(rest, b.columns, a.columns),
    b.rows == a.columns, (c.rows, c.columns) == (a.rows, b.columns)
  else {
    if let diagonal {
      unsafe diagonal.withUnsafeBufferPointer { diagonal in
        unsafe y._withUnsafeMatrix { y in
          unsafe c.withUnsafeMutableElements { unsafe storeScaledRows(diagonal, y, to: $0) }
        }
      }
    } else {
      c.assign(y)
    }
    return subtractProduct(a, b, from: &c)
  }
  let squares = unsafe a._withUnsafeMatrix { a in
    unsafe b._withUnsafeMatrix { b in
      unsafe y._withUnsafeMatrix { y in
        unsafe c._withUnsafeMutableMatrix { c in
          var squares = unsafe (diagonal ?? []).withUnsafeBufferPointer {
            unsafe TallProduct(
              a, b, into: c, from: y, scales: diagonal == nil ? nil : $0.baseAddress
            )
            .storeRows(0..<count)
          }
          if rest > 0 {
            squares += unsafe TallProduct(a, b, into: c, from: nil, scales: nil)
              .storeRows(count..<c.rows)
          }
          return squares
        }
      }
    }
  }
  let isSafe = sumOfSquaresIsSafe(Scalar(squares), count: c.count)
  return isSafe ? Scalar(squares.squareRoot()) : norm(c)
}

/// Adds `scale` times a matrix to another of its shape.
///
/// - Complexity: O(m n).
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
package func addScaled<Scalar: BLASScalar>(
  _ source: Matrix<Scalar>, by scale: Scalar, to target: inout Matrix<Scalar>
) {
  require(
    (source.rows, source.columns) == (target.rows, target.columns),
    "cannot add \(source.rows) x \(source.columns) to \(target.rows) x \(target.columns)")
  unsafe source._withUnsafeMatrix { source in
    unsafe target._withUnsafeMutableMatrix { target in
      guard let from = unsafe source.base, let to = unsafe target.base else { return }
      unsafe addScaled(from, by: scale, to: to, target.rows * target.columns)
    }
  }
}

@inline(__always)
private func norm<Scalar: BLASScalar>(_ matrix: Matrix<Scalar>) -> Scalar {
  unsafe matrix._withUnsafeMatrix { unsafe frobeniusNorm(of: $0) }
}
