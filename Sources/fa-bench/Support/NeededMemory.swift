import ArgumentParser
import FALinalg
import FAMatrixIO
import Platform

/// Memory that work needs, looked for before it begins: to run out of it would end the program without a word.
enum NeededMemory {
  /// What OpenBLAS takes for each thread that calls it at the same time, and hardly uses.
  private static let buffer = 0x1p27

  /// Throws if so many numbers cannot be had.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - purpose: What needs them.
  ///   - path: The file that they are for, which is then at fault; nil for what options ask for.
  ///   - threads: How many threads will call OpenBLAS besides this one.
  static func check<Scalar: BLASScalar>(
    _ count: Double, of _: Scalar.Type, for purpose: String, from path: String? = nil,
    threads: Int = 0
  ) throws {
    let bytes = count * Double(MemoryLayout<Scalar>.stride)
    guard let reason = refusal(bytes, buffers: Double(threads) * buffer, for: purpose) else {
      return
    }
    guard let path else { throw UsageError(reason) }
    throw MatrixFileError.invalid(path: path, reason: reason)
  }

  /// Throws if work on a matrix that is there would take more than there is.
  ///
  /// - Parameters:
  ///   - work: The work.
  ///   - target: The matrix.
  ///   - path: The file that it is from; nil where options ask for it.
  ///   - count: How many numbers it takes besides the matrix.
  static func check<Target: LinearOperator>(
    for work: String, on target: Target, from path: String?, _ count: (NeededCount) -> Double
  ) throws {
    try check(
      count(target.neededCount), of: Target.Scalar.self,
      for: "\(work) of a \(target.rows) x \(target.columns) matrix, besides it,", from: path)
  }

  /// Ends the program if OpenBLAS could not have the buffer of its first call: it would ask for it again and again, for
  /// ever.
  ///
  /// Its other threads took theirs when the library was loaded, or ask already, and an orderly end would wait for them.
  static func checkBuffer() {
    guard let reason = refusal(0x1p25, buffers: buffer, for: "OpenBLAS") else { return }
    Terminal.standardError.say("error: \(reason)")
    _exit(ExitStatus.internalError.rawValue)
  }

  private static func refusal(_ bytes: Double, buffers: Double, for purpose: String) -> String? {
    let memory = AvailableMemory()
    func gigabytes(_ bytes: Double) -> String { "\(Format.significant(bytes / 1e9, 3)) GB" }
    for (needed, available) in [
      (bytes, (bytes: memory.bytes, limit: memory.limit)), (bytes + buffers, memory.unused),
    ] where needed > Double(available.bytes) {
      return
        "\(purpose) needs \(gigabytes(needed)) of memory, and \(available.limit) "
        + gigabytes(Double(available.bytes))
    }
    return nil
  }
}
