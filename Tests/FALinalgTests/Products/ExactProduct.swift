import FALinalg
import TestSupport

/// A product in doubled precision, from which every alpha and beta follows.
struct ExactProduct {
  let rows: Int
  let columns: Int
  var product: [Double]
  var magnitudes: [Double]

  init<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) {
    let (left, right) = (a.elements.map { Double($0) }, b.elements.map { Double($0) })
    (rows, columns) = (a.rows, b.columns)
    product = Array(repeating: 0, count: rows * columns)
    magnitudes = product
    for j in 0..<columns {
      for i in 0..<rows {
        var (sum, low, magnitude) = (0.0, 0.0, 0.0)
        for p in 0..<a.columns {
          let (x, y) = (left[i + p * rows], right[p + j * b.rows])
          // The rounding errors of the product and of the sum are numbers: add them up apart.
          let term = x * y
          let termError = (-term).addingProduct(x, y)
          let next = sum + term
          let added = next - sum
          low += (sum - (next - added)) + (term - added) + termError
          sum = next
          magnitude += term.magnitude
        }
        product[i + j * rows] = sum + low
        magnitudes[i + j * rows] = magnitude
      }
    }
  }

  /// The largest error of an entry of `result` as alpha A B + beta C, in units of the bound.
  func ratio<Scalar>(
    of result: Matrix<Scalar>, alpha: Scalar, beta: Scalar, old: Matrix<Scalar>
  ) -> Double {
    guard result.rows == rows, result.columns == columns else { return .infinity }
    let (alpha, beta) = (Double(alpha), Double(beta))
    let (result, old) = (result.elements.map { Double($0) }, old.elements.map { Double($0) })
    var worst = 0.0
    for index in result.indices {
      let before = beta == 0 ? 0 : beta * old[index]
      let error = (result[index] - (alpha * product[index] + before)).magnitude
      let unit = Scalar.epsilon * (alpha.magnitude * magnitudes[index] + before.magnitude)
      let ratio = error == 0 ? 0 : error / unit
      if !(ratio <= worst) { worst = ratio }
      if worst.isNaN { return worst }
    }
    return worst
  }
}
