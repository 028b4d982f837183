// How the decompositions take matrices over into storage that they hold.

extension Matrix {
  /// Makes this a matrix of zeros of the given shape, unless it has that shape: its entries then
  /// stay.
  mutating func resize(_ rows: Int, _ columns: Int) {
    if self.rows != rows || self.columns != columns { self = .zeros(rows, columns) }
  }

  /// Takes over the shape and the entries of a matrix of another scalar, rounded to the nearest of this.
  mutating func assign<Source: BLASScalar>(converting source: some MatrixProtocol<Source>) {
    resize(source.rows, source.columns)
    unsafe withUnsafeMutableElements { target in
      guard let base = target.baseAddress else { return }
      unsafe source._withUnsafeMatrix { unsafe convertEntries($0, to: base) }
    }
  }

  /// Makes room for so many columns, so that they can be appended without moving those that are there.
  mutating func reserve(columns: Int) {
    guard rows * columns > storage.capacity else { return }
    storage = unsafe Array(unsafeUninitializedCapacity: rows * columns) { buffer, count in
      unsafe expectLargePages(UnsafeMutableRawBufferPointer(buffer))
      count = unsafe buffer.initialize(fromContentsOf: storage)
    }
  }

  /// Takes over the shape and the entries of a matrix, and opens the storage once, for the copy and
  /// for what LAPACK does to it.
  ///
  /// - Parameter body: Is called with the place of the entries, in column-major order, and with
  ///   the sum of their magnitudes, of which some may count twice, or the largest finite number if
  ///   that overflows.
  /// - Throws: `nonFinite`, with the entries unspecified, or what `body` throws.
  @inline(__always)
  mutating func assignFinite<Result>(
    _ source: UnsafeMatrix<Scalar>,
    then body: (UnsafeMutablePointer<Scalar>?, _ size: Scalar) throws(LinearAlgebraError) -> Result
  ) throws(LinearAlgebraError) -> Result {
    unsafe resize(source.rows, source.columns)
    return try unsafe withUnsafeMutableElements { (target) throws(LinearAlgebraError) in
      guard let entries = target.baseAddress else { return try body(nil, 0) }
      return try unsafe body(entries, source.copyFinite(to: entries))
    }
  }

  /// Takes over the shape and the entries of a matrix.
  ///
  /// - Throws: `nonFinite`; the entries are then unspecified.
  mutating func assignFinite(_ source: UnsafeMatrix<Scalar>) throws(LinearAlgebraError) {
    try unsafe assignFinite(source) { _, _ in }
  }

  /// Takes over the order of a symmetric matrix and what is on and below its diagonal, like
  /// ``assignFinite(_:then:)``. Zeros above the diagonal stay zero.
  @inline(__always)
  mutating func assignFiniteLowerTriangle<Result>(
    _ source: UnsafeMatrix<Scalar>,
    then body: (UnsafeMutablePointer<Scalar>?, _ size: Scalar) throws(LinearAlgebraError) -> Result
  ) throws(LinearAlgebraError) -> Result {
    unsafe resize(source.rows, source.rows)
    return try unsafe withUnsafeMutableElements { (target) throws(LinearAlgebraError) in
      var sum: Scalar = 0
      if let entries = target.baseAddress {
        unsafe sum = source.copyLowerTriangleSummed(to: entries)
      }
      if !sum.isFinite {
        try unsafe source.checkLowerTriangleFinite()
        sum = .greatestFiniteMagnitude
      }
      return try unsafe body(target.baseAddress, sum)
    }
  }
}

extension UnsafeMatrix {
  /// Copies the entries to `target` in column-major order.
  ///
  /// - Returns: The size of them that ``Matrix/assignFinite(_:then:)`` speaks of.
  /// - Throws: `nonFinite`.
  @inline(__always)
  func copyFinite(
    to target: UnsafeMutablePointer<Scalar>
  ) throws(LinearAlgebraError) -> Scalar {
    let sum = unsafe copySummed(to: target)
    if sum.isFinite { return sum }
    try unsafe checkFinite()
    return .greatestFiniteMagnitude
  }
}
