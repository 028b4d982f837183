extension BLAS {
  /// Multiplies and decomposes small matrices with known answers, in both precisions.
  ///
  /// - Returns: What was wrong, or nil if every answer was right.
  /// - Complexity: A few million operations.
  public static func selfTest() -> String? {
    selfTest(Double.self) ?? selfTest(Float.self)
  }

  private static func selfTest<Scalar: BLASScalar>(_: Scalar.Type) -> String? {
    // Small whole numbers: every product and sum is exact, so that (A B) 1 = A (B 1) holds to the
    // last bit and any difference is a wrong kernel.
    let order = 97
    let a = Matrix<Scalar>(rows: order, columns: order) { i, j in Scalar((3 * i + 5 * j) % 7 - 3) }
    let b = Matrix<Scalar>(rows: order, columns: order) { i, j in Scalar((2 * i + 7 * j) % 5 - 2) }
    let product = a * b
    let sums = (0..<order).map { i in (0..<order).reduce(Scalar(0)) { $0 + b[i, $1] } }
    for i in 0..<order {
      let found = (0..<order).reduce(Scalar(0)) { $0 + product[i, $1] }
      let exact = (0..<order).reduce(Scalar(0)) { $0 + a[i, $1] * sums[$1] }
      if found != exact {
        return "gemm in \(Scalar.self): row \(i) of a product sums to \(found), not \(exact)"
      }
    }
    // I - 2 v v' / v'v is its own inverse and orthogonal: all singular values are one.
    let v = Matrix<Scalar>(rows: order, columns: 1) { i, _ in Scalar(i % 3 + 1) }
    let reflection =
      Matrix<Scalar>.identity(order)
      - (2 / v.frobeniusInnerProduct(v)) * (v * v.transposed)
    guard let values = try? reflection.singularValues() else {
      return "gesdd in \(Scalar.self) did not converge on a reflection"
    }
    let tolerance = 100 * Scalar.ulpOfOne
    if let wrong = values.first(where: { ($0 - 1).magnitude > tolerance }) {
      return "gesdd in \(Scalar.self): a reflection has the singular value \(wrong)"
    }
    return nil
  }
}
