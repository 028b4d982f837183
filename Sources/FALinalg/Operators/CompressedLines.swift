/// The stored entries of a sparse matrix, line after line: its columns (the CSC form) or its rows
/// (the CSR form).
///
/// The entries of line l are those at `starts[l]..<starts[l + 1]`; `indices` says where in the line
/// they stand.
struct CompressedLines<Scalar: BLASScalar>: Sendable {
  var starts: [Int]
  var indices: [Int32]
  var values: [Scalar]

  /// The number of lines.
  var count: Int { starts.count - 1 }

  /// What is wrong with `count` lines of `length` places, or nil if nothing is.
  static func defect(
    count: Int, length: Int, starts: [Int], indices: [Int32], valueCount: Int
  ) -> String? {
    guard starts.count == count + 1 else {
      return "\(starts.count) starts are not one more than the \(count) lines"
    }
    guard indices.count == valueCount else {
      return "\(indices.count) indices do not go with \(valueCount) values"
    }
    guard starts[0] == 0, starts[count] == valueCount else {
      return "the lines start at \(starts[0]) and end at \(starts[count]), not at 0 and at the "
        + "number of values, \(valueCount)"
    }
    if let line = (0..<count).first(where: { starts[$0] > starts[$0 + 1] }) {
      return "line \(line) starts at \(starts[line]) and ends before that, at \(starts[line + 1])"
    }
    if let place = indices.firstIndex(where: { $0 < 0 || Int($0) >= length }) {
      return "index \(indices[place]) of entry \(place) is not from 0 to \(length - 1)"
    }
    return nil
  }
}

extension CompressedLines {
  /// The lines of the dense matrix that holds them as columns: all entries but zeros.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(columnsOf matrix: UnsafeMatrix<Scalar>) {
    (starts, indices, values) = ([0], [], [])
    starts.reserveCapacity(unsafe matrix.columns + 1)
    for column in unsafe 0..<matrix.columns {
      for row in unsafe 0..<matrix.rows {
        let value = unsafe matrix[row, column]
        if value != 0 {
          indices.append(Int32(truncatingIfNeeded: row))
          values.append(value)
        }
      }
      starts.append(values.count)
    }
  }

  /// The lines of entries in any order; those of one line keep theirs.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(columnsOf entries: [SparseMatrix<Scalar>.Entry], count: Int) {
    starts = Array(repeating: 0, count: count + 1)
    indices = Array(repeating: 0, count: entries.count)
    values = Array(repeating: 0, count: entries.count)
    for entry in entries { starts[entry.column + 1] += 1 }
    for line in 0..<count { starts[line + 1] += starts[line] }
    var ends = starts
    for entry in entries {
      let place = ends[entry.column]
      indices[place] = Int32(truncatingIfNeeded: entry.row)
      values[place] = entry.value
      ends[entry.column] = place + 1
    }
  }

  /// The same entries by lines of the other direction. Within each, the indices ascend, and entries
  /// of one place keep their order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func transposed(count: Int) -> Self {
    var result = Self(
      starts: Array(repeating: 0, count: count + 1),
      indices: Array(repeating: 0, count: indices.count),
      values: Array(repeating: 0, count: values.count))
    for index in indices { result.starts[Int(index) + 1] += 1 }
    for line in 0..<count { result.starts[line + 1] += result.starts[line] }
    var ends = result.starts
    for line in 0..<self.count {
      for place in starts[line]..<starts[line + 1] {
        let index = Int(indices[place])
        let target = ends[index]
        result.indices[target] = Int32(truncatingIfNeeded: line)
        result.values[target] = values[place]
        ends[index] = target + 1
      }
    }
    return result
  }

  /// Whether the indices of every line ascend without repetition.
  var isCanonical: Bool {
    (0..<count).allSatisfy { line in
      guard starts[line] < starts[line + 1] else { return true }
      return (starts[line]..<(starts[line + 1] - 1)).allSatisfy { indices[$0] < indices[$0 + 1] }
    }
  }

  /// Adds up entries of one place, which must stand side by side.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func sumDuplicates() {
    var (place, end) = (0, 0)
    for line in 0..<count {
      let start = end
      while place < starts[line + 1] {
        if end > start, indices[end - 1] == indices[place] {
          values[end - 1] += values[place]
        } else {
          indices[end] = indices[place]
          values[end] = values[place]
          end += 1
        }
        place += 1
      }
      // What follows reads the end of this line, not its start.
      starts[line] = start
    }
    starts[count] = end
    indices.removeSubrange(end...)
    values.removeSubrange(end...)
  }

  /// The place of an index in a canonical line, or nil if there is no such entry.
  func place(of index: Int, inLine line: Int) -> Int? {
    var (low, high) = (starts[line], starts[line + 1])
    while low < high {
      let middle = (low + high) / 2
      if indices[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low < starts[line + 1] && indices[low] == index ? low : nil
  }
}

extension CompressedLines {
  /// Calls `body` with the place of the entries in memory. The pointers are valid only inside.
  func withUnsafeLines<Result>(_ body: (UnsafeLines<Scalar>) -> Result) -> Result {
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe indices.withUnsafeBufferPointer { indices in
        unsafe values.withUnsafeBufferPointer { values in
          unsafe body(UnsafeLines(starts: starts, indices: indices, values: values))
        }
      }
    }
  }
}
