import FALinalg
import Fixtures

// Poisson's equation on a square, -u'' = f with u = 0 on the border, by conjugate gradients.

/// The five-point Laplacian of an n x n grid, times the square of its spacing.
func laplacian(_ n: Int) -> SparseMatrix<Double> {
  var entries: [(Int, Int, Double)] = []
  for j in 0..<n {
    for i in 0..<n {
      let k = i + n * j
      entries.append((k, k, 4))
      if i > 0 { entries.append((k, k - 1, -1)) }
      if i < n - 1 { entries.append((k, k + 1, -1)) }
      if j > 0 { entries.append((k, k - n, -1)) }
      if j < n - 1 { entries.append((k, k + n, -1)) }
    }
  }
  return SparseMatrix(rows: n * n, columns: n * n, entries: entries)
}

func conjugateGradients(_ a: some LinearOperator<Double>, _ b: [Double], tolerance: Double)
  -> [Double]
{
  var x = [Double](repeating: 0, count: b.count)
  var r = b
  var p = b
  var ap = x
  var rho = r.dot(r)
  while rho.squareRoot() > tolerance * b.euclideanNorm {
    a.multiply(p, into: &ap)
    let step = rho / p.dot(ap)
    x.add(p, scaledBy: step)
    r.add(ap, scaledBy: -step)
    let next = r.dot(r)
    p.scale(by: next / rho)
    p.add(r)
    rho = next
  }
  return x
}

let fixture = Fixture("poisson_equation")
let source = try fixture.matrix("source")
let n = source.rows
let solution = measured {
  let h = 1 / Double(n + 1)
  let b = source.elements.map { h * h * $0 }
  return conjugateGradients(laplacian(n), b, tolerance: 1e-12)
}
let u = Matrix(rows: n, columns: n, columnMajor: solution)
print("max |u| = \(u.maximumMagnitude)")
try fixture.check("solution", u, within: 1e-9)
