/// Tables for other programs.
enum CSV {
  /// A column by its name and what it has of a row; what is undefined is an empty field.
  typealias Column<Row> = (name: String, value: (Row) -> (any CustomStringConvertible)?)

  /// A line for each row, under one of names.
  static func text<Row>(_ rows: [Row], _ columns: [Column<Row>]) -> String {
    let lines = rows.map { row in columns.map { $0.value(row).map { quoted("\($0)") } ?? "" } }
    return ([columns.map(\.name)] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// As RFC 4180 asks for.
  private static func quoted(_ field: String) -> String {
    let isPlain = !field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
