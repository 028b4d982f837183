import ArgumentParser
import FALinalg
import FATrainers

/// A size such as 300x200.
struct MatrixSize {
  let rows: Int
  let columns: Int

  init(_ argument: String) throws {
    let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let rows = Int(parts[0]), let columns = Int(parts[1]), rows > 0,
      columns > 0
    else { throw ValidationError("a size is two whole numbers of 1 or more, as in 300x200.") }
    self.rows = rows
    self.columns = columns
  }

  /// What work on such a matrix needs.
  var neededCount: NeededCount { NeededCount(rows: rows, columns: columns) }

  /// Draws such a matrix with random singular vectors, or some of its rows.
  ///
  /// - Throws: `UsageError` if memory does not hold it.
  func matrix<Scalar: BLASScalar>(
    _ spectrum: Spectrum, rows part: Range<Int>? = nil, seed: UInt64
  ) throws -> Matrix<Scalar> {
    let part = part ?? 0..<rows
    try NeededMemory.check(
      neededCount.drawing(rows: part.count), of: Scalar.self, for: "--synthetic \(rows)x\(columns)")
    let values = spectrum.values(count: min(rows, columns))
    return try RandomStream(seed: seed, name: "target").matrix(
      rows: part, of: rows, columns, singularValues: values.map { Scalar($0) })
  }
}

extension Spectrum {
  /// Throws unless a matrix of that size has as many singular values as the law names.
  func check(for size: MatrixSize) throws {
    let most = min(size.rows, size.columns)
    guard namedCount <= most else {
      throw UsageError(
        "--spectrum \(description) asks for \(namedCount) singular values, but a "
          + "\(size.rows) x \(size.columns) matrix has \(most)")
    }
  }
}
