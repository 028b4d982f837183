internal import CBLAS

// How the decomposition follows when a row or a column enters A or leaves it: by plane rotations, in a
// fraction of the time of a new decomposition.
//
// Source: J. Daniel, W. Gragg, L. Kaufman, G. W. Stewart, "Reorthogonalization and stable algorithms for
// updating the Gram-Schmidt QR factorization", Math. Comp. 30 (1976).
extension QR {
  /// Replaces the decomposition of A by that of A with one more column.
  ///
  /// - Parameters:
  ///   - column: m entries.
  ///   - index: Its place, from 0 to n.
  /// - Throws: `nonFinite`; the decomposition is then as before.
  /// - Complexity: O(k (m + n)).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func insertColumn(
    _ column: [Scalar], at index: Int
  ) throws(LinearAlgebraError) {
    let (m, n) = (q.rows, r.columns)
    require(
      column.count == m && (0...n).contains(index),
      "a column of \(column.count) entries does not fit a \(m) x \(n) matrix at \(index)")
    let column = Matrix(uncheckedRows: m, columns: 1, elements: column)
    try column.checkFinite()
    isUpdated = true
    var coefficients: [Scalar]
    if form == .thin, n < m {
      coefficients = extendBasis(towards: column)
    } else {
      coefficients = (q.transposed * column).elements
    }
    var changed = Matrix<Scalar>.zeros(q.columns, n + 1)
    changed[0..<r.rows, 0..<index] = r[..., 0..<index]
    changed[0..<r.rows, index + 1..<n + 1] = r[..., index..<n]
    r = changed
    for row in coefficients.indices { r[row, index] = coefficients[row] }
    for row in (index + 1..<max(index + 1, q.columns)).reversed() {
      rotate(row - 1, row, clearing: index)
    }
  }

  /// Replaces the decomposition of A by that of A without one of its columns.
  ///
  /// - Parameter index: The place of the column, counted from zero.
  /// - Complexity: O(k (m + n)).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func removeColumn(at index: Int) {
    let (m, n) = (q.rows, r.columns)
    require((0..<n).contains(index), "a \(m) x \(n) matrix has no column \(index)")
    isUpdated = true
    var changed = Matrix<Scalar>.zeros(r.rows, n - 1)
    changed[0..<r.rows, 0..<index] = r[..., 0..<index]
    changed[0..<r.rows, index..<n - 1] = r[..., index + 1..<n]
    r = changed
    for row in index..<max(index, min(r.rows - 1, n - 1)) { rotate(row, row + 1, clearing: row) }
    keepBasis(of: m, n - 1)
  }

  /// Replaces the decomposition of A by that of A with one more row.
  ///
  /// - Parameters:
  ///   - row: n entries.
  ///   - index: Its place, from 0 to m.
  /// - Throws: `nonFinite`; the decomposition is then as before.
  /// - Complexity: O(k (m + n)).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func insertRow(_ row: [Scalar], at index: Int) throws(LinearAlgebraError) {
    let (m, n, k) = (q.rows, r.columns, q.columns)
    require(
      row.count == n && (0...m).contains(index),
      "a row of \(row.count) entries does not fit a \(m) x \(n) matrix at \(index)")
    let row = Matrix(uncheckedRows: 1, columns: n, elements: row)
    try row.checkFinite()
    isUpdated = true
    var basis = Matrix<Scalar>.zeros(m + 1, k + 1)
    basis[0..<index, 0..<k] = q[0..<index, ...]
    basis[index + 1..<m + 1, 0..<k] = q[index..<m, ...]
    basis[index, k] = 1
    q = basis
    var changed = Matrix<Scalar>.zeros(k + 1, n)
    changed[0..<k, 0..<n] = r
    changed[k..<k + 1, 0..<n] = row
    r = changed
    for column in 0..<min(k, n) { rotate(column, k, clearing: column) }
    keepBasis(of: m + 1, n)
  }

  /// Replaces the decomposition of A by that of A without one of its rows.
  ///
  /// - Parameter index: The place of the row, counted from zero.
  /// - Complexity: O(k (m + n)).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func removeRow(at index: Int) {
    let (m, n) = (q.rows, r.columns)
    require((0..<m).contains(index), "a \(m) x \(n) matrix has no row \(index)")
    isUpdated = true
    var unit = Matrix<Scalar>.zeros(m, 1)
    unit[index, 0] = 1
    if form == .thin, n < m {
      _ = extendBasis(towards: unit)
      var changed = Matrix<Scalar>.zeros(n + 1, n)
      changed[0..<n, 0..<n] = r
      r = changed
    }
    // The rotations that leave nothing of the row in Q but in its first column, which then is the unit
    // vector, and R without its first row triangular.
    for column in (1..<max(1, q.columns)).reversed() {
      let rotation = PlaneRotation(q[index, column - 1], q[index, column])
      apply(rotation, column - 1, column, from: column - 1)
    }
    var basis = Matrix<Scalar>.zeros(m - 1, q.columns - 1)
    basis[0..<index, 0..<basis.columns] = q[0..<index, 1...]
    basis[index..<m - 1, 0..<basis.columns] = q[(index + 1)..., 1...]
    q = basis
    r = Matrix(r[1..., ...])
  }

  /// Rotates two rows of R, and the columns of Q that belong to them, so that the entry in the second
  /// row vanishes.
  private mutating func rotate(_ first: Int, _ second: Int, clearing column: Int) {
    let rotation = PlaneRotation(r[first, column], r[second, column])
    apply(rotation, first, second, from: column + 1)
    (r[first, column], r[second, column]) = (rotation.radius, 0)
  }

  private mutating func apply(
    _ rotation: PlaneRotation<Scalar>, _ first: Int, _ second: Int, from column: Int
  ) {
    let (m, k, count) = (q.rows, r.rows, r.columns - column)
    unsafe q.withUnsafeMutableElements { q in
      guard let q = q.baseAddress else { return }
      unsafe rotation.apply(to: q + first * m, q + second * m, m)
    }
    unsafe r.withUnsafeMutableElements { r in
      guard let r = r.baseAddress, count > 0 else { return }
      let start = unsafe r + column * k
      unsafe rotation.apply(to: start + first, start + second, count, stride: k)
    }
  }

  /// Leaves out the last column of Q, and with it the last row of R, if A of this shape does not need it.
  private mutating func keepBasis(of rows: Int, _ columns: Int) {
    let k = form == .full ? rows : min(rows, columns)
    guard q.columns > k else { return }
    q = Matrix(q[..., 0..<k])
    r = Matrix(r[0..<k, ...])
  }

  /// Adds a column to Q, orthonormal to the others, with which the columns span a vector.
  ///
  /// - Returns: The coefficients of the vector in the columns of the new Q.
  private mutating func extendBasis(towards vector: Matrix<Scalar>) -> [Scalar] {
    var (rest, coefficients) = remainder(of: vector)
    var length = rest.frobeniusNorm
    if length <= Scalar.ulpOfOne * vector.frobeniusNorm {
      // To rounding they span it as they are. Of the unit vectors one sticks out of them by more than
      // any rounding: the one whose row in Q is shortest.
      let lengths = q.rowNorms
      let place = lengths.indices.min { lengths[$0] < lengths[$1] } ?? 0
      var unit = Matrix<Scalar>.zeros(q.rows, 1)
      unit[place, 0] = 1
      rest = remainder(of: unit).rest
      rest = rest / rest.frobeniusNorm
      length = 0
    } else {
      rest = rest / length
    }
    coefficients.append(length)
    q = Matrix(horizontally: [q.view, rest.view])
    return coefficients
  }

  /// What of a vector is orthogonal to the columns of Q, and its coefficients in these.
  private func remainder(
    of vector: Matrix<Scalar>
  ) -> (rest: Matrix<Scalar>, coefficients: [Scalar]) {
    var rest = vector
    var coefficients = Matrix<Scalar>.zeros(q.columns, 1)
    var length = rest.frobeniusNorm
    // Twice is enough unless next to nothing is left, which then is mostly rounding.
    for _ in 0..<4 {
      let part = q.transposed * rest
      multiply(q, part, into: &rest, alpha: -1, beta: 1)
      coefficients.add(part)
      let shorter = rest.frobeniusNorm
      if shorter > length / 2 { break }
      length = shorter
    }
    return (rest, coefficients.elements)
  }
}
