internal import CBLAS

// QR decompositions of large matrices on several threads: by halves, whose work is to apply the reflections of one half to
// the columns of the other, and that each thread does for some of the columns by a call of its own. LAPACK has OpenBLAS's
// threads come together within each block of 32 columns, some ten times for each column, and they wait awake: where other
// processes wanted the processors, too, two matrices of 1000 x 1000 took 46 s.

/// So many columns LAPACK decomposes at once.
private let leafOrder = 64
/// To so many columns at a time reflections are applied, and the numbers that LAPACK needs for that: blocks of 32, and
/// their triangular factor.
private let stripeWidth = 256
private let scratchLength = 32 * stripeWidth + 65 * 64

/// Applies reflections below the diagonal of a matrix, I - V T V' or the transpose of that, to columns of another.
@unsafe
struct StripedReflections<Scalar: BLASScalar>: SplitJob {
  let reflectors: UnsafePointer<Scalar>
  let scales: UnsafePointer<Scalar>
  let count: Int
  let leadingDimension: Int
  let isTransposed: Bool
  let c: UnsafeMutableMatrix<Scalar>
  /// Room for the calling thread.
  let scratch: UnsafeMutablePointer<Scalar>

  func run() {
    let operations = unsafe 2 * c.rows * c.columns * count
    unsafe WorkerPool.run(
      self, parts: WorkerPool.parts(ofOperations: operations, each: Threshold.kernelOperations))
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    let range = unsafe stripe(part, of: parts, c.columns)
    let work = unsafe storage?.assumingMemoryBound(to: Scalar.self) ?? scratch
    for first in stride(from: range.lowerBound, to: range.upperBound, by: stripeWidth) {
      let columns = min(stripeWidth, range.upperBound - first)
      let place = unsafe c.base.map { unsafe $0 + first * c.columnStride }
      let info = unsafe lapack_ormqr(
        Scalar.letter, option("L"), option(isTransposed ? "T" : "N"), blasInt(c.rows),
        blasInt(columns), blasInt(count), reflectors, blasInt(leadingDimension), scales, place,
        c.leadingDimension, work, blasInt(scratchLength))
      require(info == 0, "ormqr rejected argument \(-info)")
    }
  }
}

/// A block of a matrix that is decomposed in its place, from an entry of its diagonal on.
@unsafe
struct ReflectedBlock<Scalar: BLASScalar> {
  var base: UnsafeMutablePointer<Scalar>
  let leadingDimension: Int
  var scales: UnsafeMutablePointer<Scalar>
  let scratch: Scratch<Scalar>

  /// Whether the work of a decomposition repays waking up another thread.
  static func isWorthHalving(_ m: Int32, _ n: Int32, _ k: Int32, _ scratch: Scratch<Scalar>) -> Bool
  {
    let hasRoom = unsafe scratch.length >= scratchLength
    return hasRoom && k > leafOrder && BLAS.threadCount > 1
      && Int(m) * Int(n) * Int(k) >= 2 * Threshold.kernelOperations
  }

  /// Replaces m x n entries by R and reflections below the diagonal.
  func decompose(_ m: Int, _ n: Int) -> Int32 {
    guard min(m, n) > leafOrder else {
      return unsafe lapack_geqrf(
        Scalar.letter, blasInt(m), blasInt(n), base, blasInt(leadingDimension), scales,
        scratch.work, scratch.length)
    }
    let left = n / 2
    let count = min(m, left)
    let info = unsafe decompose(m, left)
    unsafe apply(count, transposed: true, to: left..<n, rows: m)
    guard info == 0, m > count else { return info }
    return unsafe from(row: count, column: left).decompose(m - count, n - left)
  }

  /// Replaces k reflections by the first n columns of their product, of m rows.
  func multiplyOut(_ m: Int, _ n: Int, _ k: Int) -> Int32 {
    guard k > leafOrder else {
      return unsafe lapack_orgqr(
        Scalar.letter, blasInt(m), blasInt(n), blasInt(k), base, blasInt(leadingDimension), scales,
        scratch.work, scratch.length)
    }
    let left = min(k, n / 2)
    let info = unsafe from(row: left, column: left).multiplyOut(m - left, n - left, k - left)
    for column in left..<n {
      unsafe (base + column * leadingDimension).update(repeating: 0, count: left)
    }
    unsafe apply(left, transposed: false, to: left..<n, rows: m)
    return info == 0 ? unsafe multiplyOut(m, left, left) : info
  }

  /// Applies the first reflections to other columns.
  private func apply(_ count: Int, transposed: Bool, to columns: Range<Int>, rows: Int) {
    unsafe StripedReflections(
      reflectors: base, scales: scales, count: count, leadingDimension: leadingDimension,
      isTransposed: transposed,
      c: UnsafeMutableMatrix(
        base: base + columns.lowerBound * leadingDimension, rows: rows, columns: columns.count,
        columnStride: leadingDimension), scratch: scratch.work
    ).run()
  }

  private func from(row: Int, column: Int) -> Self {
    var block = unsafe self
    unsafe block.base += row + column * leadingDimension
    unsafe block.scales += row
    return unsafe block
  }
}
