public import FALinalg

/// The factors during training and the products that a step needs, in storage that is reused.
///
/// W and C are held transposed, so that everything is tall: Z and B = C' are n x r, V = W' is
/// m x r. In these letters the residual is E = Y - Z V', and the two directions of a step are
/// dZ = E V and dV = (the direction of W)'.
public struct TrainingState<Scalar: BLASScalar>: ~Copyable {
  /// Z, n x r.
  public internal(set) var z: Matrix<Scalar>
  /// V = W', m x r.
  public internal(set) var v: Matrix<Scalar>
  /// B = C', n x r, or nil for a rule without feedback.
  public internal(set) var b: Matrix<Scalar>?
  /// ||C||_F. In reduced coordinates B holds only the part of C' that the run can see.
  let feedbackNorm: Scalar
  /// The direction of Z, n x r.
  public internal(set) var dz: Matrix<Scalar>
  /// The direction of V, m x r.
  public internal(set) var dv: Matrix<Scalar>
  /// V'V = WW', r x r.
  public internal(set) var vv: Matrix<Scalar>
  /// Room for another r x r product.
  var square: Matrix<Scalar>
  /// Scratch memory for decompositions.
  var workspace = Workspace<Scalar>()

  init(_ start: Factors<Scalar>, feedback: Matrix<Scalar>?, feedbackNorm: Scalar) {
    let rank = start.z.columns
    z = start.z
    v = Matrix(start.w.transposed)
    b = feedback.map { Matrix($0.transposed) }
    self.feedbackNorm = feedbackNorm
    dz = .zeros(z.rows, rank)
    dv = .zeros(v.rows, rank)
    vv = .zeros(rank, rank)
    square = .zeros(rank, rank)
  }

  /// The factors as the problem states them.
  public var factors: Factors<Scalar> { Factors(z: z, w: Matrix(v.transposed)) }

  /// How Z points along C', or nil for a rule without feedback.
  var alignment: Alignment? {
    guard let b else { return nil }
    return Alignment(feedbackTransposed: b, norm: feedbackNorm, readout: z)
  }

  /// Computes V'V.
  mutating func updateGram() {
    multiply(v.transposed, v, into: &vv)
  }

  /// Turns Y V, held in `dz`, into dZ = Y V - Z (V'V) = E V.
  mutating func finishReadoutDirection() {
    multiply(z, vv, into: &dz, alpha: -1, beta: 1)
  }

  /// Turns Y'X, held in `dv`, into Y'X - V (Z'X) = E'X.
  mutating func finishHiddenDirection(_ x: Matrix<Scalar>) {
    multiply(z.transposed, x, into: &square)
    multiply(v, square, into: &dv, alpha: -1, beta: 1)
  }
}
