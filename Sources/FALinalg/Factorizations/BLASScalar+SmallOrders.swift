internal import CBLAS
internal import CKernels

// The routines of LAPACK that have a kernel for small orders. Arguments and results are LAPACK's, but
// for options that never vary here.
extension BLASScalar {
  /// Replaces the lower triangle of a positive definite matrix by its Cholesky factor.
  @inline(__always)
  static func potrf(_ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32) -> Int32 {
    guard n > 0, let a = unsafe a else { return 0 }
    if n <= Threshold.smallOrder {
      return unsafe Int32(fa_cholesky(letter, vectorBytes, a, Int(n), Int(lda)))
    }
    let info = BLAS.decomposing(order: n, comesTogetherRarely: true) {
      unsafe lapack_potrf(letter, option("L"), n, a, lda)
    }
    let (count, nextDiagonal) = (Int(n), Int(lda) + 1)
    guard info == 0, unsafe a[(count - 1) * nextDiagonal].isNaN else { return info }
    // OpenBLAS goes on after a pivot that is NaN, which all later ones then are too.
    let first = (0..<count).first { unsafe a[$0 * nextDiagonal].isNaN }
    return Int32(first ?? count - 1) + 1
  }

  /// Replaces a matrix by its LU decomposition with partial pivoting.
  @inline(__always)
  static func getrf(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ pivots: UnsafeMutablePointer<Int32>
  ) -> Int32 {
    guard max(m, n) <= Threshold.smallOrder, let a = unsafe a else {
      return BLAS.decomposing(order: max(m, n), comesTogetherRarely: true) {
        unsafe lapack_getrf(letter, m, n, a, lda, pivots)
      }
    }
    return unsafe Int32(fa_lu(letter, vectorBytes, a, Int(m), Int(n), Int(lda), pivots))
  }

  /// Solves with an LU decomposition.
  @inline(__always)
  static func getrs(
    transposed: Bool, _ n: Int32, _ count: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ pivots: UnsafePointer<Int32>, _ b: UnsafeMutablePointer<Self>, _ ldb: Int32
  ) -> Int32 {
    guard n <= Threshold.smallOrder, !transposed else {
      return BLAS.decomposing(order: max(n, count), comesTogetherRarely: true) {
        unsafe lapack_getrs(
          letter, option(transposed ? "T" : "N"), n, count, a, lda, pivots, b, ldb)
      }
    }
    unsafe fa_lu_solve(
      letter, vectorBytes, a, Int(n), Int(lda), pivots, b, Int(ldb), Int(count))
    return 0
  }

  /// Replaces an LU decomposition by the inverse. The workspace has room for 64 vectors.
  @inline(__always)
  static func getri(
    _ n: Int32, _ a: UnsafeMutablePointer<Self>, _ pivots: UnsafePointer<Int32>,
    _ scratch: Scratch<Self>
  ) -> Int32 {
    guard n <= Threshold.smallOrder else {
      return unsafe lapack_getri(letter, n, a, n, pivots, scratch.work, scratch.length)
    }
    unsafe fa_lu_inverse(letter, vectorBytes, a, Int(n), Int(n), pivots)
    return 0
  }

  /// Replaces a matrix by its QR decomposition, with Q as reflections: within ``BLAS/calling(isLarge:_:)``.
  @inline(__always)
  static func geqrf(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ scales: UnsafeMutablePointer<Self>, _ scratch: Scratch<Self>
  ) -> Int32 {
    guard max(m, n) <= Threshold.smallOrder, let a = unsafe a else {
      guard let a = unsafe a, unsafe ReflectedBlock.isWorthHalving(m, n, min(m, n), scratch) else {
        return unsafe lapack_geqrf(letter, m, n, a, lda, scales, scratch.work, scratch.length)
      }
      return unsafe ReflectedBlock(
        base: a, leadingDimension: Int(lda), scales: scales, scratch: scratch
      ).decompose(Int(m), Int(n))
    }
    unsafe fa_qr(letter, vectorBytes, a, Int(m), Int(n), Int(lda), scales)
    return 0
  }

  /// Replaces `k` reflections by the first `n` columns of their product: within ``BLAS/calling(isLarge:_:)``.
  @inline(__always)
  static func orgqr(
    _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ scales: UnsafePointer<Self>, _ scratch: Scratch<Self>
  ) -> Int32 {
    guard m <= Threshold.smallOrder, let a = unsafe a else {
      guard let a = unsafe a, unsafe ReflectedBlock.isWorthHalving(m, n, k, scratch) else {
        return unsafe lapack_orgqr(letter, m, n, k, a, lda, scales, scratch.work, scratch.length)
      }
      return unsafe ReflectedBlock(
        base: a, leadingDimension: Int(lda), scales: UnsafeMutablePointer(mutating: scales),
        scratch: scratch
      ).multiplyOut(Int(m), Int(n), Int(k))
    }
    unsafe fa_reflection_product(
      letter, vectorBytes, a, Int(m), Int(n), Int(k), Int(lda), scales)
    return 0
  }

  /// Computes eigenvalues, and replaces the matrix by its eigenvectors or destroys it. A length of
  /// -1 of the workspace asks for the length.
  @inline(__always)
  static func syevd(
    computingVectors: Bool, _ n: Int32, _ a: UnsafeMutablePointer<Self>,
    _ values: UnsafeMutablePointer<Self>, _ scratch: Scratch<Self>
  ) -> Int32 {
    guard n <= Threshold.smallOrder else {
      return unsafe lapack_syevd(
        letter, option(computingVectors ? "V" : "N"), option("L"), n, a, n, values, scratch.work,
        scratch.length, scratch.integers, scratch.length < 0 ? -1 : 5 * n + 3)
    }
    guard unsafe scratch.length >= 0 else {
      unsafe scratch.work[0] = 0
      return 0
    }
    return unsafe Int32(
      fa_symmetric_eigen(letter, vectorBytes, a, Int(n), values, computingVectors ? 1 : 0))
  }
}
