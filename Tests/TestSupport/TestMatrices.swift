public import FALinalg

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
    var grid = Grid(rows: order, columns: order)
    for index in 0..<order {
      grid[index, index] = Spectrum.geometric.value(index, of: order, condition: condition)
    }
    for step in 0..<2 {
      let normal = Grid.vector(order, seed: seed &+ UInt64(step))
      grid.reflectRows(normal)
      grid.reflectColumns(normal)
    }
    // The two halves differ by rounding.
    return Matrix(rows: order, columns: order) { i, j in Scalar(grid[max(i, j), min(i, j)]) }
  }
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
    case .geometric: return exponential(-position * logarithm(condition))
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
    let grid = entries(rows, columns, seed: seed, epsilon: Scalar.epsilon)
    let factor = scaling.factor(Scalar.self)
    return Matrix(
      rows: rows, columns: columns, columnMajor: grid.entries.map { factor * Scalar($0) })
  }

  func entries(_ rows: Int, _ columns: Int, seed: UInt64, epsilon: Double) -> Grid {
    var grid = Grid(rows: rows, columns: columns)
    var generator = SeededGenerator(seed: seed)
    let count = min(rows, columns)
    func logUniform() -> Double {
      exponential(2 * logarithm(epsilon) * generator.symmetric())
    }
    switch form {
    case .zero: break
    case .identity:
      for index in 0..<count { grid[index, index] = 1 }
    case .diagonal(let spectrum):
      for index in 0..<count {
        grid[index, index] = spectrum.value(index, of: count, condition: 1 / epsilon)
      }
    case .dense(let spectrum):
      for index in 0..<count {
        grid[index, index] = spectrum.value(index, of: count, condition: 1 / epsilon)
      }
      for _ in 0..<3 {
        grid.reflectRows(Grid.vector(rows, seed: generator.next()))
        grid.reflectColumns(Grid.vector(columns, seed: generator.next()))
      }
    case .uniform:
      for index in grid.entries.indices { grid.entries[index] = generator.symmetric() }
    case .bidiagonal:
      for index in 0..<count {
        grid[index, index] = logUniform()
        if index + 1 < columns { grid[index, index + 1] = logUniform() }
      }
    case .companion:
      for index in 1..<max(1, count) { grid[index, index - 1] = 1 }
      for index in 0..<count { grid[index, count - 1] = logUniform().squareRoot() }
    }
    return grid
  }
}
