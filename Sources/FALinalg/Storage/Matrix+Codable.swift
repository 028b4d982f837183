extension Matrix: Codable {
  private enum CodingKeys: String, CodingKey {
    case rows, columns, elements
  }

  /// Decodes `rows`, `columns`, and `elements` in column-major order.
  ///
  /// - Throws: `DecodingError`, also if a dimension is negative or the entries do not fill the
  ///   shape.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let rows = try container.decode(Int.self, forKey: .rows)
    let columns = try container.decode(Int.self, forKey: .columns)
    let elements = try container.decode([Scalar].self, forKey: .elements)
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflows, elements.count == count else {
      throw DecodingError.dataCorruptedError(
        forKey: .elements, in: container,
        debugDescription: "\(elements.count) entries cannot fill a \(rows) x \(columns) matrix")
    }
    self.init(uncheckedRows: rows, columns: columns, elements: elements)
  }

  /// Encodes `rows`, `columns`, and `elements` in column-major order.
  ///
  /// - Throws: Whatever the encoder throws; one for JSON does so for NaN and infinity, unless it is
  ///   told how to write them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(storage, forKey: .elements)
  }
}
