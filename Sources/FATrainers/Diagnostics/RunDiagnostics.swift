import FALinalg
internal import Platform

/// What can be said of a run at one step, besides its error; norms are Frobenius norms. All numbers are finite.
///
/// Everything is computed in the coordinates of the run, at a cost that does not depend on the size of
/// the target where they are reduced ones.
public struct RunDiagnostics: Sendable, Codable {
  /// ||Y - Y P||, P the projector on the row space of W: what no readout can make of the hidden layer.
  ///
  /// With ``readoutLag`` it makes up the error exactly: since the rows of Y P - ZW lie in the row space
  /// of W and those of Y - Y P are orthogonal to it, ||Y - ZW||^2 = ||Y - Y P||^2 + ||Y P - ZW||^2.
  /// It is never below the optimum.
  public let representationError: Double
  /// ||Y P - ZW||: what the readout has not learned of what the hidden layer offers.
  public let readoutLag: Double
  /// ||E W'||.
  public let readoutGradientNorm: Double
  /// ||C E||, for a rule with feedback.
  public let feedbackErrorNorm: Double?
  /// From the rule's step of both factors, apart from decay, to gradient descent's and pseudo-backprop's.
  public let stepAngles: DirectionAngles
  /// From the rule's step of W alone to Z'E and Z^+ E.
  public let hiddenAngles: DirectionAngles
  /// ||C|| / ||Z||, for a rule with feedback, if Z is not zero.
  public let feedbackToReadout: Double?
  /// ||Z'Z - WW'||, which the flow of gradient descent conserves.
  public let imbalance: Double
  /// ||WW' - CZ - Z'C'||, which the flow of feedback alignment conserves.
  public let feedbackImbalance: Double?
  /// ||CZ - WW'||, which is zero where feedback alignment with decay rests.
  public let alignmentDefect: Double?
  /// The exponential of the entropy of the singular values of ZW, as shares of their sum: from 1 to r; nil for
  /// a product of zero.
  ///
  /// Source: O. Roy, M. Vetterli, "The effective rank: a measure of effective dimensionality", EUSIPCO 2007.
  public let effectiveRank: Double?
  /// The principal angles between the row space of W and the optimum's, in degrees from the smallest; nil where
  /// the optimum is not known to the trainer.
  public let rowSpaceAnglesDegrees: [Double]?
  /// The same for the column space of Z.
  public let columnSpaceAnglesDegrees: [Double]?
}

/// The angles between a rule's direction and those of two others, in degrees from 0 to 180; nil where a
/// direction is zero.
public struct DirectionAngles: Sendable, Equatable, Codable {
  /// To gradient descent's.
  public let toGradientDegrees: Double?
  /// To pseudo-backprop's.
  public let toPseudoBackpropDegrees: Double?
}

extension RunDiagnostics {
  /// Measures a state whose directions have just been evaluated.
  ///
  /// - Returns: Nil where a number has left the range.
  /// - Throws: `nonFinite`, `noConvergence`.
  /// - Complexity: Two products with the target of at most 3 r columns, and O((n + m) r^2).
  init?<Scalar, Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Scalar>,
    error: Scalar, frame: DiagnosticFrame<Scalar>
  ) throws(LinearAlgebraError) {
    let (z, v, b) = (state.z, state.v, state.b)
    let (readout, hidden) = (try z.svd(), try v.svd())
    let columns = Matrix(readout.u[..., 0..<readout.rank()])
    let rows = Matrix(hidden.u[..., 0..<hidden.rank()])

    // E Q, Q the basis of the row space of W; then E W' = (E Q)(Q'W').
    var image = Matrix<Scalar>.zeros(z.rows, rows.columns)
    problem.target.multiply(rows.view, into: &image)
    let rowCoordinates = rows.transposed * v
    let lag = image - z * rowCoordinates.transposed
    let gradient = lag * rowCoordinates
    // Where the lag is the smaller part, the difference of the squares does not cancel.
    let share = lag.frobeniusNorm / error
    let outside =
      share * share < 0.5
      ? error * ((1 - share) * (1 + share)).squareRoot()
      : problem.target.residualNorm(image.view, rows.view)
    (readoutLag, representationError) = (Double(lag.frobeniusNorm), Double(outside))
    readoutGradientNorm = Double(gradient.frobeniusNorm)

    // E'[Z, (Z^+)', C'].
    let rank = z.columns
    let inverse = Matrix(readout.pseudoInverse().transposed)
    let through = Matrix(horizontally: [z, inverse, b])
    var back = Matrix<Scalar>.zeros(v.rows, through.columns)
    problem.target.multiplyTransposed(through.view, into: &back)
    multiply(v, z.transposed * through, into: &back, alpha: -1, beta: 1)
    func unseenNorm(_ x: Matrix<Scalar>) -> Scalar {
      frame.unseen.map { ($0 * x).frobeniusNorm } ?? 0
    }
    let own = Direction(z: state.dz, v: state.dv)
    let descent = Direction(z: gradient, v: Matrix(back[..., 0..<rank]), unseen: unseenNorm(z))
    let pseudo = Direction(
      z: gradient, v: Matrix(back[..., rank..<(2 * rank)]), unseen: unseenNorm(inverse))
    stepAngles = DirectionAngles(
      toGradientDegrees: own.angle(to: descent), toPseudoBackpropDegrees: own.angle(to: pseudo))
    hiddenAngles = DirectionAngles(
      toGradientDegrees: own.hidden.angle(to: descent.hidden),
      toPseudoBackpropDegrees: own.hidden.angle(to: pseudo.hidden))

    let (readoutGram, hiddenGram) = (z.transposed * z, v.transposed * v)
    imbalance = Double((readoutGram - hiddenGram).frobeniusNorm)
    guard [readoutLag, representationError, readoutGradientNorm, imbalance].allSatisfy(\.isFinite)
    else { return nil }
    if b.columns == 0 {
      (feedbackErrorNorm, feedbackToReadout) = (nil, nil)
      (feedbackImbalance, alignmentDefect) = (nil, nil)
    } else {
      let alignment = b.transposed * z
      let norm = z.frobeniusNorm
      feedbackErrorNorm = finite(back[..., (2 * rank)...].frobeniusNorm)
      feedbackImbalance = finite((hiddenGram - alignment - alignment.transposed).frobeniusNorm)
      alignmentDefect = finite((alignment - hiddenGram).frobeniusNorm)
      feedbackToReadout = norm > 0 ? finite(state.feedbackNorm / norm) : nil
    }
    effectiveRank = exponentialEntropy(
      try ((columns.transposed * z) * rowCoordinates.transposed).singularValues())
    rowSpaceAnglesDegrees = try frame.optimum.map { (optimum) throws(LinearAlgebraError) in
      try anglesDegrees(rows, optimum.right)
    }
    columnSpaceAnglesDegrees = try frame.optimum.map { (optimum) throws(LinearAlgebraError) in
      try anglesDegrees(columns, optimum.left)
    }
  }
}

/// A direction of both factors, and the norm of what W's has outside the coordinates.
private struct Direction<Scalar: BLASScalar> {
  var z: Matrix<Scalar>
  var v: Matrix<Scalar>
  var unseen: Scalar = 0

  /// W's alone.
  var hidden: Self { Direction(z: .zeros(0, 0), v: v, unseen: unseen) }

  private var norm: Scalar { [z.frobeniusNorm, v.frobeniusNorm, unseen].euclideanNorm }

  /// The other may have a part outside the coordinates; this one must not.
  ///
  /// From the sum and the difference of unit vectors, which tell small angles as well as large ones.
  func angle(to other: Self) -> Double? {
    let (first, second) = (norm, other.norm)
    guard first > 0, second > 0, first.isFinite, second.isFinite else { return nil }
    func combined(_ sign: Scalar) -> Double {
      func part(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Scalar {
        ((1 / first) * a).adding(b, scaledBy: sign / second).frobeniusNorm
      }
      return Double([part(z, other.z), part(v, other.v), other.unseen / second].euclideanNorm)
    }
    return 2 * atan2(combined(-1), combined(1)) * 180 / .pi
  }
}

private func finite(_ value: some BLASScalar) -> Double? {
  value.isFinite ? Double(value) : nil
}

/// The exponential of the entropy of numbers as shares of their sum; nil if that is zero.
private func exponentialEntropy<Scalar: BLASScalar>(_ values: [Scalar]) -> Double? {
  let sum = values.reduce(0.0) { $0 + Double($1) }
  guard sum > 0 else { return nil }
  return exp(
    values.reduce(0.0) { entropy, value in
      let share = Double(value) / sum
      return share > 0 ? entropy - share * log(share) : entropy
    })
}

/// The principal angles between the span of a basis in the coordinates and that of completed ones.
private func anglesDegrees<Scalar: BLASScalar>(
  _ basis: Matrix<Scalar>, _ completed: Matrix<Scalar>
) throws(LinearAlgebraError) -> [Double] {
  let padding = Matrix<Scalar>.zeros(completed.rows - basis.rows, basis.columns)
  return try principalAngles(Matrix(vertically: [basis, padding]), completed).map {
    Double($0 * 180 / .pi)
  }
}
