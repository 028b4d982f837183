extension SparseMatrix: Codable {
  private enum CodingKeys: String, CodingKey {
    case rows, columns, columnStarts, rowIndices, values
  }

  /// Decodes the shape and the compressed columns.
  ///
  /// - Throws: `DecodingError`, also if the columns are not those of such a matrix.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let rows = try container.decode(Int.self, forKey: .rows)
    let columns = try container.decode(Int.self, forKey: .columns)
    let starts = try container.decode([Int].self, forKey: .columnStarts)
    let indices = try container.decode([Int32].self, forKey: .rowIndices)
    let values = try container.decode([Scalar].self, forKey: .values)
    let dimensions = 0...Int(Int32.max)
    let defect =
      dimensions.contains(rows) && dimensions.contains(columns)
      ? Self.defectOfLines(
        count: columns, length: rows, starts: starts, indices: indices, valueCount: values.count)
      : "a sparse matrix cannot be \(rows) x \(columns)"
    if let defect {
      throw DecodingError.dataCorruptedError(
        forKey: .columnStarts, in: container, debugDescription: defect)
    }
    self.init(
      rows: rows, columns: columns, columnStarts: starts, rowIndices: indices, values: values)
  }

  /// Encodes the shape and the compressed columns.
  ///
  /// - Throws: Whatever the encoder throws; one for JSON does so for NaN and infinity, unless it is
  ///   told how to write them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(columnStarts, forKey: .columnStarts)
    try container.encode(rowIndices, forKey: .rowIndices)
    try container.encode(values, forKey: .values)
  }
}
