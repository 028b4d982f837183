import FALinalg

/// Writes Matrix Market files (`.mtx`), with as many digits as it takes to get the same numbers
/// back.
enum MatrixMarketWriter {
  /// Writes a dense matrix as an `array`.
  static func write<Scalar: BLASScalar>(
    _ matrix: Matrix<Scalar>, to path: String
  ) throws(MatrixFileError) {
    try AtomicFile.write(to: path) { (output) throws(MatrixFileError) in
      var lines = Lines(
        "%%MatrixMarket matrix array real general\n\(matrix.rows) \(matrix.columns)\n")
      for element in matrix.elements { try lines.append("\(element.digits)\n", to: output) }
      try lines.flush(to: output)
    }
  }

  /// Writes a sparse matrix as `coordinate`: all entries that it stores.
  static func write<Scalar: BLASScalar>(
    _ matrix: SparseMatrix<Scalar>, to path: String
  ) throws(MatrixFileError) {
    try AtomicFile.write(to: path) { (output) throws(MatrixFileError) in
      var lines = Lines(
        "%%MatrixMarket matrix coordinate real general\n"
          + "\(matrix.rows) \(matrix.columns) \(matrix.storedCount)\n")
      for entry in matrix.entries {
        try lines.append("\(entry.row + 1) \(entry.column + 1) \(entry.value.digits)\n", to: output)
      }
      try lines.flush(to: output)
    }
  }

  /// Lines that are collected before they are written.
  private struct Lines {
    private var bytes: [UInt8]

    init(_ start: String) { bytes = Array(start.utf8) }

    mutating func append(
      _ line: String, to output: borrowing OutputFile
    ) throws(MatrixFileError) {
      bytes.append(contentsOf: line.utf8)
      if bytes.count >= 1 << 18 { try flush(to: output) }
    }

    mutating func flush(to output: borrowing OutputFile) throws(MatrixFileError) {
      try output.write(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
  }
}

extension BLASScalar {
  /// The number with all the digits that single precision cannot tell apart where it is subnormal.
  fileprivate var digits: String {
    magnitude < .leastNormalMagnitude ? "\(Double(self))" : "\(self)"
  }
}
