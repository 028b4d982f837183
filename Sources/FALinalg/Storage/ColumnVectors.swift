/// Column vectors: one, which is an array, or several, which are the columns of a matrix or view.
///
/// What multiplies vectors or solves for them is written once, against this protocol. It takes an
/// array as it is, without a copy, and gives back an array for an array and a ``Matrix`` for
/// matrices and views.
///
/// ```swift
/// let x = try a.solve([1, 2, 3])      // an array
/// let y = try a.solve(b)              // a matrix, if b is one
/// ```
///
/// Only arrays and types of this module conform.
public protocol ColumnVectors<Scalar>: Sendable {
  /// The type of the entries.
  associatedtype Scalar: BLASScalar
  /// What holds such vectors: an array for an array, a ``Matrix`` for matrices and views.
  associatedtype Owned: Sendable

  /// A view of the vectors, each a column, without a copy.
  ///
  /// Not for clients, as the name says: it is public because code that is inlined into them reads
  /// entries by it.
  var _columns: MatrixView<Scalar> { get }

  /// What holds the columns of a matrix, without a copy. Not for clients.
  static func _owned(_ columns: Matrix<Scalar>) -> Owned

  /// Calls `body` with the vectors as the columns of a matrix, to be changed in place. Not for
  /// clients.
  static func _withColumns<Result, Failure: Error>(
    of owned: inout Owned, _ body: (inout Matrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension Array: ColumnVectors where Element: BLASScalar {
  /// The type of the entries.
  public typealias Scalar = Element
  /// An array.
  public typealias Owned = [Element]

  /// The array as a column, without a copy.
  @inlinable
  public var _columns: MatrixView<Element> {
    MatrixView(
      storage: self, offset: 0, rows: count, columns: 1, rowStride: 1, columnStride: count)
  }

  /// The entries of a column, without a copy.
  @inlinable
  public static func _owned(_ columns: Matrix<Element>) -> [Element] { columns.storage }

  /// Calls `body` with the array as a column, to be changed in place.
  @inlinable
  public static func _withColumns<Result, Failure: Error>(
    of owned: inout [Element], _ body: (inout Matrix<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var column = Matrix(uncheckedRows: owned.count, columns: 1, elements: owned)
    // Left alone, the array would share its storage, and the change would copy it.
    owned = []
    defer { owned = column.storage }
    return try body(&column)
  }
}

extension MatrixProtocol {
  /// A view of all entries.
  @inlinable
  public var _columns: MatrixView<Scalar> { view }

  /// The matrix itself.
  @inlinable
  public static func _owned(_ columns: Matrix<Scalar>) -> Matrix<Scalar> { columns }

  /// Calls `body` with the matrix itself.
  @inlinable
  public static func _withColumns<Result, Failure: Error>(
    of owned: inout Matrix<Scalar>, _ body: (inout Matrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result { try body(&owned) }
}
