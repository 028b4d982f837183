public import FALinalg

/// A matrix in the form in which a file holds it.
public enum MatrixContents<Scalar: BLASScalar>: Sendable {
  /// A matrix with all its entries: from `.npy`, text, an `array` in `.mtx`, an array in `.npz`.
  case dense(Matrix<Scalar>)
  /// A matrix with only some entries: from `coordinate` in `.mtx`, a SciPy matrix in `.npz`.
  case sparse(SparseMatrix<Scalar>)

  /// The matrix, for what only needs products with it.
  public var linearOperator: any LinearOperator<Scalar> {
    switch self {
    case .dense(let matrix): matrix
    case .sparse(let matrix): matrix
    }
  }
}
