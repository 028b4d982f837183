public import FALinalg
public import Foundation

/// A matrix in a JSON fixture: its shape, and its entries row by row as NumPy gives them.
public struct FixtureMatrix: Decodable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The entries, row by row.
  public let entries: [Double]

  /// The matrix, rounded to `Scalar`.
  public func matrix<Scalar>(as _: Scalar.Type = Scalar.self) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns, rowMajor: entries.map { Scalar($0) })
  }
}

/// Decodes `Fixtures/<name>.json` of a test target's resources.
public func fixture<Content: Decodable>(
  _ name: String, in bundle: Bundle, as _: Content.Type = Content.self
) throws -> Content {
  let url = bundle.bundleURL.appendingPathComponent("Fixtures/\(name).json")
  return try JSONDecoder().decode(Content.self, from: Data(contentsOf: url))
}
