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

@inline(__always)
private func norm<Scalar: BLASScalar>(_ matrix: Matrix<Scalar>) -> Scalar {
  unsafe matrix._withUnsafeMatrix { unsafe frobeniusNorm(of: $0) }
}
