import FALinalg

/// Writes `.npy` files.
enum NPYWriter {
  /// Writes a matrix in the order in which it lies in memory, which NumPy calls Fortran order.
  static func write<Scalar: BLASScalar>(
    _ matrix: Matrix<Scalar>, to path: String
  ) throws(MatrixFileError) {
    try AtomicFile.write(to: path) { (output) throws(MatrixFileError) in
      try output.write(header(of: matrix))
      try output.write(matrix.elements)
    }
  }

  private static func header<Scalar>(of matrix: Matrix<Scalar>) -> [UInt8] {
    let order = 1.littleEndian == 1 ? "<" : ">"
    let dictionary =
      "{'descr': '\(order)f\(MemoryLayout<Scalar>.size)', 'fortran_order': True, "
      + "'shape': (\(matrix.rows), \(matrix.columns)), }"
    // The text ends in a newline, and the entries start at a multiple of 64 bytes.
    let prefixSize = NPYHeader.magic.count + 4
    let size = (prefixSize + dictionary.utf8.count + 1 + 63) / 64 * 64
    let textSize = size - prefixSize
    let padding = String(repeating: " ", count: textSize - dictionary.utf8.count - 1)
    return NPYHeader.magic + [1, 0, UInt8(textSize & 0xFF), UInt8(textSize >> 8)]
      + Array((dictionary + padding + "\n").utf8)
  }
}
