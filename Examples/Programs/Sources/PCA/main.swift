import FALinalg
import Fixtures

// Principal components: the variance along each, and the data as the first three of them have it.

func principalComponents(_ x: Matrix<Double>) throws -> (variances: [Double], fit: Matrix<Double>) {
  let means = x.columnMeans
  var centred = x
  centred.centerColumns()
  let svd = try centred.svd()
  let variances = svd.singularValues.map { $0 * $0 / Double(x.rows - 1) }

  var scores = Matrix(svd.u[..., 0..<3])
  scores.scaleColumns(by: Array(svd.singularValues[0..<3]))
  var fit = scores * svd.vTransposed[0..<3, ...]
  fit.addToRows(means)
  return (variances, fit)
}

let fixture = Fixture("pca")
let x = try fixture.matrix("x")
let (variances, fit) = try measured { try principalComponents(x) }
print(
  "the first three explain \(100 * variances[0..<3].reduce(0, +) / variances.sum) % of the variance"
)
try fixture.check("variances", variances, within: 1e-12)
try fixture.check("fit", fit, within: 1e-12)
