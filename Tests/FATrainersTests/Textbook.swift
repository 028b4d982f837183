import FALinalg
import FATrainers
import TestSupport

/// The rules as loops of matrix products, written down from their definitions: E is formed at every
/// step, pseudo-inverses come from the SVD, and no code of the trainers is used.
enum Textbook {
  static let seed: UInt64 = 11

  /// Factors and feedback after the given number of steps.
  static func train(
    _ name: String, _ instance: Instance<Double>, steps: Int, stepSize: Double
  ) throws -> (z: Matrix<Double>, w: Matrix<Double>, c: Matrix<Double>) {
    let rule = Definition(name, instance, stepSize: stepSize)
    let (y, n, m) = (instance.target, instance.target.rows, instance.target.columns)
    var (z, w) = (instance.start.z, instance.start.w)
    let given = try feedback(rule, instance)
    var c = given
    var last: (z: Matrix<Double>, w: Matrix<Double>, c: Matrix<Double>) = (z, w, c)
    let f =
      (1 / Double(n).squareRoot())
      * (RandomStream(seed: seed, name: "adaptive-feedback").normal(m, n) as Matrix<Double>)
    // B of Oja's feedback, and R.
    var moving =
      rule.name == "oja-feedback" ? try orthonormalChannels(rule, n) : Matrix<Double>.zeros(0, 0)
    var learned = rule.name == "oja-feedback" ? given * moving.transposed : moving
    for step in 0..<steps {
      if rule.solves { z = y * (try w.pseudoInverse()) }
      let e = y - z * w
      if rule.name.hasPrefix("sign-symmetry") {
        c = magnitudes(rule.name, given, step).zip(z.transposed) { m, z in
          z == 0 ? 0 : z < 0 ? -m : m
        }
      }
      if rule.name == "adaptive-feedback" { c = w * f }
      let backward =
        switch rule.name {
        case "gd", "gd-decay": Matrix(z.transposed)
        case "scaled-gd": try z.damped(rule.damping) * z.transposed
        case "pseudo-backprop", "als": try z.pseudoInverse()
        case "shallow": 0 * c
        default: c
        }
      let forward =
        rule.name == "scaled-gd"
        ? w.transposed * (try Matrix(w.transposed).damped(rule.damping)) : Matrix(w.transposed)
      let readout = stepSize * (e * forward)
      var next: (z: Matrix<Double>, w: Matrix<Double>, c: Matrix<Double>) = (
        (1 - rule.decays.readout) * z + readout,
        (1 - rule.decays.hidden) * w + stepSize * (backward * e), c
      )
      switch rule.name {
      case "kolen-pollack": next.c = (1 - rule.decays.readout) * c + readout.transposed
      case "weight-mirror":
        next.c = c + rule.parameters[0] * (z.transposed - rule.parameters[1] * c)
      case "product-feedback":
        let b = channels(rule, instance)
        next.c = (1 - rule.decays.readout) * c + readout.transposed * b.transposed * b
      case "oja-feedback":
        learned = (1 - rule.parameters[1]) * learned + readout.transposed * moving.transposed
        let seen = moving * e * e.transposed
        let size = stepSize * rule.parameters[2] / y.frobeniusNorm
        moving = moving + size * (seen - seen * moving.transposed * moving)
        next.c = learned * moving
      case "information-alignment":
        let p = rule.parameters
        let unit = given.frobeniusNorm * given.frobeniusNorm / Double(given.rows)
        let covariance = (1 / unit) * (w * w.transposed)
        let seen = (1 / unit) * (z * covariance * z.transposed)
        let bound =
          2 * (p[2] * covariance.frobeniusInnerProduct((1 / unit) * (z.transposed * z)) + p[3])
        let pull = p[1] * (covariance * z.transposed) - 2 * p[2] * (c * seen) - 2 * p[3] * c
        next.c = c + p[0] / (1 + p[0] * bound) * pull
      default: break
      }
      switch rule.derivation {
      case "alternating": (z, w, c) = step % 2 == 0 ? (next.z, w, next.c) : (z, next.w, c)
      case "nesterov":
        // The point ahead: X_{t+1} + beta (X_{t+1} - X_t).
        let beta = rule.momentum
        if step == 0 { last = (z, w, c) }
        let isLearned = rule.name == "kolen-pollack"
        (z, w, c) = (
          (1 + beta) * next.z - beta * last.z, (1 + beta) * next.w - beta * last.w,
          isLearned ? (1 + beta) * next.c - beta * last.c : next.c
        )
        last = next
      default: (z, w, c) = next
      }
      if rule.name == "adaptive-feedback" { c = w * f }
    }
    if rule.solves { z = y * (try w.pseudoInverse()) }
    return (z, w, c)
  }

  /// A name taken apart.
  struct Definition {
    let name: String
    let derivation: String
    let momentum: Double
    let parameters: [Double]
    /// The shares of Z and W that a step takes away.
    let decays: (readout: Double, hidden: Double)
    var damping: Double { parameters[0] }
    var solves: Bool { ["fa-star", "als"].contains(name) }

    init(_ text: String, _ instance: Instance<Double>, stepSize: Double) {
      let parts = text.split(separator: ":").map(String.init)
      let word = ["nesterov", "alternating"].first { parts[0].hasPrefix($0 + "-") }
      derivation = word ?? ""
      name = word.map { String(parts[0].dropFirst($0.count + 1)) } ?? parts[0]
      let arguments = Rules.rule(text).arguments
      momentum = word == "nesterov" ? arguments[0] : 0
      parameters = arguments.dropFirst(word == "nesterov" ? 1 : 0) + [0, 0]
      decays =
        switch name {
        case "kolen-pollack": (parameters[0], parameters[1])
        case "product-feedback", "oja-feedback": (parameters[1], parameters[1])
        case "gd-decay", "fa-decay": (stepSize * parameters[0], stepSize * parameters[0])
        default: (0, 0)
        }
    }
  }

  /// B of product feedback, q x n.
  private static func channels(
    _ rule: Definition, _ instance: Instance<Double>
  ) -> Matrix<Double> {
    let rank = Int(rule.parameters[0])
    let columns: Matrix<Double> = RandomStream(seed: seed, name: "product-feedback").normal(
      instance.target.rows, rank)
    return (1 / Double(rank).squareRoot()) * columns.transposed
  }

  /// B of Oja's feedback at the beginning, q x n.
  private static func orthonormalChannels(
    _ rule: Definition, _ rows: Int
  ) throws -> Matrix<Double> {
    let stream = RandomStream(seed: seed, name: "oja-feedback")
    let columns: Matrix<Double> = try stream.orthonormal(rows, min(Int(rule.parameters[0]), rows))
    return Matrix(columns.transposed)
  }

  private static func feedback(
    _ rule: Definition, _ instance: Instance<Double>
  ) throws -> Matrix<Double> {
    let (c, parameters) = (instance.feedback, rule.parameters)
    switch rule.name {
    case "rho-fa":
      let rho = parameters[0]
      return rho * instance.start.z.transposed + (1 - rho * rho).squareRoot() * c
    case "low-rank-feedback":
      // P C, with P the projector on the leading eigenvectors of C C'.
      let eigen = try c.gram(ofRows: Int(parameters[0]))
      return eigen * (eigen.transposed * c)
    case "product-feedback":
      let b = channels(rule, instance)
      return c * (try b.pseudoInverse()) * b
    case "oja-feedback":
      let b = try orthonormalChannels(rule, instance.target.rows)
      return c * b.transposed * b
    default: return c
    }
  }

  private static func magnitudes(
    _ name: String, _ c: Matrix<Double>, _ step: Int
  ) -> Matrix<Double> {
    let size = c.frobeniusNorm / Double(c.count).squareRoot()
    switch name {
    case "sign-symmetry-u": return c.map { _ in size }
    case "sign-symmetry-fr": return c.map { abs($0) }
    default:
      var words = Philox4x64(
        key: SIMD2(seed, 0x6272_5346), counter: SIMD4(0, UInt64(step), 0, 0))
      var result = c
      for row in 0..<c.rows {
        for column in 0..<c.columns {
          let unit = Double(words.next() >> 11) / 0x1p53
          result[row, column] = 3.0.squareRoot() * size * unit
        }
      }
      return result
    }
  }
}

extension Matrix<Double> {
  /// (A'A + lambda)^-1, or the pseudo-inverse of A'A without damping.
  fileprivate func damped(_ lambda: Double) throws -> Matrix<Double> {
    let inverse = try pseudoInverse()
    return lambda == 0
      ? inverse * inverse.transposed
      : try (transposed * self + lambda * Matrix<Double>.identity(columns)).inverse()
  }

  /// The leading eigenvectors of A A'.
  fileprivate func gram(ofRows count: Int) throws -> Matrix<Double> {
    guard count < rows else { return .identity(rows) }
    let eigen = try (self * transposed).symmetricEigen()
    let order = eigen.values.indices.sorted { eigen.values[$0] > eigen.values[$1] }
    return Matrix(rows: rows, columns: count) { eigen.vectors[$0, order[$1]] }
  }
}
