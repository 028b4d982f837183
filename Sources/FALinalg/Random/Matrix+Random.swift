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
}
