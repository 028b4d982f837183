extension RandomStream {
  /// A `rows` x `columns` matrix with orthonormal columns, uniform (Haar) among all such.
  ///
  /// Source: F. Mezzadri, "How to generate random matrices from the classical compact groups",
  /// Notices of the AMS 54 (2007).
  ///
  /// - Precondition: `columns <= rows`.
  /// - Throws: `dimensionTooLarge`.
  public func orthonormal<Scalar>(
    _ rows: Int, _ columns: Int
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    require(columns <= rows, "\(columns) columns of length \(rows) cannot be orthonormal")
    let qr = try (normal(rows, columns) as Matrix<Scalar>).qr()
    var q = qr.q
    for column in 0..<columns where qr.r[column, column] < 0 {
      for row in 0..<rows { q[row, column].negate() }
    }
    return q
  }

  /// A `rows` x `columns` matrix U diag(s) V' with the given singular values and with U and V
  /// uniform (Haar).
  ///
  /// - Precondition: At most min(`rows`, `columns`) singular values.
  /// - Throws: `dimensionTooLarge`.
  public func matrix<Scalar>(
    _ rows: Int, _ columns: Int, singularValues: [Scalar]
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    try matrix(rows: 0..<rows, of: rows, columns, singularValues: singularValues)
  }

  /// Some rows of ``matrix(_:_:singularValues:)``, which are the same to rounding whichever are asked
  /// for.
  ///
  /// - Parameters:
  ///   - range: The rows.
  ///   - rows: The number of rows of the whole.
  ///   - columns: The number of columns.
  ///   - singularValues: The k singular values.
  /// - Precondition: At most min(`rows`, `columns`) singular values, and rows that there are.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O((`rows` + `columns`) k^2), and O(k) for each entry; (`rows` + `columns`) k numbers
  ///   besides the result.
  public func matrix<Scalar>(
    rows range: Range<Int>, of rows: Int, _ columns: Int, singularValues: [Scalar]
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let count = singularValues.count
    require(
      count <= min(rows, columns), "a \(rows) x \(columns) matrix has no \(count) singular values")
    require(
      range.lowerBound >= 0 && range.upperBound <= rows,
      "a \(rows) x \(columns) matrix has no rows \(range)")
    // U and V come from different parts of the unbounded matrix.
    var u: Matrix<Scalar> = try orthonormal(rows, count)
    let v: Matrix<Scalar> = try RandomStream(key: key &+ SIMD2(0, 1)).orthonormal(columns, count)
    for (column, value) in singularValues.enumerated() {
      for row in range { u[row, column] *= value }
    }
    return u[range, ...] * v.transposed
  }
}

extension Matrix {
  /// A matrix with orthonormal columns, uniform (Haar) among all such, drawn from a stream.
  ///
  /// The same as ``RandomStream/orthonormal(_:_:)``, for those who look for it here.
  ///
  /// - Precondition: `columns <= rows`.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n^2).
  public static func orthonormal(
    _ rows: Int, _ columns: Int, from stream: RandomStream
  ) throws(LinearAlgebraError) -> Self {
    checkShape(rows, columns)
    return try stream.orthonormal(rows, columns)
  }

  /// A matrix with the given singular values and uniform (Haar) singular vectors, drawn from a
  /// stream.
  ///
  /// The same as ``RandomStream/matrix(_:_:singularValues:)``, for those who look for it here.
  ///
  /// - Precondition: At most min(`rows`, `columns`) singular values.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O((m + n) k^2 + m n k) for k singular values.
  public static func random(
    _ rows: Int, _ columns: Int, singularValues: [Scalar], from stream: RandomStream
  ) throws(LinearAlgebraError) -> Self {
    checkShape(rows, columns)
    return try stream.matrix(rows, columns, singularValues: singularValues)
  }
}
