import FALinalg
import Fixtures
import Foundation

// Regression by a Gaussian process: mean and variance at new points, and the evidence.

func kernel(_ a: Matrix<Double>, _ b: Matrix<Double>) throws -> Matrix<Double> {
  var k = try a.pairwiseSquaredDistances(to: b)
  k *= -0.5
  k.mapInPlace(.exp)
  return k
}

func regression(
  _ x: Matrix<Double>, _ y: [Double], at points: Matrix<Double>
) throws -> (mean: [Double], variance: [Double], evidence: Double) {
  var k = try kernel(x, x)
  k.addToDiagonal(0.01)
  let cholesky = try k.cholesky()
  let alpha = cholesky.solve(y)

  let across = try kernel(x, points)
  let mean = across.transposed * alpha
  var half = try cholesky.l.solve(across, assuming: .lowerTriangular)
  half.mapInPlace { $0 * $0 }
  let variance = half.columnSums.map { 1 - $0 }

  let evidence = -0.5 * (y.dot(alpha) + cholesky.logDeterminant + Double(x.rows) * log(2 * .pi))
  return (mean, variance, evidence)
}

let fixture = Fixture("gaussian_process")
let (x, y, at) = try (fixture.matrix("x"), fixture.vector("y"), fixture.matrix("at"))
let found = try measured { try regression(x, y, at: at) }
try fixture.check("mean", found.mean, within: 1e-10)
try fixture.check("variance", found.variance, within: 1e-10)
try fixture.check("evidence", [found.evidence], within: 1e-11)
