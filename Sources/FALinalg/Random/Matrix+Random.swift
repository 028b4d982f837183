extension Matrix {
  /// A matrix of entries uniform in [0, 1), drawn from a stream.
  ///
  /// The same as ``RandomStream/uniform(_:_:)``, for those who look for it here.
  ///
  /// - Complexity: O(`count`).
  public static func uniform(_ rows: Int, _ columns: Int, from stream: RandomStream) -> Self {
    checkShape(rows, columns)
    return stream.uniform(rows, columns)
  }

  /// A matrix of standard normal entries, drawn from a stream.
  ///
  /// The same as ``RandomStream/normal(_:_:)``, for those who look for it here.
  ///
  /// ```swift
  /// let start = Matrix<Double>.normal(20, 5, from: RandomStream(seed: 1, name: "start"))
  /// ```
  ///
  /// - Complexity: O(`count`).
  public static func normal(_ rows: Int, _ columns: Int, from stream: RandomStream) -> Self {
    checkShape(rows, columns)
    return stream.normal(rows, columns)
  }

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
