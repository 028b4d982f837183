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
  /// That of a run in coordinates of a problem whose optimum may be known.
  ///
  /// - Complexity: O((n p + m q) r), and a pass over the target with p vectors for coordinates that hold only a part
  ///   of Z'E.
  init<Target: LinearOperator<Scalar>>(
    _ coordinates: some Coordinates<Scalar>, of problem: FactorizationProblem<Target>
  ) throws(LinearAlgebraError) {
    let optimum = problem.known.optimum
    guard let directions = coordinates.directions else {
      self.optimum = optimum.map { ($0.uniqueLeft, $0.uniqueRight) }
      return
    }
    let (left, right) = (directions.left, directions.right)
    self.optimum = try optimum.map { (optimum) throws(LinearAlgebraError) in
      (
        try left.completedCoordinates(of: optimum.uniqueLeft),
        try right.completedCoordinates(of: optimum.uniqueRight)
      )
    }
    guard !directions.holdGradient else { return }
    var image = Matrix<Scalar>.zeros(problem.target.columns, left.count)
    problem.target.multiplyTransposed(
      left.lift(Matrix.identity(left.count)).view, into: &image)
    image -= right.lift(right.coordinates(of: image))
    unseen = try image.qr().r
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
