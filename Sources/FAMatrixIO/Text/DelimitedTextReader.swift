import FALinalg

/// Reads matrices from text: one row a line, numbers separated by commas, tabs, semicolons or blanks.
enum DelimitedTextReader {
  /// Reads the matrix in a file.
  ///
  /// - Parameter usual: The delimiter that texts of this kind usually have.
  static func read<Scalar: BLASScalar>(
    _ file: borrowing InputFile, usual: UInt8, _ options: ReadingOptions
  ) throws(MatrixFileError) -> LoadedMatrix<Scalar> {
    let text = try Gunzip.text(of: file)
    return try file.naming { () throws(Refusal) in
      let dialect = try TextDialect(of: text, usual: usual, options)
      var table = DelimitedTable<Scalar>(dialect, options)
      try table.parse()
      try table.decide()
      // The rows of the text are the columns of the transpose.
      let transpose = Matrix(
        rows: table.columns, columns: table.rows, columnMajor: table.values)
      return LoadedMatrix(
        contents: .dense(Matrix(transpose.transposed)),
        notes: dialect.notes(usual: usual, options, columns: table.columns) + table.notes)
    }
  }
}

extension TextDialect {
  /// What was found out about the text and is not as usual.
  fileprivate func notes(
    usual: UInt8, _ options: ReadingOptions, columns: Int
  ) -> [String] {
    var notes: [String] = []
    if options.delimiter == nil, delimiter != usual, columns > 1 {
      notes.append(
        isBlankSeparated
          ? "fields between blanks" : "fields between '\(String(quoting: [delimiter]))'")
    }
    if options.decimal == nil, decimal != UInt8(ascii: ".") { notes.append("decimal commas") }
    return notes
  }
}
