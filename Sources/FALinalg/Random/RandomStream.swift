internal import Platform

/// A named source of random matrices in which every entry has its own place.
///
/// Entry (i, j) depends on the seed, the name, i and j alone: any block of a matrix can be drawn
/// by itself and equals the same block of the whole. Streams with different names are independent.
/// The numbers are drawn in double precision and rounded to the scalar asked for.
public struct RandomStream: Sendable {
  let key: SIMD2<UInt64>

  /// The stream of the given name under the given seed.
  public init(seed: UInt64, name: String) {
    // FNV-1a: names become keys that stay the same from one version to the next.
    let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
    }
    key = SIMD2(seed, hash)
  }

  /// Entries uniform in [0, 1), for the given rows and columns of an unbounded matrix.
  public func uniform<Scalar>(
    rows: Range<Int>, columns: Range<Int>, as _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    // A number just below one may round to one in the scalar asked for.
    draw(rows, columns, below: 1) { words in
      SIMD4(unit(words[0]), unit(words[1]), unit(words[2]), unit(words[3]))
    }
  }

  /// Standard normal entries, for the given rows and columns of an unbounded matrix.
  ///
  /// Source: G. Box, M. Muller, "A note on the generation of random normal deviates", 1958.
  public func normal<Scalar>(
    rows: Range<Int>, columns: Range<Int>, as _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    draw(rows, columns) { words in
      func pair(_ first: UInt64, _ second: UInt64) -> (Double, Double) {
        // One minus a number of [0, 1) is never zero, so the logarithm is finite.
        let radius = (-2 * log(1 - unit(first))).squareRoot()
        let angle = 2 * Double.pi * unit(second)
        return (radius * cos(angle), radius * sin(angle))
      }
      let (first, second) = (pair(words[0], words[1]), pair(words[2], words[3]))
      return SIMD4(first.0, first.1, second.0, second.1)
    }
  }

  /// A `rows` x `columns` matrix of entries uniform in [0, 1).
  public func uniform<Scalar>(_ rows: Int, _ columns: Int) -> Matrix<Scalar> {
    uniform(rows: 0..<rows, columns: 0..<columns)
  }

  /// A `rows` x `columns` matrix of standard normal entries.
  public func normal<Scalar>(_ rows: Int, _ columns: Int) -> Matrix<Scalar> {
    normal(rows: 0..<rows, columns: 0..<columns)
  }

  init(key: SIMD2<UInt64>) {
    self.key = key
  }

  /// Fills a block with four numbers for each four rows that share a counter.
  private func draw<Scalar>(
    _ rows: Range<Int>, _ columns: Range<Int>, below bound: Scalar = .infinity,
    _ numbers: (SIMD4<UInt64>) -> SIMD4<Double>
  ) -> Matrix<Scalar> {
    require(
      rows.lowerBound >= 0 && columns.lowerBound >= 0,
      "rows \(rows), columns \(columns) start below zero")
    let largest = bound.nextDown
    return unsafe Matrix(
      rows: rows.count, columns: columns.count,
      initializing: { buffer in
        var next = 0
        for column in columns {
          var values = SIMD4<Double>()
          for row in rows {
            if row % 4 == 0 || row == rows.lowerBound {
              values = numbers(
                Philox4x64.block(counter: SIMD4(UInt64(row / 4), UInt64(column), 0, 0), key: key))
            }
            unsafe buffer.initializeElement(at: next, to: min(largest, Scalar(values[row % 4])))
            next += 1
          }
        }
      })
  }
}

/// The 53 leading bits of a word as a number in [0, 1).
private func unit(_ word: UInt64) -> Double { Double(word >> 11) * 0x1p-53 }
