internal import CKernels

/// The sizes at which another way of computing becomes the faster one.
///
/// Beside each stands what was measured, on two processors with AVX-512, and the case of `bench pairs`
/// that measures it again (Developing.md: "Measure a threshold again"). Times are of one call.
enum Threshold {
  // MARK: Threads

  /// The most operations m n k in a product that OpenBLAS leaves to the thread it is called on, and
  /// what each part of a product must have to be worth waking up a thread.
  ///
  /// The first is OpenBLAS's own. Cases: `product/64x64x64`, `product/128x128x128`.
  static var threadOperations: Int { 262_144 }

  /// The largest dimension of matrices that are decomposed on one thread.
  ///
  /// Each product or substitution within such a decomposition is too short to repay waking up another
  /// thread. On two threads they took at orders 64 to 192 1.1 to 2.6 times as long as on one, Cholesky
  /// decompositions 3 to 5 times, and at 256 as long to 2.4 times as long; from 384 on two threads can
  /// be ahead. More threads cost more to wake up. Cases: `lu/128`, `cholesky/128`, `qr/128x128`.
  static var oneThreadOrder: Int32 { 256 }

  /// Up to this order nothing runs on several threads anyway, and a decomposition takes no longer than
  /// a few microseconds. Cases: `lu/16`, `cholesky/16`.
  static var unthreadedOrder: Int32 { 16 }

  // MARK: Products

  /// Products of a tall matrix with a small one, and solutions with a small triangle to its right:
  /// rows of the tall matrix, and columns and rows of the small one.
  ///
  /// OpenBLAS hands them to its threads, and to wake these and to wait for them takes longer than the
  /// work: 20000 x 4 times 4 x 4 took 0.19 ms there, and a triangular solution 0.78 ms. With more rows
  /// several threads pay. Case: `product/20000x4x4`.
  static var tall: (rows: ClosedRange<Int>, columns: Int, inner: Int) { (256...100_000, 16, 64) }

  /// Products of two matrices with few rows and columns: these, long sums, and short ones with the
  /// most entries of their result.
  ///
  /// Long sums OpenBLAS gives to several threads, which are not worth waking: of 20000 x 4 with itself
  /// they made 80 microseconds. Sums of fewer than 32 terms its kernels for small matrices do not take;
  /// it packs the operands into memory that all threads of the process ask one lock for, and 5 x 15
  /// times 15 x 5 took 0.3 microseconds on each of two threads at once. Cases: `gram/20000x4`,
  /// `transposed product/5x15x5`.
  static var short:
    (sides: ClosedRange<Int>, long: ClosedRange<Int>, brief: Range<Int>, briefResult: Int)
  { (2...16, 256...100_000, 2..<32, 32) }

  /// Products of a large matrix with a few vectors: their number, and the least depth; each dimension
  /// of the large matrix must be so many times the number of vectors.
  ///
  /// OpenBLAS packs the large matrix as if many vectors were to follow. On one and two threads, with
  /// matrices from 64 x 64 to 2000 x 2000, 2 to 32 vectors mostly took .2 to .8 of its time. Sums over
  /// few entries or for many vectors, where OpenBLAS has paid for its packing, took as long as there, or
  /// longer; in single precision the bound is higher. Case: `product/2000x2000x10`.
  static func narrow<Scalar>(
    _: Scalar.Type
  ) -> (vectors: ClosedRange<Int>, depth: Int, times: Int) {
    (2...32, 64, Scalar.self == Double.self ? 4 : 16)
  }

  /// Products with few entries that are split along a long inner dimension: the most entries, and how
  /// many times the larger side the inner dimension must be.
  ///
  /// OpenBLAS never splits the inner dimension. It runs such a product on one thread, or on several
  /// that get in each other's way: 10 x 100,000 times 100,000 x 10 took it 0.8 ms on one thread and
  /// 1.9 to 3 ms on two. With more entries the pieces would be shorter than 64 and slow, and OpenBLAS's
  /// own way of splitting the result pays off. Case: `gram/20000x20`.
  static var split: (entries: Int, times: Int) { (4096, 16) }

  /// Gram matrices that are computed as a general product: the most operations n n k.
  ///
  /// In small matrices the fixed cost of `syrk` exceeds what it saves: it took 0.14 against 0.09
  /// microseconds at 8 x 8, and the same at 32 x 32. Beyond, it was ahead in every shape, tall or wide:
  /// by a quarter at 100,000 x 10 and by 1.9 times at 1500 x 1500. Cases: `gram/32x32`, `gram/20000x20`.
  static var gramOperations: Int { 32_768 }

  /// Sums of fewer terms are added up by vectors of at most 32 bytes: longer ones would leave too much
  /// to single numbers. Case: `transposed product/5x15x5`.
  static var longVectorTerms: Int { 64 }

  // MARK: Small matrices

  /// The largest order that kernels of our own decompose, and LAPACK above it.
  ///
  /// LAPACK spends most of its time on a small matrix on calls between its routines. At orders from 2
  /// to 32 the kernels took from a fifth to nine tenths of its time, in both precisions; between 40
  /// and 64 it overtakes them. Cases: `lu/32`, `cholesky/32`, `qr/32x32`, `svd/32`, `symmetric eigen/32`.
  static var smallOrder: Int { Int(FA_LARGEST_ORDER) }

  /// The length from which on BLAS finds the largest entry faster than a loop, for all that its call
  /// costs. Case: `svd/8`.
  static var searchLength: Int { 32 }
}
