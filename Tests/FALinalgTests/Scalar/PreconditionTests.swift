import FALinalg
import Testing

/// Indices and shapes that cannot be are programming errors: the program stops.
@Suite struct PreconditionTests {
  @Test func indices() async {
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(2, 3)[2, 0] }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(2, 3)[0, -1] }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(2, 3)[-1, 1] }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(2, 3)[0, 3] }
    // Within the storage of the whole matrix, but outside the view.
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(4, 4)[0..<2, 0..<2][2, 0] }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(2, 3)[0..<3, 0..<1] }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(2, 3).row(2) }
  }

  @Test func shapes() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 2, columnMajor: [1, 2, 3])
    }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>(rows: [[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(-1, 2) }
    await #expect(processExitsWith: .failure) {
      var a = Matrix<Double>.zeros(2, 3)
      a.addToDiagonal([1, 2, 3])
    }
  }

  /// Of an approximation whose factors do not fit each other, nothing is read.
  @Test func factorsOfAResidual() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>.zeros(4, 3).residualNorm(
        Matrix.zeros(4, 2).view, Matrix.zeros(3, 1).view)
    }
  }

  @Test func rowsOfASparseMatrix() async {
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix(Matrix<Double>.zeros(4, 3))[2..<5, ...]
    }
  }

  /// Two matrices of a pencil have one shape, where either is square.
  @Test func pencils() async {
    await #expect(processExitsWith: .failure) {
      _ = try Matrix<Double>.identity(2).generalizedEigen(Matrix.zeros(2, 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = try Matrix<Double>.identity(2).generalizedEigen(Matrix.zeros(3, 2))
    }
  }
}
