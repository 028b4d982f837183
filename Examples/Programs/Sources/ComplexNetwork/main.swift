import FALinalg
import Fixtures

// The voltages in a network of alternating current, (G + iB) v = c. Scalars are real, so the parts become blocks.

func voltages(
  conductance g: Matrix<Double>, susceptance b: Matrix<Double>, current c: Matrix<Double>
) throws -> Matrix<Double> {
  let n = g.rows
  var a = Matrix<Double>.zeros(2 * n, 2 * n)
  a[0..<n, 0..<n] = g
  a[0..<n, n..<(2 * n)] = b
  a[0..<n, n..<(2 * n)] *= -1
  a[n..<(2 * n), 0..<n] = b
  a[n..<(2 * n), n..<(2 * n)] = g
  // The columns of c are the real and the imaginary parts.
  let v = try a.solve(c.elements)
  return Matrix(rows: n, columns: 2, columnMajor: v)
}

let fixture = Fixture("complex_network")
let (g, b) = try (fixture.matrix("conductance"), fixture.matrix("susceptance"))
let c = try fixture.matrix("current")
let v = try measured { try voltages(conductance: g, susceptance: b, current: c) }
print("at node 0: \(v[0, 0]) + \(v[0, 1])i")
try fixture.check("voltage", v, within: 1e-12)
