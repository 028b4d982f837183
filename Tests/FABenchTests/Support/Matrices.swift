import FALinalg
import FAMatrixIO
import Foundation
import TestSupport

extension TemporaryDirectory {
  /// Writes a matrix as `.npy` and returns its path.
  func write(_ matrix: Matrix<Double>, as name: String) throws -> String {
    try MatrixFile.write(matrix, to: file(name))
    return file(name)
  }
}

/// A matrix of full rank with entries in [-1, 1), the same at every call.
func sampleMatrix(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix<Double> {
  var generator = SeededGenerator(seed: seed)
  return Matrix(
    rows: rows, columns: columns,
    columnMajor: (0..<rows * columns).map { _ in generator.symmetric() })
}

/// Whether two numbers agree, relative to the second.
func agree(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
  abs(value - expected) <= tolerance * abs(expected)
}
