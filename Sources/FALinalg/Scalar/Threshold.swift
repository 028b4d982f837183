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

  /// What OpenBLAS 0.3.21 leaves to the thread it is called on whatever the number of threads, in its own
  /// bounds: lengths of vectors, entries of a matrix that is multiplied by a vector, operations n n k of a
  /// symmetric product, and the smaller side of what a triangle is applied to.
  ///
  /// Whatever is larger goes through ``BLAS/calling(isLarge:_:)``, which keeps OpenBLAS from it. Lower bounds here would
  /// only cost time.
  static var serial: (length: Int, entries: Int, symmetricOperations: Int, triangularSide: Int) {
    (10_000, 8192, gramOperations, 7)
  }

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

  /// What each part of a product, other than of a few vectors, must have to be worth waking up a thread.
  ///
  /// An estimate: at the rate of the cases that much takes 70 to 80 microseconds, several times what it takes to wake a thread
  /// up. Cases: `product/20000x20x20`, `gram/20000x20`.
  static var kernelOperations: Int { 1 << 22 }

  /// Products of a tall matrix, whose columns are contiguous, with a small one: the least rows of the tall matrix, and the
  /// columns and rows of the small one.
  ///
  /// OpenBLAS packs both, and hands products to threads that take longer to wake up than the work. From 16 x 5 x 5 to
  /// 8000 x 100 x 100 the kernel took .35 to .7 of its time on one thread, in single precision .4 to 1.1. Cases:
  /// `product/20000x4x4`, `product/64x64x64`, `product/1000x40x40`.
  static var tall: (rows: Int, columns: Int, inner: ClosedRange<Int>) { (8, 256, 1...256) }

  /// Solutions with a small triangle to the right of a tall matrix: its rows, and the order of the triangle.
  ///
  /// OpenBLAS hands them to its threads, and to wake these and to wait for them takes longer than the
  /// work: 20000 x 4 took 0.78 ms there.
  static var tallSolution: (rows: ClosedRange<Int>, order: Int) { (256...100_000, 16) }

  /// Products of two matrices with few rows and columns that are contiguous along a long inner dimension: the most rows or
  /// columns, and how many times as many terms as these each sum has, at least; fewer where half of the result is enough.
  ///
  /// From 5 x 15 x 5 to 128 x 1000 x 128 the kernel took .2 to .7 of the time of OpenBLAS on one thread, and of `syrk` .15
  /// to .6; in single precision, .2 to 1. Cases: `gram/20000x4`, `gram/720x40`, `transposed product/5x15x5`.
  static var short: (sides: Int, times: Int, gramTimes: Int) { (128, 3, 2) }

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
