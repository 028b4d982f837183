import FALinalg
import Fixtures
import Foundation

// Three clusters of points, by the eigenvectors of the normalized Laplacian of their graph.

func embedding(_ points: Matrix<Double>) throws -> (values: [Double], rows: Matrix<Double>) {
  var affinity = try points.pairwiseSquaredDistances()
  affinity *= -0.5
  affinity.mapInPlace(.exp)
  affinity.diagonal = [Double](repeating: 0, count: points.rows)

  let root = affinity.rowSums.map { 1 / $0.squareRoot() }
  affinity.scaleRows(by: root)
  affinity.scaleColumns(by: root)
  let laplacian = Matrix.identity(points.rows) - affinity
  let eigen = try laplacian.symmetricEigen(.smallest(3))

  var rows = eigen.vectors
  rows.scaleRows(by: (0..<rows.rows).map { 1 / rows.row($0).frobeniusNorm })
  return (eigen.values, rows)
}

/// Rows of one cluster point the same way, those of different ones are nearly orthogonal.
func clusters(_ rows: Matrix<Double>) -> [Int] {
  var leaders: [[Double]] = []
  return (0..<rows.rows).map { i in
    let row = Array(rows.row(i))
    if let cluster = leaders.firstIndex(where: { $0.dot(row) > 0.5 }) { return cluster }
    leaders.append(row)
    return leaders.count - 1
  }
}

let fixture = Fixture("spectral_clustering")
let points = try fixture.matrix("points")
let (values, rows) = try measured { try embedding(points) }
let labels = clusters(rows)
for cluster in 0..<3 {
  print("cluster \(cluster): \(labels.count(where: { $0 == cluster })) points")
}
precondition(
  labels == labels.indices.map { 3 * $0 / labels.count }, "the clusters are not those drawn")
// The first eigenvalue is zero.
try fixture.check("values", values, within: 1e-11)
try fixture.check("similarity", rows * rows.transposed, within: 1e-10)
