/// What the first line of a Matrix Market file says.
struct MatrixMarketHeader {
  enum Layout: String { case array, coordinate }
  enum Field: String {
    case real, double, integer, pattern, complex
    case unsignedInteger = "unsigned-integer"
  }
  enum Symmetry: String {
    case general, symmetric, hermitian
    case skewSymmetric = "skew-symmetric"
  }
  /// The numbers of rows, columns and entries that follow.
  typealias Size = (rows: Int, columns: Int, stored: Int)

  let layout: Layout
  let field: Field
  let symmetry: Symmetry

  /// Reads the first line.
  init(_ text: inout MatrixMarketText) throws(MatrixFileError) {
    let words = try text.readHeader()
    // Some programs write one sign only, and SciPy reads that.
    guard let mark = words.first, ["%%matrixmarket", "%matrixmarket"].contains(mark) else {
      throw text.file.invalid("it is not a Matrix Market file, which starts with %%MatrixMarket")
    }
    guard words.count == 5 else {
      throw text.file.invalid(
        "line 1 must have 5 words, as in '%%MatrixMarket matrix coordinate real general', "
          + "not \(words.count)")
    }
    guard words[1] == "matrix" else {
      throw text.file.invalid("line 1: the object is '\(words[1])', not a matrix")
    }
    guard let layout = Layout(rawValue: words[2]) else {
      throw text.file.invalid("line 1: the format '\(words[2])' is neither array nor coordinate")
    }
    guard let field = Field(rawValue: words[3]) else {
      throw text.file.invalid(
        "line 1: the field '\(words[3])' is none of real, double, integer, complex and pattern")
    }
    guard let symmetry = Symmetry(rawValue: words[4]) else {
      throw text.file.invalid(
        "line 1: the symmetry '\(words[4])' is none of general, symmetric, skew-symmetric and "
          + "hermitian")
    }
    guard field != .pattern || layout == .coordinate && symmetry != .skewSymmetric else {
      throw text.file.invalid("line 1: an array or a skew-symmetric matrix cannot be a pattern")
    }
    (self.layout, self.field) = (layout, field)
    // Only real entries are read, and a real matrix is as hermitian as it is symmetric.
    self.symmetry = symmetry == .hermitian ? .symmetric : symmetry
  }

  /// The numbers that say the value of an entry.
  var valueCount: Int { field == .pattern ? 0 : field == .complex ? 2 : 1 }

  /// Reads the line of the size, and holds it against the bytes that follow.
  func size(_ text: inout MatrixMarketText) throws(MatrixFileError) -> Size {
    guard try text.readLine() else {
      throw text.file.invalid("the file ends before the line of the size")
    }
    let isArray = layout == .array
    try text.expect(
      fields: isArray ? 2 : 3,
      isArray ? "the numbers of rows and columns" : "the numbers of rows, columns and entries")
    let (rows, columns) = (try text.count(0), try text.count(1))
    for dimension in [rows, columns] where dimension > Int(Int32.max) {
      throw text.refusal("the dimension \(dimension) exceeds \(Int32.max), the largest supported")
    }
    guard symmetry == .general || rows == columns else {
      throw text.refusal("a \(symmetry.rawValue) matrix is square, not \(rows) x \(columns)")
    }
    let stored: Int
    if isArray {
      stored =
        switch symmetry {
        case .general: rows * columns
        case .symmetric, .hermitian: rows * (rows + 1) / 2
        case .skewSymmetric: rows * (rows - 1) / 2
        }
    } else {
      stored = try text.count(2)
    }
    // The shortest lines are "0" in an array and, where values are missing, "1 1" otherwise, each
    // with its end.
    let shortest = isArray ? 2 : 4
    guard stored <= (text.remaining + 1) / shortest else {
      throw text.refusal(
        "\(stored) entries do not fit in the \(text.remaining) bytes that follow: "
          + "the file is cut off")
    }
    return (rows, columns, stored)
  }
}
