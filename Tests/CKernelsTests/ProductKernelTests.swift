import CKernels
import FALinalg
import Testing

/// The kernels of products, for every length of vectors that the processor has.
@Suite struct ProductKernelTests {
  static let versions = [16, 32, 64].filter { $0 <= fa_vector_bytes() }
  /// Numbers of rows, and inner and outer dimensions of the large matrix: every remainder, and some that take
  /// several stretches or blocks.
  static let sizes: [(count: Int, inner: Int, width: Int)] =
    [1, 2, 3, 4, 5, 7, 8, 12, 19, 32].flatMap { count in
      [(1, 1), (2, 17), (7, 8), (8, 7), (9, 2), (16, 3), (31, 5), (33, 31)].map {
        (count, $0.0, $0.1)
      }
    } + [(3, 50, 150), (17, 50, 70), (3, 2800, 3), (32, 300, 9), (1, 8200, 2)]

  @Test(arguments: versions) func narrowAndShort(bytes: Int32) {
    checkNarrowAndShort(bytes, Double.self)
    checkNarrowAndShort(bytes, Float.self)
  }

  /// Every remainder of rows, columns and sums, each matrix laid out both ways and with gaps, against
  /// sums of small integers, which are exact in any order.
  private func checkNarrowAndShort<Scalar: BLASScalar>(_ bytes: Int32, _: Scalar.Type) {
    for (count, inner, width) in Self.sizes {
      for layout in 0..<8 {
        let (isPacked, runsAcross) = (layout & 1 == 0, layout & 2 == 0)
        let (fewRow, fewColumn) = isPacked ? (inner + 1, 1) : (2, 2 * count + 1)
        let stride = (runsAcross ? width : inner) + 3
        let few = integers(fewRow * count + fewColumn * inner)
        let large = integers(stride * (runsAcross ? inner : width))
        let (cRow, cColumn) = layout & 4 == 0 ? (1, count + 1) : (width + 1, 1)
        let (alpha, beta) = layout % 3 == 0 ? (1, 0) : (-2, 3)
        // What lies between and behind the entries of the result stays as it is.
        let before = integers((count + 1) * (width + 1))
        var (expected, isEntry) = (before, [Bool](repeating: false, count: before.count))
        for i in 0..<count {
          for j in 0..<width {
            var sum = 0
            for p in 0..<inner {
              let factor = few[i * fewRow + p * fewColumn]
              sum += factor * large[runsAcross ? p * stride + j : p + j * stride]
            }
            expected[i * cRow + j * cColumn] = alpha * sum + beta * before[i * cRow + j * cColumn]
            isEntry[i * cRow + j * cColumn] = true
          }
        }
        // Where beta is zero, what was there does not matter.
        let start = zip(before, isEntry).map { beta == 0 && $1 ? Scalar.nan : Scalar($0) }
        let (fewScalars, largeScalars) = (few.map { Scalar($0) }, large.map { Scalar($0) })
        let name = "\(count) rows, \(inner) x \(width), layout \(layout)"
        var c = start
        unsafe fa_narrow_product(
          letter(Scalar.self), bytes, fewScalars, fewRow, fewColumn, count, largeScalars, stride,
          runsAcross ? 1 : 0,
          inner, width, Double(alpha), Double(beta), &c, cRow, cColumn)
        #expect(c == expected.map { Scalar($0) }, "\(name)")
        if isPacked && !runsAcross {
          c = start
          unsafe fa_short_product(
            letter(Scalar.self), bytes, fewScalars, fewRow, count, largeScalars, stride, width,
            inner, 0, Double(alpha), Double(beta), &c, cRow, cColumn)
          #expect(c == expected.map { Scalar($0) }, "short, \(name)")
        }
      }
    }
  }

  /// A column of the result is the same whatever columns are computed with it, and so whatever thread
  /// computes it.
  @Test(arguments: versions) func columnsAlone(bytes: Int32) {
    let (count, inner, width) = (5, 2000, 83)
    let few = (0..<(count * inner)).map { 1 / Double($0 + 3) }
    let large = (0..<(inner * width)).map { 1 / Double($0 % 977 + 7) }
    for runsAcross in [false, true] {
      func columns(_ range: Range<Int>) -> [Double] {
        let start = range.lowerBound * (runsAcross ? 1 : inner)
        var c = [Double](repeating: 0, count: count * range.count)
        unsafe fa_narrow_product(
          letter(Double.self), bytes, few, 1, count, count, Array(large[start...]),
          runsAcross ? width : inner,
          runsAcross ? 1 : 0, inner, range.count, 1, 0, &c, 1, count)
        return c
      }
      let whole = columns(0..<width)
      for split in [8, 64, 80] {
        #expect(columns(0..<split) + columns(split..<width) == whole, "across \(runsAcross)")
      }
    }
  }

  /// Every remainder of rows and columns, with gaps between the columns and `v` laid out both ways,
  /// against a sum of squares of integers.
  @Test(arguments: versions) func residual(bytes: Int32) {
    for rows in Self.rows {
      for (inner, columns) in Self.smallShapes + [(0, 5)] {
        for isTransposed in [false, true] {
          let (vRow, vColumn) = isTransposed ? (inner + 1, 1) : (1, columns + 2)
          let y = integers((rows + 3) * columns)
          let z = integers((rows + 1) * inner)
          let v = integers((columns + 2) * (inner + 2))
          var sum = 0
          for column in 0..<columns {
            for row in 0..<rows {
              var rest = y[row + column * (rows + 3)]
              for p in 0..<inner {
                rest -= z[row + p * (rows + 1)] * v[column * vRow + p * vColumn]
              }
              sum += rest * rest
            }
          }
          let found = unsafe fa_residual_squares(
            letter(Double.self), bytes, y.map { Double($0) }, rows + 3, z.map { Double($0) },
            rows + 1, rows,
            v.map { Double($0) }, vRow, vColumn, columns, inner)
          #expect(found == Double(sum), "\(rows) x \(columns), \(inner)")
        }
      }
    }
  }

  @Test(arguments: versions) func gram(bytes: Int32) {
    checkGram(bytes, Double.self)
    checkGram(bytes, Float.self)
  }

  /// Products of a matrix with itself, of every size of a group and some of several, against sums of integers. Of what is
  /// there only the lower triangle is read, and the result is the same on both sides of the diagonal.
  private func checkGram<Scalar: BLASScalar>(_ bytes: Int32, _: Scalar.Type) {
    for count in [1, 2, 3, 4, 5, 6, 7, 9, 11, 16, 23] {
      for inner in [1, 2, 3, 7, 8, 15, 16, 17, 33, 511, 513, 1030] {
        for (alpha, beta) in [(1, 0), (-2, 3)] {
          let (stride, order) = (inner + 2, count + 1)
          let a = integers(stride * count)
          let before = integers(order * count)
          var (expected, start) = (before, before.map { Scalar($0) })
          for column in 0..<count {
            for row in 0..<count {
              let place = row + column * order
              let lower = max(row, column) + min(row, column) * order
              var sum = 0
              for p in 0..<inner { sum += a[p + row * stride] * a[p + column * stride] }
              expected[place] = alpha * sum + beta * before[lower]
              if beta == 0 || row < column { start[place] = .nan }
            }
          }
          let numbers = a.map { Scalar($0) }
          unsafe fa_short_product(
            letter(Scalar.self), bytes, numbers, stride, count, numbers, stride, count, inner, 1,
            Double(alpha), Double(beta), &start, 1, order)
          #expect(start == expected.map { Scalar($0) }, "\(count) x \(inner), \(beta)")
        }
      }
    }
  }

  @Test(arguments: versions) func tall(bytes: Int32) {
    checkTall(bytes, Double.self)
    checkTall(bytes, Float.self)
  }

  /// Every remainder of rows and columns, with gaps between the columns and the small matrix laid out both ways, against
  /// sums of integers.
  private func checkTall<Scalar: BLASScalar>(_ bytes: Int32, _: Scalar.Type) {
    for rows in Self.rows.filter({ $0 >= 4 }) {
      for (inner, width) in Self.smallShapes + [(2, 8), (3, 9), (6, 19), (256, 5)]
      where rows < 200 || inner * width < 120 {
        for layout in 0..<8 {
          let byRows = layout % 2 == 0
          let (alpha, beta) = layout < 2 ? (1, 0) : (-1, 2)
          // What is added: the old entries or others, times beta or a factor for each row.
          let (isScaled, isApart) = (layout >= 6, layout >= 4)
          let scales = integers(rows)
          let others = integers((rows + 3) * width)
          let (x, few) = (integers((rows + 2) * inner), integers((inner + 1) * (width + 1)))
          let (fewRow, fewColumn) = byRows ? (width + 1, 1) : (1, inner + 1)
          let stride = rows + 1
          let before = integers(stride * width)
          var (expected, squares) = (before, 0)
          for column in 0..<width {
            for row in 0..<rows {
              var sum = 0
              for p in 0..<inner {
                sum += x[row + p * (rows + 2)] * few[p * fewRow + column * fewColumn]
              }
              let old = isApart ? others[row + column * (rows + 3)] : before[row + column * stride]
              let value = alpha * sum + (isScaled ? scales[row] : beta) * old
              expected[row + column * stride] = value
              squares += value * value
            }
          }
          // Where beta is zero, what was there does not matter.
          var c = before.map { beta == 0 || isApart ? Scalar.nan : Scalar($0) }
          for column in 0..<width {
            // What lies between two columns stays as it is.
            c[rows + column * stride] = Scalar(before[rows + column * stride])
          }
          let apart = others.map { Scalar($0) }
          let found = unsafe c.withUnsafeMutableBufferPointer { c in
            unsafe apart.withUnsafeBufferPointer { apart in
              unsafe scales.map { Scalar($0) }.withUnsafeBufferPointer { scales in
                let inPlace = unsafe beta == 0 ? nil : UnsafePointer(c.baseAddress)
                return unsafe fa_tall_product(
                  letter(Scalar.self), bytes, x.map { Scalar($0) }, rows + 2, rows,
                  few.map { Scalar($0) }, fewRow, fewColumn, inner, width, Double(alpha),
                  Double(beta), isScaled ? scales.baseAddress : nil,
                  isApart ? apart.baseAddress : inPlace, isApart ? rows + 3 : stride,
                  c.baseAddress, stride)
              }
            }
          }
          let name = "\(rows) x \(inner) x \(width), layout \(layout)"
          #expect(c == expected.map { Scalar($0) }, "\(name)")
          // The squares are not all exact in single precision.
          #expect(
            abs(found - Double(squares)) <= Double(squares) * 64 * Double(Scalar.ulpOfOne),
            "\(name)")
        }
      }
    }
  }

  /// Solutions that are integers, from both ends of the columns.
  @Test(arguments: versions) func solve(bytes: Int32) {
    for rows in Self.rows {
      for order in [1, 2, 3, 5, 16] {
        for isReversed in [false, true] {
          let solution = integers(rows * order)
          // Powers of two on the diagonal, whose reciprocals are exact, and small numbers above it.
          func triangle(_ row: Int, _ column: Int) -> Int {
            row == column ? 1 << (column % 3) : (row + column) % 3 - 1
          }
          var (right, upper) = ([Double](), [Double]())
          for column in 0..<order {
            for row in 0..<order {
              let value = Double(row <= column ? triangle(row, column) : 99)
              upper.append(row == column ? 1 / value : value)
            }
            for row in 0..<rows {
              right.append(
                Double(
                  (0...column).reduce(0) { $0 + solution[row + $1 * rows] * triangle($1, column) }))
            }
          }
          let places = (0..<order).map { (isReversed ? order - 1 - $0 : $0) * rows }
          var x = places.flatMap { right[$0..<($0 + rows)] }
          var single = x.map { Float($0) }
          let (first, stride) = isReversed ? ((order - 1) * rows, -rows) : (0, rows)
          unsafe x.withUnsafeMutableBufferPointer {
            unsafe fa_tall_solve(
              letter(Double.self), bytes, $0.baseAddress! + first, stride, rows, upper, order)
          }
          unsafe single.withUnsafeMutableBufferPointer {
            unsafe fa_tall_solve(
              letter(Float.self), bytes, $0.baseAddress! + first, stride, rows,
              upper.map { Float($0) }, order)
          }
          let expected = places.flatMap { solution[$0..<($0 + rows)].map { Double($0) } }
          #expect(x == expected, "\(rows) rows, order \(order)")
          #expect(single.map { Double($0) } == expected, "\(rows) rows, order \(order), Float")
        }
      }
    }
  }

  static let rows = [1, 4, 5, 7, 8, 15, 31, 64, 130, 259, 483, 500]
  static let smallShapes = [(1, 1), (1, 4), (3, 2), (4, 4), (5, 7), (16, 16), (64, 3)]

  /// Integers from -7 to 7 in no regular order.
  private func integers(_ count: Int) -> [Int] {
    (0..<count).map { ($0 * $0 + 3 * $0 + $0 / 7) % 15 - 7 }
  }
}
