extension SparseMatrix {
  /// ||A - Z V'||_F.
  ///
  /// With T = Z V', the square is the sum of (a - t)^2 over the stored entries, and of t^2 over all
  /// others. The latter is ||T||^2, which is the inner product of Z'Z and V'V, less the sum of t^2
  /// over the stored entries. All of it is computed in double precision.
  ///
  /// That difference cancels where the residual is small. Where rounding could reach the upper half
  /// of the digits of the square, as it can for residuals below about 1e-4 ||A||, and where few
  /// entries are not stored, the entries of the residual are formed block by block instead, as for
  /// any operator.
  ///
  /// - Parameters:
  ///   - z: `rows` x r.
  ///   - v: `columns` x r.
  /// - Complexity: O(``storedCount`` r + (`rows` + `columns`) r^2); O(`rows` `columns` r) where
  ///   the difference cancels.
  public func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    checkFactors(z, v)
    // Blocks of entries cost less than the detour where this is no larger.
    guard rows * columns > max(1 << 16, 8 * storedCount) else {
      return entrywiseResidualNorm(z, v)
    }
    let norm = Double(frobeniusNorm)
    let (zNorm, vNorm) = (Double(z.frobeniusNorm), Double(v.frobeniusNorm))
    guard norm.isFinite, zNorm.isFinite, vNorm.isFinite else {
      return Scalar(norm + zNorm * vNorm)
    }
    guard zNorm > 0, vNorm > 0 else { return Scalar(norm) }
    // Powers of two bring the larger of ||A|| and ||Z|| ||V|| near one, so that no square leaves
    // the range.
    let vExponent = Int(vNorm.exponent)
    let productExponent = Int(zNorm.exponent) + vExponent
    let exponent = norm > 0 ? max(Int(norm.exponent), productExponent) : productExponent
    var (zRows, vRows) = (Self.rowsInDouble(z), Self.rowsInDouble(v))
    zRows.scale(byPowerOfTwo: vExponent - exponent)
    vRows.scale(byPowerOfTwo: -vExponent)
    guard let square = residualSquare(zRows, vRows, exponent: exponent) else {
      return entrywiseResidualNorm(z, v)
    }
    return Scalar(FALinalg.scaled(square.squareRoot(), byPowerOfTwo: exponent))
  }

  /// The transpose, in double precision.
  private static func rowsInDouble(_ matrix: MatrixView<Scalar>) -> Matrix<Double> {
    (Matrix(matrix.transposed) as? Matrix<Double>) ?? Matrix(converting: matrix.transposed)
  }

  /// ||2^-e A - Z V'||^2, or nil if it cancels too far.
  private func residualSquare(
    _ zRows: Matrix<Double>, _ vRows: Matrix<Double>, exponent: Int
  ) -> Double? {
    let stored = unsafe byColumns.withUnsafeLines { lines in
      unsafe zRows._withUnsafeMatrix { z in
        unsafe vRows._withUnsafeMatrix { v in
          unsafe storedResidual(lines, z, v, exponent: exponent)
        }
      }
    }
    let (zGram, vGram) = (zRows.transposed.gram, vRows.transposed.gram)
    var (product, magnitude) = (0.0, 0.0)
    for (first, second) in zip(zGram.elements, vGram.elements) {
      product += first * second
      magnitude += (first * second).magnitude
    }
    let square = stored.residual + max(0, product - stored.product)
    let scale = stored.residual + stored.product + magnitude
    return square >= Double.ulpOfOne.squareRoot() * scale ? square : nil
  }
}

/// The sums over the stored entries of (2^-e a - t)^2 and of t^2, with t = `z`' `v` at the place of
/// a.
///
/// - Parameters:
///   - lines: The columns of A.
///   - z: The rows of the left factor, one a column.
///   - v: The rows of the right factor, one a column.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func storedResidual<Scalar: BLASScalar>(
  _ lines: UnsafeLines<Scalar>, _ z: UnsafeMatrix<Double>, _ v: UnsafeMatrix<Double>, exponent: Int
) -> (residual: Double, product: Double) {
  guard let zBase = unsafe z.base, let vBase = unsafe v.base else { return (0, 0) }
  let length = unsafe z.rows
  // The power itself may be out of range.
  let half = exponent / 2
  let factor = Double(sign: .plus, exponent: -half, significand: 1)
  let otherFactor = Double(sign: .plus, exponent: half - exponent, significand: 1)
  var (residual, product) = (0.0, 0.0)
  for column in unsafe 0..<lines.count {
    let right = unsafe vBase + column * length
    var (columnResidual, columnProduct) = (0.0, 0.0)
    for place in unsafe lines.starts[column]..<lines.starts[column + 1] {
      let left = unsafe zBase + Int(lines.indices[place]) * length
      var sums = SIMD4<Double>.zero
      var index = 0
      while index + 4 <= length {
        let (first, second) = unsafe (
          UnsafeRawPointer(left + index).loadUnaligned(as: SIMD4<Double>.self),
          UnsafeRawPointer(right + index).loadUnaligned(as: SIMD4<Double>.self)
        )
        sums += first * second
        index += 4
      }
      var entry = sums.sum()
      while index < length {
        unsafe entry += left[index] * right[index]
        index += 1
      }
      let difference = unsafe Double(lines.values[place]) * factor * otherFactor - entry
      columnResidual += difference * difference
      columnProduct += entry * entry
    }
    residual += columnResidual
    product += columnProduct
  }
  return (residual, product)
}
