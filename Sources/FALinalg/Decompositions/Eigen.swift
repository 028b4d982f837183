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

  var joined: [Eigenvalue<Scalar>] {
    zip(real, imaginary).map { Eigenvalue(real: $0, imaginary: $1) }
  }
}

/// The eigenvalues of a square matrix and its right eigenvectors, A v = lambda v.
///
/// Complex eigenvalues come in conjugate pairs, one after the other, the one with the positive
/// imaginary part first. The eigenvectors have Euclidean norm 1, and their entry of largest
/// magnitude is real.
///
/// Source: LAPACK's `geev`.
public struct Eigen<Scalar: BLASScalar>: Sendable {
  /// The real parts of the eigenvectors, n x n, one a column.
  public private(set) var realVectors: Matrix<Scalar>
  /// The imaginary parts of the eigenvectors, n x n, one a column.
  public private(set) var imaginaryVectors: Matrix<Scalar>
  private var eigenvalues: SplitEigenvalues<Scalar>

  /// Makes room for the decomposition of matrices of the given order.
  public init(order: Int) {
    eigenvalues = SplitEigenvalues(count: order)
    realVectors = .zeros(order, order)
    imaginaryVectors = .zeros(order, order)
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
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    realVectors.reshapeDiscardingEntries(a.rows, a.rows)
    imaginaryVectors.reshapeDiscardingEntries(a.rows, a.rows)
    try unsafe realVectors.withUnsafeMutableElements { (vectors) throws(LinearAlgebraError) in
      try unsafe computeEigenvalues(of: a.view, &eigenvalues, vectors.baseAddress, &workspace)
    }
    unpackVectors()
  }

  /// Takes apart what LAPACK packs: a pair of conjugate vectors comes as one column of real parts
  /// and one of imaginary parts.
  private mutating func unpackVectors() {
    let order = realVectors.rows
    unsafe realVectors.withUnsafeMutableElements { packed in
      unsafe imaginaryVectors.withUnsafeMutableElements { imaginary in
        guard let packed = packed.baseAddress, let imaginary = imaginary.baseAddress
        else { return }
        unsafe imaginary.update(repeating: 0, count: order * order)
        for column in 0..<order where eigenvalues.imaginary[column] > 0 {
          let (first, second) = (column * order, (column + 1) * order)
          unsafe (imaginary + first).update(from: packed + second, count: order)
          unsafe Scalar._axpy(blasInt(order), -1, packed + second, 1, imaginary + second, 1)
          unsafe (packed + second).update(from: packed + first, count: order)
        }
      }
    }
  }
}

extension MatrixProtocol {
  /// The eigenvalues and right eigenvectors of a square matrix.
  ///
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  public func eigen() throws(LinearAlgebraError) -> Eigen<Scalar> {
    var workspace = Workspace<Scalar>()
    var result = Eigen<Scalar>(order: rows)
    try result.factor(self, workspace: &workspace)
    return result
  }

  /// The eigenvalues of a square matrix, in no particular order, without vectors.
  ///
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3), a fraction of the time of ``eigen()``.
  public func eigenvalues() throws(LinearAlgebraError) -> [Eigenvalue<Scalar>] {
    var workspace = Workspace<Scalar>()
    var result = SplitEigenvalues<Scalar>(count: rows)
    try computeEigenvalues(of: view, &result, nil, &workspace)
    return result.joined
  }
}

/// Runs `geev` on a copy of `a`, for eigenvalues only if `vectors` is nil.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func computeEigenvalues<Scalar: BLASScalar>(
  of a: MatrixView<Scalar>, _ eigenvalues: inout SplitEigenvalues<Scalar>,
  _ vectors: UnsafeMutablePointer<Scalar>?, _ workspace: inout Workspace<Scalar>
) throws(LinearAlgebraError) {
  a.checkSquare()
  try a.checkFinite()
  let n = try lapackInt(a.rows, "order")
  eigenvalues.resize(a.rows)
  guard n > 0 else { return }
  let info = try unsafe workspace.run("geev", copying: a) { scratch in
    unsafe Scalar._geev(
      option("N"), option(vectors == nil ? "N" : "V"), n, scratch.scalars, n, &eigenvalues.real,
      &eigenvalues.imaginary, nil, n, vectors, n, scratch.work, scratch.length)
  }
  guard info == 0 else { throw .noConvergence(routine: "geev", info: Int(info)) }
}
