internal import CKernels

/// The distances between points, or their squares, each from the differences of their coordinates.
///
/// Products of the points would take as long, and lose the digits of points that are close to each
/// other. Every entry is one sum in one order, for any number of threads: the distance of two points
/// from each other is the same, to the bit, from either side.
@unsafe
struct DistanceTable<Scalar: BLASScalar>: SplitJob {
  /// A point a row, by columns.
  private let points: UnsafeMatrix<Scalar>
  /// A point a row.
  private let others: UnsafeMatrix<Scalar>
  /// Entry (i, j) is for point i and other point j.
  private let result: UnsafeMutableMatrix<Scalar>
  private let squared: Bool
  /// Whether the points and the others are the same.
  private let isOwn: Bool

  /// How many others are taken at a time.
  private static var block: Int { 64 }

  init(
    _ points: UnsafeMatrix<Scalar>, _ others: UnsafeMatrix<Scalar>, squared: Bool, isOwn: Bool,
    into result: UnsafeMutableMatrix<Scalar>
  ) {
    unsafe (self.points, self.others, self.result) = (points, others, result)
    unsafe (self.squared, self.isOwn) = (squared, isOwn)
  }

  /// Computes all distances, in parts on all threads if there are enough to repay waking them up.
  func run() {
    let blocks = unsafe (others.rows + Self.block - 1) / Self.block
    let operations = unsafe points.rows * others.rows * points.columns
    let parts = min(WorkerPool.parts(ofOperations: operations), blocks)
    unsafe WorkerPool.run(self, parts: parts)
  }

  /// Computes one of several parts: some of the columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    let blocks = unsafe (others.rows + Self.block - 1) / Self.block
    for block in (part * blocks / parts)..<((part + 1) * blocks / parts) {
      let start = unsafe block * Self.block
      let columns = unsafe start..<min(start + Self.block, others.rows)
      if unsafe isOwn {
        // Only the block on the diagonal has zeros, which have to be looked at.
        unsafe store(0..<start, columns)
        unsafe store(columns, columns)
        unsafe store(columns.upperBound..<points.rows, columns)
      } else {
        unsafe store(0..<points.rows, columns)
      }
    }
  }

  @inline(__always)
  private func store(_ rows: Range<Int>, _ columns: Range<Int>) {
    guard let points = unsafe points.base, let others = unsafe others.base,
      let result = unsafe result.base, !rows.isEmpty
    else { return }
    let (stride, step) = unsafe (self.others.rowStride, self.result.columnStride)
    let areAccurate = unsafe fa_distances(
      Scalar.letter, vectorBytes, points + rows.lowerBound, self.points.columnStride, rows.count,
      others + columns.lowerBound * stride, stride, self.others.columnStride, columns.count,
      self.points.columns, squared ? 1 : 0, result + rows.lowerBound + columns.lowerBound * step,
      step)
    if areAccurate == 0, unsafe !squared { unsafe mend(rows, columns) }
  }

  /// Computes distances again whose squares are zero, or too close to underflow or overflow.
  private func mend(_ rows: Range<Int>, _ columns: Range<Int>) {
    guard let result = unsafe result.base else { return }
    let range = (Scalar.leastNormalMagnitude / Scalar.ulpOfOne).squareRoot()..<Scalar.infinity
    for column in columns {
      let to = unsafe result + column * self.result.columnStride
      for row in rows where unsafe !range.contains(to[row]) {
        unsafe to[row] = distance(row, column)
      }
    }
  }

  /// The distance of two points from differences that a power of two brings into range.
  private func distance(_ row: Int, _ column: Int) -> Scalar {
    var largest: Scalar = 0
    for k in unsafe 0..<points.columns {
      largest = unsafe max(largest, (points[row, k] - others[column, k]).magnitude)
    }
    guard largest > 0, largest.isFinite else { return largest }
    let exponent = Int(largest.exponent)
    var square: Scalar = 0
    for k in unsafe 0..<points.columns {
      let difference = unsafe scaled(points[row, k] - others[column, k], byPowerOfTwo: -exponent)
      square += difference * difference
    }
    return scaled(square.squareRoot(), byPowerOfTwo: exponent)
  }
}
