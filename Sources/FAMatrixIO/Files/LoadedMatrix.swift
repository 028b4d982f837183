public import FALinalg

/// A matrix from a file, and what was decided on the way to it.
public struct LoadedMatrix<Scalar: BLASScalar>: Sendable {
  /// The matrix, in the form in which the file holds it.
  public let contents: MatrixContents<Scalar>
  /// What was read, where the file could be read in more than one way or not all of it is part of
  /// the matrix, as in "3 rows after a line of names"; empty if there was nothing to decide.
  public let notes: [String]
}
