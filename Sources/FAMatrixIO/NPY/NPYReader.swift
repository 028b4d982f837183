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

  /// Reads entries of an array of one dimension.
  ///
  /// - Precondition: The range lies within the array.
  static func readEntries<Scalar: BLASScalar>(
    _ range: Range<Int>, of file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader
  ) throws(MatrixFileError) -> [Scalar] {
    try file.checkMemory(forBytes: range.count * MemoryLayout<Scalar>.size)
    return try unsafe Array(uninitializedCount: range.count) {
      (target: UnsafeMutableBufferPointer<Scalar>) throws(MatrixFileError) in
      guard !target.isEmpty else { return }
      try unsafe read(file, header, .entries(from: range.lowerBound), into: target)
    }
  }

  /// Reads a matrix, all of it.
  private static func read<Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader, _ rows: Int, _ columns: Int
  ) throws(MatrixFileError) -> Matrix<Scalar> {
    let (size, overflow) = (rows * columns).multipliedReportingOverflow(
      by: MemoryLayout<Scalar>.size)
    try file.checkMemory(forBytes: overflow ? .max : size)
    // A single row or column lies the same way in both orders.
    let isColumnMajor = header.isFortranOrder || rows <= 1 || columns <= 1
    let elements = try unsafe Array(uninitializedCount: rows * columns) {
      (target: UnsafeMutableBufferPointer<Scalar>) throws(MatrixFileError) in
      guard !target.isEmpty else { return }
      unsafe expectLargePages(UnsafeMutableRawBufferPointer(target))
      let part: Part = isColumnMajor ? .entries(from: 0) : .rows(rows, columns: columns)
      try unsafe read(file, header, part, into: target)
    }
    return Matrix(rows: rows, columns: columns, columnMajor: elements)
  }

  /// What is read, and how it comes to lie.
  private enum Part {
    /// As many entries as there is room for, in the order of the file.
    case entries(from: Int)
    /// All rows of a file in C's order, by columns.
    case rows(Int, columns: Int)
  }

  /// Reads entries that follow each other in the file, and leaves them in that order.
  ///
  /// - Parameters:
  ///   - first: The place of the first among all entries.
  ///   - target: Room for as many as are read.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func readEntries<Scalar: BLASScalar>(
    _ file: borrowing InputFile, _ header: NPYHeader, from first: Int,
    into target: UnsafeMutableBufferPointer<Scalar>
  ) throws(MatrixFileError) {
    guard !target.isEmpty else { return }
    try unsafe read(file, header, .entries(from: first), into: target)
  }

  private static func read<Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader, _ part: Part,
    into target: UnsafeMutableBufferPointer<Scalar>
  ) throws(MatrixFileError) {
    switch header.elementType.kind {
    case .bool: try unsafe read(file, header, part, NPYBool.self, into: target)
    case .int8: try unsafe read(file, header, part, Int8.self, into: target)
    case .int16: try unsafe read(file, header, part, Int16.self, into: target)
    case .int32: try unsafe read(file, header, part, Int32.self, into: target)
    case .int64: try unsafe read(file, header, part, Int64.self, into: target)
    case .uint8: try unsafe read(file, header, part, UInt8.self, into: target)
    case .uint16: try unsafe read(file, header, part, UInt16.self, into: target)
    case .uint32: try unsafe read(file, header, part, UInt32.self, into: target)
    case .uint64: try unsafe read(file, header, part, UInt64.self, into: target)
    case .float16: try unsafe read(file, header, part, NPYHalf.self, into: target)
    case .bfloat16: try unsafe read(file, header, part, NPYBrainFloat.self, into: target)
    case .float32: try unsafe read(file, header, part, Float.self, into: target)
    case .float64: try unsafe read(file, header, part, Double.self, into: target)
    case .extended12:
      try unsafe read(file, header, part, NPYExtended<(UInt32, UInt32, UInt32)>.self, into: target)
    case .extended16:
      try unsafe read(file, header, part, NPYExtended<(UInt64, UInt64)>.self, into: target)
    case .complex64: try unsafe read(file, header, part, NPYComplex<Float>.self, into: target)
    case .complex128: try unsafe read(file, header, part, NPYComplex<Double>.self, into: target)
    case .complex256:
      try unsafe read(
        file, header, part, NPYComplex<NPYExtended<(UInt64, UInt64)>>.self, into: target)
    }
  }

  private static func read<Element: NPYElement, Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader, _ part: Part,
    _: Element.Type, into target: UnsafeMutableBufferPointer<Scalar>
  ) throws(MatrixFileError) {
    guard let base = target.baseAddress else { return }
    var areKept = true
    var entries = 0..<target.count
    switch part {
    case .entries(let first) where Element.self == Scalar.self && !header.elementType.isSwapped:
      entries = first..<(first + target.count)
      try unsafe file.read(
        into: UnsafeMutableRawBufferPointer(target),
        at: header.dataOffset + first * Element.byteCount)
      unsafe areKept = target.allSatisfy(\.isFinite)
    case .entries(let first):
      entries = first..<(first + target.count)
      try unsafe readPieces(file, header, Element.self, lines: entries, ofLength: 1) {
        source, swapped, lines in
        for index in 0..<lines.count {
          let element = unsafe Element.load(source + index * Element.byteCount, swapped: swapped)
          let scalar: Scalar = element.scalar()
          unsafe (base + (lines.lowerBound - first) + index).initialize(to: scalar)
          areKept = areKept && element.isKept(by: scalar)
        }
      }
    case .rows(let rows, let columns):
      try unsafe readPieces(file, header, Element.self, lines: 0..<rows, ofLength: columns) {
        source, swapped, lines in
        let areLinesKept = unsafe transpose(
          source, swapped, Element.self, lines, into: base, rows: rows, columns: columns)
        areKept = areKept && areLinesKept
      }
    }
    guard areKept else { throw try defect(file, header, entries, Element.self, Scalar.self) }
  }

  /// Reads the entries a piece at a time and hands each piece to `consume`, with the range of the
  /// lines (rows of a file in C order, else entries) that it holds.
  private static func readPieces<Element: NPYElement>(
    _ file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader, _: Element.Type,
    lines: Range<Int>, ofLength length: Int, _ consume: (UnsafeRawPointer, Bool, Range<Int>) -> Void
  ) throws(MatrixFileError) {
    let lineSize = length * Element.byteCount
    // As much as the cache holds, but never so few lines that the transposition would write
    // single entries all over the matrix.
    let linesInPiece = min(lines.count, max(32, (1 << 19) / lineSize))
    var buffer = [UInt8](repeating: 0, count: linesInPiece * lineSize)
    for start in stride(from: lines.lowerBound, to: lines.upperBound, by: linesInPiece) {
      let range = start..<min(lines.upperBound, start + linesInPiece)
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

  /// What is thrown for the first of some entries that the scalar does not keep.
  private static func defect<Element: NPYElement, Scalar: BLASScalar>(
    _ file: borrowing some ByteSource & ~Copyable, _ header: NPYHeader, _ entries: Range<Int>,
    _: Element.Type, _: Scalar.Type
  ) throws(MatrixFileError) -> MatrixFileError {
    var found: (place: Int, defect: String)?
    try unsafe readPieces(file, header, Element.self, lines: entries, ofLength: 1) {
      source, swapped, lines in
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
  var notes: [String] {
    switch kind {
    case .bfloat16: ["entries of two bytes as bfloat16"]
    case .complex64, .complex128, .complex256: ["without imaginary parts, all of which are zero"]
    default: []
    }
  }
}
