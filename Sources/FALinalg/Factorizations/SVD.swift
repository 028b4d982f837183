internal import CBLAS

/// The singular value decomposition A = U diag(s) V' of an m x n matrix, with k = min(m, n): thin,
/// or with complete orthogonal U and V.
///
/// The sign of each pair of singular vectors is chosen so that the entry of largest magnitude in
/// the column of U (the first such entry) is positive. The columns of U and rows of V' beyond the
/// k-th, in the full form, are any that complete a basis.
///
/// ```swift
/// let svd = try a.svd()
/// let best = svd.u * DiagonalMatrix(diagonal: svd.singularValues) * svd.vTransposed
/// ```
public struct SVD<Scalar: BLASScalar>: Sendable {
  /// The left singular vectors, m x k (m x m in the full form), with orthonormal columns.
  public internal(set) var u: Matrix<Scalar>
  /// The k singular values, from the largest to the smallest.
  public internal(set) var singularValues: [Scalar]
  /// The right singular vectors, transposed: k x n (n x n in the full form), with orthonormal rows.
  public internal(set) var vTransposed: Matrix<Scalar>
  /// The right singular vectors, the transpose of ``vTransposed``, as a view.
  public var v: MatrixView<Scalar> { vTransposed.transposed }
  /// The routine that converged, or nil before the first factorization and after one that failed.
  public internal(set) var driver: SVDDriver?
  private let form: DecompositionForm

  /// Makes room for the decomposition of `rows` x `columns` matrices.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int, form: DecompositionForm = .thin) {
    let k = min(rows, columns)
    self.form = form
    u = .zeros(rows, form == .full ? rows : k)
    singularValues = Array(repeating: 0, count: k)
    vTransposed = .zeros(form == .full ? columns : k, columns)
  }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: The matrix, m x n. It is left alone.
  ///   - drivers: The routines to try, in order, each on a fresh copy of `a`.
  ///   - workspace: Scratch memory. With one that has served this shape before, and unless the
  ///     shape of `a` differs from the last one, nothing is allocated.
  /// - Throws: `nonFinite`; `noConvergence` if every driver fails; `dimensionTooLarge`. The factors
  ///   are then unspecified, and ``driver`` is nil.
  /// - Complexity: O(m n k) thin, O(m n max(m, n)) full.
  @inlinable
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, drivers: [SVDDriver] = SVDDriver.chain,
    workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try factor(a.view, drivers, &workspace)
  }

  /// Decomposes `a` into the storage that this value holds, with scratch memory of its own.
  ///
  /// - Parameters:
  ///   - a: The matrix, m x n. It is left alone.
  ///   - drivers: The routines to try, in order, each on a fresh copy of `a`.
  /// - Throws: As ``factor(_:drivers:workspace:)``.
  /// - Complexity: O(m n k) thin, O(m n max(m, n)) full.
  @inlinable
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, drivers: [SVDDriver] = SVDDriver.chain
  ) throws(LinearAlgebraError) {
    var workspace = Workspace<Scalar>()
    try factor(a, drivers: drivers, workspace: &workspace)
  }

  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func factor(
    _ a: MatrixView<Scalar>, _ drivers: [SVDDriver], _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    let (m, n) = (a.rows, a.columns)
    let k = min(m, n)
    driver = nil
    u.resize(m, form == .full ? m : k)
    vTransposed.resize(form == .full ? n : k, n)
    if singularValues.count != k { singularValues = Array(repeating: 0, count: k) }
    if form == .full, k == 0 {
      u = .identity(m)
      vTransposed = .identity(n)
    }
    driver = try runDrivers(drivers, on: a) { (driver) throws(LinearAlgebraError) in
      try unsafe u.withUnsafeMutableElements { (u) throws(LinearAlgebraError) in
        try unsafe vTransposed.withUnsafeMutableElements { (vt) throws(LinearAlgebraError) in
          try unsafe singularValues.withUnsafeMutableBufferPointer {
            (s) throws(LinearAlgebraError) in
            try unsafe runDriver(
              driver, a,
              SVDVectors(form: form, u: u.baseAddress, vTransposed: vt.baseAddress),
              s.baseAddress, &workspace)
          }
        }
      }
    }
    let ldvt = blasInt(max(1, vTransposed.rows))
    unsafe vTransposed.withUnsafeMutableElements { vt in
      u.fixColumnSigns { row in
        guard row < k else { return }
        unsafe blas_scal(
          Scalar.letter, blasInt(n), -1, vt.baseAddress.unsafelyUnwrapped + row, ldvt)
      }
    }
  }
}

extension MatrixProtocol {
  /// The singular value decomposition: thin, unless the full form is asked for.
  ///
  /// - Parameters:
  ///   - form: Thin, or with complete orthogonal U and V.
  ///   - drivers: The routines to try, in order.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)) thin, O(m n max(m, n)) full.
  @inlinable
  public func svd(
    _ form: DecompositionForm = .thin, drivers: [SVDDriver] = SVDDriver.chain
  ) throws(LinearAlgebraError) -> SVD<Scalar> {
    var result = SVD<Scalar>(rows: rows, columns: columns, form: form)
    try result.factor(self, drivers: drivers)
    return result
  }

  /// The singular values, from the largest to the smallest, without vectors.
  ///
  /// - Parameter drivers: The routines to try, in order.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)), a fraction of the time of ``svd(_:drivers:)``.
  @inlinable
  public func singularValues(
    drivers: [SVDDriver] = SVDDriver.chain
  ) throws(LinearAlgebraError) -> [Scalar] {
    var workspace = Workspace<Scalar>()
    var result: [Scalar] = []
    try singularValues(into: &result, drivers: drivers, workspace: &workspace)
    return result
  }

  /// Writes the singular values, from the largest to the smallest, into an array that is held.
  ///
  /// - Parameters:
  ///   - result: Takes as many numbers as the smaller dimension.
  ///   - drivers: The routines to try, in order.
  ///   - workspace: Scratch memory. With one that has served this shape before, and unless the
  ///     count of `result` changes, nothing is allocated.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`. The numbers are then unspecified.
  /// - Complexity: O(m n min(m, n)), a fraction of the time of ``svd(_:drivers:)``.
  @inlinable
  public func singularValues(
    into result: inout [Scalar], drivers: [SVDDriver] = SVDDriver.chain,
    workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try computeSingularValues(of: view, into: &result, drivers, &workspace)
  }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func computeSingularValues<Scalar: BLASScalar>(
  of a: MatrixView<Scalar>, into result: inout [Scalar], _ drivers: [SVDDriver],
  _ workspace: inout Workspace<Scalar>
) throws(LinearAlgebraError) {
  let count = min(a.rows, a.columns)
  if result.count != count { result = Array(repeating: 0, count: count) }
  _ = try runDrivers(drivers, on: a) { (driver) throws(LinearAlgebraError) in
    try unsafe result.withUnsafeMutableBufferPointer { (s) throws(LinearAlgebraError) in
      try unsafe runDriver(driver, a, nil, s.baseAddress, &workspace)
    }
  }
}
