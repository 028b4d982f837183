public import FALinalg

/// Given Y (n x m), find Z (n x r) and W (r x m) that minimise ||ZW - Y||_F.
///
/// The target is any ``/FALinalg/LinearOperator``: training needs only products with it.
public struct FactorizationProblem<Target: LinearOperator>: Sendable {
  /// The type of the entries.
  public typealias Scalar = Target.Scalar

  /// Y, n x m.
  public let target: Target
  /// r, the number of columns of Z and of rows of W.
  public let rank: Int
  /// ||Y||_F.
  public let frobeniusNorm: Scalar
  /// What is known of the target.
  public internal(set) var known = KnownFacts<Scalar>()
  /// What has been computed from it; nil in reduced coordinates, where that costs nothing.
  let products: TargetProducts<Scalar>?

  /// Sets up the problem.
  ///
  /// - Throws: ``FactorizationError/rankOutOfRange(rank:rows:columns:)`` unless
  ///   1 <= rank <= min(n, m); `linearAlgebra` if the norm of the target is not finite;
  ///   ``FactorizationError/scaleOutOfRange(norm:smallest:largest:)`` if it is neither zero nor
  ///   between the smallest and the largest number to the power 5/8: training forms products of
  ///   the size of ||Y||^(3/2), and their entries are smaller than their norms.
  public init(target: Target, rank: Int) throws(FactorizationError) {
    guard rank >= 1, rank <= min(target.rows, target.columns) else {
      throw .rankOutOfRange(rank: rank, rows: target.rows, columns: target.columns)
    }
    self.target = target
    self.rank = rank
    products = TargetProducts()
    frobeniusNorm = target.frobeniusNorm
    if !frobeniusNorm.isFinite {
      try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
        try target.checkEntries()
      }
    }
    func limit(_ value: Scalar) -> Scalar {
      value.squareRoot() * value.squareRoot().squareRoot().squareRoot()
    }
    let smallest = limit(.leastNormalMagnitude)
    let largest = limit(.greatestFiniteMagnitude)
    guard frobeniusNorm == 0 || (smallest...largest).contains(frobeniusNorm) else {
      throw .scaleOutOfRange(
        norm: Double(frobeniusNorm), smallest: Double(smallest), largest: Double(largest))
    }
  }

  /// A problem in reduced coordinates, which may have fewer dimensions than r.
  init(reduced target: Target, rank: Int) {
    self.target = target
    self.rank = rank
    products = nil
    frobeniusNorm = target.frobeniusNorm
  }

  /// The size that the columns of Z and the rows of W and C have at a balanced solution, in order
  /// of magnitude: the root of ||Y||_F.
  ///
  /// With starts and feedback in this unit, multiplying Y by a number changes no run but for the
  /// units (Mathematics.md: "Scaling").
  public var factorScale: Scalar { frobeniusNorm.squareRoot() }

  /// ||Y - P||_F for a projection P = LL'YRR' of the target.
  ///
  /// The difference of the squares costs nothing and is right to 1e-12 of itself where not nearly all
  /// of the target lies in P. Elsewhere, and in single precision, it cancels.
  ///
  /// - Parameters:
  ///   - norm: ||P||_F.
  ///   - exactly: The same without cancellation, where that is needed.
  func distance(toProjectionOfNorm norm: Scalar, exactly: () -> Scalar) -> Scalar {
    let share = norm / frobeniusNorm
    let rest = (1 - share) * (1 + share)
    guard Scalar.self == Double.self, rest > 1e-3 else { return exactly() }
    return rest.squareRoot() * frobeniusNorm
  }
}
