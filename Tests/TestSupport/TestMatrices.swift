public import FALinalg
import Foundation

extension Matrix {
  /// A matrix of reproducible entries uniform in [-1, 1).
  public static func seeded(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Self {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      columnMajor: (0..<(rows * columns)).map { _ in Scalar(generator.symmetric()) })
  }

  /// A reproducible symmetric positive definite matrix H D H with H a product of reflections and D
  /// geometric from one to 1 / `condition`: its condition number in the 2-norm.
  public static func seededPositiveDefinite(
    _ order: Int, condition: Double = 100, seed: UInt64 = 1
  ) -> Self {
    var entries = Matrix<Double>(
      diagonal: (0..<order).map { Spectrum.geometric.value($0, of: order, condition: condition) })
    for step in 0..<2 {
      let normal = Matrix<Double>.seeded(order, 1, seed: seed &+ UInt64(step)).elements
      entries.reflectRows(normal)
      entries.reflectColumns(normal)
    }
    return Matrix(converting: entries.symmetrized)
  }
}

extension Matrix<Double> {
  /// Multiplies from the left by I - 2 v v' / v'v.
  mutating func reflectRows(_ normal: [Double]) {
    let square = normal.dot(normal)
    guard square > 0 else { return }
    addOuter(normal, transposed * normal, scaledBy: -2 / square)
  }

  /// Multiplies from the right by I - 2 v v' / v'v.
  mutating func reflectColumns(_ normal: [Double]) {
    let square = normal.dot(normal)
    guard square > 0 else { return }
    addOuter(self * normal, normal, scaledBy: -2 / square)
  }

  /// The mean of the matrix and its transpose: symmetric to the last bit.
  var symmetrized: Matrix { (self + transposed) * 0.5 }
}

/// How the singular values of a test matrix fall from one to the rounding unit.
public enum Spectrum: String, Sendable, CaseIterable, CustomDebugStringConvertible {
  /// In equal steps.
  case arithmetic
  /// In equal ratios.
  case geometric
  /// 1, eps, ..., eps.
  case clustered

  /// The name.
  public var debugDescription: String { rawValue }

  func value(_ index: Int, of count: Int, condition: Double) -> Double {
    let last = Double(max(1, count - 1))
    let position = Double(index) / last
    switch self {
    case .arithmetic: return 1 - position * (1 - 1 / condition)
    case .geometric: return exp(-position * log(condition))
    case .clustered: return index == 0 ? 1 : 1 / condition
    }
  }
}

/// One of the matrix types that LAPACK tests its singular value routines with, for any shape.
///
/// Source: the header of LAPACK's `ddrvbd`.
public struct MatrixType: Sendable, CustomStringConvertible {
  /// What the entries are.
  public enum Form: Sendable {
    /// Zeros.
    case zero
    /// Ones on the diagonal.
    case identity
    /// The spectrum on the diagonal.
    case diagonal(Spectrum)
    /// U D V with orthogonal U and V.
    case dense(Spectrum)
    /// Uniform in [-1, 1).
    case uniform
    /// Upper bidiagonal, with the logarithms of the entries uniform from eps^2 to eps^-2.
    case bidiagonal
    /// Ones below the diagonal, and a last column whose logarithms are uniform.
    case companion
  }

  /// What all entries are multiplied by.
  public enum Scaling: String, Sendable, CaseIterable {
    /// One.
    case none
    /// The smallest normal number over eps.
    case nearUnderflow
    /// The largest number times eps.
    case nearOverflow

    func factor<Scalar: BLASScalar>(_: Scalar.Type) -> Scalar {
      switch self {
      case .none: 1
      case .nearUnderflow: .leastNormalMagnitude / .ulpOfOne
      case .nearOverflow: .greatestFiniteMagnitude * .ulpOfOne
      }
    }
  }

  /// What the entries are.
  public let form: Form
  /// What they are multiplied by.
  public let scaling: Scaling

  /// A type of test matrix.
  public init(_ form: Form, _ scaling: Scaling = .none) {
    self.form = form
    self.scaling = scaling
  }

  /// Every type.
  public static let all: [MatrixType] =
    [MatrixType(.zero), MatrixType(.identity), MatrixType(.bidiagonal), MatrixType(.companion)]
    + Scaling.allCases.flatMap { scaling in
      [MatrixType(.uniform, scaling)]
        + Spectrum.allCases.flatMap { spectrum in
          [MatrixType(.diagonal(spectrum), scaling), MatrixType(.dense(spectrum), scaling)]
        }
    }

  /// The form and the scaling.
  public var description: String { scaling == .none ? "\(form)" : "\(form) \(scaling)" }

  /// A matrix of this type, the same for the same seed.
  public func matrix<Scalar>(
    _ rows: Int, _ columns: Int, seed: UInt64 = 1, as _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    Matrix<Scalar>(converting: entries(rows, columns, seed: seed, epsilon: Scalar.epsilon))
      * scaling.factor(Scalar.self)
  }

  func entries(_ rows: Int, _ columns: Int, seed: UInt64, epsilon: Double) -> Matrix<Double> {
    var result = Matrix<Double>.zeros(rows, columns)
    var generator = SeededGenerator(seed: seed)
    let count = min(rows, columns)
    func setDiagonal(_ spectrum: Spectrum) {
      result.diagonal = (0..<count).map { spectrum.value($0, of: count, condition: 1 / epsilon) }
    }
    func logUniform() -> Double { exp(2 * log(epsilon) * generator.symmetric()) }
    switch form {
    case .zero: break
    case .identity: result.diagonal = Array(repeating: 1, count: count)
    case .diagonal(let spectrum): setDiagonal(spectrum)
    case .dense(let spectrum):
      setDiagonal(spectrum)
      for _ in 0..<3 {
        result.reflectRows(Matrix<Double>.seeded(rows, 1, seed: generator.next()).elements)
        result.reflectColumns(Matrix<Double>.seeded(columns, 1, seed: generator.next()).elements)
      }
    case .uniform: result = .seeded(rows, columns, seed: seed)
    case .bidiagonal:
      for index in 0..<count {
        result[index, index] = logUniform()
        if index + 1 < columns { result[index, index + 1] = logUniform() }
      }
    case .companion:
      for index in 1..<max(1, count) { result[index, index - 1] = 1 }
      for index in 0..<count { result[index, count - 1] = logUniform().squareRoot() }
    }
    return result
  }
}
