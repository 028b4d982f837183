internal import CBLAS

// Reductions along columns. A matrix stored by rows is a transposed one stored by columns, so that
// these serve the rows as well.

/// The sum of a function of `count` adjacent numbers: `one` of one of them, `eight` of eight of
/// them, which are added up in eight chains that the processor runs side by side.
@inline(__always)
func chainedSum<Scalar: BLASScalar>(
  _ numbers: UnsafePointer<Scalar>, _ count: Int, _ one: (Scalar) -> Scalar,
  _ eight: (SIMD8<Scalar>) -> SIMD8<Scalar>
) -> Scalar {
  var chains = SIMD8<Scalar>(repeating: 0)
  let whole = count & ~7
  let bytes = unsafe UnsafeRawPointer(numbers)
  var index = 0
  while index < whole {
    chains += eight(
      unsafe bytes.loadUnaligned(
        fromByteOffset: index * MemoryLayout<Scalar>.stride, as: SIMD8<Scalar>.self))
    index += 8
  }
  var rest: Scalar = 0
  while index < count {
    rest += one(unsafe numbers[index])
    index += 1
  }
  return whole == 0 ? rest : rest + laneSum(chains)
}

/// The sum of eight numbers, in halves.
@inline(__always)
func laneSum<Scalar: BLASScalar>(_ numbers: SIMD8<Scalar>) -> Scalar {
  let four = numbers.lowHalf + numbers.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}

/// Adds up a function of the entries of each column: `one` of an entry, `eight` of eight of them, and
/// of the number of the column.
@inline(__always)
private func sumColumns<Scalar: BLASScalar>(
  of matrix: UnsafeMatrix<Scalar>, into results: UnsafeMutablePointer<Scalar>,
  _ one: (Scalar, Int) -> Scalar, _ eight: (SIMD8<Scalar>, Int) -> SIMD8<Scalar>
) {
  let (rows, columns) = unsafe (matrix.rows, matrix.columns)
  unsafe results.initialize(repeating: 0, count: columns)
  guard let base = unsafe matrix.base else { return }
  if unsafe matrix.rowStride == 1 || rows == 1 {
    // Blocks of 1024, added up in double precision, keep the rounding error from growing with the length.
    for column in 0..<columns {
      let entries = unsafe base + column * matrix.columnStride
      var (row, sum) = (0, 0.0)
      while row < rows {
        let length = min(1024, rows - row)
        sum += unsafe Double(
          chainedSum(entries + row, length, { one($0, column) }, { eight($0, column) }))
        row += length
      }
      unsafe results[column] = Scalar(sum)
    }
  } else {
    // Row after row: the rows lie side by side, or every order is as bad as any other.
    let stride = unsafe matrix.columnStride
    for row in 0..<rows {
      let entries = unsafe base + row * matrix.rowStride
      if stride == 1 {
        for column in 0..<columns { unsafe results[column] += one(entries[column], column) }
      } else {
        for column in 0..<columns {
          unsafe results[column] += one(entries[column * stride], column)
        }
      }
    }
  }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func sumColumns<Scalar: BLASScalar>(
  of matrix: UnsafeMatrix<Scalar>, into results: UnsafeMutablePointer<Scalar>
) {
  unsafe sumColumns(of: matrix, into: results, { entry, _ in entry }, { entries, _ in entries })
}

/// The sum of the squared distances of the entries of each column from a number.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func sumSquaredDeviations<Scalar: BLASScalar>(
  of matrix: UnsafeMatrix<Scalar>, from centers: [Scalar],
  into results: UnsafeMutablePointer<Scalar>
) {
  unsafe sumColumns(
    of: matrix, into: results,
    { ($0 - centers[$1]) * ($0 - centers[$1]) }, { ($0 - centers[$1]) * ($0 - centers[$1]) })
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func minimizeColumns<Scalar: BLASScalar>(
  of matrix: UnsafeMatrix<Scalar>, into results: UnsafeMutablePointer<Scalar>
) {
  unsafe selectColumns(of: matrix, into: results, from: .infinity) { $0 < $1 }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func maximizeColumns<Scalar: BLASScalar>(
  of matrix: UnsafeMatrix<Scalar>, into results: UnsafeMutablePointer<Scalar>
) {
  unsafe selectColumns(of: matrix, into: results, from: -.infinity) { $0 > $1 }
}

/// Selects from each column of `matrix` the entry that comes before all others, or NaN.
@inline(__always)
private func selectColumns<Scalar: BLASScalar>(
  of matrix: UnsafeMatrix<Scalar>, into results: UnsafeMutablePointer<Scalar>, from start: Scalar,
  _ precedes: (Scalar, Scalar) -> Bool
) {
  let (rows, columns) = unsafe (matrix.rows, matrix.columns)
  // Comparisons with NaN are false: once a result is NaN, it stays.
  func select(_ best: Scalar, _ entry: Scalar) -> Scalar {
    precedes(entry, best) || entry != entry ? entry : best
  }
  unsafe results.initialize(repeating: start, count: columns)
  guard let base = unsafe matrix.base else { return }
  guard unsafe matrix.rowStride == 1 else {
    for row in 0..<rows {
      let entries = unsafe base + row * matrix.rowStride
      for column in 0..<columns {
        unsafe results[column] = select(results[column], entries[column * matrix.columnStride])
      }
    }
    return
  }
  for column in 0..<columns {
    let entries = unsafe base + column * matrix.columnStride
    // Four chains, which the processor runs side by side.
    var (first, second, third, fourth) = (start, start, start, start)
    var row = 0
    while row + 4 <= rows {
      unsafe first = select(first, entries[row])
      unsafe second = select(second, entries[row + 1])
      unsafe third = select(third, entries[row + 2])
      unsafe fourth = select(fourth, entries[row + 3])
      row += 4
    }
    while row < rows {
      unsafe first = select(first, entries[row])
      row += 1
    }
    unsafe results[column] = select(select(first, second), select(third, fourth))
  }
}

/// The Euclidean norm of every column.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func columnNorms<Scalar: BLASScalar>(
  of matrix: UnsafeMatrix<Scalar>, into results: UnsafeMutablePointer<Scalar>
) {
  unsafe sumColumns(
    of: matrix, into: results, { entry, _ in entry * entry }, { entries, _ in entries * entries })
  for column in unsafe 0..<matrix.columns {
    let sum = unsafe results[column]
    unsafe results[column] =
      sumOfSquaresIsSafe(sum, count: matrix.rows)
      ? sum.squareRoot() : scaledNorm(of: matrix, column: column)
  }
}

/// Whether the root of a sum of `count` squares is as accurate as its rounding errors allow:
/// nothing overflowed, and what underflowed is below the last digit.
@inline(__always)
func sumOfSquaresIsSafe<Scalar: BLASScalar>(_ sum: Scalar, count: Int) -> Bool {
  sum < .infinity && sum >= Scalar(count) * (.leastNormalMagnitude / .ulpOfOne)
}

/// The Frobenius norm.
///
/// OpenBLAS's own `nrm2` guards against overflow entry by entry, at up to eight times the cost of
/// a dot product: it is called only where the plain sum of squares overflows, underflows or is NaN.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func frobeniusNorm<Scalar: BLASScalar>(of matrix: UnsafeMatrix<Scalar>) -> Scalar {
  guard let base = unsafe matrix.base else { return 0 }
  let isContiguous = unsafe matrix.isContiguous
  let columns = unsafe isContiguous ? 1 : matrix.columns
  let rows = unsafe isContiguous ? matrix.rows * matrix.columns : matrix.rows
  let increment = unsafe isContiguous || matrix.rowStride == 1 ? 1 : matrix.rowStride
  // OpenBLAS leaves so many products to the thread it is called on. In single precision blocks also bound the error, and
  // their sums are added in double precision.
  let block = Scalar.self == Double.self ? 10_000 : 4096
  var sum = 0.0
  for column in 0..<columns {
    var row = 0
    while row < rows {
      let length = min(block, rows - row)
      let entries = unsafe base + column * matrix.columnStride + row * increment
      sum += BLAS.calling(isLarge: length > Threshold.serial.length) {
        unsafe blas_dot(
          Scalar.letter, Int32(length), entries, Int32(increment), entries, Int32(increment))
      }
      row += length
    }
  }
  guard unsafe sumOfSquaresIsSafe(Scalar(sum), count: matrix.rows * matrix.columns) else {
    return unsafe euclideanNorm(
      (0..<matrix.columns).lazy.map { unsafe scaledNorm(of: matrix, column: $0) })
  }
  return Scalar(sum.squareRoot())
}

/// The norm of a column by BLAS's guarded routine.
@inline(__always)
private func scaledNorm<Scalar: BLASScalar>(
  of matrix: UnsafeMatrix<Scalar>, column: Int
) -> Scalar {
  guard let base = unsafe matrix.base else { return 0 }
  return unsafe Scalar(
    blas_nrm2(
      Scalar.letter, blasInt(matrix.rows), base + column * matrix.columnStride,
      blasInt(max(1, matrix.rowStride))))
}

/// The root of the sum of squares of `values`, scaled so that neither overflow nor underflow can
/// spoil it.
func euclideanNorm<Scalar: BLASScalar>(_ values: some Sequence<Scalar>) -> Scalar {
  var scale: Scalar = 0
  var sum: Scalar = 1
  var isInfinite = false
  for value in values where value != 0 {
    let magnitude = value.magnitude
    if magnitude.isNaN { return magnitude }
    if magnitude == .infinity {
      // A NaN may still follow, and wins.
      isInfinite = true
    } else if scale < magnitude {
      sum = 1 + sum * (scale / magnitude) * (scale / magnitude)
      scale = magnitude
    } else {
      sum += (magnitude / scale) * (magnitude / scale)
    }
  }
  return isInfinite ? .infinity : scale * sum.squareRoot()
}
