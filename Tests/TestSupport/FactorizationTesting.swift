public import FALinalg
import Synchronization

/// One of the matrix types that LAPACK tests its routines with.
///
/// Source: LAPACK Working Note 41, section 5, and the headers of `ddrvbd` and `dlatb4`.
public struct FactorizationMatrixType: Sendable, CustomStringConvertible {
  /// How the singular values fall from one to a last one.
  public enum Spectrum: String, Sendable, CaseIterable, CustomDebugStringConvertible {
    /// In equal steps.
    case arithmetic
    /// In equal ratios.
    case geometric
    /// One large value, the others at the last.
    case clustered

    /// The name.
    public var debugDescription: String { rawValue }
  }

  enum Form: Sendable {
    case zero, identity, uniform
    case diagonal(Spectrum)
    case dense(Spectrum)
  }

  /// A factor near the end of the scalar's range, as in LAPACK's `dlatb4`.
  public enum Scale: String, Sendable {
    /// One.
    case none
    /// A quarter of the rounding unit below the largest numbers.
    case nearOverflow
    /// As far above the smallest ones.
    case nearUnderflow

    func factor<Scalar: BLASScalar>(_: Scalar.Type) -> Scalar {
      let small = Scalar.leastNormalMagnitude / Scalar.ulpOfOne / 4
      switch self {
      case .none: return 1
      case .nearOverflow: return 1 / small
      case .nearUnderflow: return small
      }
    }
  }

  let form: Form
  /// What all entries are multiplied by.
  public let scale: Scale

  /// The name of the type.
  public var description: String { "\(form), scale \(scale)" }

  /// Whether all entries are zero.
  public var isZero: Bool { if case .zero = form { true } else { false } }

  /// Every type.
  public static let all: [Self] =
    [Self(form: .zero, scale: .none), Self(form: .identity, scale: .none)]
    + Spectrum.allCases.map { Self(form: .diagonal($0), scale: .none) }
    + Spectrum.allCases.map { Self(form: .dense($0), scale: .none) }
    + [
      Self(form: .dense(.geometric), scale: .nearOverflow),
      Self(form: .dense(.arithmetic), scale: .nearUnderflow),
      Self(form: .uniform, scale: .nearOverflow),
      Self(form: .uniform, scale: .nearUnderflow),
      Self(form: .uniform, scale: .none),
    ]

  private func spectrum<Scalar: BLASScalar>(
    _ spectrum: Spectrum, count: Int, last: Double
  ) -> [Scalar] {
    (0..<count).map { index in
      let position = Double(index) / Double(max(1, count - 1))
      switch spectrum {
      case .arithmetic: return Scalar(1 - position * (1 - last))
      case .geometric: return Scalar(geometricTerm(last, position))
      case .clustered: return index == 0 ? 1 : Scalar(last)
      }
    }
  }

  /// A reproducible matrix of this type.
  public func general<Scalar: BLASScalar>(
    _ rows: Int, _ columns: Int, as _: Scalar.Type = Scalar.self
  ) throws -> Matrix<Scalar> {
    let stream = RandomStream(seed: UInt64(1000 * rows + columns), name: "factorization tests")
    let (count, last) = (min(rows, columns), Double(Scalar.ulpOfOne))
    var result = Matrix<Scalar>.zeros(rows, columns)
    switch form {
    case .zero: break
    case .identity: for index in 0..<count { result[index, index] = 1 }
    case .uniform: result = stream.uniform(rows, columns).map { 2 * $0 - 1 }
    case .diagonal(let shape):
      let values: [Scalar] = spectrum(shape, count: count, last: last)
      for (index, value) in values.enumerated() { result[index, index] = value }
    case .dense(let shape):
      result = try stream.matrix(
        rows, columns, singularValues: spectrum(shape, count: count, last: last))
    }
    return result * scale.factor(Scalar.self)
  }

  /// A reproducible symmetric matrix of this type, with eigenvalues of both signs unless
  /// `positive`, and then with the condition number of a matrix that has a Cholesky decomposition.
  public func symmetric<Scalar: BLASScalar>(
    _ order: Int, positive: Bool = false, as _: Scalar.Type = Scalar.self
  ) throws -> Matrix<Scalar> {
    let stream = RandomStream(seed: UInt64(order), name: "symmetric factorization tests")
    let unit = Double(Scalar.ulpOfOne)
    let last = positive ? (10 * unit).squareRoot() : unit
    func signed(_ shape: Spectrum) -> [Scalar] {
      spectrum(shape, count: order, last: last).enumerated().map { index, value in
        positive || index.isMultiple(of: 2) ? value : -value
      }
    }
    var result = Matrix<Scalar>.zeros(order, order)
    switch form {
    case .zero: break
    case .identity: result = .identity(order)
    case .uniform:
      let half: Matrix<Scalar> = stream.uniform(order, order).map { 2 * $0 - 1 }
      result = positive ? half * half.transposed + Matrix.identity(order) : half
    case .diagonal(let shape): result = .diagonal(signed(shape))
    case .dense(let shape):
      let vectors: Matrix<Scalar> = try stream.orthonormal(order, order)
      result = vectors * Matrix.diagonal(signed(shape)) * vectors.transposed
    }
    let factor = scale.factor(Scalar.self)
    return Matrix(rows: order, columns: order) { i, j in factor * result[max(i, j), min(i, j)] }
  }
}

/// `last` to the power `position`, for a power of two `last`, without a logarithm.
private func geometricTerm(_ last: Double, _ position: Double) -> Double {
  var (result, factor, remaining) = (1.0, last, position)
  // The binary digits of the exponent, each with the root that belongs to it.
  for _ in 0..<40 {
    if remaining >= 1 {
      result *= factor
      remaining -= 1
    }
    factor = factor.squareRoot()
    remaining *= 2
  }
  return result
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

private let factorizationThreadLock = Mutex(())

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
  for threads in [1, 2] {
    try factorizationThreadLock.withLock { _ in
      try BLAS.withThreads(threads) {
        for (place, matrix) in matrices {
          let view = threads == 1 ? matrix.view : matrix.asInnerBlock
          worst.note(
            try ratio(view), at: "\(matrix.rows) x \(matrix.columns), \(place), \(threads) threads")
        }
      }
    }
  }
  print("worst ratio of \(name) in \(Scalar.self): \(worst)")
  return worst
}

private let factorizationCache = Mutex<[String: any Sendable]>([:])

/// What `make` returns, made once for each key.
private func cached<Value: Sendable>(_ key: String, _ make: () throws -> Value) rethrows -> Value {
  if let value = factorizationCache.withLock({ $0[key] }) as? Value { return value }
  let value = try make()
  factorizationCache.withLock { $0[key] = value }
  return value
}

/// Every matrix type in every shape.
public func generalMatrices<Scalar: BLASScalar>(
  _ shapes: [(Int, Int)] = factorizationShapes, as _: Scalar.Type = Scalar.self
) throws -> [(String, Matrix<Scalar>)] {
  try cached("general \(Scalar.self) \(shapes)") {
    try FactorizationMatrixType.all.flatMap { type in
      try shapes.map { ("\(type)", try type.general($0.0, $0.1)) }
    }
  }
}

/// Every matrix type in every square shape.
public func squareMatrices<Scalar: BLASScalar>(
  as _: Scalar.Type = Scalar.self
) throws -> [(String, Matrix<Scalar>)] {
  try generalMatrices(factorizationOrders.map { ($0, $0) })
}

/// Every symmetric matrix type in every order.
public func symmetricMatrices<Scalar: BLASScalar>(
  positive: Bool = false, as _: Scalar.Type = Scalar.self
) throws -> [(String, Matrix<Scalar>)] {
  try cached("symmetric \(Scalar.self) \(positive)") {
    try FactorizationMatrixType.all.filter { !(positive && $0.isZero) }.flatMap { type in
      try factorizationOrders.map { ("\(type)", try type.symmetric($0, positive: positive)) }
    }
  }
}

extension Matrix {
  /// The same entries in the middle of a larger matrix that is NaN elsewhere.
  public var asInnerBlock: MatrixView<Scalar> {
    var whole = Matrix(rows: rows + 4, columns: columns + 3, repeating: .nan)
    whole.setBlock(3..<(3 + rows), 1..<(1 + columns), to: self)
    return whole[3..<(3 + rows), 1..<(1 + columns)]
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

/// ||I - Q'Q||_1 / (m eps), with the rounding unit of `Scalar`.
public func orthonormalColumnsRatio<Scalar: BLASScalar>(
  _ q: some MatrixProtocol<Scalar>
) -> Double {
  guard (try? q.checkFinite()) != nil else { return .infinity }
  guard !q.isEmpty else { return 0 }
  let inDouble = q.inDouble
  let error = inDouble.transposed * inDouble - Matrix.identity(q.columns)
  return error.oneNorm / (Double(q.rows) * Double(Scalar.ulpOfOne))
}

/// ||B - A X||_1 / (||A||_1 ||X||_1 n eps), with the rounding unit of `Scalar`.
public func solutionRatio<Scalar: BLASScalar>(
  _ a: MatrixView<Scalar>, _ x: Matrix<Scalar>, _ b: Matrix<Scalar>
) -> Double {
  guard (try? x.checkFinite()) != nil else { return .infinity }
  let error = (b.inDouble - a.inDouble * x.inDouble).oneNorm
  if error == 0 { return 0 }
  return error / a.inDouble.oneNorm / x.inDouble.oneNorm
    / (Double(a.rows) * Double(Scalar.ulpOfOne))
}

/// The larger of two ratios; NaN counts as larger than any.
public func larger(_ first: Double, _ second: Double) -> Double {
  first.isNaN || second.isNaN ? .nan : max(first, second)
}
