internal import CBLAS

// How the decomposition follows when vectors enter A or leave it.

extension Cholesky {
  /// Replaces the decomposition of A by that of A + X X', the update of as many ranks as X has columns;
  /// an array is one.
  ///
  /// Source: P. Gill, G. Golub, W. Murray, M. Saunders, "Methods for modifying matrix factorizations",
  /// Math. Comp. 28 (1974).
  ///
  /// - Parameter x: n x k, or an array of n entries.
  /// - Throws: `nonFinite`; `overflow` if an entry of X X' exceeds the scalar's range. The
  ///   decomposition is then as before.
  /// - Complexity: O(n^2 k). Allocates only for the first of this shape and where the storage is shared.
  @inlinable
  public mutating func update(_ x: some ColumnVectors<Scalar>) throws(LinearAlgebraError) {
    try unsafe x._columns._withUnsafeMatrix { (x) throws(LinearAlgebraError) in try unsafe update(x)
    }
  }

  /// Replaces the decomposition of A by that of A - X X', the downdate of as many ranks as X has
  /// columns; an array is one.
  ///
  /// It is refused where A - X X' is not positive definite to working precision, and its result is
  /// as sensitive to rounding as A - X X' is near to that: to decompose A - X X' anew is more accurate
  /// there, if A is known.
  ///
  /// Source: LINPACK's `chdd`; G. W. Stewart, "The effects of rounding error on an algorithm for
  /// downdating a Cholesky factorization", J. Inst. Maths Applics 23 (1979).
  ///
  /// - Parameter x: n x k, or an array of n entries.
  /// - Throws: `notPositiveDefinite`; `nonFinite`. The decomposition is then as before.
  /// - Complexity: O(n^2 k). Allocates only for the first of this shape and where the storage is shared.
  @inlinable
  public mutating func downdate(_ x: some ColumnVectors<Scalar>) throws(LinearAlgebraError) {
    try unsafe x._columns._withUnsafeMatrix { (x) throws(LinearAlgebraError) in
      try unsafe downdate(x)
    }
  }

  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func update(_ x: UnsafeMatrix<Scalar>) throws(LinearAlgebraError) {
    let (order, count) = try unsafe checkChange(x)
    let largest = unsafe largestMagnitude(in: x)
    guard (largest * largest).isFinite else { throw .overflow(operation: "the update") }
    guard order > 0, count > 0 else { return }
    reserve(order * count)
    unsafe scratch.withUnsafeMutableBufferPointer { vectors in
      unsafe l.withUnsafeMutableElements { l in
        guard let vectors = vectors.baseAddress, let l = l.baseAddress else { return }
        unsafe copyEntries(of: x, filling: vectors)
        // A column of L meets all vectors while it is near.
        for column in 0..<order {
          let diagonal = unsafe l + column * (order + 1)
          for vector in 0..<count {
            let entry = unsafe vectors + (vector * order + column)
            guard unsafe entry.pointee != 0 else { continue }
            let rotation = unsafe PlaneRotation(diagonal.pointee, entry.pointee)
            unsafe diagonal.pointee = rotation.radius
            unsafe rotation.apply(to: diagonal + 1, entry + 1, order - column - 1)
          }
        }
      }
    }
  }

  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func downdate(_ x: UnsafeMatrix<Scalar>) throws(LinearAlgebraError) {
    let (order, count) = try unsafe checkChange(x)
    guard order > 0, count > 0 else { return }
    // The vectors, the row that is taken out and, where a later vector may be refused, L as it was.
    let kept = count > 1 ? order * order : 0
    reserve(order * (count + 1) + kept)
    let pivot: Int? = unsafe scratch.withUnsafeMutableBufferPointer { scratch in
      unsafe l.withUnsafeMutableElements { l in
        guard let vectors = scratch.baseAddress, let l = l.baseAddress else { return nil }
        let (row, backup) = unsafe (vectors + order * count, vectors + order * (count + 1))
        unsafe copyEntries(of: x, filling: vectors)
        unsafe backup.update(from: l, count: kept)
        for vector in 0..<count {
          if let pivot = unsafe takeOut(vectors + vector * order, order, of: l, row) {
            unsafe l.update(from: backup, count: kept)
            return pivot
          }
        }
        return nil
      }
    }
    if let pivot { throw .notPositiveDefinite(pivot: pivot) }
  }

  /// Stops the program unless the vectors fit, and throws unless they are finite.
  private func checkChange(
    _ x: UnsafeMatrix<Scalar>
  ) throws(LinearAlgebraError) -> (order: Int, count: Int) {
    let (rows, columns) = unsafe (x.rows, x.columns)
    require(
      rows == l.rows,
      "vectors of \(rows) entries (\(rows) x \(columns)) do not fit a decomposition of order \(l.rows)"
    )
    try unsafe x.checkFinite()
    return (rows, columns)
  }

  private mutating func reserve(_ count: Int) {
    if scratch.count < count { scratch = Array(repeating: 0, count: count) }
  }
}

/// Takes x x' out of L L'.
///
/// - Parameters:
///   - x: Is overwritten.
///   - l: n x n, lower triangular.
///   - row: Room for n numbers.
/// - Returns: Nil, or the place of the first leading minor that is not positive; L is then as before.
@inline(__always)
private func takeOut<Scalar: BLASScalar>(
  _ x: UnsafeMutablePointer<Scalar>, _ n: Int, of l: UnsafeMutablePointer<Scalar>,
  _ row: UnsafeMutablePointer<Scalar>
) -> Int? {
  // With L p = x, L L' - x x' = L (I - p p') L', and the leading minors are those of L L' times
  // 1 - p1^2 - ... - pk^2.
  unsafe storeTriangularSolution(
    .lower, UnsafeMatrix(base: l, rows: n, columns: n, rowStride: 1, columnStride: n), .left,
    .stored,
    alpha: 1, into: UnsafeMutableMatrix(base: x, rows: n, columns: 1, columnStride: n))
  // Rounding changes a sum near one by as much.
  let smallest = Scalar(n) * Scalar.ulpOfOne
  var rest: Scalar = 1
  for index in 0..<n {
    unsafe rest -= x[index] * x[index]
    guard rest > smallest else { return index }
  }
  // The rotations that take (p, sqrt(rest)) to (0, 1), from the last entry of p up, take L and a row of
  // zeros to the new L and x'.
  unsafe row.update(repeating: 0, count: n)
  var length = rest.squareRoot()
  for column in (0..<n).reversed() where unsafe x[column] != 0 {
    let rotation = unsafe PlaneRotation(length, x[column])
    length = rotation.radius
    unsafe rotation.apply(to: row + column, l + column * (n + 1), n - column)
  }
  return nil
}
