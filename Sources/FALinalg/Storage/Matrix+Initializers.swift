extension Matrix {
  /// Creates a matrix with every entry equal to `value`.
  @inlinable
  public init(rows: Int, columns: Int, repeating value: Scalar) {
    Self.checkShape(rows, columns)
    unsafe self.init(rows: rows, columns: columns) { unsafe $0.initialize(repeating: value) }
  }

  /// Creates a matrix from `rows * columns` entries in column-major order.
  @inlinable
  public init(rows: Int, columns: Int, columnMajor elements: [Scalar]) {
    Self.checkShape(rows, columns)
    require(
      elements.count == rows * columns,
      "\(elements.count) entries cannot fill a \(rows) x \(columns) matrix")
    self.init(uncheckedRows: rows, columns: columns, elements: elements)
  }

  /// Creates a matrix from `rows * columns` entries in row-major order.
  @inlinable
  public init(rows: Int, columns: Int, rowMajor elements: [Scalar]) {
    Self.checkShape(rows, columns)
    require(
      elements.count == rows * columns,
      "\(elements.count) entries cannot fill a \(rows) x \(columns) matrix")
    self.init(rows: rows, columns: columns) { elements[$0 * columns + $1] }
  }

  /// Creates a matrix whose entry (i, j) is `element(i, j)`.
  @inlinable
  public init(rows: Int, columns: Int, _ element: (_ row: Int, _ column: Int) -> Scalar) {
    Self.checkShape(rows, columns)
    unsafe self.init(
      rows: rows, columns: columns,
      initializing: { buffer in
        guard !buffer.isEmpty else { return }
        var next = 0
        for column in 0..<columns {
          for row in 0..<rows {
            unsafe buffer.initializeElement(at: next, to: element(row, column))
            next += 1
          }
        }
      })
  }

  /// Creates a matrix from its rows, which must be equally long.
  public init(rows: [[Scalar]]) {
    let columns = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() {
      require(
        row.count == columns, "row \(index) has \(row.count) entries, row 0 has \(columns)")
    }
    self.init(rows: rows.count, columns: columns) { rows[$0][$1] }
  }

  /// Creates a matrix from its columns, which must be equally long.
  public init(columns: [[Scalar]]) {
    let rows = columns.first?.count ?? 0
    for (index, column) in columns.enumerated() {
      require(
        column.count == rows, "column \(index) has \(column.count) entries, column 0 has \(rows)")
    }
    self.init(rows: rows, columns: columns.count) { columns[$1][$0] }
  }

  /// Creates an n x 1 matrix, without a copy of the entries.
  @inlinable
  public init(column entries: [Scalar]) {
    self.init(uncheckedRows: entries.count, columns: 1, elements: entries)
  }

  /// Creates a 1 x n matrix, without a copy of the entries.
  @inlinable
  public init(row entries: [Scalar]) {
    self.init(uncheckedRows: 1, columns: entries.count, elements: entries)
  }

  /// Creates a square matrix with the given diagonal and zeros elsewhere.
  ///
  /// For products alone a ``DiagonalMatrix`` costs less.
  public init(diagonal entries: [Scalar]) {
    self = .zeros(entries.count, entries.count)
    diagonal = entries
  }

  /// Creates a matrix with a copy of the entries of a view.
  ///
  /// - Complexity: O(`count`); O(1) for a view of a whole matrix, whose storage is shared.
  @inlinable
  public init(_ other: some MatrixProtocol<Scalar>) {
    let view = other.view
    if view.fillsItsStorage {
      self.init(uncheckedRows: view.rows, columns: view.columns, elements: view.storage)
    } else {
      unsafe self.init(
        rows: other.rows, columns: other.columns,
        initializing: { buffer in
          guard let base = buffer.baseAddress else { return }
          unsafe view._withUnsafeMatrix { unsafe copyEntries(of: $0, filling: base) }
        })
    }
  }

  /// Creates a matrix by converting each entry of another, rounded to the nearest `Scalar`.
  @inlinable
  public init<Source: BLASScalar>(converting other: some MatrixProtocol<Source>) {
    unsafe self.init(
      rows: other.rows, columns: other.columns,
      initializing: { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe other._withUnsafeMatrix { unsafe convertEntries($0, to: base) }
      })
  }

  /// Creates a matrix whose storage `initialize` fills; it must initialize every entry.
  @inlinable
  init(
    rows: Int, columns: Int, initializing initialize: (UnsafeMutableBufferPointer<Scalar>) -> Void
  ) {
    let count = rows * columns
    var elements: [Scalar] = []
    // `Array(unsafeUninitializedCapacity:)` would look up the type of its storage at run time.
    elements.append(addingCapacity: count) { span in
      unsafe span.withUnsafeMutableBufferPointer { buffer, initializedCount in
        let entries = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<count])
        unsafe expectLargePages(UnsafeMutableRawBufferPointer(entries))
        unsafe initialize(entries)
        initializedCount = count
      }
    }
    self.init(uncheckedRows: rows, columns: columns, elements: elements)
  }

  @inlinable
  static func checkShape(_ rows: Int, _ columns: Int) {
    require(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) x \(columns)")
  }

  /// A matrix of zeros.
  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func zeros(_ rows: Int, _ columns: Int) -> Self {
    Matrix(rows: rows, columns: columns, repeating: 0)
  }

  /// The identity of the given order.
  public static func identity(_ order: Int) -> Self {
    Matrix(diagonal: Array(repeating: 1, count: order))
  }
}

extension Matrix: ExpressibleByArrayLiteral {
  /// Creates a matrix from its rows, which must be equally long.
  ///
  /// ```swift
  /// let a: Matrix<Double> = [[1, 2], [3, 4]]
  /// ```
  public init(arrayLiteral rows: [Scalar]...) { self.init(rows: rows) }
}

extension Array where Element: BLASScalar {
  /// Creates an array of the entries of a row, a column or a diagonal; of any other matrix, in
  /// column-major order.
  ///
  /// ```swift
  /// let x = Array(a.row(i))
  /// ```
  ///
  /// - Complexity: O(`count`); O(1) for a whole matrix, whose storage is shared.
  @inlinable
  public init(_ matrix: some MatrixProtocol<Element>) { self = Matrix(matrix).storage }
}
