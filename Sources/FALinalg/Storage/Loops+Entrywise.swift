internal import CBLAS
internal import CKernels

// Entrywise maps into fresh column-major storage. The arithmetic operators call the specialised
// ones; `map` and `zip` are inlined into their callers together with the closure.

/// Stores `transform(entry)` for every entry, in column-major order.
@inlinable
@inline(__always)
func mapEntries<Scalar, Output>(
  of source: UnsafeMatrix<Scalar>, to target: UnsafeMutablePointer<Output>,
  _ transform: (Scalar) -> Output
) {
  guard let base = unsafe source.base else { return }
  let (rows, columns) = unsafe (source.rows, source.columns)
  if unsafe source.isContiguous {
    for index in 0..<(rows * columns) {
      unsafe (target + index).initialize(to: transform(base[index]))
    }
  } else if unsafe source.rowStride == 1 {
    for column in 0..<columns {
      let from = unsafe base + column * source.columnStride
      let to = unsafe target + column * rows
      for row in 0..<rows { unsafe (to + row).initialize(to: transform(from[row])) }
    }
  } else {
    let stride = unsafe source.rowStride
    forEachPanel(rows) { panel in
      for column in 0..<columns {
        let from = unsafe base + column * source.columnStride
        let to = unsafe target + column * rows
        for row in panel { unsafe (to + row).initialize(to: transform(from[row * stride])) }
      }
    }
  }
}

/// Stores `combine(left, right)` for every pair of entries, in column-major order.
@inlinable
@inline(__always)
func zipEntries<Left, Right, Output>(
  _ left: UnsafeMatrix<Left>, _ right: UnsafeMatrix<Right>, to target: UnsafeMutablePointer<Output>,
  _ combine: (Left, Right) -> Output
) {
  guard let leftBase = unsafe left.base, let rightBase = unsafe right.base else { return }
  let (rows, columns) = unsafe (left.rows, left.columns)
  if unsafe left.isContiguous && right.isContiguous {
    for index in 0..<(rows * columns) {
      unsafe (target + index).initialize(to: combine(leftBase[index], rightBase[index]))
    }
  } else if unsafe left.rowStride == 1 && right.rowStride == 1 {
    for column in 0..<columns {
      let first = unsafe leftBase + column * left.columnStride
      let second = unsafe rightBase + column * right.columnStride
      let to = unsafe target + column * rows
      for row in 0..<rows { unsafe (to + row).initialize(to: combine(first[row], second[row])) }
    }
  } else {
    let (leftStride, rightStride) = unsafe (left.rowStride, right.rowStride)
    forEachPanel(rows) { panel in
      for column in 0..<columns {
        let first = unsafe leftBase + column * left.columnStride
        let second = unsafe rightBase + column * right.columnStride
        let to = unsafe target + column * rows
        for row in panel {
          unsafe (to + row).initialize(
            to: combine(first[row * leftStride], second[row * rightStride]))
        }
      }
    }
  }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func addEntries<Scalar: BLASScalar>(
  _ left: UnsafeMatrix<Scalar>, _ right: UnsafeMatrix<Scalar>,
  to target: UnsafeMutablePointer<Scalar>
) {
  unsafe addScaledEntries(left, 1, right, to: target)
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func subtractEntries<Scalar: BLASScalar>(
  _ left: UnsafeMatrix<Scalar>, _ right: UnsafeMatrix<Scalar>,
  to target: UnsafeMutablePointer<Scalar>
) {
  unsafe addScaledEntries(left, -1, right, to: target)
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func addScaledEntries<Scalar: BLASScalar>(
  _ left: UnsafeMatrix<Scalar>, _ scale: Scalar, _ right: UnsafeMatrix<Scalar>,
  to target: UnsafeMutablePointer<Scalar>
) {
  if let a = unsafe left.base, let b = unsafe right.base, unsafe left.isContiguous,
    unsafe right.isContiguous
  {
    return unsafe fa_add_scaled(
      Scalar.letter, vectorBytes, a, Double(scale), b, left.rows * left.columns, target)
  }
  unsafe zipEntries(left, right, to: target) { $0 + scale * $1 }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func scaleEntries<Scalar: BLASScalar>(
  _ source: UnsafeMatrix<Scalar>, by scale: Scalar, to target: UnsafeMutablePointer<Scalar>
) {
  unsafe mapEntries(of: source, to: target) { scale * $0 }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func divideEntries<Scalar: BLASScalar>(
  _ source: UnsafeMatrix<Scalar>, by divisor: Scalar, to target: UnsafeMutablePointer<Scalar>
) {
  unsafe mapEntries(of: source, to: target) { $0 / divisor }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func negateEntries<Scalar: BLASScalar>(
  _ source: UnsafeMatrix<Scalar>, to target: UnsafeMutablePointer<Scalar>
) {
  unsafe mapEntries(of: source, to: target) { -$0 }
}

/// Rounds each entry to the nearest `Output`.
@usableFromInline
@specialized(where Scalar == Double, Output == Float)
@specialized(where Scalar == Float, Output == Double)
@specialized(where Scalar == Double, Output == Double)
@specialized(where Scalar == Float, Output == Float)
func convertEntries<Scalar: BLASScalar, Output: BLASScalar>(
  _ source: UnsafeMatrix<Scalar>, to target: UnsafeMutablePointer<Output>
) {
  unsafe mapEntries(of: source, to: target) { Output($0) }
}

/// Multiplies each entry in place. Zero times NaN stays NaN, which BLAS's own routine does not keep.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func scaleEntries<Scalar: BLASScalar>(of matrix: UnsafeMutableMatrix<Scalar>, by scale: Scalar) {
  unsafe updateEntries(of: matrix) { $0 * scale }
}

/// Divides each entry in place.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func divideEntries<Scalar: BLASScalar>(
  of matrix: UnsafeMutableMatrix<Scalar>, by divisor: Scalar
) {
  unsafe updateEntries(of: matrix) { $0 / divisor }
}

/// Replaces each entry by `transform(entry)`.
@inlinable
@inline(__always)
func updateEntries<Scalar: BLASScalar>(
  of matrix: UnsafeMutableMatrix<Scalar>, _ transform: (Scalar) -> Scalar
) {
  guard let base = unsafe matrix.base else { return }
  let (length, count) = unsafe matrix.lines
  for line in 0..<count {
    let entries = unsafe base + line * matrix.columnStride
    for place in 0..<length { unsafe entries[place] = transform(entries[place]) }
  }
}

/// Replaces each entry by `combine(entry, entry of other)`.
@inlinable
@inline(__always)
func updateEntries<Scalar: BLASScalar, Other: BLASScalar>(
  of matrix: UnsafeMutableMatrix<Scalar>, with other: UnsafeMatrix<Other>,
  _ combine: (Scalar, Other) -> Scalar
) {
  guard let base = unsafe matrix.base, let otherBase = unsafe other.base else { return }
  if unsafe other.rowStride == 1 || other.rows == 1 {
    let (length, count) = unsafe other.isContiguous ? matrix.lines : (matrix.rows, matrix.columns)
    for line in 0..<count {
      let entries = unsafe base + line * matrix.columnStride
      let others = unsafe otherBase + line * other.columnStride
      for place in 0..<length { unsafe entries[place] = combine(entries[place], others[place]) }
    }
  } else {
    let (columns, stride) = unsafe (matrix.columns, other.rowStride)
    unsafe forEachPanel(matrix.rows) { panel in
      for column in 0..<columns {
        let entries = unsafe base + column * matrix.columnStride
        let others = unsafe otherBase + column * other.columnStride
        for row in panel { unsafe entries[row] = combine(entries[row], others[row * stride]) }
      }
    }
  }
}

/// Replaces each entry by `transform(entry, row, column)`.
@inline(__always)
func updateEntries<Scalar: BLASScalar>(
  of matrix: UnsafeMutableMatrix<Scalar>, _ transform: (Scalar, _ row: Int, _ column: Int) -> Scalar
) {
  guard let base = unsafe matrix.base else { return }
  for column in unsafe 0..<matrix.columns {
    let entries = unsafe base + column * matrix.columnStride
    for row in unsafe 0..<matrix.rows { unsafe entries[row] = transform(entries[row], row, column) }
  }
}

/// Adds a multiple of the entries of a matrix of the same shape in place.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func addEntries<Scalar: BLASScalar>(
  of source: UnsafeMatrix<Scalar>, scaledBy scale: Scalar, to target: UnsafeMutableMatrix<Scalar>
) {
  guard let base = unsafe target.base, let sourceBase = unsafe source.base else { return }
  let (rows, columns) = unsafe (target.rows, target.columns)
  if unsafe source.isContiguous && target.isContiguous {
    // A single row side by side still has a row stride, which then says nothing.
    return unsafe addScaled(sourceBase, by: scale, to: base, rows * columns)
  }
  let stride = unsafe source.rowStride
  if rows == 1 {
    let (from, to) = unsafe (source.columnStride, target.columnStride)
    for column in 0..<columns { unsafe base[column * to] += scale * sourceBase[column * from] }
  } else if stride == 1 {
    for column in 0..<columns {
      unsafe addScaled(
        sourceBase + column * source.columnStride, by: scale,
        to: base + column * target.columnStride, rows)
    }
  } else {
    forEachPanel(rows) { panel in
      for column in 0..<columns {
        let from = unsafe sourceBase + column * source.columnStride
        let to = unsafe base + column * target.columnStride
        for row in panel { unsafe to[row] += scale * from[row * stride] }
      }
    }
  }
}

/// Adds a multiple of adjacent numbers to others.
@inline(__always)
func addScaled<Scalar: BLASScalar>(
  _ source: UnsafePointer<Scalar>, by scale: Scalar, to target: UnsafeMutablePointer<Scalar>,
  _ count: Int
) {
  unsafe fa_add_scaled(Scalar.letter, vectorBytes, target, Double(scale), source, count, target)
}
