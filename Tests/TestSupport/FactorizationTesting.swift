public import FALinalg
import Synchronization

extension MatrixType {
  /// A symmetric matrix of this type, or nil if there is none: with eigenvalues of both signs, or,
  /// if `positive`, positive definite and conditioned well enough for a Cholesky decomposition.
  public func symmetric<Scalar: BLASScalar>(
    _ order: Int, positive: Bool, as _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar>? {
    var entries = Matrix<Double>.zeros(order, order)
    let condition = positive ? (0.1 / Scalar.epsilon).squareRoot() : 1 / Scalar.epsilon
    func setDiagonal(_ spectrum: Spectrum) {
      entries.diagonal = (0..<order).map { index in
        let value = spectrum.value(index, of: order, condition: condition)
        return positive || index.isMultiple(of: 2) ? value : -value
      }
    }
    switch form {
    case .zero where !positive: break
    case .identity,
      .uniform where !positive:
      entries = MatrixType(form).entries(order, order, seed: 1, epsilon: Scalar.epsilon)
    case .diagonal(let spectrum): setDiagonal(spectrum)
    case .dense(let spectrum):
      setDiagonal(spectrum)
      for seed in 1...3 as ClosedRange<UInt64> {
        let normal = Matrix<Double>.seeded(order, 1, seed: seed).elements
        entries.reflectRows(normal)
        entries.reflectColumns(normal)
      }
    case .zero, .uniform, .bidiagonal, .companion: return nil
    }
    return Matrix<Scalar>(converting: entries.symmetrized) * scaling.factor(Scalar.self)
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

/// Small shapes for every type of matrix, from empty on: odd, tall and wide.
private let smallShapes = [
  (0, 0), (0, 3), (3, 0), (1, 1), (1, 4), (5, 1), (3, 3), (10, 7), (9, 14), (40, 40), (130, 35),
  (33, 90),
]
private let smallOrders = [0, 1, 2, 3, 10, 37, 129]

/// A large order for few types of matrix; smaller where the loops of the tests are slow.
private let largeOrder = isOptimized ? 512 : 160
private let largeTypes = [
  MatrixType(.dense(.clustered), .nearOverflow), MatrixType(.uniform, .nearUnderflow),
]
private let largeSymmetricTypes = [
  MatrixType(.dense(.clustered), .nearOverflow), MatrixType(.dense(.geometric)),
]

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

/// Every matrix type in small shapes, and some in large ones.
public func generalMatrices<Scalar: BLASScalar>(
  as _: Scalar.Type = Scalar.self, withLarge: Bool = true
) -> [(String, Matrix<Scalar>)] {
  let small: [(String, Matrix<Scalar>)] = cached("general \(Scalar.self)") {
    matrices(MatrixType.all, smallShapes)
  }
  guard withLarge else { return small }
  return small + largeSquareMatrices()
    + cached("oblong \(Scalar.self)") {
      matrices([MatrixType(.uniform)], [(largeOrder, 130), (200, largeOrder)])
    }
}

/// Every matrix type in small orders, and some in a large one.
public func squareMatrices<Scalar: BLASScalar>(
  as _: Scalar.Type = Scalar.self
) -> [(String, Matrix<Scalar>)] {
  cached("square \(Scalar.self)") { matrices(MatrixType.all, smallOrders.map { ($0, $0) }) }
    + largeSquareMatrices()
}

private func largeSquareMatrices<Scalar: BLASScalar>() -> [(String, Matrix<Scalar>)] {
  cached("large \(Scalar.self)") { matrices(largeTypes, [(largeOrder, largeOrder)]) }
}

private func matrices<Scalar: BLASScalar>(
  _ types: [MatrixType], _ shapes: [(Int, Int)]
) -> [(String, Matrix<Scalar>)] {
  types.flatMap { type in shapes.map { ("\(type)", type.matrix($0.0, $0.1)) } }
}

/// Every symmetric matrix type in small orders, and some in a large one.
public func symmetricMatrices<Scalar: BLASScalar>(
  positive: Bool = false, as _: Scalar.Type = Scalar.self
) -> [(String, Matrix<Scalar>)] {
  func matrices(_ types: [MatrixType], _ orders: [Int]) -> [(String, Matrix<Scalar>)] {
    types.flatMap { type in
      orders.compactMap { order in
        type.symmetric(order, positive: positive).map { ("\(type)", $0) }
      }
    }
  }
  return cached("symmetric \(Scalar.self) \(positive)") {
    matrices(MatrixType.all, smallOrders) + matrices(largeSymmetricTypes, [largeOrder])
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
  public var isUpperTriangular: Bool {
    (0..<min(columns, max(0, rows - 1))).allSatisfy {
      self[($0 + 1)..., $0...$0].maximumMagnitude == 0
    }
  }
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

/// ||I - A X||_1 / (n ||A||_1 ||X||_1 eps), with the rounding unit of `Scalar`.
public func inverseRatio<Scalar: BLASScalar>(
  _ a: MatrixView<Scalar>, _ inverse: Matrix<Scalar>
) -> Double {
  let (a64, x) = (a.inDouble, inverse.inDouble)
  let error = (Matrix.identity(a.rows) - a64 * x).oneNorm
  let unit = Double(max(1, a.rows)) * Double(Scalar.ulpOfOne)
  return error == 0 ? 0 : error / a64.oneNorm / x.oneNorm / unit
}

/// The larger of two ratios; NaN counts as larger than any.
public func larger(_ first: Double, _ second: Double) -> Double {
  first.isNaN || second.isNaN ? .nan : max(first, second)
}
