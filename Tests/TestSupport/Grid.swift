import Foundation

/// Entries in double precision by columns, without the library under test.
struct Grid {
  let rows: Int
  let columns: Int
  var entries: [Double]

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    entries = Array(repeating: 0, count: rows * columns)
  }

  init(rows: Int, columns: Int, entries: [Double]) {
    self.rows = rows
    self.columns = columns
    self.entries = entries
  }

  subscript(row: Int, column: Int) -> Double {
    get { entries[row + column * rows] }
    set { entries[row + column * rows] = newValue }
  }

  /// A random vector.
  static func vector(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.symmetric() }
  }

  /// Multiplies from the left by I - 2 v v' / v'v.
  mutating func reflectRows(_ normal: [Double]) {
    let square = normal.reduce(0) { $0 + $1 * $1 }
    guard square > 0 else { return }
    for column in 0..<columns {
      let start = column * rows
      var product = 0.0
      for row in 0..<rows { product += normal[row] * entries[start + row] }
      let factor = 2 * product / square
      for row in 0..<rows { entries[start + row] -= factor * normal[row] }
    }
  }

  /// Multiplies from the right by I - 2 v v' / v'v.
  mutating func reflectColumns(_ normal: [Double]) {
    let square = normal.reduce(0) { $0 + $1 * $1 }
    guard square > 0 else { return }
    var products = [Double](repeating: 0, count: rows)
    for column in 0..<columns {
      for row in 0..<rows { products[row] += entries[row + column * rows] * normal[column] }
    }
    for column in 0..<columns {
      let factor = 2 * normal[column] / square
      for row in 0..<rows { entries[row + column * rows] -= factor * products[row] }
    }
  }

  /// The largest absolute column sum; NaN if an entry is.
  var oneNorm: Double {
    var largest = 0.0
    for column in 0..<columns {
      var sum = 0.0
      for row in 0..<rows { sum += entries[row + column * rows].magnitude }
      if sum.isNaN { return sum }
      largest = max(largest, sum)
    }
    return largest
  }
}

func exponential(_ x: Double) -> Double { exp(x) }
func logarithm(_ x: Double) -> Double { log(x) }
