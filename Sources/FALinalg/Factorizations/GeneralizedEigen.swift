internal import CBLAS

/// An eigenvalue of a pencil A - z B of real matrices, as a quotient: infinite where the denominator is
/// zero.
public struct GeneralizedEigenvalue<Scalar: BLASScalar>: Hashable, Sendable {
  /// The numerator, real or complex.
  public var alpha: Eigenvalue<Scalar>
  /// The denominator, not negative.
  public var beta: Scalar

  /// The eigenvalue alpha / beta.
  public init(alpha: Eigenvalue<Scalar>, beta: Scalar) {
    self.alpha = alpha
    self.beta = beta
  }

  /// Whether the denominator is zero.
  public var isInfinite: Bool { beta == 0 }

  /// Whether the imaginary part is zero.
  public var isReal: Bool { alpha.isReal }

  /// The quotient; its real part is infinite if the denominator is zero, with the sign of the numerator.
  public var value: Eigenvalue<Scalar> {
    isInfinite
      ? Eigenvalue(real: alpha.real < 0 ? -.infinity : .infinity)
      : Eigenvalue(real: alpha.real / beta, imaginary: alpha.imaginary / beta)
  }
}

/// The eigenvalues of a pencil of square matrices and its right eigenvectors, beta A v = alpha B v; on
/// request its left eigenvectors too, beta u* A = alpha u* B, where u* is the conjugate transpose.
///
/// Complex eigenvalues come in conjugate pairs, one after the other, the one with the positive
/// imaginary part first. The eigenvectors have Euclidean norm 1, and their entry of largest
/// magnitude is real. Where B is singular there are infinite eigenvalues.
///
/// If A is symmetric and B symmetric positive definite, ``GeneralizedSymmetricEigen`` is faster and more
/// accurate.
///
/// Source: C. Moler, G. W. Stewart, "An algorithm for generalized matrix eigenvalue problems", SIAM J.
/// Numer. Anal. 10 (1973), the QZ algorithm; LAPACK's `ggev`.
public struct GeneralizedEigen<Scalar: BLASScalar>: Sendable {
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
  private var alphas: SplitEigenvalues<Scalar>
  private var betas: [Scalar]
  private var right: SplitVectors<Scalar>
  private var left: SplitVectors<Scalar>
  private let computesLeftVectors: Bool

  /// Makes room for the problems of the given order, with or without left eigenvectors.
  public init(order: Int, leftVectors: Bool = false) {
    computesLeftVectors = leftVectors
    alphas = SplitEigenvalues(count: order)
    betas = Array(repeating: 0, count: order)
    right = SplitVectors(rows: order, count: order)
    left = SplitVectors(rows: order, count: leftVectors ? order : 0)
  }

  /// The n eigenvalues, in no particular order but that of the eigenvectors.
  ///
  /// - Complexity: O(n).
  public var values: [GeneralizedEigenvalue<Scalar>] {
    zip(alphas.joined, betas).map { GeneralizedEigenvalue(alpha: $0, beta: $1) }
  }

  /// Solves the problem in the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: The matrix A, n x n. It is left alone.
  ///   - b: The matrix B, n x n. It is left alone.
  ///   - workspace: Scratch memory; nothing is allocated if it has served this shape before.
  /// - Throws: `illConditioned` if the pencil is seen to be singular, so that every number is an
  ///   eigenvalue; `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>,
    workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try factor(a.view, b.view, &workspace)
  }

  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func factor(
    _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    a.checkSquare()
    require(
      a.rows == b.rows && a.columns == b.columns,
      "cannot solve a generalized eigenproblem of \(a.rows) x \(a.columns) and \(b.rows) x \(b.columns)"
    )
    try a.checkFinite()
    try b.checkFinite()
    let n = try lapackInt(a.rows, "order")
    alphas.resize(a.rows)
    if betas.count != a.rows { betas = Array(repeating: 0, count: a.rows) }
    right.resize(rows: a.rows, count: a.rows)
    left.resize(rows: a.rows, count: computesLeftVectors ? a.rows : 0)
    guard n > 0 else { return }
    let computesLeft = computesLeftVectors
    let info = try unsafe workspace.run(
      WorkspaceQuery("ggev", n, computesLeft ? 1 : 0), copying: a, scalars: b.count
    ) { scratch in
      let second = unsafe scratch.scalars + b.count
      if unsafe scratch.length > 0 { unsafe copy(b, to: second) }
      return unsafe lapack_ggev(
        Scalar.letter, option(computesLeft ? "V" : "N"), option("V"), n, scratch.scalars, n, second,
        n,
        &alphas.real, &alphas.imaginary, &betas, &left.real.storage, n, &right.real.storage, n,
        scratch.work, scratch.length)
    }
    guard info == 0 else { throw .noConvergence(routine: "ggev", info: Int(info)) }
    // A numerator that is rounding over a denominator that is: any number would do.
    let smallest = Scalar(n) * Scalar.ulpOfOne * a.maximumMagnitude
    for index in betas.indices where betas[index] == 0 {
      guard max(alphas.real[index].magnitude, alphas.imaginary[index].magnitude) > smallest else {
        throw .illConditioned(problem: "the pencil of A and B", reciprocalCondition: 0)
      }
    }
    right.unpack(alphas)
    right.normalize()
    left.unpack(alphas)
    left.normalize()
  }
}

extension SplitVectors {
  /// Scales each vector to norm 1, and turns it so that its entry of largest magnitude is real.
  fileprivate mutating func normalize() {
    let (rows, columns) = (real.rows, real.columns)
    unsafe real.withUnsafeMutableElements { real in
      unsafe imaginary.withUnsafeMutableElements { imaginary in
        guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else { return }
        for column in 0..<columns {
          let (x, y) = unsafe (real + column * rows, imaginary + column * rows)
          // LAPACK leaves entries of order one.
          var (place, largest, sum) = (0, 0 as Scalar, 0 as Scalar)
          for row in 0..<rows {
            let square = unsafe x[row] * x[row] + y[row] * y[row]
            sum += square
            if square > largest { (place, largest) = (row, square) }
          }
          guard largest > 0 else { continue }
          let length = sum.squareRoot()
          let isComplex = unsafe y[place] != 0
          let modulus = largest.squareRoot() * length
          let cosine = unsafe isComplex ? x[place] / modulus : 1 / length
          let sine = unsafe isComplex ? y[place] / modulus : 0
          for row in 0..<rows {
            let entry = unsafe x[row]
            unsafe x[row] = unsafe cosine * entry + sine * y[row]
            unsafe y[row] = unsafe cosine * y[row] - sine * entry
          }
          unsafe y[place] = 0
        }
      }
    }
  }
}

extension MatrixProtocol {
  /// The eigenvalues and right eigenvectors of beta A v = alpha B v, with A (this matrix) and B square, with
  /// or without left ones.
  ///
  /// - Parameters:
  ///   - b: Of the same order.
  ///   - leftVectors: Whether to compute the left eigenvectors too.
  /// - Throws: `illConditioned` if the pencil is seen to be singular, `nonFinite`, `noConvergence`,
  ///   `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public func generalizedEigen(
    _ b: some MatrixProtocol<Scalar>, leftVectors: Bool = false
  ) throws(LinearAlgebraError) -> GeneralizedEigen<Scalar> {
    var workspace = Workspace<Scalar>()
    var result = GeneralizedEigen<Scalar>(order: rows, leftVectors: leftVectors)
    try result.factor(self, b, workspace: &workspace)
    return result
  }
}
