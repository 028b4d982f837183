extension MatrixProtocol {
  /// The numerical rank: how many singular values exceed a fraction of the largest.
  ///
  /// They are computed in double precision for either scalar.
  ///
  /// - Parameter relativeCutoff: The fraction. By default what rounding of the entries may make of a
  ///   zero: see <doc:NumericalRank>.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  public func rank(relativeCutoff: Scalar? = nil) throws(LinearAlgebraError) -> Int {
    numericalRank(
      ofSingularValues: try Matrix<Double>(converting: self).singularValues(),
      relativeCutoff: relativeCutoff.map { Double($0) } ?? entryCutoff)
  }

  /// The condition number in the 2-norm: the largest singular value divided by the smallest.
  ///
  /// Infinite for a singular (rank deficient) matrix, 1 for an empty one. NaN where there is no
  /// answer: for a matrix with NaN or infinite entries, or where no routine converges; ``svd(_:drivers:)``
  /// throws the reason.
  ///
  /// - Complexity: O(m n min(m, n)).
  public var conditionNumber: Scalar {
    guard let values = try? singularValues() else { return .nan }
    guard let largest = values.first, let smallest = values.last else { return 1 }
    return smallest == 0 ? .infinity : largest / smallest
  }

  /// An estimate of the condition number in the 1-norm, for a fraction of the cost of
  /// ``conditionNumber``: infinite for a singular matrix, 1 for an empty one.
  ///
  /// It is a lower bound, seldom off by more than a factor of 3.
  ///
  /// - Precondition: The matrix is square.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(n^3), that of ``lu()``.
  public func estimatedConditionNumber() throws(LinearAlgebraError) -> Scalar {
    checkSquare()
    var workspace = Workspace<Scalar>()
    return 1 / (try lu().reciprocalCondition(of: self, workspace: &workspace))
  }

  /// The spectral norm (2-norm): the largest singular value.
  ///
  /// Infinite for a matrix with infinite entries, NaN for one with NaN or where no routine
  /// converges.
  ///
  /// - Complexity: O(m n min(m, n)).
  public var spectralNorm: Scalar { spectralFunction { $0.first ?? 0 } }

  /// The nuclear norm: the sum of the singular values.
  ///
  /// Infinite for a matrix with infinite entries, NaN for one with NaN or where no routine
  /// converges.
  ///
  /// - Complexity: O(m n min(m, n)).
  public var nuclearNorm: Scalar { spectralFunction { $0.reduce(0, +) } }

  private func spectralFunction(_ function: ([Scalar]) -> Scalar) -> Scalar {
    do {
      return function(try singularValues())
    } catch .nonFinite {
      return map { $0.isNaN ? 1 : 0 }.maximumMagnitude > 0 ? .nan : .infinity
    } catch {
      return .nan
    }
  }
}
