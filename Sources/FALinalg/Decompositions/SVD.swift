/// A LAPACK routine that computes singular values.
public enum SVDDriver: String, Sendable, CaseIterable {
  /// Divide and conquer: the fastest.
  case gesdd
  /// QR iteration: slower, and converges on some input where `gesdd` does not.
  case gesvd
  /// Preconditioned one-sided Jacobi: the slowest and the most accurate.
  case gejsv
}

/// The thin singular value decomposition A = U diag(s) V' of an m x n matrix, with k = min(m, n).
///
/// The sign of each pair of singular vectors is chosen so that the entry of largest magnitude in
/// the column of U (the first such entry) is positive.
///
/// ```swift
/// let svd = try a.svd()
/// let best = svd.u * Matrix.diagonal(svd.singularValues) * svd.vTransposed
/// ```
public struct SVD<Scalar: BLASScalar>: Sendable {
  /// The left singular vectors, m x k, with orthonormal columns.
  public internal(set) var u: Matrix<Scalar>
  /// The k singular values, from the largest to the smallest.
  public internal(set) var singularValues: [Scalar]
  /// The right singular vectors, transposed: k x n, with orthonormal rows.
  public internal(set) var vTransposed: Matrix<Scalar>
  /// The routine that converged, or nil before the first factorization and after one that failed.
  public internal(set) var driver: SVDDriver?

  /// Makes room for the decomposition of `rows` x `columns` matrices.
  public init(rows: Int, columns: Int) {
    let k = min(rows, columns)
    u = .zeros(rows, k)
    singularValues = Array(repeating: 0, count: k)
    vTransposed = .zeros(k, columns)
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
  /// - Complexity: O(m n k).
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, drivers: [SVDDriver] = SVDDriver.allCases,
    workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    let (m, n) = (a.rows, a.columns)
    let k = min(m, n)
    driver = nil
    u.reshapeDiscardingEntries(m, k)
    vTransposed.reshapeDiscardingEntries(k, n)
    if singularValues.count != k { singularValues = Array(repeating: 0, count: k) }
    driver = try runDrivers(drivers, on: a) { (driver) throws(LinearAlgebraError) in
      try unsafe u.withUnsafeMutableElements { (u) throws(LinearAlgebraError) in
        try unsafe vTransposed.withUnsafeMutableElements { (vt) throws(LinearAlgebraError) in
          try unsafe singularValues.withUnsafeMutableBufferPointer {
            (s) throws(LinearAlgebraError) in
            try unsafe runDriver(
              driver, a, vectors: (u.baseAddress, vt.baseAddress), s.baseAddress, &workspace)
          }
        }
      }
    }
    fixSigns()
  }

  /// Makes the entry of largest magnitude in each column of U positive.
  private mutating func fixSigns() {
    let (m, k, n) = (u.rows, singularValues.count, vTransposed.columns)
    unsafe u.withUnsafeMutableElements { u in
      unsafe vTransposed.withUnsafeMutableElements { vt in
        for j in 0..<k {
          var largest: Scalar = 0
          for i in 0..<m {
            let entry = unsafe u[i + j * m]
            if entry.magnitude > largest.magnitude { largest = entry }
          }
          guard largest < 0 else { continue }
          for i in 0..<m { unsafe u[i + j * m].negate() }
          for i in 0..<n { unsafe vt[j + i * k].negate() }
        }
      }
    }
  }
}

extension MatrixProtocol {
  /// The thin singular value decomposition.
  ///
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  public func svd(
    drivers: [SVDDriver] = SVDDriver.allCases
  ) throws(LinearAlgebraError) -> SVD<Scalar> {
    var workspace = Workspace<Scalar>()
    var result = SVD<Scalar>(rows: rows, columns: columns)
    try result.factor(self, drivers: drivers, workspace: &workspace)
    return result
  }

  /// The singular values, from the largest to the smallest, without vectors.
  ///
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)), a fraction of the time of ``svd(drivers:)``.
  public func singularValues(
    drivers: [SVDDriver] = SVDDriver.allCases
  ) throws(LinearAlgebraError) -> [Scalar] {
    var workspace = Workspace<Scalar>()
    var result = [Scalar](repeating: 0, count: min(rows, columns))
    _ = try runDrivers(drivers, on: self) { (driver) throws(LinearAlgebraError) in
      try unsafe result.withUnsafeMutableBufferPointer { (s) throws(LinearAlgebraError) in
        try unsafe runDriver(driver, self, vectors: nil, s.baseAddress, &workspace)
      }
    }
    return result
  }
}

/// Tries the drivers in order; `run` returns LAPACK's `info`. The result is the one that worked.
private func runDrivers<Scalar>(
  _ drivers: [SVDDriver], on a: some MatrixProtocol<Scalar>,
  _ run: (SVDDriver) throws(LinearAlgebraError) -> Int32
) throws(LinearAlgebraError) -> SVDDriver {
  precondition(!drivers.isEmpty, "no SVD driver to try")
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

/// Copies `a` into the workspace and runs one driver on the copy, which it destroys.
///
/// Workspace lengths are checked in 64 bits first: inside LAPACK, 7 k^2 overflows 32 bits for k
/// above about 17,000 and would come back as a plausible wrong length.
private func runDriver<Scalar>(
  _ driver: SVDDriver, _ a: some MatrixProtocol<Scalar>,
  vectors: (u: UnsafeMutablePointer<Scalar>?, vt: UnsafeMutablePointer<Scalar>?)?,
  _ s: UnsafeMutablePointer<Scalar>?, _ workspace: inout Workspace<Scalar>
) throws(LinearAlgebraError) -> Int32 {
  let k = min(a.rows, a.columns)
  let (m, n) = (try lapackInt(a.rows, "rows"), try lapackInt(a.columns, "columns"))
  let k32 = Int32(k)
  let job = CChar(UInt8(ascii: unsafe vectors == nil ? "N" : "S"))
  let (u, vt) = unsafe (vectors?.u, vectors?.vt)
  let size = a.count

  switch driver {
  case .gesdd:
    _ = try lapackInt(7 * k * k + 7 * k, "workspace of gesdd")
    let length = try unsafe queriedLength("gesdd") { (answer: UnsafeMutablePointer<Scalar>) in
      unsafe Scalar._gesdd(job, m, n, nil, m, nil, nil, m, nil, k32, answer, -1, nil)
    }
    let scratch = unsafe workspace.reserve(scalars: size + Int(length), integers: 8 * k)
    unsafe copy(a, to: scratch.scalars)
    return unsafe Scalar._gesdd(
      job, m, n, scratch.scalars, m, s, u, m, vt, k32, scratch.scalars + size, length,
      scratch.integers)

  case .gesvd:
    let length = try unsafe queriedLength("gesvd") { (answer: UnsafeMutablePointer<Scalar>) in
      unsafe Scalar._gesvd(job, job, m, n, nil, m, nil, nil, m, nil, k32, answer, -1)
    }
    let scratch = unsafe workspace.reserve(scalars: size + Int(length))
    unsafe copy(a, to: scratch.scalars)
    return unsafe Scalar._gesvd(
      job, job, m, n, scratch.scalars, m, s, u, m, vt, k32, scratch.scalars + size, length)

  case .gejsv:
    // It takes tall matrices only, and returns V rather than its transpose. With A = U S V' tall,
    // the "left" vectors are tall x k and the "right" ones k x k.
    let isTall = a.rows >= a.columns
    let tall = isTall ? a.view : a.transposed
    let (tallRows, tallRows32) = (tall.rows, max(m, n))
    let length = try lapackInt(
      max(2 * tallRows + k, 6 * k + 2 * k * k, 7), "workspace of gejsv")
    let needed = size * 2 + k * k + Int(length)
    let scratch = unsafe workspace.reserve(scalars: needed, integers: tallRows + 3 * k)
    let left = unsafe scratch.scalars + size
    let right = unsafe left + size
    let work = unsafe right + k * k
    unsafe copy(tall, to: scratch.scalars)
    let jobU = CChar(UInt8(ascii: unsafe vectors == nil ? "N" : "U"))
    let jobV = CChar(UInt8(ascii: unsafe vectors == nil ? "N" : "V"))
    let info = unsafe Scalar._gejsv(
      CChar(UInt8(ascii: "C")), jobU, jobV, CChar(UInt8(ascii: "R")), CChar(UInt8(ascii: "N")),
      CChar(UInt8(ascii: "N")), tallRows32, k32, scratch.scalars, tallRows32, s, left, tallRows32,
      right, k32, work, length, scratch.integers)
    guard info == 0 else { return info }
    let scale = unsafe work[0] / work[1]
    if let s = unsafe s, scale != 1 {
      for index in 0..<k { unsafe s[index] *= scale }
    }
    if let u = unsafe u, let vt = unsafe vt {
      for column in 0..<k {
        for row in 0..<tallRows {
          let entry = unsafe left[row + column * tallRows]
          unsafe isTall ? (u[row + column * tallRows] = entry) : (vt[column + row * k] = entry)
        }
        for row in 0..<k {
          let entry = unsafe right[row + column * k]
          unsafe isTall ? (vt[column + row * k] = entry) : (u[row + column * k] = entry)
        }
      }
    }
    return 0
  }
}

/// Copies the entries of a matrix to `target` in column-major order.
func copy<Scalar>(_ source: some MatrixProtocol<Scalar>, to target: UnsafeMutablePointer<Scalar>) {
  unsafe source._withUnsafeMatrix { unsafe Scalar._copy($0, to: target) }
}
