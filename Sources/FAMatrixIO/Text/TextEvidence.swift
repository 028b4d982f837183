/// What the rows of a text say about its first line and its first column.
struct TextEvidence {
  /// A first line of whole numbers at equal distances, which columns may be named by.
  struct Count {
    let first: Int
    let last: Int
    let length: Int

    /// Whether the numbers are 0 … m-1 or 1 … m.
    var isPlain: Bool { (first == 0 || first == 1) && last - first == length - 1 }

    /// The numbers, if they are such a line.
    init?(_ fields: [ArraySlice<UInt8>], _ kinds: [NumericText]) {
      guard kinds.allSatisfy({ $0 == .integer }) else { return nil }
      let numbers = fields.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
      guard numbers.count == fields.count, let first = numbers.first, let last = numbers.last,
        numbers.allSatisfy({ $0.magnitude < 1 << 31 })
      else { return nil }
      let step = numbers.count > 1 ? numbers[1] - first : 1
      guard step > 0, numbers.indices.allSatisfy({ numbers[$0] == first + $0 * step }) else {
        return nil
      }
      (self.first, self.last, length) = (first, last, numbers.count)
    }
  }

  enum Verdict { case row, rowWithNote, names, doubtful }

  /// For each column the whole numbers among its rows, the first row not counted.
  private var integers: [Int] = []
  private var laterRows = 0
  private var isFirstRowFractions = true
  /// The first column so far.
  private var firstIndex: Int?
  private var secondIndex: Int?
  private var lastIndex: Int?
  private var laterIndicesCount = true
  /// Whether a row of the first column is a number.
  private(set) var hasNumericIndex = false

  /// Takes the first field of a row, and its value if it is a whole number.
  mutating func addIndex(_ index: Int?, isNumber: Bool, rowIsFirst: Bool) {
    if isNumber { hasNumericIndex = true }
    if rowIsFirst {
      firstIndex = index
      return
    }
    if laterRows == 0 {
      secondIndex = index
    } else if index == nil || index != lastIndex.map({ $0 + 1 }) {
      laterIndicesCount = false
    }
    lastIndex = index
    laterRows += 1
  }

  mutating func add(isInteger: Bool, column: Int, rowIsFirst: Bool) {
    if rowIsFirst {
      integers.append(0)
      if column > 0, isInteger { isFirstRowFractions = false }
    } else if isInteger {
      integers[column] += 1
    }
  }

  /// Whether the first column is 0 … n-1 or 1 … n, in all rows or in those after the first.
  func indexCounts(withFirst: Bool) -> Bool {
    guard laterRows > 0 else { return withFirst && (firstIndex == 0 || firstIndex == 1) }
    guard laterIndicesCount, let secondIndex else { return false }
    guard withFirst else { return secondIndex == 0 || secondIndex == 1 }
    return (firstIndex == 0 || firstIndex == 1) && firstIndex == secondIndex - 1
  }

  /// Whether no column but the first holds a whole number.
  var areOthersFractions: Bool {
    isFirstRowFractions && integers.dropFirst().allSatisfy { $0 == 0 }
  }

  /// What a first line of numbers is, by what follows it.
  ///
  /// No program names columns 1 … m by itself, and many matrices begin so; 0 … m-1 is how pandas
  /// names them.
  func verdict(on count: Count) -> Verdict {
    let doubtful = count.first == 0 ? Verdict.doubtful : .rowWithNote
    let areAllFractions = integers.allSatisfy { $0 == 0 }
    guard count.isPlain else {
      // Years, say. Any two numbers are at equal distances: they are a sign only if they count on.
      if count.length > 2 { return areAllFractions ? .doubtful : .rowWithNote }
      let countsOn = count.length == 2 && count.last == count.first + 1
      return countsOn && integers.contains { $0 < laterRows } ? .rowWithNote : .row
    }
    guard integers.contains(where: { $0 < laterRows }) else {
      return count.length > 1 ? doubtful : count.first == 0 ? .rowWithNote : .row
    }
    // A program that writes a column without decimals does so in each of its rows.
    let isEachOfOneKind = integers.allSatisfy { $0 == 0 || $0 == laterRows }
    return count.length > 1 && laterRows > 1 && isEachOfOneKind ? .names : doubtful
  }
}
