import FALinalg
import Fixtures

// The coefficients of ridge regression for many penalties, from one decomposition.

func ridgePath(_ x: Matrix<Double>, _ y: [Double], _ penalties: [Double]) throws -> Matrix<Double> {
  var centred = x
  centred.centerColumns()
  let mean = y.mean
  let svd = try centred.svd()
  let s = svd.singularValues
  let uy = svd.u.transposed * y.map { $0 - mean }

  // Column by column the shrunken coordinates, and all of them turned at once.
  let shrunken = Matrix(rows: s.count, columns: penalties.count) { i, j in
    s[i] / (s[i] * s[i] + penalties[j]) * uy[i]
  }
  return svd.vTransposed.transposed * shrunken
}

let fixture = Fixture("ridge_path")
let (x, y, penalties) = try (fixture.matrix("x"), fixture.vector("y"), fixture.vector("penalties"))
let path = try measured { try ridgePath(x, y, penalties) }
for (j, penalty) in penalties.enumerated() where j % 4 == 0 {
  print("penalty \(penalty): ||b|| = \(path.column(j).frobeniusNorm)")
}
try fixture.check("path", path, within: 1e-12)
