internal import CBLAS

/// A real or complex eigenvalue of a real matrix.
public struct Eigenvalue<Scalar: BLASScalar>: Hashable, Sendable {
  /// The real part.
  public var real: Scalar
  /// The imaginary part: zero for a real eigenvalue.
  public var imaginary: Scalar

  /// The eigenvalue with the given parts.
  public init(real: Scalar, imaginary: Scalar = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The absolute value, without overflow or underflow along the way.
  public var magnitude: Scalar { euclideanNorm([real, imaginary]) }

  /// Whether the imaginary part is zero.
  public var isReal: Bool { imaginary == 0 }
}

/// Eigenvalues as LAPACK returns them.
struct SplitEigenvalues<Scalar: BLASScalar>: Sendable {
  var real: [Scalar]
  var imaginary: [Scalar]

  init(count: Int) {
    real = Array(repeating: 0, count: count)
    imaginary = real
  }

  mutating func resize(_ count: Int) {
    if real.count != count { self = Self(count: count) }
  }

  mutating func scale(byPowerOfTwo exponent: Int) {
    guard exponent != 0 else { return }
    real = real.map { scaled($0, byPowerOfTwo: exponent) }
    imaginary = imaginary.map { scaled($0, byPowerOfTwo: exponent) }
  }

  var joined: [Eigenvalue<Scalar>] {
    zip(real, imaginary).map { Eigenvalue(real: $0, imaginary: $1) }
  }
}

/// The eigenvalues of a square matrix and its right eigenvectors, A v = lambda v; on request its
/// left eigenvectors too, u* A = lambda u*, where u* is the conjugate transpose.
///
/// Complex eigenvalues come in conjugate pairs, one after the other, the one with the positive
/// imaginary part first. The eigenvectors have Euclidean norm 1, and their entry of largest
/// magnitude is real.
///
/// Source: LAPACK's `geev`.
public struct Eigen<Scalar: BLASScalar>: Sendable {
  /// The right eigenvectors, one a column: their real parts, n x n, and their imaginary parts, which
  /// are zero for real eigenvalues.
  public var vectors: (real: Matrix<Scalar>, imaginary: Matrix<Scalar>) {
    (right.real, right.imaginary)
  }
  /// The left eigenvectors, one a column: their real parts, n x n, and their imaginary parts; both
  /// n x 0 if they were not asked for.
  public var leftVectors: (real: Matrix<Scalar>, imaginary: Matrix<Scalar>) {
    (left.real, left.imaginary)
  }
  private var eigenvalues: SplitEigenvalues<Scalar>
  private var right: SplitVectors<Scalar>
  private var left: SplitVectors<Scalar>
  private let computesLeftVectors: Bool

  /// Makes room for the decomposition of matrices of the given order, with or without left
  /// eigenvectors.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(order: Int, leftVectors: Bool = false) {
    computesLeftVectors = leftVectors
    eigenvalues = SplitEigenvalues(count: order)
    right = SplitVectors(rows: order, count: order)
    left = SplitVectors(rows: order, count: leftVectors ? order : 0)
  }

  /// The n eigenvalues, in no particular order but that of the eigenvectors.
  ///
  /// - Complexity: O(n).
  public var values: [Eigenvalue<Scalar>] { eigenvalues.joined }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: The matrix, n x n. It is left alone.
  ///   - workspace: Scratch memory; nothing is allocated if it has served this shape before.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try factor(a.view, &workspace)
  }

  /// Decomposes `a` into the storage that this value holds, with scratch memory of its own.
  ///
  /// - Parameter a: The matrix, n x n. It is left alone.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public mutating func factor(_ a: some MatrixProtocol<Scalar>) throws(LinearAlgebraError) {
    var workspace = Workspace<Scalar>()
    try factor(a, workspace: &workspace)
  }

  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func factor(
    _ a: MatrixView<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    a.checkSquare()
    right.resize(rows: a.rows, count: a.rows)
    left.resize(rows: a.rows, count: computesLeftVectors ? a.rows : 0)
    try unsafe right.real.withUnsafeMutableElements { (right) throws(LinearAlgebraError) in
      try unsafe left.real.withUnsafeMutableElements { (left) throws(LinearAlgebraError) in
        try unsafe computeEigenvalues(
          of: a, &eigenvalues, left: computesLeftVectors ? left.baseAddress : nil,
          right: right.baseAddress, &workspace)
      }
    }
    right.unpack(eigenvalues)
    left.unpack(eigenvalues)
  }
}

/// Complex vectors, one a column.
struct SplitVectors<Scalar: BLASScalar>: Sendable {
  var real: Matrix<Scalar>
  var imaginary: Matrix<Scalar>

  init(rows: Int, count: Int) {
    real = .zeros(rows, count)
    imaginary = real
  }

  mutating func resize(rows: Int, count: Int) {
    real.resize(rows, count)
    imaginary.resize(rows, count)
  }

  /// Takes apart what LAPACK packs into ``real``: a pair of conjugate vectors comes as one column of
  /// real parts and one of imaginary parts.
  mutating func unpack(_ eigenvalues: SplitEigenvalues<Scalar>) {
    imaginary.fill(with: 0)
    let (rows, columns) = (real.rows, real.columns)
    unsafe real.withUnsafeMutableElements { real in
      unsafe imaginary.withUnsafeMutableElements { imaginary in
        guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else { return }
        for column in 0..<columns where eigenvalues.imaginary[column] > 0 {
          let (first, second) = (column * rows, (column + 1) * rows)
          unsafe (imaginary + first).update(from: real + second, count: rows)
          unsafe blas_axpy(
            Scalar.letter, blasInt(rows), -1, real + second, 1, imaginary + second, 1)
          unsafe (real + second).update(from: real + first, count: rows)
        }
      }
    }
  }
}

extension MatrixProtocol {
  /// The eigenvalues and right eigenvectors of a square matrix, with or without left ones.
  ///
  /// - Parameter leftVectors: Whether to compute the left eigenvectors too.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public func eigen(
    leftVectors: Bool = false
  ) throws(LinearAlgebraError) -> Eigen<Scalar> {
    var result = Eigen<Scalar>(order: rows, leftVectors: leftVectors)
    try result.factor(self)
    return result
  }

  /// The eigenvalues of a square matrix, in no particular order, without vectors.
  ///
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3), a fraction of the time of ``eigen(leftVectors:)``.
  public func eigenvalues() throws(LinearAlgebraError) -> [Eigenvalue<Scalar>] {
    var workspace = Workspace<Scalar>()
    var result = SplitEigenvalues<Scalar>(count: rows)
    try computeEigenvalues(of: view, &result, left: nil, right: nil, &workspace)
    return result.joined
  }
}

/// Runs `geev` on a copy of `a`, without the vectors whose place is nil.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func computeEigenvalues<Scalar: BLASScalar>(
  of a: MatrixView<Scalar>, _ eigenvalues: inout SplitEigenvalues<Scalar>,
  left: UnsafeMutablePointer<Scalar>?, right: UnsafeMutablePointer<Scalar>?,
  _ workspace: inout Workspace<Scalar>
) throws(LinearAlgebraError) {
  a.checkSquare()
  try a.checkFinite()
  let n = try lapackInt(a.rows, "order")
  eigenvalues.resize(a.rows)
  guard n > 0 else { return }
  let info = try unsafe workspace.run(
    WorkspaceQuery("geev", n, left == nil ? 0 : 1, right == nil ? 0 : 1), copying: a
  ) { scratch in
    unsafe lapack_geev(
      Scalar.letter, option(left == nil ? "N" : "V"), option(right == nil ? "N" : "V"), n,
      scratch.scalars, n,
      &eigenvalues.real, &eigenvalues.imaginary, left, n, right, n, scratch.work, scratch.length)
  }
  guard info == 0 else { throw .noConvergence(routine: "geev", info: Int(info)) }
}
