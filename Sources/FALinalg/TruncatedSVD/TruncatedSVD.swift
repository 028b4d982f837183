/// The best approximation of a matrix by one of a given rank r, A ~ U diag(s) V': the leading part
/// of its singular value decomposition.
///
/// The signs are those of ``SVD``: the entry of largest magnitude of each column of U is positive.
///
/// Source: C. Eckart, G. Young, "The approximation of one matrix by another of lower rank",
/// Psychometrika 1 (1936).
public struct TruncatedSVD<Scalar: BLASScalar>: Sendable {
  /// What is to be accurate when the computation ends.
  public enum Goal: String, Sendable, CaseIterable {
    /// The error: at most 1e-10 of itself above the optimum (in single precision, rounding).
    /// Vectors of singular values close to s_(r+1) may still be mixed with their neighbours.
    case error
    /// Each singular value and vector, as far as rounding allows. The computation ends after two
    /// thousand passes in any case: ``TruncatedSVD/residuals`` say how far it came.
    case triplets
  }

  /// An algorithm to ask for.
  public enum Algorithm: String, Sendable, CaseIterable {
    /// A decomposition of all entries by LAPACK.
    case lapack
    /// Randomized block Lanczos bidiagonalization, ``BlockKrylov``.
    case blockKrylov
  }

  /// What computed the result.
  public enum Driver: Equatable, Sendable, CustomStringConvertible {
    /// A decomposition of all entries by this routine of LAPACK.
    case lapack(SVDDriver)
    /// Randomized block Lanczos bidiagonalization, ``BlockKrylov``.
    case blockKrylov

    /// The routine's name, or `block-krylov`.
    public var description: String {
      switch self {
      case .lapack(let driver): driver.rawValue
      case .blockKrylov: "block-krylov"
      }
    }
  }

  /// The leading left singular vectors, m x r, with orthonormal columns.
  public internal(set) var u: Matrix<Scalar>
  /// The r largest singular values, from the largest to the smallest.
  public internal(set) var singularValues: [Scalar]
  /// The leading right singular vectors, transposed: r x n, with orthonormal rows.
  public internal(set) var vTransposed: Matrix<Scalar>
  /// The leading right singular vectors, the transpose of ``vTransposed``, as a view.
  public var v: MatrixView<Scalar> { vTransposed.transposed }
  /// How many singular values and vectors there are: r.
  public var rank: Int { singularValues.count }
  /// ||A - U diag(s) V'||_F: the smallest that a matrix of rank r can reach, to the accuracy that
  /// ``certificate`` states.
  public internal(set) var error: Scalar
  /// How far ``error`` can be above the optimum.
  public internal(set) var certificate: OptimumCertificate<Scalar>
  /// ||A'u_i - s_i v_i|| for each triplet, and for m < n ||A v_i - s_i u_i||. The other of the two
  /// equations holds to rounding.
  public internal(set) var residuals: [Scalar]
  /// How often A or A' was multiplied by a block of vectors, or its entries were read.
  public internal(set) var passes: Int
  /// What computed the result.
  public internal(set) var driver: Driver
  /// How many columns the Krylov bases had, each a term of the sums that the factors are.
  var basisDimension = 0

  /// The leading part of a complete decomposition.
  ///
  /// - Precondition: `rank` is between 0 and min(m, n).
  public init(_ svd: SVD<Scalar>, rank: Int) {
    require(
      rank >= 0 && rank <= svd.singularValues.count,
      "the rank \(rank) is out of range for a \(svd.u.rows) x \(svd.vTransposed.columns) matrix")
    u = Matrix(svd.u[..., 0..<rank])
    singularValues = Array(svd.singularValues[..<rank])
    vTransposed = Matrix(svd.vTransposed[0..<rank, ...])
    error = euclideanNorm(svd.singularValues[rank...])
    let rounding =
      rankCutoff(rows: svd.u.rows, columns: svd.vTransposed.columns)
      * (svd.singularValues.first ?? 0)
    certificate = OptimumCertificate(
      bound: Scalar(svd.singularValues.count - rank).squareRoot() * rounding, status: .certified)
    residuals = Array(repeating: rounding, count: rank)
    passes = 1
    driver = .lapack(svd.driver ?? .gesdd)
  }

  init(
    left: Matrix<Scalar>, singularValues: [Scalar], right: Matrix<Scalar>, error: Scalar,
    certificate: OptimumCertificate<Scalar>, residuals: [Scalar], passes: Int
  ) {
    u = left
    self.singularValues = singularValues
    vTransposed = Matrix(right.transposed)
    self.error = error
    self.certificate = certificate
    self.residuals = residuals
    self.passes = passes
    driver = .blockKrylov
    fixSigns()
  }

  /// The approximation of rank 0.
  init(emptyOf target: some LinearOperator<Scalar>) {
    let norm = target.frobeniusNorm
    self.init(
      left: .zeros(target.rows, 0), singularValues: [], right: .zeros(target.columns, 0),
      error: norm,
      // The norm has been rounded.
      certificate: OptimumCertificate(bound: 8 * Scalar.ulpOfOne * norm, status: .certified),
      residuals: [], passes: 0)
  }

  /// The approximation of the transpose.
  var transposed: TruncatedSVD {
    var result = self
    (result.u, result.vTransposed) = (Matrix(vTransposed.transposed), Matrix(u.transposed))
    result.fixSigns()
    return result
  }

  /// Makes the entry of largest magnitude of each column of U positive.
  mutating func fixSigns() {
    var (left, right) = (u, vTransposed)
    left.fixColumnSigns { row in right[row..<(row + 1), ...] *= -1 }
    (u, vTransposed) = (left, right)
  }

  /// The approximation, multiplied out.
  ///
  /// - Complexity: O(m n r).
  public func reconstruct() -> Matrix<Scalar> {
    var scaled = u
    scaled.scaleColumns(by: singularValues)
    return scaled * vTransposed
  }
}
