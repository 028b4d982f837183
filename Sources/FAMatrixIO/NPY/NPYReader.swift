import FALinalg

/// Reads the entries of `.npy` files.
enum NPYReader {
  /// Reads the matrix in a file, and says what was decided.
  ///
  /// - Parameter vector: What an array of one dimension becomes; nil refuses it.
  static func load<Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable, _ vector: ReadingOptions.Vector?
  ) throws(MatrixFileError) -> LoadedMatrix<Scalar> {
    let header = try NPYHeader(file)
    let (rows, columns) = try file.naming { () throws(Refusal) in try header.matrixShape(vector) }
    return LoadedMatrix(
      contents: .dense(try read(file, header, rows, columns)), notes: header.elementType.notes)
  }

  /// An array of any number of dimensions.
  struct Values<Scalar: BLASScalar> {
    let shape: [Int]
    /// The entries; the first index varies fastest in Fortran's order, else the last.
    let elements: [Scalar]
    let isFortranOrder: Bool

    /// The entry at the given indices.
    subscript(indices: Int...) -> Scalar {
      let lengths =
        isFortranOrder ? Array(zip(indices, shape).reversed()) : Array(zip(indices, shape))
      return elements[lengths.reduce(0) { $0 * $1.1 + $1.0 }]
    }
  }

  /// Reads an array of the given number of dimensions.
  static func readArray<Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable, dimensions: Int
  ) throws(MatrixFileError) -> Values<Scalar> {
    let header = try NPYHeader(file)
    guard header.shape.count == dimensions else {
      throw file.invalid(
        "the array has shape \(header.shapeText), not \(dimensions) "
          + "dimension\(dimensions == 1 ? "" : "s")")
    }
    let column: Matrix<Scalar> = try read(file, header, header.shape.reduce(1, *), 1)
    return Values(
      shape: header.shape, elements: column.elements, isFortranOrder: header.isFortranOrder)
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
    case .bfloat16: try read(file, header, rows, columns, NPYBrainFloat.self)
    case .float32: try read(file, header, rows, columns, Float.self)
    case .float64: try read(file, header, rows, columns, Double.self)
    case .extended12:
      try read(file, header, rows, columns, NPYExtended<(UInt32, UInt32, UInt32)>.self)
    case .extended16: try read(file, header, rows, columns, NPYExtended<(UInt64, UInt64)>.self)
    case .complex64: try read(file, header, rows, columns, NPYComplex<Float>.self)
    case .complex128: try read(file, header, rows, columns, NPYComplex<Double>.self)
    case .complex256:
      try read(file, header, rows, columns, NPYComplex<NPYExtended<(UInt64, UInt64)>>.self)
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
    var areKept = true
    let elements = try unsafe Array(uninitializedCount: rows * columns) {
      (target: UnsafeMutableBufferPointer<Scalar>) throws(MatrixFileError) in
      guard let base = target.baseAddress, !target.isEmpty else { return }
      unsafe expectLargePages(UnsafeMutableRawBufferPointer(target))
      if isColumnMajor, Element.self == Scalar.self, !header.elementType.isSwapped {
        try unsafe file.read(
          into: UnsafeMutableRawBufferPointer(target), at: header.dataOffset)
        unsafe areKept = target.allSatisfy(\.isFinite)
      } else if isColumnMajor {
        try unsafe readPieces(file, header, Element.self, lines: target.count, ofLength: 1) {
          source, swapped, lines in
          for index in 0..<lines.count {
            let element = unsafe Element.load(source + index * Element.byteCount, swapped: swapped)
            let scalar: Scalar = element.scalar()
            unsafe (base + lines.lowerBound + index).initialize(to: scalar)
            areKept = areKept && element.isKept(by: scalar)
          }
        }
      } else {
        try unsafe readPieces(file, header, Element.self, lines: rows, ofLength: columns) {
          source, swapped, lines in
          let areLinesKept = unsafe transpose(
            source, swapped, Element.self, lines, into: base, rows: rows, columns: columns)
          areKept = areKept && areLinesKept
        }
      }
    }
    guard areKept else { throw try defect(file, header, Element.self, Scalar.self) }
    return Matrix(rows: rows, columns: columns, columnMajor: elements)
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

  /// Puts whole rows, whose entries follow each other in `source`, into a matrix held by columns;
  /// false if an entry was not kept.
  private static func transpose<Element: NPYElement, Scalar: BLASScalar>(
    _ source: UnsafeRawPointer, _ swapped: Bool, _: Element.Type, _ lines: Range<Int>,
    into target: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int
  ) -> Bool {
    var areKept = true
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
            let scalar: Scalar = element.scalar()
            unsafe (place + line).initialize(to: scalar)
            areKept = areKept && element.isKept(by: scalar)
          }
        }
      }
    }
    return areKept
  }

  /// What is thrown for the first entry of a file that the scalar does not keep.
  private static func defect<Element: NPYElement, Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader, _: Element.Type,
    _: Scalar.Type
  ) throws(MatrixFileError) -> MatrixFileError {
    var found: (place: Int, defect: String)?
    try unsafe readPieces(
      file, header, Element.self, lines: header.shape.reduce(1, *), ofLength: 1
    ) { source, swapped, lines in
      guard found == nil else { return }
      for index in 0..<lines.count {
        let element = unsafe Element.load(source + index * Element.byteCount, swapped: swapped)
        let scalar: Scalar = element.scalar()
        if element.isKept(by: scalar) { continue }
        let range =
          scalar.isFinite
          ? Scalar.tooSmall
          : "is too large for \(Scalar.self), which ends at \(Scalar.greatestFiniteMagnitude)"
        found = (lines.lowerBound + index, element.defect ?? range)
        return
      }
    }
    guard let found else { return file.invalid("it changed while it was being read") }
    var rest = found.place
    var indices: [Int] = []
    for length in header.isFortranOrder ? header.shape : header.shape.reversed() {
      indices.append(rest % length)
      rest /= length
    }
    let name = (header.isFortranOrder ? indices : indices.reversed()).map(String.init)
      .joined(separator: ", ")
    return file.invalid("the entry [\(name)] (counted from zero) \(found.defect)")
  }
}

extension NPYElementType {
  /// What was decided about entries of this type.
  fileprivate var notes: [String] {
    switch kind {
    case .bfloat16: ["entries of two bytes as bfloat16"]
    case .complex64, .complex128, .complex256: ["without imaginary parts, all of which are zero"]
    default: []
    }
  }
}
