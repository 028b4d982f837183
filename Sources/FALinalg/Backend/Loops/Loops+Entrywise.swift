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
  unsafe zipEntries(left, right, to: target) { $0 + $1 }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func subtractEntries<Scalar: BLASScalar>(
  _ left: UnsafeMatrix<Scalar>, _ right: UnsafeMatrix<Scalar>,
  to target: UnsafeMutablePointer<Scalar>
) {
  unsafe zipEntries(left, right, to: target) { $0 - $1 }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func addScaledEntries<Scalar: BLASScalar>(
  _ left: UnsafeMatrix<Scalar>, _ scale: Scalar, _ right: UnsafeMatrix<Scalar>,
  to target: UnsafeMutablePointer<Scalar>
) {
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

@inline(__always)
private func updateEntries<Scalar: BLASScalar>(
  of matrix: UnsafeMutableMatrix<Scalar>, _ transform: (Scalar) -> Scalar
) {
  guard let base = unsafe matrix.base else { return }
  for column in unsafe 0..<matrix.columns {
    let entries = unsafe base + column * matrix.columnStride
    for row in unsafe 0..<matrix.rows { unsafe entries[row] = transform(entries[row]) }
  }
}

/// Adds a multiple of the entries of a matrix of the same shape in place: one call of BLAS where
/// the entries of both lie side by side, one a column otherwise.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func addEntries<Scalar: BLASScalar>(
  of source: UnsafeMatrix<Scalar>, scaledBy scale: Scalar, to target: UnsafeMutableMatrix<Scalar>
) {
  guard let base = unsafe target.base, let sourceBase = unsafe source.base else { return }
  let (rows, columns) = unsafe (target.rows, target.columns)
  if unsafe source.isContiguous && target.isContiguous && rows * columns <= Int(Int32.max) {
    // A single row side by side still has a row stride, which then says nothing.
    return unsafe addVector(rows * columns, sourceBase, scaledBy: scale, to: base)
  }
  for column in 0..<columns {
    unsafe addVector(
      rows, sourceBase + column * source.columnStride, stride: max(1, source.rowStride),
      scaledBy: scale, to: base + column * target.columnStride)
  }
}

/// Adds a multiple of `count` numbers that are `stride` apart to as many that lie side by side.
///
/// For more than 10,000 OpenBLAS wakes up other threads, which then wait for more work for some
/// 20 milliseconds, in the way of ours: in training steps on two threads, each of which adds twice
/// 20,000 numbers, that cost more than half of the time. So it is given shorter pieces, up to where
/// the threads are worth it.
func addVector<Scalar: BLASScalar>(
  _ count: Int, _ source: UnsafePointer<Scalar>, stride: Int = 1, scaledBy scale: Scalar,
  to target: UnsafeMutablePointer<Scalar>
) {
  let piece = count <= 65_536 ? 10_000 : count
  for start in Swift.stride(from: 0, to: count, by: piece) {
    unsafe Scalar._axpy(
      blasInt(min(piece, count - start)), scale, source + start * stride, blasInt(stride),
      target + start, 1)
  }
}
