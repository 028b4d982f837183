import FALinalg
import Fixtures

// Recursive least squares with forgetting: the coefficients follow every new row. Its loop allocates nothing.

struct RecursiveLeastSquares {
  let forgetting: Double
  var weights: [Double]
  var p: Matrix<Double>
  private var px: [Double]

  init(count: Int, forgetting: Double) {
    self.forgetting = forgetting
    weights = [Double](repeating: 0, count: count)
    px = weights
    p = 100 * Matrix.identity(count)
  }

  mutating func learn(_ x: [Double], _ y: Double) {
    multiply(p, x, into: &px)
    let weight = 1 / (forgetting + x.dot(px))
    weights.add(px, scaledBy: weight * (y - x.dot(weights)))
    p.addOuter(px, scaledBy: -weight)
    p *= 1 / forgetting
  }
}

let fixture = Fixture("recursive_least_squares")
let (x, y) = try (fixture.matrix("x"), fixture.vector("y"))
let rows = (0..<x.rows).map { Array(x.row($0)) }

let model = measured {
  var model = RecursiveLeastSquares(count: x.columns, forgetting: 0.99)
  model.learn(rows[0], y[0])
  withoutAllocations {
    for t in 1..<rows.count { model.learn(rows[t], y[t]) }
  }
  return model
}
try fixture.check("weights", model.weights, within: 1e-9)
try fixture.check("inverse", model.p, within: 1e-9)
