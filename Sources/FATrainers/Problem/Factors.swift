public import FALinalg

/// The two factors of a solution: Z (n x r), the readout, and W (r x m), the hidden layer.
public struct Factors<Scalar: BLASScalar>: Sendable, Codable, Equatable {
  /// n x r.
  public var z: Matrix<Scalar>
  /// r x m.
  public var w: Matrix<Scalar>

  /// Pairs two factors.
  public init(z: Matrix<Scalar>, w: Matrix<Scalar>) {
    self.z = z
    self.w = w
  }
}

extension Factors {
  /// Whether both are zero: a saddle of gradient descent, which rests there.
  var areZero: Bool { z.frobeniusNorm == 0 && w.frobeniusNorm == 0 }

  /// ||ZW - AB||_F for another pair A, B, which may have another rank: from QR decompositions of the factors, without the n m
  /// entries of a product.
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O((n + m) r^2).
  func productDistance(to other: Factors<Scalar>) throws(FactorizationError) -> Scalar {
    try FactorizationError.naming("the factors") { () throws(LinearAlgebraError) in
      let left = try Matrix(horizontally: [z, (-1) * other.z]).qr().r
      let right = try Matrix(horizontally: [w.transposed, other.w.transposed]).qr().r
      return (left * right.transposed).frobeniusNorm
    }
  }
}

extension FactorizationProblem {
  /// Throws unless the factors fit the problem and are finite.
  func check(_ start: Factors<Scalar>) throws(FactorizationError) {
    try FactorizationError.check(
      start.z, named: "the initial Z", rows: target.rows, columns: rank)
    try FactorizationError.check(
      start.w, named: "the initial W", rows: rank, columns: target.columns)
  }

  /// Throws unless the feedback fits the problem and is finite.
  func check(feedback: Matrix<Scalar>) throws(FactorizationError) {
    try FactorizationError.check(
      feedback, named: "the feedback", rows: rank, columns: target.rows)
  }
}
