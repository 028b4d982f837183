/// What the beginning of a `.npy` file says about the rest of it.
///
/// Source: NumPy, "NEP 1 - A simple file format for NumPy arrays", and `numpy.lib.format`.
struct NPYHeader {
  /// The bytes that every such file starts with.
  static let magic: [UInt8] = [0x93] + "NUMPY".utf8

  /// The most bytes that a header may have: a longer one would describe no array of numbers, only keep
  /// us busy.
  static let greatestSize = 1 << 20

  let elementType: NPYElementType
  /// Whether the entries of a column, not of a row, follow each other.
  let isFortranOrder: Bool
  /// The length of every dimension.
  let shape: [Int]
  /// Where the entries begin.
  let dataOffset: Int

  /// Reads the header, and checks that just as many bytes follow as it says.
  init(_ file: borrowing some ByteSource & ~Copyable) throws(MatrixFileError) {
    let (text, offset) = try Self.text(of: file)
    do throws(Refusal) {
      var parser = NPYHeaderParser(text, at: offset)
      let (descr, isFortranOrder, shape) = try parser.parse()
      self.elementType = try NPYElementType(dtype: descr)
      self.isFortranOrder = isFortranOrder
      self.shape = shape
      dataOffset = offset + text.count
      try checkDataSize(file.size - dataOffset)
    } catch {
      throw file.invalid(error.reason)
    }
  }

  /// The dictionary's text and where it starts.
  static func text(
    of file: borrowing some ByteSource & ~Copyable
  ) throws(MatrixFileError) -> (text: [UInt8], offset: Int) {
    // Magic string, version, and the length of the text in 2 or 4 bytes.
    let start = try file.bytes(at: 0, count: min(file.size, 12))
    guard start.starts(with: magic) || magic.starts(with: start) else {
      let isArchive = start.starts(with: "PK".utf8)
      throw file.invalid(
        "it is not a NumPy array, which starts with \\x93NUMPY"
          + (isArchive ? "; it may be an .npz archive" : ""))
    }
    let cutOff = file.invalid("the header is cut off: the file ends after \(file.size) bytes")
    guard start.count >= 8 else { throw cutOff }
    let (major, minor) = (start[6], start[7])
    guard (1...3).contains(major), minor == 0 else {
      throw file.invalid(
        "version \(major).\(minor) of the format is unknown; 1.0, 2.0 and 3.0 are supported")
    }
    let offset = major == 1 ? 10 : 12
    guard start.count >= offset else { throw cutOff }
    let length = start[8..<offset].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= file.size - offset else {
      throw file.invalid(
        "the header claims \(length) bytes, and \(file.size - offset) follow: "
          + "the file is damaged or cut off")
    }
    guard offset + length <= greatestSize else {
      throw file.invalid("the header claims \(length) bytes, far more than one needs")
    }
    return (try file.bytes(at: offset, count: length), offset)
  }

  /// The shape as that of a matrix.
  ///
  /// - Parameter vector: What an array of one dimension becomes; nil refuses it.
  func matrixShape(_ vector: ReadingOptions.Vector?) throws(Refusal) -> (rows: Int, columns: Int) {
    if shape.count == 1, let vector {
      return vector == .column ? (shape[0], 1) : (1, shape[0])
    }
    guard shape.count == 2 else {
      let advice =
        switch shape.count {
        case 0: "a.reshape(1, 1)"
        case 1:
          "a.reshape(-1, 1) for a column or a.reshape(1, -1) for a row, or set the option vector to "
            + "column or row"
        default: "one slice at a time, or a.reshape(\(shape[0]), -1)"
        }
      throw Refusal("the array has shape \(shapeText), a matrix has two dimensions: save \(advice)")
    }
    return (shape[0], shape[1])
  }

  /// The shape as Python writes it, abridged where there are many dimensions.
  var shapeText: String {
    let listed = shape.prefix(8).map(String.init).joined(separator: ", ")
    return "(" + listed + (shape.count == 1 ? ",)" : shape.count > 8 ? ", …)" : ")")
  }

  private func checkDataSize(_ size: Int) throws(Refusal) {
    for dimension in shape where dimension > Int(Int32.max) {
      throw Refusal("the dimension \(dimension) exceeds \(Int32.max), the largest BLAS takes")
    }
    let claim = "shape \(shapeText) with \(elementType.byteCount) bytes an entry"
    var needed = elementType.byteCount
    // An empty dimension first: the others may be what they like then.
    for dimension in shape.sorted() {
      let (product, overflow) = needed.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw Refusal("\(claim) is more than any file holds") }
      needed = product
    }
    guard size >= needed else {
      throw Refusal(
        "\(claim) needs \(needed) bytes, and \(size) follow the header: the file is cut off")
    }
    guard size == needed else {
      throw Refusal(
        "\(size - needed) bytes follow the last entry: the file is damaged or holds several "
          + "arrays; save one array a file")
    }
  }
}
