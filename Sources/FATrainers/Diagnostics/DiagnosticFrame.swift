import FALinalg

/// What the diagnostics need of the whole problem and a run in reduced coordinates does not see.
struct DiagnosticFrame<Scalar: BLASScalar>: Sendable {
  /// The singular vectors of the optimum: their coordinates, and below them those of what they have outside;
  /// with orthonormal columns.
  var optimum: (left: Matrix<Scalar>, right: Matrix<Scalar>)?
  /// A matrix N with ||N X||_F = ||(I - RR')Y'L X||_F for all X; nil where that is zero.
  var unseen: Matrix<Scalar>?
}

extension DiagnosticFrame {
  /// That of a run on the target as it is.
  init(_ optimum: Optimum<Scalar>?) {
    self.optimum = optimum.map { ($0.uniqueLeft, $0.uniqueRight) }
  }
}

extension Reduction {
  /// That of a run on the small problem, where L and R are closed under every rule.
  ///
  /// - Complexity: O((n p + m q) r).
  func frame(
    _ optimum: Optimum<Scalar>?
  ) throws(LinearAlgebraError) -> DiagnosticFrame<Scalar> {
    guard let optimum else { return DiagnosticFrame() }
    return DiagnosticFrame(
      optimum: (
        try left.completedCoordinates(of: optimum.uniqueLeft),
        try right.completedCoordinates(of: optimum.uniqueRight)
      ))
  }

  /// The same where they are closed under rules with fixed feedback alone, and hold only a part of Z'E.
  ///
  /// - Complexity: Besides, a pass over the target with p vectors.
  func frame<Target: LinearOperator<Scalar>>(
    _ optimum: Optimum<Scalar>?, of target: Target
  ) throws(LinearAlgebraError) -> DiagnosticFrame<Scalar> {
    var result = try frame(optimum)
    var image = Matrix<Scalar>.zeros(target.columns, left.count)
    target.multiplyTransposed(left.lift(Matrix.identity(left.count)).view, into: &image)
    image -= right.lift(right.coordinates(of: image))
    result.unseen = try image.qr().r
    return result
  }
}

extension CoordinateBasis {
  /// The coordinates of orthonormal columns and, below them, those of what they have outside.
  fileprivate func completedCoordinates(
    of columns: Matrix<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let inside = coordinates(of: columns)
    return Matrix(vertically: [inside, try (columns - lift(inside)).qr().r])
  }
}
