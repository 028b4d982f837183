import FALinalg
import Fixtures

// A recurrent cell, h <- tanh(W h + U x + b), for a batch of sequences. Its loop allocates nothing.

struct Cell {
  let w, u: Matrix<Double>
  let b: [Double]
  var h: Matrix<Double>
  private var next: Matrix<Double>

  init(w: Matrix<Double>, u: Matrix<Double>, b: [Double], batch: Int) {
    (self.w, self.u, self.b) = (w, u, b)
    h = .zeros(w.rows, batch)
    next = h
  }

  mutating func step(_ x: MatrixView<Double>) {
    multiply(w, h, into: &next)
    multiply(u, x, into: &next, beta: 1)
    next.addToColumns(b)
    next.mapInPlace(.tanh)
    swap(&h, &next)
  }
}

let fixture = Fixture("recurrent_cell")
let (w, u, b) = try (fixture.matrix("w"), fixture.matrix("u"), fixture.vector("b"))
let x = try fixture.matrix("x")
let batch = 4

let state = measured {
  var cell = Cell(w: w, u: u, b: b, batch: batch)
  cell.step(x[..., 0..<batch])
  withoutAllocations {
    for t in 1..<(x.columns / batch) {
      cell.step(x[..., (t * batch)..<((t + 1) * batch)])
    }
  }
  return cell.h
}
try fixture.check("state", state, within: 1e-11)
