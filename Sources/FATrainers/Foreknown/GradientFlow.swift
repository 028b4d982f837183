public import FALinalg
internal import Platform

/// The flow of gradient descent in closed form, from a start that is lambda-balanced: Z'Z - WW' = lambda I, which the
/// flow keeps, whatever the directions of the factors.
///
/// With Q = [W'; Z] and F = [-lambda/2, Y'; Y, lambda/2], the flow has
/// QQ'(t) = e^(Ft) Q_0 (I + Q_0' (int_0^t e^(2Fu) du) Q_0)^-1 Q_0' e^(Ft), and ZW is its lower left block. In the singular vectors
/// of Y, F falls into blocks of two with the eigenvalues +-(s^2 + lambda^2/4)^(1/2). Neither the exponentials nor the inverse are
/// formed: with e^(Ft) and the integral diagonal, the QR decomposition of what is under the inverse leaves weights that stay bounded.
///
/// Source: C. Domine, N. Anguita, A. Proca, L. Braun, D. Kunin, P. Mediano, A. Saxe, "From lazy to rich: exact learning dynamics in deep linear
/// networks", ICLR 2025; the form that does not overflow is a derivation of this project.
public struct GradientFlow<Scalar: BLASScalar>: Sendable {
  /// lambda.
  public let imbalance: Scalar
  private let start: Factors<Scalar>
  /// The eigenvalues of F that the start has parts of, and for each the coordinates of Q_0 there, a row of r numbers.
  private let rates: [Scalar]
  private let coordinates: Matrix<Scalar>
  /// What makes [W'; Z] of coordinates.
  private let readout: Matrix<Scalar>
  private let hidden: Matrix<Scalar>

  /// Finds the flow; nil for a start that is not balanced to rounding.
  ///
  /// - Throws: `wrongShape`, `linearAlgebra`.
  /// - Complexity: That of ``FactorizationProblem/svd()``, and O((n + m) (rank(Y) + r) r).
  public init?<Target: LinearOperator<Scalar>>(
    of problem: FactorizationProblem<Target>, from start: Factors<Scalar>
  ) throws(FactorizationError) {
    try problem.check(start)
    let (z, v) = (start.z, Matrix(start.w.transposed))
    let difference = z.gram - v.gram
    let rank = problem.rank
    let lambda = (0..<rank).reduce(0) { $0 + difference[$1, $1] } / Scalar(rank)
    let rest = difference - lambda * Matrix<Scalar>.identity(rank)
    let scale = z.gram.frobeniusNorm + v.gram.frobeniusNorm
    let cutoff: Scalar = rankCutoff(rows: z.rows, columns: v.rows)
    guard rest.frobeniusNorm <= 64 * cutoff * scale else { return nil }
    let svd = try problem.svd()
    let parts = try FactorizationError.naming("the start") { () throws(LinearAlgebraError) in
      try Self.parts(svd, z, v, lambda)
    }
    (rates, coordinates) = (parts.rates, parts.coordinates)
    (readout, hidden) = (parts.readout, parts.hidden)
    (self.start, imbalance) = (start, lambda)
  }

  /// Q_0 in the eigenvectors of F: those of the singular vectors, and of what the start has outside them.
  private static func parts(
    _ svd: SVD<Scalar>, _ z: Matrix<Scalar>, _ v: Matrix<Scalar>, _ lambda: Scalar
  ) throws(LinearAlgebraError) -> (
    rates: [Scalar], coordinates: Matrix<Scalar>, readout: Matrix<Scalar>, hidden: Matrix<Scalar>
  ) {
    let count = svd.rank()
    let left = Matrix(svd.u[..., 0..<count])
    let right = Matrix(svd.vTransposed[0..<count, ...].transposed)
    let (inZ, inV) = (left.transposed * z, right.transposed * v)
    let (outZ, outV) = (try (z - left * inZ).qr(), try (v - right * inV).qr())
    let values = svd.singularValues.prefix(count)
    let deltas = values.map { Scalar(hypot(Double($0), Double(lambda) / 2)) }
    // The eigenvector of +delta is (a, b) and that of -delta is (b, -a), in units of their length.
    let pairs = zip(values, deltas).map { value, delta -> (a: Scalar, b: Scalar) in
      let other = delta + lambda / 2
      let length = Scalar(hypot(Double(value), Double(other)))
      return (value / length, other / length)
    }
    let (a, b) = (Matrix(diagonal: pairs.map(\.a)), Matrix(diagonal: pairs.map(\.b)))
    let none = Matrix<Scalar>.zeros(v.rows, outZ.r.rows)
    let otherNone = Matrix<Scalar>.zeros(z.rows, outV.r.rows)
    return (
      deltas + deltas.map { -$0 } + Array(repeating: lambda / 2, count: outZ.r.rows)
        + Array(repeating: -lambda / 2, count: outV.r.rows),
      Matrix(vertically: [a * inV + b * inZ, b * inV - a * inZ, outZ.r, outV.r]),
      Matrix(horizontally: [left * b, (-1) * (left * a), outZ.q, otherNone]),
      Matrix(horizontally: [right * a, right * b, none, outV.q])
    )
  }

  /// ZW at a time, as two factors of rank r: not Z and W themselves, but for an orthogonal matrix between them.
  ///
  /// Directions that are learned so much later that e^(-(s_1 - s_r) t) is below the range of numbers are lost.
  ///
  /// - Parameter time: In units of the step size, 0 or more.
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O((n + m + rank(Y)) r^2).
  public func product(at time: Scalar) throws(FactorizationError) -> Factors<Scalar> {
    require(time >= 0 && time.isFinite, "the time must be finite and not negative")
    guard time > 0 else { return start }
    let rank = coordinates.columns
    let largest = rates.max() ?? 0
    // The root of the integral of e^(2 e u), by e^(largest t), and e^(e t) over that root.
    let weights = rates.map { integralRoot($0, time, shift: max(0, largest)) }
    var rows = Matrix(
      vertically: [
        Matrix(diagonal: weights) * coordinates,
        decayed(max(0, largest) * time) * Matrix<Scalar>.identity(rank),
      ])
    // Householder's reflections keep small rows apart from large ones if these come first.
    let order = (0..<rows.rows).map { ($0, rows.row($0).frobeniusNorm) }
      .sorted { $0.1 > $1.1 }.map(\.0)
    rows = Matrix(rows: rows.rows, columns: rank) { rows[order[$0], $1] }
    let basis = try FactorizationError.naming("the flow") { () throws(LinearAlgebraError) in
      try rows.qr().q
    }
    var result = Matrix<Scalar>.zeros(rates.count, rank)
    for (place, index) in order.enumerated() where index < rates.count {
      let gain = growthOverRoot(rates[index], time)
      for column in 0..<rank { result[index, column] = gain * basis[place, column] }
    }
    return Factors(z: readout * result, w: Matrix((hidden * result).transposed))
  }
}

/// e^-x.
private func decayed<Scalar: BLASScalar>(_ x: Scalar) -> Scalar { Scalar(exp(-Double(x))) }

/// e^(-shift t) times the root of the integral of e^(2 rate u) over u from 0 to t, for a shift no less than the rate.
private func integralRoot<Scalar: BLASScalar>(
  _ rate: Scalar, _ time: Scalar, shift: Scalar
) -> Scalar {
  let (size, t) = (Double(rate.magnitude), Double(time))
  let share = size == 0 ? t : -expm1(-2 * size * t) / (2 * size)
  return Scalar(exp((Double(max(0, rate)) - Double(shift)) * t) * share.squareRoot())
}

/// e^(rate t) over that root without the shift.
private func growthOverRoot<Scalar: BLASScalar>(_ rate: Scalar, _ time: Scalar) -> Scalar {
  let (size, t) = (Double(rate.magnitude), Double(time))
  let share = size == 0 ? t : -expm1(-2 * size * t) / (2 * size)
  return Scalar(exp(Double(min(0, rate)) * t) / share.squareRoot())
}
