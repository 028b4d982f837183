public import FALinalg

/// A deep linear network trained on white inputs, all at once: by gradient descent, or with feedback by direct feedback alignment.
///
/// With layers W_1 to W_L, H_l = W_l ... W_1 and E = Y - H_L, a step of gradient descent is
/// W_l <- W_l + eta (W_L ... W_{l+1})'E H_{l-1}'; with feedback F_l (h_l x n) for the hidden layers,
/// W_l <- W_l + eta F_l E H_{l-1}' for l < L.
///
/// Source: A. Nokland, "Direct feedback alignment provides learning in deep neural networks", NIPS 2016.
public struct DeepNetwork<Scalar: BLASScalar>: Sendable {
  /// Y, n x m.
  public let target: Matrix<Scalar>
  /// F_1 to F_{L-1}; nil for gradient descent.
  public let feedback: [Matrix<Scalar>]?
  /// W_1 (h_1 x m) to W_L (n x h_{L-1}).
  public private(set) var weights: [Matrix<Scalar>]
  /// The number of steps taken.
  public private(set) var step = 0
  /// H_1 to H_L, E, and what comes back to each layer.
  private var activations: [Matrix<Scalar>]
  private var residual: Matrix<Scalar>
  private var signals: [Matrix<Scalar>]

  /// Begins at given weights.
  ///
  /// - Parameters:
  ///   - target: Y, n x m.
  ///   - weights: W_1 to W_L, whose product has the shape of the target.
  ///   - feedback: F_1 to F_{L-1}, each h_l x n; nil for gradient descent.
  public init(
    target: Matrix<Scalar>, weights: [Matrix<Scalar>], feedback: [Matrix<Scalar>]? = nil
  ) {
    require(
      weights.first?.columns == target.columns && weights.last?.rows == target.rows
        && zip(weights, weights.dropFirst()).allSatisfy { $0.rows == $1.columns },
      "the weights do not lead from \(target.columns) inputs to \(target.rows) outputs")
    if let feedback {
      require(
        feedback.count == weights.count - 1
          && zip(feedback, weights).allSatisfy { $0.rows == $1.rows && $0.columns == target.rows },
        "the feedback does not lead from \(target.rows) outputs to the hidden layers")
    }
    (self.target, self.weights, self.feedback) = (target, weights, feedback)
    activations = weights.map { .zeros($0.rows, target.columns) }
    signals = activations
    residual = target
    evaluate()
  }

  /// Begins direct feedback alignment at zero weights.
  public init(target: Matrix<Scalar>, feedback: [Matrix<Scalar>]) {
    let sizes = [target.columns] + feedback.map(\.rows) + [target.rows]
    self.init(
      target: target, weights: zip(sizes, sizes.dropFirst()).map { .zeros($1, $0) },
      feedback: feedback)
  }

  /// ||W_L ... W_1 - Y||_F.
  public var error: Scalar { residual.frobeniusNorm }

  /// W_L ... W_1, n x m.
  public var product: Matrix<Scalar> { activations[weights.count - 1] }

  /// Takes a step.
  ///
  /// - Complexity: O(m sum h_l h_{l-1}), without allocation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func advance(by stepSize: Scalar) {
    let last = weights.count - 1
    signals[last].assign(residual)
    for layer in (0..<last).reversed() {
      if let feedback {
        multiply(feedback[layer], residual, into: &signals[layer])
      } else {
        multiply(weights[layer + 1].transposed, signals[layer + 1], into: &signals[layer])
      }
    }
    weights[0].add(signals[0], scaledBy: stepSize)
    for layer in weights.indices.dropFirst() {
      multiply(
        signals[layer], activations[layer - 1].transposed, into: &weights[layer], alpha: stepSize,
        beta: 1)
    }
    step += 1
    evaluate()
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func evaluate() {
    activations[0].assign(weights[0])
    for layer in weights.indices.dropFirst() {
      multiply(weights[layer], activations[layer - 1], into: &activations[layer])
    }
    residual.assign(target)
    residual.add(activations[weights.count - 1], scaledBy: -1)
  }

  /// The cosines between the feedback F_l of each hidden layer and what it stands for, (W_L ... W_{l+1})', as vectors; nil where one
  /// of them is zero, and none for gradient descent.
  ///
  /// - Complexity: O(n sum h_l h_{l-1}).
  public var alignments: [Double?] {
    guard let feedback else { return [] }
    var path = Matrix<Scalar>.identity(target.rows)
    var cosines: [Double?] = []
    for layer in feedback.indices.reversed() {
      path = path * weights[layer + 1]
      cosines.append(
        Alignment(feedbackTransposed: feedback[layer].transposed, readout: path)?.cosine)
    }
    return cosines.reversed()
  }
}

extension DeepNetwork {
  /// Direct feedback alignment from zero in coordinates that no width above n enters: the same steps, of a network
  /// with min(h_l, n) units in layer l.
  ///
  /// From zero, all columns of W_l, l < L, are combinations of those of F_l, and all rows of W_{l+1} of those of F_l'. So with the thin
  /// QR decomposition F_l = Q_l R_l, W_l = Q_l V_l Q_{l-1}' at every step, where V_l are the weights of the network with
  /// feedback R_l; and what is passed on, and the alignments, are the same (Mathematics.md: "Deep networks", a derivation of this
  /// project).
  ///
  /// - Parameters:
  ///   - target: Y, n x m.
  ///   - feedback: F_1 to F_{L-1}, each h_l x n.
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O((h_1 + ... + h_{L-1}) n^2); a step takes O(L n^2 (n + m)), whatever the widths.
  public static func widthFree(
    target: Matrix<Scalar>, feedback: [Matrix<Scalar>]
  ) throws(FactorizationError) -> Self {
    try FactorizationError.naming("the feedback") { () throws(LinearAlgebraError) in
      var reduced: [Matrix<Scalar>] = []
      for matrix in feedback {
        reduced.append(matrix.rows > matrix.columns ? try matrix.qr().r : matrix)
      }
      return Self(target: target, feedback: reduced)
    }
  }
}
