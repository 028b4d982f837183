extension MatrixProtocol {
  /// The entrywise sum.
  ///
  /// - Precondition: The shapes are equal.
  /// - Complexity: O(`count`).
  @inlinable
  public static func + (left: Self, right: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    unsafe left.combined(with: right) { unsafe addEntries($0, $1, to: $2) }
  }

  /// The entrywise difference.
  ///
  /// - Precondition: The shapes are equal.
  /// - Complexity: O(`count`).
  @inlinable
  public static func - (left: Self, right: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    unsafe left.combined(with: right) { unsafe subtractEntries($0, $1, to: $2) }
  }

  /// The sum with a multiple of another matrix, `self + scale * other`, in one pass and without a
  /// temporary. The form that changes a matrix in place is
  /// ``MutableMatrixProtocol/add(_:scaledBy:)``.
  ///
  /// - Precondition: The shapes are equal.
  /// - Complexity: O(`count`).
  @inlinable
  public func adding(
    _ other: some MatrixProtocol<Scalar>, scaledBy scale: Scalar
  ) -> Matrix<Scalar> {
    unsafe combined(with: other) { unsafe addScaledEntries($0, scale, $1, to: $2) }
  }

  /// The matrix with every entry negated.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static prefix func - (matrix: Self) -> Matrix<Scalar> {
    unsafe matrix.transformed { unsafe negateEntries($0, to: $1) }
  }

  /// The matrix with every entry multiplied by a scalar.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func * (scalar: Scalar, matrix: Self) -> Matrix<Scalar> {
    unsafe matrix.transformed { unsafe scaleEntries($0, by: scalar, to: $1) }
  }

  /// The matrix with every entry multiplied by a scalar.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func * (matrix: Self, scalar: Scalar) -> Matrix<Scalar> {
    unsafe matrix.transformed { unsafe scaleEntries($0, by: scalar, to: $1) }
  }

  /// The matrix with every entry divided by a scalar.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func / (matrix: Self, scalar: Scalar) -> Matrix<Scalar> {
    unsafe matrix.transformed { unsafe divideEntries($0, by: scalar, to: $1) }
  }

  /// The matrix of `transform(entry)` for every entry.
  ///
  /// The closure is compiled into the loop where the types are known; in generic code it is called
  /// for each entry.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public func map<Output: BLASScalar>(_ transform: (Scalar) -> Output) -> Matrix<Output> {
    unsafe transformed { unsafe mapEntries(of: $0, to: $1, transform) }
  }

  /// The matrix of `combine(entry of self, entry of other)`: any entrywise expression of two
  /// matrices in one pass.
  ///
  /// ```swift
  /// let blend = a.zip(b) { 0.9 * $0 + 0.1 * $1 * $1 }
  /// ```
  ///
  /// - Precondition: The shapes are equal.
  /// - Complexity: O(`count`).
  @inlinable
  public func zip<Other: BLASScalar, Output: BLASScalar>(
    _ other: some MatrixProtocol<Other>, _ combine: (Scalar, Other) -> Output
  ) -> Matrix<Output> {
    unsafe combined(with: other) { unsafe zipEntries($0, $1, to: $2, combine) }
  }

  /// A matrix of the same shape whose entries `body` stores, in column-major order.
  @inlinable
  @inline(__always)
  func transformed<Output: BLASScalar>(
    _ body: (UnsafeMatrix<Scalar>, UnsafeMutablePointer<Output>) -> Void
  ) -> Matrix<Output> {
    unsafe Matrix(
      rows: rows, columns: columns,
      initializing: { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe _withUnsafeMatrix { unsafe body($0, base) }
      })
  }

  /// A matrix of the same shape whose entries `body` stores, in column-major order.
  @inlinable
  @inline(__always)
  func combined<Other: BLASScalar, Output: BLASScalar>(
    with other: some MatrixProtocol<Other>,
    _ body: (UnsafeMatrix<Scalar>, UnsafeMatrix<Other>, UnsafeMutablePointer<Output>) -> Void
  ) -> Matrix<Output> {
    require(
      rows == other.rows && columns == other.columns,
      "cannot combine \(rows) x \(columns) with \(other.rows) x \(other.columns) entry by entry")
    return unsafe Matrix(
      rows: rows, columns: columns,
      initializing: { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe _withUnsafeMatrix { left in
          unsafe other._withUnsafeMatrix { unsafe body(left, $0, base) }
        }
      })
  }
}

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// Adds `scale * other` in place: a matrix of the same shape, or, to one row or one column, an
  /// array.
  ///
  /// - Precondition: The shapes are equal.
  /// - Complexity: O(`count`), one pass over both; allocates only if the storage is shared.
  @inlinable
  public mutating func add(_ other: some ColumnVectors<Scalar>, scaledBy scale: Scalar = 1) {
    let other = fitted(other, (rows, columns), "add")
    unsafe _withUnsafeMutableMatrix { target in
      unsafe other._withUnsafeMatrix { unsafe addEntries(of: $0, scaledBy: scale, to: target) }
    }
  }

  /// Replaces every entry by `transform(entry)`, in one pass.
  ///
  /// ```swift
  /// a.mapInPlace { max($0, 0) }
  /// ```
  ///
  /// For exp, log and tanh see ``ElementaryFunction``, which is faster.
  ///
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  @inlinable
  public mutating func mapInPlace(_ transform: (Scalar) -> Scalar) {
    unsafe _withUnsafeMutableMatrix { unsafe updateEntries(of: $0, transform) }
  }

  /// Replaces every entry by `combine(entry, entry of other)`, in one pass.
  ///
  /// ```swift
  /// a.zipInPlace(b, *)                          // the product of entries
  /// a.zipInPlace(b) { 0.9 * $0 + 0.1 * $1 }
  /// ```
  ///
  /// - Precondition: The shapes are equal.
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  @inlinable
  public mutating func zipInPlace<Other: BLASScalar>(
    _ other: some MatrixProtocol<Other>, _ combine: (Scalar, Other) -> Scalar
  ) {
    require(
      rows == other.rows && columns == other.columns,
      "cannot combine \(rows) x \(columns) with \(other.rows) x \(other.columns) entry by entry")
    unsafe _withUnsafeMutableMatrix { target in
      unsafe other._withUnsafeMatrix { unsafe updateEntries(of: target, with: $0, combine) }
    }
  }

  /// Adds a matrix of the same shape in place.
  ///
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  @inlinable
  public static func += (left: inout Self, right: some ColumnVectors<Scalar>) { left.add(right) }

  /// Subtracts a matrix of the same shape in place; from one row or one column also an array.
  ///
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  @inlinable
  public static func -= (left: inout Self, right: some ColumnVectors<Scalar>) {
    left.add(right, scaledBy: -1)
  }

  /// Multiplies every entry by a scalar in place.
  ///
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  @inlinable
  public static func *= (matrix: inout Self, scalar: Scalar) {
    unsafe matrix._withUnsafeMutableMatrix { unsafe scaleEntries(of: $0, by: scalar) }
  }

  /// Divides every entry by a scalar in place.
  ///
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  @inlinable
  public static func /= (matrix: inout Self, scalar: Scalar) {
    unsafe matrix._withUnsafeMutableMatrix { unsafe divideEntries(of: $0, by: scalar) }
  }
}

// The `+=` of arrays appends, and would be taken for that of a row of a matrix if these did not fit
// better.
extension MutableMatrixView {
  /// Adds an array to one row or one column in place.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func += (left: inout Self, right: [Scalar]) { left.add(right) }

  /// Adds a view of the same shape in place.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func += (left: inout Self, right: MatrixView<Scalar>) { left.add(right) }
}

extension MatrixView {
  /// Not offered: a view keeps its entries.
  @available(
    *, unavailable,
    message:
      "a view keeps its entries: write a[0..<2, 0..<2] *= s, or take var block = Matrix(view)"
  )
  public static func *= (view: inout Self, scalar: Scalar) { stop("a view keeps its entries") }
}
