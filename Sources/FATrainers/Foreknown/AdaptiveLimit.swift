public import FALinalg

/// Where the flow of ``AdaptiveFeedback`` ends, from the eigenvalues of F Y.
///
/// The row space of W is that of W_0 exp(t F Y). In the end it holds the left eigenvectors of the r leading eigenvalues by
/// real part. If only p < r of these are positive, the others are of F Y's null space, on which the exponential is
/// the identity: what W_0 has there stays, in the r - p combinations of its rows that have none of the growing
/// directions. Those of negative real part fade (Mathematics.md: "Adaptive feedback", a derivation of this project).
///
/// Steps of a finite size follow the flow where the end does not depend on the start, and to first order in the step where it does.
public struct AdaptiveLimit<Scalar: BLASScalar>: Sendable {
  /// The eigenvalues of F Y that are not zero, from the largest real part: as many as rank(Y) or fewer.
  public let eigenvalues: [Eigenvalue<Scalar>]
  /// How many of their directions are lost, for eigenvalues of negative real part.
  public var lostCount: Int { eigenvalues.count { $0.real < 0 } }
  /// The directions x that are lost, in columns of unit length: F Y x = mu x with a negative real part of mu, of a conjugate pair the
  /// real and the imaginary part. W x fades as e^(mu t).
  public let lostDirections: Matrix<Scalar>
  /// How fast the row space comes to its end, as e^(-rate t): the least distance between the real parts of what it keeps and of
  /// what it leaves, that of the null space of F Y being zero. Infinite where nothing is left.
  public let rate: Scalar
  /// Whether there are fewer growing directions than r, or the cut after the r-th parts a conjugate pair.
  public let dependsOnStart: Bool
  /// An orthonormal basis of the row space of W in the end, transposed; m x r or less.
  public let basis: Matrix<Scalar>
  /// Y P, P the projector on that.
  public let prediction: PredictedLimit<Scalar>

  /// Computes the limit.
  ///
  /// - Parameters:
  ///   - problem: What is factored.
  ///   - hidden: W_0.
  ///   - projection: F, m x n.
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O(m^3), and a product of the target with F.
  public init<Target: LinearOperator>(
    of problem: FactorizationProblem<Target>, from hidden: Matrix<Scalar>,
    projection: Matrix<Scalar>
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    // (F Y)' = Y'F', whose right eigenvectors are the left ones of F Y.
    let m = problem.target.columns
    var transposed = Matrix<Scalar>.zeros(m, m)
    problem.target.multiplyTransposed(Matrix(projection.transposed).view, into: &transposed)
    let parts = try FactorizationError.naming("F Y") { () throws(LinearAlgebraError) in
      try Self.parts(transposed, hidden, rank: problem.rank)
    }
    (eigenvalues, dependsOnStart, basis) = (parts.values, parts.dependsOnStart, parts.basis)
    lostDirections = parts.lost
    let reals = eigenvalues.map(\.real)
    let kept = reals.prefix(problem.rank).filter { $0 > 0 }
    let left =
      reals.dropFirst(kept.count) + (eigenvalues.count < problem.target.columns ? [0] : [])
    let grows = (kept.min() ?? 0) - (left.max() ?? -.infinity)
    // What W_0 has in the null space stays beside what grows, and the rest fades from there.
    let fades =
      kept.count < problem.rank ? -(reals.filter { $0 < 0 }.max() ?? -.infinity) : .infinity
    rate = kept.count < problem.rank ? min(kept.min() ?? .infinity, fades) : grows
    var image = Matrix<Scalar>.zeros(problem.target.rows, basis.columns)
    problem.target.multiply(basis.view, into: &image)
    prediction = PredictedLimit(
      formula: "Y P with P on the leading left eigenvectors of F Y", on: problem, image: image,
      rows: basis)
  }

  /// - Parameter matrix: (F Y)'.
  private static func parts(
    _ matrix: Matrix<Scalar>, _ hidden: Matrix<Scalar>, rank: Int
  ) throws(LinearAlgebraError) -> (
    values: [Eigenvalue<Scalar>], dependsOnStart: Bool, basis: Matrix<Scalar>, lost: Matrix<Scalar>
  ) {
    let eigen = try matrix.eigen(leftVectors: true)
    let values = eigen.values
    let cutoff = rankCutoff(rows: matrix.rows, columns: matrix.rows) * matrix.frobeniusNorm * 16
    let moving = values.indices.filter { values[$0].magnitude > cutoff }
      .sorted { (values[$0].real, $1) > (values[$1].real, $0) }
    let growing = moving.filter { values[$0].real > 0 }
    // The growing directions, as real columns: the real and the imaginary parts of a pair span the same plane.
    func columns(_ indices: [Int], _ part: Matrix<Scalar>, _ other: Matrix<Scalar>) -> Matrix<
      Scalar
    > {
      Matrix(rows: matrix.rows, columns: indices.count) { row, place in
        let index = indices[place]
        return values[index].imaginary < 0 ? other[row, index] : part[row, index]
      }
    }
    let chosen = Array(growing.prefix(rank))
    let partsPair =
      growing.count > rank && rank > 0
      && values[growing[rank - 1]].imaginary > 0 && values[growing[rank]].imaginary < 0
    var basis = columns(chosen, eigen.vectors.real, eigen.vectors.imaginary)
    if growing.count < rank {
      // Without the parts that move: I - sum x y' / (y'x), with x and y the right and left eigenvectors of (F Y)'.
      let (right, left) = (
        columns(moving, eigen.vectors.real, eigen.vectors.imaginary),
        columns(moving, eigen.leftVectors.real, eigen.leftVectors.imaginary)
      )
      let rows = Matrix(hidden.transposed)
      let projected = left.transposed * rows
      let resting = rows - right * (try (left.transposed * right).solve(projected))
      // Combinations of the rows of W_0 that have no part in the growing directions.
      let grownLeft = columns(growing, eigen.leftVectors.real, eigen.leftVectors.imaginary)
      let combinations = try (grownLeft.transposed * rows).nullSpace()
      basis = Matrix(horizontally: [basis, resting * combinations])
    }
    let fading = columns(
      moving.filter { values[$0].real < 0 }, eigen.leftVectors.real, eigen.leftVectors.imaginary)
    let lengths = (0..<fading.columns).map { 1 / fading[..., $0..<($0 + 1)].frobeniusNorm }
    return (
      moving.map { values[$0] }, growing.count < rank || partsPair,
      try basis.orthonormalBasis(relativeCutoff: 1024 * Scalar.ulpOfOne),
      fading * Matrix(diagonal: lengths)
    )
  }
}
