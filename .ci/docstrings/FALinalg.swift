import Dispatch
import FALinalg

/// What the blocks of code in the comments of FALinalg speak of without saying where it is from.
struct Given {
  var a, b, c, q, r, gram, squaredDistances: Matrix<Double>
  var h: Matrix<Float>
  var matrices: [Matrix<Double>]
  var x, y, lower, main, upper: [Double]
  let n, i, j: Int
  let lu: LU<Double>
  let qr: QR<Double>

  func secondDifference(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {}
}

let problems: [Matrix<Double>] = []
func solve(_ problem: Matrix<Double>) {}
// Not in `Given`, of which nothing else may be used while a part of it is changed in place.
nonisolated(unsafe) var d = Matrix<Double>.zeros(3, 3)
