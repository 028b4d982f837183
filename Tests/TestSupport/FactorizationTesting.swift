public import FALinalg
import Synchronization

extension MatrixType {
  /// Those to test factorizations with: every type, but diagonal matrices without scaling only.
  public static let factorizations: [MatrixType] = all.filter {
    if case .diagonal = $0.form { $0.scaling == .none } else { true }
  }

  /// A symmetric matrix of this type, or nil if there is none: with eigenvalues of both signs, or,
  /// if `positive`, positive definite and conditioned well enough for a Cholesky decomposition.
  func symmetric<Scalar: BLASScalar>(
    _ order: Int, positive: Bool, as _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar>? {
    var grid = Grid(rows: order, columns: order)
    let condition = positive ? (0.1 / Scalar.epsilon).squareRoot() : 1 / Scalar.epsilon
    func setDiagonal(_ spectrum: Spectrum) {
      for index in 0..<order {
        let value = spectrum.value(index, of: order, condition: condition)
        grid[index, index] = positive || index.isMultiple(of: 2) ? value : -value
      }
    }
    switch form {
    case .zero where !positive: break
    case .identity,
      .uniform where !positive:
      grid = MatrixType(form).entries(order, order, seed: 1, epsilon: Scalar.epsilon)
    case .diagonal(let spectrum): setDiagonal(spectrum)
    case .dense(let spectrum):
      setDiagonal(spectrum)
      for seed in 1...3 as ClosedRange<UInt64> {
        let normal = Grid.vector(order, seed: seed)
        grid.reflectRows(normal)
        grid.reflectColumns(normal)
      }
    case .zero, .uniform, .bidiagonal, .companion: return nil
    }
    let factor = scaling.factor(Scalar.self)
    return Matrix(rows: order, columns: order) { i, j in
      factor * Scalar(grid[max(i, j), min(i, j)])
    }
  }
}

/// The largest of the ratios that a test has seen, and where.
public struct WorstRatio: CustomStringConvertible, Sendable {
  /// The ratio.
  public var value = 0.0
  /// The input that gave it.
  public var place = ""

  /// A ratio of zero.
  public init() {}

  /// The ratio and the input.
  public var description: String { "\(value) (\(place))" }

  /// Takes note of a ratio; NaN counts as larger than any.
  public mutating func note(_ ratio: Double, at place: String) {
    guard !(ratio <= value) else { return }
    (value, self.place) = (ratio.isNaN ? .infinity : ratio, place)
  }
}

/// Shapes from empty to what a debug build can take: odd, tall and wide.
public let factorizationShapes = [
  (0, 0), (0, 3), (3, 0), (1, 1), (1, 4), (5, 1), (3, 3), (10, 7), (9, 14), (40, 40), (130, 35),
  (33, 90),
]

/// Square shapes from empty to what a debug build can take.
public let factorizationOrders = [0, 1, 2, 3, 10, 37, 129]

/// Runs `ratio` on every matrix, as it is on one BLAS thread and as a block of a larger matrix on
/// two, prints the worst result and returns it.
public func worstRatio<Scalar: BLASScalar>(
  _ name: String, of matrices: [(String, Matrix<Scalar>)],
  _ ratio: (MatrixView<Scalar>) throws -> Double
) throws -> WorstRatio {
  var worst = WorstRatio()
  try onThreadCounts { threads in
    for (place, matrix) in matrices {
      let view = threads == 1 ? matrix.view : matrix.padded
      worst.note(
        try ratio(view), at: "\(matrix.rows) x \(matrix.columns), \(place), \(threads) threads")
    }
  }
  print("worst ratio of \(name) in \(Scalar.self): \(worst)")
  return worst
}

private let factorizationCache = Mutex<[String: any Sendable]>([:])

/// What `make` returns, made once for each key.
private func cached<Value: Sendable>(_ key: String, _ make: () -> Value) -> Value {
  if let value = factorizationCache.withLock({ $0[key] }) as? Value { return value }
  let value = make()
  factorizationCache.withLock { $0[key] = value }
  return value
}

/// Every matrix type in every shape.
public func generalMatrices<Scalar: BLASScalar>(
  _ shapes: [(Int, Int)] = factorizationShapes, as _: Scalar.Type = Scalar.self
) -> [(String, Matrix<Scalar>)] {
  cached("general \(Scalar.self) \(shapes)") {
    MatrixType.factorizations.flatMap { type in
      shapes.map { ("\(type)", type.matrix($0.0, $0.1)) }
    }
  }
}

/// Every matrix type in every square shape.
public func squareMatrices<Scalar: BLASScalar>(
  as _: Scalar.Type = Scalar.self
) -> [(String, Matrix<Scalar>)] {
  generalMatrices(factorizationOrders.map { ($0, $0) })
}

/// Every symmetric matrix type in every order.
public func symmetricMatrices<Scalar: BLASScalar>(
  positive: Bool = false, as _: Scalar.Type = Scalar.self
) -> [(String, Matrix<Scalar>)] {
  cached("symmetric \(Scalar.self) \(positive)") {
    MatrixType.factorizations.flatMap { type in
      factorizationOrders.compactMap { order in
        type.symmetric(order, positive: positive).map { ("\(type)", $0) }
      }
    }
  }
}

extension MatrixProtocol {
  /// The entries in double precision.
  public var inDouble: Matrix<Double> {
    Matrix(self) as? Matrix<Double> ?? Matrix<Double>(converting: self)
  }

  /// Whether all entries that satisfy `condition(row, column)` are zero.
  public func isZero(where condition: (Int, Int) -> Bool) -> Bool {
    let entries = Matrix(self).elements
    return (0..<columns).allSatisfy { column in
      (0..<rows).allSatisfy { row in !condition(row, column) || entries[row + column * rows] == 0 }
    }
  }

  /// Whether all entries below the diagonal are zero.
  public var isUpperTriangular: Bool { isZero { $0 > $1 } }
}

/// ||A - product||_1 / (max(m, n) ||A||_1 eps), with the rounding unit of `Scalar`.
public func productRatio<Scalar: BLASScalar>(
  _ a: MatrixView<Scalar>, _ product: Matrix<Double>
) -> Double {
  guard a.rows == product.rows, a.columns == product.columns, (try? product.checkFinite()) != nil
  else { return .infinity }
  let norm = a.inDouble.oneNorm
  let error = (product - a.inDouble).oneNorm
  if error == 0 { return 0 }
  return error / norm / (Double(max(a.rows, a.columns)) * Double(Scalar.ulpOfOne))
}

/// The larger of two ratios; NaN counts as larger than any.
public func larger(_ first: Double, _ second: Double) -> Double {
  first.isNaN || second.isNaN ? .nan : max(first, second)
}
