// As one would type it, the comments side by side.
// swift-format-ignore-file
import FALinalg

let a = Matrix<Double>(rows: [[4, 1, 2], [1, 3, 0], [2, 0, 5], [1, 1, 1]])
let gram = a.transposed * a
let svd = try a.svd()                       // thin: svd.u, svd.singularValues, svd.vTransposed
let best = try a.truncatedSVD(rank: 1)      // the same fields, and best.error
let qr = try a.qr()                         // qr.q, qr.r
let eigen = try gram.symmetricEigen()       // eigen.values ascending, eigen.vectors
let chol = try gram.cholesky()              // chol.l
let x = try gram.solve(Matrix<Double>(rows: [[1], [2], [3]]))
let fit = try a.leastSquares(Matrix<Double>(rows: [[1], [2], [3], [4]]))
var c = Matrix<Double>(rows: 3, columns: 3, repeating: 0)
multiply(a.transposed, a, into: &c)         // no allocation
print(svd.singularValues, best.error, qr.r[0, 0], eigen.values, chol.l[0, 0], x[0, 0], fit[0, 0], gram.determinant, a.conditionNumber, a[0..<2, 1..<3].frobeniusNorm, c == gram)
