import FALinalg
import Foundation
import Testing

/// A matrix of small integers or equal numbers whose singular values have a closed form.
struct StructuredTarget: Sendable, CustomTestStringConvertible {
  let name: String
  let rows: Int
  let columns: Int
  /// The stored entries.
  let entries: [(row: Int, column: Int, value: Double)]
  /// All singular values that are not zero, from the largest.
  let values: [Double]

  var testDescription: String { "\(name), \(rows) x \(columns)" }

  init(
    _ name: String, _ rows: Int, _ columns: Int,
    _ entries: [(row: Int, column: Int, value: Double)], values: [Double]
  ) {
    (self.name, self.rows, self.columns, self.entries) = (name, rows, columns, entries)
    self.values = values.filter { $0 != 0 }.sorted(by: >)
  }

  /// The smallest error of the given rank.
  func optimum(_ rank: Int) -> Double {
    values.dropFirst(rank).reversed().reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  var transposed: Self {
    Self(
      "\(name), transposed", columns, rows, entries.map { ($0.column, $0.row, $0.value) },
      values: values)
  }

  func sparse<Scalar: BLASScalar>() -> SparseMatrix<Scalar> {
    SparseMatrix(
      rows: rows, columns: columns,
      entries: entries.map { (row: $0.row, column: $0.column, value: Scalar($0.value)) })
  }

  // MARK: Blocks of ones

  /// Ones on the diagonal blocks of the given sizes: sqrt(rows columns) for each block. With square
  /// blocks, whether two items are of one class.
  static func blocks(
    _ name: String, _ sizes: [(rows: Int, columns: Int)], in shape: (rows: Int, columns: Int)
  ) -> Self {
    var (top, left) = (0, 0)
    var entries: [(row: Int, column: Int, value: Double)] = []
    for size in sizes {
      for column in 0..<size.columns {
        for row in 0..<size.rows { entries.append((top + row, left + column, 1)) }
      }
      top += size.rows
      left += size.columns
    }
    return Self(
      name, shape.rows, shape.columns, entries,
      values: sizes.map { Double($0.rows * $0.columns).squareRoot() })
  }

  static func sameClass(_ order: Int, classes: Int) -> Self {
    let size = order / classes
    return blocks(
      "same class, \(classes)", Array(repeating: (size, size), count: classes), in: (order, order))
  }

  static func indicator(_ rows: Int, classes: Int, columns: Int) -> Self {
    blocks(
      "class indicators, \(classes)", Array(repeating: (rows / classes, 1), count: classes),
      in: (rows, columns))
  }

  /// Blocks of the sizes 1, 2 ... `count` times `unit`: all singular values apart.
  static func growingBlocks(_ count: Int, unit: Int, in shape: (rows: Int, columns: Int)) -> Self {
    blocks("growing blocks", (1...count).map { ($0 * unit, $0) }, in: shape)
  }

  // MARK: Few rows

  /// Entries on the diagonal alone, `count` of them not zero.
  static func fewRows(_ count: Int, in shape: (rows: Int, columns: Int)) -> Self {
    let values = (1...count).map(Double.init)
    return Self(
      "\(count) rows", shape.rows, shape.columns,
      values.enumerated().map { ($0.offset * 7, $0.offset * 5, $0.element) }, values: values)
  }

  /// `distinct` orthogonal rows, row i of length i + 1, each `copies` times.
  static func repeatedRows(_ distinct: Int, copies: Int, columns: Int) -> Self {
    Self(
      "\(distinct) distinct rows", distinct * copies, columns,
      (0..<distinct * copies).map { ($0, 3 * ($0 % distinct), Double($0 % distinct + 1)) },
      values: (1...distinct).map { Double($0) * Double(copies).squareRoot() })
  }

  // MARK: Graphs

  /// Complete graphs of `size` nodes: size - 1 once and 1 for all others, in each.
  static func completeGraphs(_ count: Int, size: Int) -> Self {
    graph(
      "\(count) complete graphs", count, size,
      values: [Double(size - 1)] + .init(repeating: 1, count: size - 1)
    ) {
      $0 != $1
    }
  }

  /// Rings of `size` nodes: |2 cos(2 pi j / size)|.
  static func rings(_ count: Int, size: Int) -> Self {
    let values = (0..<size).map { (2 * cos(2 * Double.pi * Double($0) / Double(size))).magnitude }
    return graph("\(count) rings", count, size, values: values) {
      ($0 + 1) % size == $1 || ($1 + 1) % size == $0
    }
  }

  /// Stars of a node and `size` - 1 others: sqrt(size - 1) twice.
  static func stars(_ count: Int, size: Int) -> Self {
    let value = Double(size - 1).squareRoot()
    return graph("\(count) stars", count, size, values: [value, value]) {
      ($0 == 0) != ($1 == 0)
    }
  }

  /// `count` components of one kind.
  private static func graph(
    _ name: String, _ count: Int, _ size: Int, values: [Double], isEdge: (Int, Int) -> Bool
  ) -> Self {
    var entries: [(row: Int, column: Int, value: Double)] = []
    for first in stride(from: 0, to: count * size, by: size) {
      for row in 0..<size {
        for column in 0..<size where isEdge(row, column) {
          entries.append((first + row, first + column, 1))
        }
      }
    }
    return Self(
      name, count * size, count * size, entries,
      values: Array(repeatElement(values, count: count).joined()))
  }

  // MARK: Designs

  /// `count` of the columns of a permutation matrix.
  static func permutation(_ rows: Int, columns: Int) -> Self {
    Self(
      "permutation", rows, columns, (0..<columns).map { ($0 * 7 % rows, $0, 1) },
      values: .init(repeating: 1, count: columns))
  }

  /// The first columns of Sylvester's Hadamard matrix: sqrt(rows) all.
  static func hadamard(_ rows: Int, columns: Int) -> Self {
    var entries: [(row: Int, column: Int, value: Double)] = []
    for column in 0..<columns {
      for row in 0..<rows {
        entries.append((row, column, (row & column).nonzeroBitCount.isMultiple(of: 2) ? 1 : -1))
      }
    }
    return Self(
      "Hadamard", rows, columns, entries,
      values: .init(repeating: Double(rows).squareRoot(), count: columns))
  }

  /// Points and lines of the affine plane over the integers modulo a prime q: each of q^2 points
  /// lies on q + 1 of q^2 + q lines, any two on one. N N' = q I + J.
  static func affinePlane(_ q: Int) -> Self {
    var entries: [(row: Int, column: Int, value: Double)] = []
    for x in 0..<q {
      for y in 0..<q {
        // y = slope x + intercept, and the lines on which x is constant.
        for slope in 0..<q {
          entries.append((x * q + y, slope * q + (y + (q - slope) * x) % q, 1))
        }
        entries.append((x * q + y, q * q + x, 1))
      }
    }
    return Self(
      "affine plane", q * q, q * q + q, entries,
      values: [Double(q * q + q).squareRoot()]
        + .init(repeating: Double(q).squareRoot(), count: q * q - 1))
  }

  /// All pairs of v points, a column each: N N' = (v - 2) I + J.
  static func pairs(_ points: Int) -> Self {
    var entries: [(row: Int, column: Int, value: Double)] = []
    var column = 0
    for first in 0..<points {
      for second in 0..<first {
        entries += [(first, column, 1), (second, column, 1)]
        column += 1
      }
    }
    return Self(
      "pairs", points, column, entries,
      values: [Double(2 * points - 2).squareRoot()]
        + .init(repeating: Double(points - 2).squareRoot(), count: points - 1))
  }

  /// Two clusters of equal values: 3 `first` times, and 1.
  static func twoClusters(_ first: Int, in shape: (rows: Int, columns: Int)) -> Self {
    let count = min(shape.rows, shape.columns)
    let values = (0..<count).map { $0 < first ? 3.0 : 1 }
    return Self(
      "two clusters", shape.rows, shape.columns,
      values.enumerated().map { (count - 1 - $0.offset, $0.offset, $0.element) }, values: values)
  }

  static let small: [Self] = {
    let square = [
      sameClass(120, classes: 4), sameClass(120, classes: 8), sameClass(160, classes: 20),
      completeGraphs(20, size: 6), rings(24, size: 5), rings(12, size: 12), stars(16, size: 9),
      permutation(128, columns: 128), hadamard(128, columns: 128), affinePlane(11),
      fewRows(4, in: (150, 150)), fewRows(12, in: (150, 150)), twoClusters(9, in: (140, 140)),
    ]
    let tall = [
      indicator(180, classes: 12, columns: 90), growingBlocks(8, unit: 4, in: (170, 90)),
      repeatedRows(8, copies: 20, columns: 90), repeatedRows(16, copies: 15, columns: 100),
      fewRows(8, in: (200, 100)), permutation(180, columns: 90), hadamard(256, columns: 80),
      twoClusters(20, in: (210, 90)), pairs(24).transposed,
    ]
    return square + tall + tall.map(\.transposed)
  }()

  static let large: [Self] = [
    fewRows(4, in: (600, 600)), sameClass(1000, classes: 20), completeGraphs(128, size: 4),
    repeatedRows(12, copies: 50, columns: 500),
    repeatedRows(8, copies: 70, columns: 520).transposed,
    hadamard(512, columns: 512), affinePlane(23),
  ]
}
