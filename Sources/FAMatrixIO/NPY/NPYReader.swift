import FALinalg

/// Reads the entries of `.npy` files.
enum NPYReader {
  /// Reads the matrix in a file.
  static func read<Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable
  ) throws(MatrixFileError) -> Matrix<Scalar> {
    let header = try NPYHeader(file)
    let (rows, columns) = try file.naming { () throws(Refusal) in try header.matrixShape() }
    return try read(file, header, rows, columns)
  }

  /// Reads an array of one dimension.
  static func readVector<Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable
  ) throws(MatrixFileError) -> [Scalar] {
    let header = try NPYHeader(file)
    guard header.shape.count == 1 else {
      throw file.invalid("the array has shape \(header.shapeText), not one dimension")
    }
    let column: Matrix<Scalar> = try read(file, header, header.shape[0], 1)
    return column.elements
  }

  private static func read<Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader, _ rows: Int, _ columns: Int
  ) throws(MatrixFileError) -> Matrix<Scalar> {
    switch header.elementType.kind {
    case .bool: try read(file, header, rows, columns, NPYBool.self)
    case .int8: try read(file, header, rows, columns, Int8.self)
    case .int16: try read(file, header, rows, columns, Int16.self)
    case .int32: try read(file, header, rows, columns, Int32.self)
    case .int64: try read(file, header, rows, columns, Int64.self)
    case .uint8: try read(file, header, rows, columns, UInt8.self)
    case .uint16: try read(file, header, rows, columns, UInt16.self)
    case .uint32: try read(file, header, rows, columns, UInt32.self)
    case .uint64: try read(file, header, rows, columns, UInt64.self)
    case .float16: try read(file, header, rows, columns, NPYHalf.self)
    case .float32: try read(file, header, rows, columns, Float.self)
    case .float64: try read(file, header, rows, columns, Double.self)
    case .extended12:
      try read(file, header, rows, columns, NPYExtended<(UInt32, UInt32, UInt32)>.self)
    case .extended16: try read(file, header, rows, columns, NPYExtended<(UInt64, UInt64)>.self)
    }
  }

  private static func read<Element: NPYElement, Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader, _ rows: Int, _ columns: Int,
    _: Element.Type
  ) throws(MatrixFileError) -> Matrix<Scalar> {
    let (size, overflow) = (rows * columns).multipliedReportingOverflow(
      by: MemoryLayout<Scalar>.size)
    try file.checkMemory(forBytes: overflow ? .max : size)
    // A single row or column lies the same way in both orders.
    let isColumnMajor = header.isFortranOrder || rows <= 1 || columns <= 1
    let elements = try unsafe Array(uninitializedCount: rows * columns) {
      (target: UnsafeMutableBufferPointer<Scalar>) throws(MatrixFileError) in
      guard let base = target.baseAddress, !target.isEmpty else { return }
      unsafe expectLargePages(UnsafeMutableRawBufferPointer(target))
      if isColumnMajor, Element.self == Scalar.self, !header.elementType.isSwapped {
        try unsafe file.read(
          into: UnsafeMutableRawBufferPointer(target), at: header.dataOffset)
      } else if isColumnMajor {
        try unsafe readPieces(file, header, Element.self, lines: target.count, ofLength: 1) {
          source, swapped, lines in
          for index in 0..<lines.count {
            let element = unsafe Element.load(source + index * Element.byteCount, swapped: swapped)
            unsafe (base + lines.lowerBound + index).initialize(to: element.scalar())
          }
        }
      } else {
        try unsafe readPieces(file, header, Element.self, lines: rows, ofLength: columns) {
          source, swapped, lines in
          unsafe transpose(
            source, swapped, Element.self, lines, into: base, rows: rows, columns: columns)
        }
      }
    }
    let matrix = Matrix(rows: rows, columns: columns, columnMajor: elements)
    try checkFinite(matrix, file, header, Element.self)
    return matrix
  }

  /// Reads the entries a piece at a time and hands each piece to `consume`, with the range of the
  /// lines (rows of a file in C order, else entries) that it holds.
  private static func readPieces<Element: NPYElement>(
    _ file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader, _: Element.Type, lines: Int,
    ofLength length: Int, _ consume: (UnsafeRawPointer, Bool, Range<Int>) -> Void
  ) throws(MatrixFileError) {
    let lineSize = length * Element.byteCount
    // As much as the cache holds, but never so few lines that the transposition would write
    // single entries all over the matrix.
    let linesInPiece = min(lines, max(32, (1 << 19) / lineSize))
    var buffer = [UInt8](repeating: 0, count: linesInPiece * lineSize)
    for start in stride(from: 0, to: lines, by: linesInPiece) {
      let range = start..<min(lines, start + linesInPiece)
      try unsafe buffer.withUnsafeMutableBufferPointer { (buffer) throws(MatrixFileError) in
        let bytes = unsafe UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[..<(range.count * lineSize)])
        try unsafe file.read(into: bytes, at: header.dataOffset + start * lineSize)
        guard let base = bytes.baseAddress else { return }
        // Each loop below is compiled twice, without a test of the byte order inside.
        if header.elementType.isSwapped {
          unsafe consume(base, true, range)
        } else {
          unsafe consume(base, false, range)
        }
      }
    }
  }

  /// Puts whole rows, whose entries follow each other in `source`, into a matrix held by columns.
  private static func transpose<Element: NPYElement, Scalar: BLASScalar>(
    _ source: UnsafeRawPointer, _ swapped: Bool, _: Element.Type, _ lines: Range<Int>,
    into target: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int
  ) {
    // Square tiles, so that the lines of the cache that hold both sides of one stay there.
    let tile = 16
    for lineStart in stride(from: 0, to: lines.count, by: tile) {
      let lineEnd = min(lineStart + tile, lines.count)
      for columnStart in stride(from: 0, to: columns, by: tile) {
        for column in columnStart..<min(columnStart + tile, columns) {
          let place = unsafe target + column * rows + lines.lowerBound
          for line in lineStart..<lineEnd {
            let element = unsafe Element.load(
              source + (line * columns + column) * Element.byteCount, swapped: swapped)
            unsafe (place + line).initialize(to: element.scalar())
          }
        }
      }
    }
  }

  /// Throws if an entry is not finite, be it that it is so in the file or that it has become so.
  private static func checkFinite<Element: NPYElement, Scalar: BLASScalar>(
    _ matrix: Matrix<Scalar>, _ file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader,
    _: Element.Type
  ) throws(MatrixFileError) {
    guard let place = matrix.elements.firstIndex(where: { !$0.isFinite }) else { return }
    let (column, row) = place.quotientAndRemainder(dividingBy: matrix.rows)
    let index = header.isFortranOrder ? place : row * matrix.columns + column
    let bytes = try file.bytes(
      at: header.dataOffset + index * Element.byteCount, count: Element.byteCount)
    let element = unsafe bytes.withUnsafeBytes { bytes in
      unsafe bytes.baseAddress.map {
        unsafe Element.load($0, swapped: header.elementType.isSwapped)
      }
    }
    let defect =
      element?.defect
      ?? "is too large for \(Scalar.self), which ends at \(Scalar.greatestFiniteMagnitude)"
    let name = header.shape.count == 1 ? "\(row)" : "\(row), \(column)"
    throw file.invalid("the entry [\(name)] (counted from zero) \(defect)")
  }
}
