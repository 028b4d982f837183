internal import CBLAS
internal import CKernels

/// A LAPACK routine that computes singular values.
public enum SVDDriver: String, Sendable, CaseIterable {
  /// Divide and conquer: the fastest. On matrices up to 64 x 32 and 32 x 64 a QR iteration of the
  /// library's own takes its place, which is faster there; should it fail, `gesdd` is run.
  case gesdd
  /// QR iteration: slower, and converges on some input where `gesdd` does not.
  case gesvd
  /// Preconditioned one-sided Jacobi: the slowest and the most accurate.
  case gejsv

  /// The order in which the drivers are tried unless another is asked for. One array for all
  /// calls: `allCases` makes a new one each time.
  public static let chain = allCases
}

/// Tries the drivers in order; `run` returns LAPACK's `info`. The result is the one that worked.
package func runDrivers<Scalar>(
  _ drivers: [SVDDriver], on a: MatrixView<Scalar>,
  _ run: (SVDDriver) throws(LinearAlgebraError) -> Int32
) throws(LinearAlgebraError) -> SVDDriver {
  require(!drivers.isEmpty, "no SVD driver to try")
  // On infinite entries `gesdd` may never return.
  try a.checkFinite()
  var failure = LinearAlgebraError.noConvergence(routine: "", info: 0)
  for driver in drivers {
    do {
      let info = a.isEmpty ? 0 : try run(driver)
      if info == 0 { return driver }
      failure = .noConvergence(routine: driver.rawValue, info: Int(info))
    } catch {
      failure = error
    }
  }
  throw failure
}

/// Where the singular vectors go: U by columns, and V' by columns.
@unsafe
struct SVDVectors<Scalar: BLASScalar> {
  var form: DecompositionForm
  var u: UnsafeMutablePointer<Scalar>?
  var vTransposed: UnsafeMutablePointer<Scalar>?
}

/// Runs one driver on a copy of `a`, for singular values only if `vectors` is nil.
///
/// Workspace lengths that grow with k^2 are checked in 64 bits first: inside LAPACK, 7 k^2
/// overflows 32 bits for k above about 17,000 and would come back as a plausible wrong length.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func runDriver<Scalar: BLASScalar>(
  _ driver: SVDDriver, _ a: MatrixView<Scalar>, _ vectors: SVDVectors<Scalar>?,
  _ s: UnsafeMutablePointer<Scalar>?, _ workspace: inout Workspace<Scalar>
) throws(LinearAlgebraError) -> Int32 {
  let (m, n) = (try lapackInt(a.rows, "rows"), try lapackInt(a.columns, "columns"))
  let k = Int(min(m, n))
  let isFull = unsafe vectors?.form == .full
  let job = option(unsafe vectors == nil ? "N" : isFull ? "A" : "S")
  let (u, vt, ldvt) = unsafe (vectors?.u, vectors?.vTransposed, isFull ? n : min(m, n))
  switch driver {
  case .gesdd:
    if isSmallSVD(a.rows, a.columns), unsafe runSmall(a, vectors, s, &workspace) { return 0 }
    return try unsafe workspace.run(
      WorkspaceQuery("gesdd", m, n, Int32(job)), copying: a, integers: 8 * k,
      bound: 7 * k * k + 7 * k
    ) { scratch in
      unsafe lapack_gesdd(
        Scalar.letter, job, m, n, scratch.scalars, m, s, u, m, vt, ldvt, scratch.work,
        scratch.length,
        scratch.integers)
    }
  case .gesvd:
    return try unsafe workspace.run(WorkspaceQuery("gesvd", m, n, Int32(job)), copying: a) {
      scratch in
      unsafe lapack_gesvd(
        Scalar.letter, job, job, m, n, scratch.scalars, m, s, u, m, vt, ldvt, scratch.work,
        scratch.length)
    }
  case .gejsv:
    return try unsafe runJacobi(a, vectors, s, &workspace)
  }
}

/// Runs the kernel for small dimensions, which takes tall matrices only: on A or its transpose,
/// whichever is tall.
///
/// - Returns: Whether it converged.
private func runSmall<Scalar: BLASScalar>(
  _ a: MatrixView<Scalar>, _ vectors: SVDVectors<Scalar>?,
  _ s: UnsafeMutablePointer<Scalar>?, _ workspace: inout Workspace<Scalar>
) -> Bool {
  let isTall = a.rows >= a.columns
  let tall = isTall ? a : a.transposed
  let (m, k) = (tall.rows, tall.columns)
  guard let s = unsafe s else { return false }
  let copy = unsafe workspace.reserve(scalars: m * k).scalars
  let sum = unsafe tall._withUnsafeMatrix { unsafe $0.copySummed(to: copy) }
  let exponent = scalingExponent(min(sum, .greatestFiniteMagnitude))
  func scale(_ base: UnsafeMutablePointer<Scalar>, _ count: Int, by exponent: Int) {
    guard exponent != 0 else { return }
    unsafe scaleEntries(
      of: UnsafeMutableMatrix(base: base, rows: count, columns: 1, columnStride: count),
      byPowerOfTwo: exponent)
  }
  unsafe scale(copy, m * k, by: -exponent)
  let (u, vTransposed) = unsafe (vectors?.u, vectors?.vTransposed)
  let (left, right) = unsafe isTall ? (u, vTransposed) : (vTransposed, u)
  let leftColumns = unsafe vectors?.form == .full ? m : k
  let converged = unsafe fa_singular_values(
    Scalar.letter, vectorBytes, copy, m, k, s, left, leftColumns, right, isTall ? 0 : 1)
  guard converged != 0 else { return false }
  unsafe scale(s, k, by: exponent)
  return true
}

/// Whether the kernel decomposes a matrix of these dimensions, for which `gesdd` takes about twice as
/// long or more, in both precisions.
func isSmallSVD(_ m: Int, _ n: Int) -> Bool {
  min(m, n) <= Threshold.smallOrder && max(m, n) <= 2 * Threshold.smallOrder
}

/// Runs `gejsv`, which takes tall matrices only, and returns V rather than its transpose: on A or
/// its transpose, whichever is tall, with k = min(m, n).
private func runJacobi<Scalar>(
  _ a: MatrixView<Scalar>, _ vectors: SVDVectors<Scalar>?,
  _ s: UnsafeMutablePointer<Scalar>?, _ workspace: inout Workspace<Scalar>
) throws(LinearAlgebraError) -> Int32 {
  let isTall = a.rows >= a.columns
  let tall = isTall ? a : a.transposed
  let (m, k) = (tall.rows, tall.columns)
  let (m32, k32) = (Int32(m), Int32(k))
  let isFull = unsafe vectors?.form == .full
  let leftColumns = isFull ? m : k
  let length = try lapackInt(max(2 * m + k, 6 * k + 2 * k * k, 7), "workspace of gejsv")
  let scratch = unsafe workspace.reserve(
    scalars: tall.count + m * leftColumns + k * k + Int(length), integers: m + 3 * k)
  let left = unsafe scratch.scalars + tall.count
  let right = unsafe left + m * leftColumns
  let work = unsafe right + k * k
  unsafe copy(tall, to: scratch.scalars)
  let jobU = option(unsafe vectors == nil ? "N" : isFull ? "F" : "U")
  let jobV = option(unsafe vectors == nil ? "N" : "V")
  let info = BLAS.decomposing(order: m32) {
    unsafe lapack_gejsv(
      Scalar.letter, option("C"), jobU, jobV, option("R"), option("N"), option("N"), m32, k32,
      scratch.scalars, m32,
      s, left, m32, right, k32, work, length, scratch.integers)
  }
  require(info >= 0, "gejsv rejected argument \(-info)")
  guard info == 0 else { return info }
  // The singular values come back scaled, in case they would not fit otherwise.
  unsafe blas_scal(Scalar.letter, k32, Double(work[0] / work[1]), s, 1)
  guard let vectors = unsafe vectors else { return 0 }
  // Of U and V', the tall side is stored as it came or transposed, the short side the other way.
  unsafe place(left, rows: m, columns: leftColumns, isTall ? vectors.u : nil, vectors.vTransposed)
  unsafe place(right, rows: k, columns: k, isTall ? nil : vectors.u, vectors.vTransposed)
  return 0
}

/// Copies a matrix to `target`, or, if that is nil, its transpose to `transposedTarget`.
private func place<Scalar: BLASScalar>(
  _ source: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int,
  _ target: UnsafeMutablePointer<Scalar>?, _ transposedTarget: UnsafeMutablePointer<Scalar>?
) {
  let isTransposed = unsafe target == nil
  guard let place = unsafe target ?? transposedTarget else { return }
  let source = unsafe UnsafeMatrix(
    base: source, rows: isTransposed ? columns : rows, columns: isTransposed ? rows : columns,
    rowStride: isTransposed ? rows : 1, columnStride: isTransposed ? 1 : rows)
  unsafe copyEntries(of: source, filling: place)
}
