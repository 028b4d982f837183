internal import CBLAS

extension Matrix {
  /// Makes the entry of largest magnitude in each column (the first such entry) positive.
  ///
  /// - Parameter flipped: Is told of each column that changed its sign.
  mutating func fixColumnSigns(_ flipped: (Int) -> Void = { _ in }) {
    let rows = self.rows
    guard !isEmpty else { return }
    unsafe storage.withUnsafeMutableBufferPointer { storage in
      for column in 0..<columns {
        let entries = unsafe storage.baseAddress.unsafelyUnwrapped + column * rows
        guard unsafe entries[firstLargest(of: entries, rows)] < 0 else { continue }
        unsafe blas_scal(Scalar.letter, blasInt(rows), -1, entries, 1)
        flipped(column)
      }
    }
  }
}
