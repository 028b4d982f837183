public import FALinalg

// The parts that rules are put together from. What does not depend on the type of the target is compiled for
// each scalar, and of the target it is given a product: generic code that is not compiled so pays for every matrix
// that it touches.
extension TrainingState {
  /// Stores the product of the target, or its transpose, with a matrix in another.
  private typealias Product = (MatrixView<Scalar>, inout Matrix<Scalar>) -> Void

  /// Computes dZ = E A, with one pass over the target.
  ///
  /// - Parameters:
  ///   - problem: What is being factored.
  ///   - a: m x r; nil for V.
  /// - Complexity: O((n + m) r^2) and a product with the target.
  public mutating func evaluateReadout<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, along a: Matrix<Scalar>? = nil
  ) {
    if let diagonal = problem.target._diagonal {
      subtractProduct(along: a ?? v, from: diagonal)
    } else {
      evaluateReadout(a) { problem.target.multiply($0, into: &$1) }
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func evaluateReadout(_ a: Matrix<Scalar>?, _ product: Product) {
    let a = a ?? v
    product(a.view, &readoutDirection.matrix)
    subtractProduct(along: a)
  }

  /// Computes dV = E'X, with one pass over the target.
  ///
  /// - Parameters:
  ///   - problem: What is being factored.
  ///   - x: n x r.
  /// - Complexity: O((n + m) r^2) and a product with the target.
  public mutating func evaluateHidden<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, through x: Matrix<Scalar>
  ) {
    if let diagonal = problem.target._diagonal {
      subtractProduct(through: x, from: diagonal, x)
    } else {
      evaluateHidden(x) { problem.target.multiplyTransposed($0, into: &$1) }
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func evaluateHidden(_ x: Matrix<Scalar>, _ transposedProduct: Product) {
    transposedProduct(x.view, &hiddenDirection.matrix)
    subtractProduct(through: x)
  }

  /// Computes dV = E'B from ``projectedTarget``, without a pass over the target.
  ///
  /// - Complexity: O((n + m) r^2).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func evaluateHiddenByFeedback() {
    subtractProduct(through: b, from: nil, projectedTarget, norm: initialFeedbackNorm)
  }

  /// Computes dZ = E A and dV = E'X, in one pass over the target where it can.
  ///
  /// - Parameters:
  ///   - problem: What is being factored.
  ///   - a: m x r; nil for V.
  ///   - x: n x r.
  /// - Complexity: O((n + m) r^2) and two products with the target.
  public mutating func evaluateBoth<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, along a: Matrix<Scalar>? = nil,
    through x: Matrix<Scalar>
  ) {
    if let diagonal = problem.target._diagonal {
      subtractProduct(along: a ?? v, from: diagonal)
      subtractProduct(through: x, from: diagonal, x)
      return
    }
    evaluateBoth(a, x) {
      problem.target.multiply($0, transposedWith: $1, into: &$2, and: &$3)
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func evaluateBoth(
    _ a: Matrix<Scalar>?, _ x: Matrix<Scalar>,
    _ products: (MatrixView<Scalar>, MatrixView<Scalar>, inout Matrix<Scalar>, inout Matrix<Scalar>)
      -> Void
  ) {
    let a = a ?? v
    products(a.view, x.view, &readoutDirection.matrix, &hiddenDirection.matrix)
    subtractProduct(along: a)
    subtractProduct(through: x)
  }

  /// Sets Z to the best readout for the present W, Y (V^+)', so that E V = 0.
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O((n + m) r^2) and a product with the target.
  public mutating func solveReadout<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>
  ) throws(FactorizationError) {
    try invertHidden()
    problem.target.multiply(hiddenInverse.transposed.view, into: &z)
    recordSolution()
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func recordSolution() {
    record?.enter(hiddenInverse.transposed, .readout, as: .solution)
  }

  /// Takes from dV what of it lies along V, where the readout is solved and that is zero but for rounding.
  ///
  /// - Complexity: O(m r^2).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func clearHiddenAlongRows() {
    // W and dV are both in units of Y, whose square may be out of range: a power of two changes no digit.
    let length = dv.frobeniusNorm
    guard length > 0, length.isFinite else { return }
    let unit = Scalar(sign: .plus, exponent: length.exponent, significand: 1)
    guard (1 / unit).isFinite, 1 / unit > 0 else { return }
    dv *= 1 / unit
    multiply(v.transposed, dv, into: &square)
    multiply(hiddenInverse.transposed, square, into: &dv, alpha: -1, beta: 1)
    dv *= unit
    if hiddenProductNorm != nil { hiddenProductNorm = dv.frobeniusNorm }
  }

  /// Computes (Z^+)', or Z (Z'Z + damping)^-1, from then on in ``readoutInverse``.
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O(n r^2).
  public mutating func invertReadout(damping: Scalar = 0) throws(FactorizationError) {
    try FactorizationError.naming("Z") { () throws(LinearAlgebraError) in
      try readoutInverse.update(z, damping: damping, workspace: &workspace)
    }
  }

  /// Computes (V^+)', or V (V'V + damping)^-1, from then on in ``hiddenInverse``.
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O(m r^2).
  public mutating func invertHidden(damping: Scalar = 0) throws(FactorizationError) {
    try FactorizationError.naming("W") { () throws(LinearAlgebraError) in
      try hiddenInverse.update(v, damping: damping, workspace: &workspace)
    }
  }

  /// Stores C Y in ``projectedTarget``, for as long as the feedback stays as it is.
  ///
  /// - Complexity: A product with the target.
  public mutating func projectTarget<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>
  ) {
    projectedTarget = projection(of: problem)
  }

  /// (C Y)' = Y'B, m x r.
  ///
  /// - Complexity: A product with the target, once for each feedback matrix.
  public func projection<Target: LinearOperator<Scalar>>(
    of problem: FactorizationProblem<Target>
  ) -> Matrix<Scalar> { problem.projection(through: b) }

  /// Brings ``projectedTarget``, where the rule uses it, up to date with another target of the same shape.
  ///
  /// - Complexity: A product with the target, without allocation.
  mutating func updateProjection<Target: LinearOperator<Scalar>>(
    of problem: FactorizationProblem<Target>
  ) {
    if projectedTarget.columns > 0 {
      problem.target.multiplyTransposed(b.view, into: &projectedTarget)
    }
  }

  /// Takes the shares of a decay from both factors.
  mutating func apply(_ decay: FactorDecay) {
    if decay.readout > 0 { z *= Scalar(1 - decay.readout) }
    if decay.hidden > 0 { v *= Scalar(1 - decay.hidden) }
  }

  /// Moves both factors along their directions.
  ///
  /// - Complexity: O((n + m) r).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func advanceFactors(by stepSize: Scalar) {
    addScaled(readoutDirection.matrix, by: stepSize, to: &z)
    addScaled(hiddenDirection.matrix, by: stepSize, to: &v)
  }

  /// How far the factors are from rest: the larger of ||dZ||_F / (||Y||_F ||A||_F) and
  /// ||dV||_F / (||Y||_F ||X||_F), where nothing decays. With a decay, what it takes away in units of the step size is
  /// part of the direction, and its size part of what that is measured by. Not finite if the run has left the range of
  /// numbers.
  ///
  /// - Parameter hiddenUnit: By how much dV is larger than E'X, where it is something else: a network's, X_B E'X.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func stationarity(
    frobeniusNorm: Scalar, decay: FactorDecay = FactorDecay(), stepSize: Scalar = 1,
    hiddenUnit: Scalar = 1
  ) -> Scalar {
    // A direction that a rule has written by itself, without a product that says what it is measured by, is
    // measured by its factor, or where that is zero by the size that it has at a solution.
    func measured(
      _ direction: MeasuredDirection<Scalar>, _ norm: Scalar, _ factor: Matrix<Scalar>
    ) -> (Scalar, Scalar) {
      let matrix = direction.matrix
      if norm != 0 { return (direction.length ?? matrix.frobeniusNorm, norm) }
      guard matrix.frobeniusInnerProduct(matrix) != 0 else { return (0, 0) }
      let size = factor.frobeniusNorm
      return (matrix.frobeniusNorm, size > 0 ? size : frobeniusNorm.squareRoot())
    }
    let readoutNorm: Scalar
    let hiddenNorm: Scalar
    (directionLengths.readout, readoutNorm) = measured(
      readoutDirection, directionNorms.readout, v)
    (directionLengths.hidden, hiddenNorm) = measured(
      hiddenDirection, directionNorms.hidden, z)
    func relative(_ length: Scalar, _ norm: Scalar) -> Scalar {
      length == 0 ? 0 : length / frobeniusNorm / norm
    }
    var readout = relative(directionLengths.readout, readoutNorm)
    var hidden = relative(directionLengths.hidden, hiddenUnit * hiddenNorm)
    if decay.readout > 0 {
      readout = readoutMove.size(
        dz, z, rate: Scalar(decay.readout) / stepSize, norm: readoutNorm, frobeniusNorm)
    }
    if decay.hidden > 0 {
      hidden = hiddenMove.size(
        dv, v, rate: Scalar(decay.hidden) / stepSize, norm: hiddenNorm, frobeniusNorm,
        unit: hiddenUnit)
    }
    return readout.isFinite && hidden.isFinite ? max(readout, hidden) : .nan
  }

  /// Turns Y A, held in `dz`, into Y A - Z (V'A) = E A.
  ///
  /// - Parameter diagonal: Y where it is diagonal, and Y A not held.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func subtractProduct(
    along a: Matrix<Scalar>, from diagonal: [Scalar]? = nil
  ) {
    // Of A'V the transpose has contiguous rows, which are read fastest.
    let norm = multiplyTransposed(a, v, into: &square)
    directionNorms.readout = norm ?? a.frobeniusNorm
    if let diagonal {
      readoutDirection.store(diagonal, a, less: z, square.transposed)
    } else {
      readoutDirection.subtract(z, square.transposed)
    }
    record?.enter(a, .readout, as: .direction)
  }

  /// Turns Y'X, held in `dv`, into Y'X - V (Z'X) = E'X.
  ///
  /// - Parameters:
  ///   - diagonal: What Y'X is made of where it is not held: D times `image`, or that itself for nil.
  ///   - norm: ||X||_F, where that is known.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func subtractProduct(
    through x: Matrix<Scalar>, from diagonal: [Scalar]? = nil, _ image: Matrix<Scalar>? = nil,
    norm: Scalar? = nil
  ) {
    let traced = multiplyTransposed(x, z, into: &square)
    directionNorms.hidden = norm ?? traced ?? x.frobeniusNorm
    if let image {
      hiddenDirection.store(diagonal, image, less: v, square.transposed)
    } else {
      hiddenDirection.subtract(v, square.transposed)
    }
    if hiddenProductNorm != nil { hiddenProductNorm = dv.frobeniusNorm }
    record?.enter(x, .hidden, as: .direction)
  }
}
