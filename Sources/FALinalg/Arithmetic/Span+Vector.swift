internal import CBLAS

// Vectors are spans and arrays of scalars, without a wrapper.

extension Span where Element: BLASScalar {
  /// The sum of the products of corresponding entries.
  ///
  /// - Precondition: The lengths are equal.
  /// - Complexity: O(n).
  public func dot(_ other: Span<Element>) -> Element {
    require(
      count == other.count, "cannot multiply vectors of lengths \(count) and \(other.count)")
    return unsafe withUnsafeBufferPointer { x in
      unsafe other.withUnsafeBufferPointer { y in
        Element(
          BLAS.calling(isLarge: x.count > Threshold.serial.length) {
            unsafe blas_dot(Element.letter, blasInt(x.count), x.baseAddress, 1, y.baseAddress, 1)
          })
      }
    }
  }

  /// The sum. That of no entries is zero.
  ///
  /// - Complexity: O(n).
  public var sum: Element {
    unsafe withColumn { column in
      var result: Element = 0
      unsafe sumColumns(of: column, into: &result)
      return result
    }
  }

  /// The mean; NaN if there are no entries.
  ///
  /// - Complexity: O(n).
  public var mean: Element { sum / Element(count) }

  /// The root of the sum of squares, without overflow or underflow along the way.
  ///
  /// - Complexity: O(n).
  public var euclideanNorm: Element { unsafe withColumn { unsafe frobeniusNorm(of: $0) } }

  /// The sum of the magnitudes.
  ///
  /// - Complexity: O(n).
  public var oneNorm: Element {
    unsafe withUnsafeBufferPointer { x in
      Element(
        BLAS.calling(isLarge: x.count > Threshold.serial.length) {
          unsafe blas_asum(Element.letter, blasInt(x.count), x.baseAddress, 1)
        })
    }
  }

  /// The largest magnitude; NaN if an entry is.
  ///
  /// - Complexity: O(n).
  public var infinityNorm: Element { unsafe withColumn { unsafe largestMagnitude(in: $0) } }

  private func withColumn(_ body: (UnsafeMatrix<Element>) -> Element) -> Element {
    unsafe withUnsafeBufferPointer {
      unsafe body(
        UnsafeMatrix(
          base: $0.baseAddress, rows: $0.count, columns: 1, rowStride: 1, columnStride: $0.count))
    }
  }
}

extension MutableSpan where Element: BLASScalar {
  /// Adds `scale * other` in place.
  ///
  /// - Precondition: The lengths are equal.
  /// - Complexity: O(n).
  public mutating func add(_ other: Span<Element>, scaledBy scale: Element = 1) {
    require(
      count == other.count, "cannot add a vector of length \(other.count) to one of \(count)")
    unsafe withUnsafeMutableBufferPointer { y in
      unsafe other.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        unsafe addScaled(x, by: scale, to: y, other.count)
      }
    }
  }

  /// Multiplies every entry by a scalar in place.
  ///
  /// - Complexity: O(n).
  public mutating func scale(by factor: Element) {
    unsafe withUnsafeMutableBufferPointer {
      unsafe scaleEntries(
        of: UnsafeMutableMatrix(
          base: $0.baseAddress, rows: $0.count, columns: 1, columnStride: $0.count), by: factor)
    }
  }
}
