import FALinalg
import Fixtures

// The correlation matrix nearest to a symmetric matrix, by alternating projections with Dykstra's correction
// (N. Higham, "Computing the nearest correlation matrix", IMA J. Numer. Anal. 22, 2002).

func nearestCorrelation(_ a: Matrix<Double>, steps: Int) throws -> Matrix<Double> {
  let ones = [Double](repeating: 1, count: a.rows)
  var y = a
  var correction = Matrix<Double>.zeros(a.rows, a.rows)
  for _ in 0..<steps {
    let r = y - correction
    y = try r.symmetricEigen().map { max($0, 0) }
    correction = y - r
    y.diagonal = ones
  }
  return y
}

let fixture = Fixture("nearest_correlation")
let a = try fixture.matrix("a")
let nearest = try measured { try nearestCorrelation(a, steps: 50) }
print(
  "||A - X|| = \((a - nearest).frobeniusNorm), smallest eigenvalue \(try nearest.symmetricEigenvalues()[0])"
)
try fixture.check("nearest", nearest, within: 1e-11)
