import FALinalg
import Fixtures

// The linear-quadratic regulator of x <- A x + B u, and how far noise spreads the state under it.

func regulator(
  a: Matrix<Double>, b: Matrix<Double>, q: Matrix<Double>, r: Matrix<Double>, noise: Matrix<Double>
) throws -> (cost: Matrix<Double>, gain: Matrix<Double>, spread: Matrix<Double>, radius: Double) {
  let cost = try solveDiscreteRiccati(a, b, q, r)
  let bp = b.transposed * cost
  let gain = try (r + bp * b).solve(bp * a, assuming: .positiveDefinite)
  let closed = a - b * gain
  let spread = try solveDiscreteLyapunov(closed, noise)
  let radius = try closed.eigenvalues().map { $0.magnitude }.max() ?? 0
  return (cost, gain, spread, radius)
}

let fixture = Fixture("control")
let (a, b) = try (fixture.matrix("a"), fixture.matrix("b"))
let (q, r, noise) = try (fixture.matrix("q"), fixture.matrix("r"), fixture.matrix("noise"))
let found = try measured { try regulator(a: a, b: b, q: q, r: r, noise: noise) }
print("deviations fade by \(found.radius) a step")
try fixture.check("cost", found.cost, within: 1e-10)
try fixture.check("gain", found.gain, within: 1e-10)
try fixture.check("spread", found.spread, within: 1e-9)
try fixture.check("radius", [found.radius], within: 1e-10)
