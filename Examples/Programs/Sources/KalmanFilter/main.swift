import FALinalg
import Fixtures

// A Kalman filter that follows an object in the plane by noisy measurements of its place. Its loop allocates nothing.

struct KalmanFilter {
  let f, h, q, r: Matrix<Double>
  var x: [Double]
  var p: Matrix<Double>

  private var predicted: [Double]
  private var innovation: [Double]
  private var fp, hp, gain, s: Matrix<Double>
  private var cholesky: Cholesky<Double>

  init(f: Matrix<Double>, h: Matrix<Double>, q: Matrix<Double>, r: Matrix<Double>) {
    (self.f, self.h, self.q, self.r) = (f, h, q, r)
    let (n, m) = (f.rows, h.rows)
    x = [Double](repeating: 0, count: n)
    p = .identity(n)
    predicted = x
    innovation = [Double](repeating: 0, count: m)
    fp = .zeros(n, n)
    hp = .zeros(m, n)
    gain = .zeros(m, n)
    s = .zeros(m, m)
    cholesky = Cholesky(order: m)
  }

  mutating func predict() {
    multiply(f, x, into: &predicted)
    swap(&x, &predicted)
    multiply(f, p, into: &fp)
    p.assign(q)
    multiply(fp, f.transposed, into: &p, beta: 1)
  }

  mutating func correct(with z: MatrixView<Double>) throws {
    multiply(h, p, into: &hp)
    s.assign(r)
    multiply(hp, h.transposed, into: &s, beta: 1)
    try cholesky.factor(s)
    gain.assign(hp)
    cholesky.solve(&gain)  // S^-1 H P, the transpose of the gain

    for i in innovation.indices { innovation[i] = z[0, i] }
    multiply(h, x, into: &innovation, alpha: -1, beta: 1)
    multiply(gain.transposed, innovation, into: &x, beta: 1)
    multiply(gain.transposed, hp, into: &p, alpha: -1, beta: 1)
  }
}

let fixture = Fixture("kalman_filter")
let z = try fixture.matrix("z")
let (f, h, q, r) = try (
  fixture.matrix("f"), fixture.matrix("h"), fixture.matrix("q"), fixture.matrix("r")
)

let (track, covariance) = try measured {
  var filter = KalmanFilter(f: f, h: h, q: q, r: r)
  var track = Matrix<Double>.zeros(z.rows, f.rows)
  func step(_ t: Int) throws {
    filter.predict()
    try filter.correct(with: z.row(t))
    track[t, ...] = filter.x
  }
  try step(0)
  try withoutAllocations {
    for t in 1..<z.rows { try step(t) }
  }
  return (track, filter.p)
}
try fixture.check("track", track, within: 1e-11)
try fixture.check("covariance", covariance, within: 1e-11)
