public import FALinalg
internal import Platform

/// Deep linear networks of one shape on one target: direct feedback alignment from zero, without widths and in full, and gradient descent
/// from a small start.
public struct DeepComparison<Scalar: BLASScalar>: Sendable {
  /// What was measured after a number of steps.
  public struct Record: Sendable {
    /// The number of steps.
    public let step: Int
    /// ||H_L - Y||_F of direct feedback alignment.
    public let error: Scalar
    /// The cosines between F_l and (W_L ... W_{l+1})'; nil where there are no weights yet.
    public let alignments: [Double?]
    /// The norm of the difference between what both networks compute, over ||Y||_F; nil without the full one.
    public let differenceFromFullNetwork: Scalar?
    /// ||H_L - Y||_F of gradient descent; nil without it.
    public let gradientDescentError: Scalar?
  }

  /// The step sizes.
  public let stepSize: Scalar
  /// That of gradient descent.
  public let gradientDescentStepSize: Scalar
  /// What was measured, at steps on a logarithmic grid and at the end.
  public let history: [Record]
  /// How the run ended: `maxSteps`, `diverged` or `interrupted`.
  public let status: TrainingStatus
  /// The mean time of a step of the width-free network.
  public let stepDuration: Duration

  /// Trains all of them side by side.
  ///
  /// - Parameters:
  ///   - target: Y, n x m.
  ///   - widths: h_1 to h_{L-1}.
  ///   - law: That of the feedback: `normal`, with entries of variance 1 / h_l, or `orthogonal`, with orthonormal columns, or rows
  ///     where there are fewer.
  ///   - stepSize: That of feedback alignment; nil for ``stepSize(target:feedback:)``.
  ///   - steps: How many steps are taken.
  ///   - comparesFully: Whether the networks with all their weights are trained as well, if these are no more than 2^25.
  ///   - scale: The size of the layers that gradient descent starts from, relative to those of a balanced solution.
  ///   - seed: The seed of the feedback and of that start.
  ///   - shouldContinue: Called before every step; the runs end once it answers false.
  /// - Throws: `linearAlgebra`.
  /// - Precondition: The law is one of the two.
  public init(
    target: Matrix<Scalar>, widths: [Int], law: Feedback.Law = .normal, stepSize: Scalar? = nil,
    steps: Int, comparesFully: Bool, scale: Scalar = 0.3, seed: UInt64 = 0,
    while shouldContinue: (_ step: Int) -> Bool = { _ in true }
  ) throws(FactorizationError) {
    let feedback = try Self.feedback(target.rows, widths, law, seed)
    let sizes = [target.columns] + widths + [target.rows]
    let weightCount = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let comparesFully = comparesFully && weightCount <= 1 << 25
    let eta =
      if let stepSize { stepSize } else {
        try Self.stepSize(target: target, feedback: feedback)
      }
    var narrow = try DeepNetwork.widthFree(target: target, feedback: feedback)
    var full = comparesFully ? DeepNetwork(target: target, feedback: feedback) : nil
    var descent =
      comparesFully
      ? DeepNetwork(target: target, weights: Self.start(target, widths, scale, seed)) : nil
    let descentStep = try Self.descentStepSize(target, depth: widths.count + 1)
    let unit = max(target.frobeniusNorm, .leastNormalMagnitude)
    var (history, grid) = ([Record](), LogarithmicGrid())
    var status: TrainingStatus?
    let clock = ContinuousClock()
    var duration = Duration.zero
    while true {
      let step = narrow.step
      status =
        !narrow.error.isFinite
        ? .diverged : step >= steps ? .maxSteps : shouldContinue(step) ? nil : .interrupted
      if status != nil || step >= grid.next {
        history.append(
          Record(
            step: step, error: narrow.error, alignments: narrow.alignments,
            differenceFromFullNetwork: full.map {
              ($0.product - narrow.product).frobeniusNorm / unit
            },
            gradientDescentError: descent?.error))
        grid.advance(past: step)
      }
      if status != nil { break }
      duration += clock.measure { narrow.advance(by: eta) }
      full?.advance(by: eta)
      descent?.advance(by: descentStep)
    }
    (self.stepSize, gradientDescentStepSize) = (eta, descentStep)
    self.status = status ?? .maxSteps
    stepDuration = duration / max(1, narrow.step)
    self.history = history
  }

  /// F_1 to F_{L-1}, from the streams "deep-feedback-1" and so on.
  private static func feedback(
    _ outputs: Int, _ widths: [Int], _ law: Feedback.Law, _ seed: UInt64
  ) throws(FactorizationError) -> [Matrix<Scalar>] {
    require(law == .normal || law == .orthogonal, "the law must be normal or orthogonal")
    return try FactorizationError.naming("the feedback") { () throws(LinearAlgebraError) in
      var result: [Matrix<Scalar>] = []
      for (layer, width) in widths.enumerated() {
        let stream = RandomStream(seed: seed, name: "deep-feedback-\(layer + 1)")
        if law == .normal {
          let normal: Matrix<Scalar> = stream.normal(width, outputs)
          result.append((1 / Scalar(width).squareRoot()) * normal)
        } else if width >= outputs {
          result.append(try stream.orthonormal(width, outputs))
        } else {
          let tall: Matrix<Scalar> = try stream.orthonormal(outputs, width)
          result.append(Matrix(tall.transposed))
        }
      }
      return result
    }
  }

  /// A step that is safe from zero: 0.8 over the rate at which deviations of the largest mode fade at its limit, with all feedback as
  /// strong as the strongest.
  ///
  /// With F_l'F_l = kappa I a mode s has scalars a_l that grow along one path: from a_1, a_{l+1} is what
  /// kappa^(l-1) a_1 ... a_l integrates to. At its end their product times kappa^(L-1) is s, and a deviation of it
  /// fades at the sum over l of (the product without a_l) times kappa^(l-2) a_1 ... a_{l-1} (a derivation of this project).
  public static func stepSize(
    target: Matrix<Scalar>, feedback: [Matrix<Scalar>]
  ) throws(FactorizationError) -> Scalar {
    let (largest, strengths) = try FactorizationError.naming("the target") {
      () throws(LinearAlgebraError) in
      var norms: [Double] = []
      for matrix in feedback { norms.append(Double(try matrix.singularValues().first ?? 0)) }
      return (Double(try target.singularValues().first ?? 0), norms)
    }
    let kappa = (strengths.max() ?? 1) * (strengths.max() ?? 1)
    let depth = feedback.count + 1
    guard largest > 0, kappa > 0 else { return 1 }
    // a_l = g_l a_1^(2^(l-1)) by a_{l+1}' = kappa^(l-1) a_1 ... a_l.
    var factors = [1.0]
    for layer in 1..<max(1, depth) {
      let product = factors.reduce(1, *) * pow(kappa, Double(layer - 1))
      factors.append(product / pow(2, Double(layer)))
    }
    let total = factors.reduce(1, *) * pow(kappa, Double(depth - 1))
    let first = pow(largest / total, 1 / (pow(2, Double(depth)) - 1))
    let values = factors.enumerated().map { $1 * pow(first, pow(2, Double($0))) }
    let whole = values.reduce(1, *) * pow(kappa, Double(depth - 1))
    var rate = 0.0
    for layer in values.indices {
      let below =
        values.prefix(layer).reduce(1, *) * (layer == 0 ? 1 : pow(kappa, Double(layer - 1)))
      rate += whole / values[layer] * below
    }
    return Scalar(0.8 / rate)
  }

  /// 0.8 over L s_1^(2 - 2/L), the curvature at a balanced solution.
  private static func descentStepSize(
    _ target: Matrix<Scalar>, depth: Int
  ) throws(FactorizationError) -> Scalar {
    let largest = try FactorizationError.naming("the target") { () throws(LinearAlgebraError) in
      Double(try target.singularValues().first ?? 0)
    }
    guard largest > 0 else { return 1 }
    return Scalar(0.8 / (Double(depth) * pow(largest, 2 - 2 / Double(depth))))
  }

  /// Normal layers, each of the L-th root of the target's size times the scale.
  private static func start(
    _ target: Matrix<Scalar>, _ widths: [Int], _ scale: Scalar, _ seed: UInt64
  ) -> [Matrix<Scalar>] {
    let sizes = [target.columns] + widths + [target.rows]
    let size = Scalar(pow(Double(target.frobeniusNorm), 1 / Double(widths.count + 1)))
    return zip(sizes, sizes.dropFirst()).enumerated().map { layer, shape in
      let stream = RandomStream(seed: seed, name: "deep-start-\(layer)")
      return (scale * size / Scalar(max(shape.0, shape.1)).squareRoot())
        * (stream.normal(shape.1, shape.0) as Matrix<Scalar>)
    }
  }
}
