/// Which eigenvalues of a symmetric matrix to compute.
public enum EigenvalueSelection<Scalar: BLASScalar>: Sendable {
  /// All of them.
  case all
  /// Those at these places, counted from zero in ascending order.
  case indices(Range<Int>)
  /// So many of the largest ones, in ascending order like any others.
  case largest(Int)
  /// Those above the first bound and up to the second one, which is included.
  case interval(above: Scalar, through: Scalar)

  /// So many of the smallest ones.
  public static func smallest(_ count: Int) -> Self {
    require(count >= 0, "a matrix does not have \(count) eigenvalues")
    return .indices(0..<count)
  }
}

/// The eigenvalues and eigenvectors of a symmetric n x n matrix, A = V diag(values) V', or p
/// selected ones, with A V = V diag(values).
///
/// The sign of each eigenvector is chosen so that its entry of largest magnitude (the first such
/// entry) is positive.
///
/// All of them come from LAPACK's `syevd`, divide and conquer, or, up to order 32, from a QL
/// iteration, which is faster there. Up to a sixth of them, selected by index, come from `syevx`, bisection and inverse iteration, in down to a third of the time; it
/// also serves where `syevd` fails or the order exceeds what its workspace allows (32,766). Any
/// other selection costs as much as all of them. LAPACK's `syevr` is not used: where eigenvalues
/// cluster, its vectors lost their orthogonality in single precision, to 330 n eps at n = 512, of
/// which LAPACK's own tests allow 50.
public struct SymmetricEigen<Scalar: BLASScalar>: Sendable {
  /// The p eigenvalues, ascending.
  public internal(set) var values: [Scalar]
  /// The eigenvectors, n x p, with orthonormal columns.
  public internal(set) var vectors: Matrix<Scalar>

  /// Makes room for the decomposition of matrices of the given order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(order: Int) {
    values = Array(repeating: 0, count: order)
    vectors = .zeros(order, order)
  }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: Symmetric, n x n; the entries above the diagonal may be anything.
  ///   - selection: Which eigenvalues to compute.
  ///   - workspace: Scratch memory; nothing is allocated if it has served this shape before and
  ///     the number of eigenvalues is the last one.
  /// - Precondition: Selected indices are in 0..<n; a selected interval has its bounds in order,
  ///   neither of them NaN.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, _ selection: EigenvalueSelection<Scalar> = .all,
    workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try factor(a.view, selection, &workspace)
  }

  /// Decomposes `a` into the storage that this value holds, with scratch memory of its own.
  ///
  /// - Parameters:
  ///   - a: Symmetric, n x n; the entries above the diagonal may be anything.
  ///   - selection: Which eigenvalues to compute.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, _ selection: EigenvalueSelection<Scalar> = .all
  ) throws(LinearAlgebraError) {
    var workspace = Workspace<Scalar>()
    try factor(a, selection, workspace: &workspace)
  }

  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func factor(
    _ a: MatrixView<Scalar>, _ selection: EigenvalueSelection<Scalar>,
    _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try computeSymmetricEigen(
      of: a, selection, &values, &vectors, computingVectors: true, &workspace)
    vectors.fixColumnSigns()
  }

  /// A, multiplied out of its factors: all of it if all eigenvalues were computed, otherwise the
  /// part of it that belongs to those that were.
  ///
  /// - Complexity: O(n^2 p).
  public func reconstruct() -> Matrix<Scalar> { map { $0 } }

  /// The function of A with the same eigenvectors and with every eigenvalue mapped by `transform`.
  ///
  /// - Complexity: O(n^2 p).
  public func map(_ transform: (Scalar) -> Scalar) -> Matrix<Scalar> {
    var scaled = vectors
    scaled.scaleColumns(by: values.map(transform))
    return scaled * vectors.transposed
  }
}

extension MatrixProtocol {
  /// The eigenvalues, ascending, and eigenvectors of a symmetric matrix, whose upper triangle counts
  /// as the mirror image of the lower one.
  ///
  /// - Parameter selection: Which of them to compute.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public func symmetricEigen(
    _ selection: EigenvalueSelection<Scalar> = .all
  ) throws(LinearAlgebraError) -> SymmetricEigen<Scalar> {
    // Room for as many vectors as are selected comes with them.
    var result = SymmetricEigen<Scalar>(order: 0)
    try result.factor(self, selection)
    return result
  }

  /// The eigenvalues of a symmetric matrix, ascending, without vectors. The upper triangle counts
  /// as the mirror image of the lower one.
  ///
  /// - Parameter selection: Which of them to compute.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3), a fraction of the time of ``symmetricEigen(_:)``.
  public func symmetricEigenvalues(
    _ selection: EigenvalueSelection<Scalar> = .all
  ) throws(LinearAlgebraError) -> [Scalar] {
    var workspace = Workspace<Scalar>()
    var (values, vectors) = ([Scalar](), Matrix<Scalar>.zeros(rows, 0))
    try computeSymmetricEigen(
      of: view, selection, &values, &vectors, computingVectors: false, &workspace)
    return values
  }
}
