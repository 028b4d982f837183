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
    let parts = name.split(separator: ":").map(String.init)
    let parameters = Rules.rule(name).arguments
    let y = instance.target
    var (z, w) = (instance.start.z, instance.start.w)
    let given = try feedback(parts[0], parameters, instance)
    var c = given
    let solves = ["fa-star", "als"].contains(parts[0])
    for step in 0..<steps {
      if solves { z = y * (try w.pseudoInverse()) }
      let e = y - z * w
      if parts[0].hasPrefix("sign-symmetry") {
        c = magnitudes(parts[0], given, step).zip(z.transposed) { m, z in
          z == 0 ? 0 : z < 0 ? -m : m
        }
      }
      let backward =
        switch parts[0] {
        case "gd": Matrix(z.transposed)
        case "pseudo-backprop", "scaled-gd", "als": try z.pseudoInverse()
        case "shallow": 0 * c
        default: c
        }
      let forward = parts[0] == "scaled-gd" ? try w.pseudoInverse() : Matrix(w.transposed)
      let readout = stepSize * (e * forward)
      let (old, decay, hiddenDecay) =
        parts[0] == "kolen-pollack" ? (z, parameters[0], parameters[1]) : (z, 0, 0)
      z = (1 - decay) * z + readout
      w = (1 - hiddenDecay) * w + stepSize * (backward * e)
      if parts[0] == "kolen-pollack" { c = (1 - decay) * c + readout.transposed }
      if parts[0] == "weight-mirror" {
        c = c + parameters[0] * (old.transposed - parameters[1] * c)
      }
    }
    if solves { z = y * (try w.pseudoInverse()) }
    return (z, w, c)
  }

  private static func feedback(
    _ name: String, _ parameters: [Double], _ instance: Instance<Double>
  ) throws -> Matrix<Double> {
    let c = instance.feedback
    switch name {
    case "rho-fa":
      let rho = parameters[0]
      return rho * instance.start.z.transposed + (1 - rho * rho).squareRoot() * c
    case "low-rank-feedback":
      // P C, with P the projector on the leading eigenvectors of C C'.
      let eigen = try c.gram(ofRows: Int(parameters[0]))
      return eigen * (eigen.transposed * c)
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
  /// The leading eigenvectors of A A'.
  fileprivate func gram(ofRows count: Int) throws -> Matrix<Double> {
    guard count < rows else { return .identity(rows) }
    let eigen = try (self * transposed).symmetricEigen()
    let order = eigen.values.indices.sorted { eigen.values[$0] > eigen.values[$1] }
    return Matrix(rows: rows, columns: count) { eigen.vectors[$0, order[$1]] }
  }
}
