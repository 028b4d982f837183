extension MatrixProtocol {
  /// The inverse of a square matrix. To solve a system, ``solve(_:assuming:)`` is faster and more
  /// accurate.
  ///
  /// - Throws: `singular`, `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public func inverse() throws(LinearAlgebraError) -> Matrix<Scalar> {
    checkSquare()
    return try lu().inverse()
  }

  /// The pseudo-inverse (Moore-Penrose), `columns` x `rows`.
  ///
  /// - Parameter relativeCutoff: Singular values at or below this fraction of the largest count as
  ///   zero. By default what rounding of the entries may make of a zero: see <doc:NumericalRank>.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  public func pseudoInverse(
    relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    Matrix(
      converting: try svdInDouble().pseudoInverse(
        relativeCutoff: relativeCutoff.map { Double($0) } ?? entryCutoff))
  }

  /// The determinant of a square matrix: infinite or zero where it leaves the scalar's range, 1 for
  /// order 0, and NaN for a matrix with NaN or infinite entries (``lu()`` throws the reason).
  ///
  /// - Complexity: O(n^3).
  @inlinable
  public var determinant: Scalar {
    checkSquare()
    return (try? lu())?.determinant ?? .nan
  }

  /// The natural logarithm of the determinant of a square matrix: minus infinity for a singular one,
  /// NaN where the determinant is negative, and for a matrix with NaN or infinite entries.
  ///
  /// - Complexity: O(n^3).
  @inlinable
  public var logDeterminant: Scalar {
    checkSquare()
    return (try? lu())?.logDeterminant ?? .nan
  }

  /// The sign of the determinant of a square matrix and the logarithm of its magnitude; NaN both
  /// for a matrix with NaN or infinite entries (``lu()`` throws the reason).
  ///
  /// - Complexity: O(n^3).
  @inlinable
  public var signedLogDeterminant: LogDeterminant<Scalar> {
    checkSquare()
    return (try? lu())?.signedLogDeterminant ?? LogDeterminant(sign: .nan, logMagnitude: .nan)
  }
}
