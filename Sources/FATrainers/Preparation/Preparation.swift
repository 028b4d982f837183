public import FALinalg

/// What is done to a matrix before anything is computed on it, in this order: it is transposed, centred, and scaled.
public struct Preparation: Sendable, Hashable {
  /// Lines of which the mean is taken away.
  public enum Centering: String, Sendable, Codable, CaseIterable {
    /// Of each row.
    case rows
    /// Of each column.
    case columns
    /// Of each row, and then of each column.
    case both
  }

  /// Lines that are divided by their standard deviations.
  public enum Scaling: String, Sendable, Codable, CaseIterable {
    /// Each row.
    case rows
    /// Each column.
    case columns
  }

  /// Whether rows and columns change places; what follows is about those of the result.
  public var transposes: Bool
  /// What is centred; nil for nothing.
  public var center: Centering?
  /// What is scaled; nil for nothing.
  public var scale: Scaling?

  /// Creates a preparation, of nothing unless something is named.
  public init(transposes: Bool = false, center: Centering? = nil, scale: Scaling? = nil) {
    (self.transposes, self.center, self.scale) = (transposes, center, scale)
  }

  /// Whether matrices stay as they are.
  public var isIdentity: Bool { self == Preparation() }
}

extension Preparation: CustomStringConvertible {
  /// What is done, as in `transposed, columns centered, columns scaled`; empty for nothing.
  public var description: String {
    let parts = [
      transposes ? "transposed" : nil,
      center.map { $0 == .both ? "rows and columns centered" : "\($0.rawValue) centered" },
      scale.map { "\($0.rawValue) scaled" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}

/// A matrix that was prepared, and what leads back to the units of the input.
public struct PreparedMatrix<Scalar: BLASScalar>: Sendable {
  /// What everything is computed on.
  public let target: any LinearOperator<Scalar>
  /// ||.||_F of the matrix before it was centred and scaled.
  public let inputNorm: Scalar
  /// How many lines are constant, and were therefore not scaled.
  public let constantLines: Int
  /// What was scaled, as it was before, with the standard deviations; nil without scaling.
  private let scaling: (lines: Preparation.Scaling, deviations: [Scalar], matrix: Matrix<Scalar>)?

  /// Prepares a matrix.
  ///
  /// A sparse one stays so if it is only transposed; otherwise all of its entries are stored.
  ///
  /// - Complexity: O(n m).
  public init(_ matrix: some LinearOperator<Scalar>, _ preparation: Preparation) {
    inputNorm = matrix.frobeniusNorm
    guard preparation.center != nil || preparation.scale != nil else {
      target = preparation.transposes ? Self.transposed(matrix) : matrix
      (constantLines, scaling) = (0, nil)
      return
    }
    var prepared = matrix.dense()
    if preparation.transposes { prepared = Matrix(prepared.transposed) }
    if preparation.center != nil, preparation.center != .columns { prepared.centerRows() }
    if preparation.center != nil, preparation.center != .rows { prepared.centerColumns() }
    guard let lines = preparation.scale else {
      target = prepared
      (constantLines, scaling) = (0, nil)
      return
    }
    let deviations = Self.deviations(of: prepared, lines)
    let isConstant = deviations.map { $0 == 0 }
    let divisors = deviations.map { $0 == 0 ? 1 : $0 }
    scaling = (lines, divisors, prepared)
    constantLines = isConstant.count { $0 }
    switch lines {
    case .rows: prepared.scaleRows(by: divisors.map { 1 / $0 })
    case .columns: prepared.scaleColumns(by: divisors.map { 1 / $0 })
    }
    target = prepared
  }

  /// ||ZW - Y||_F in the units of the input, of factors of the prepared matrix: what they leave of the input once the
  /// scale, and the means, are put back.
  ///
  /// - Complexity: O(n m r) where something was scaled.
  public func inputError(of factors: Factors<Scalar>) -> Scalar {
    guard let (lines, deviations, matrix) = scaling else {
      return target.residualNorm(factors.z.view, factors.w.transposed)
    }
    var (z, w) = (factors.z, factors.w)
    switch lines {
    case .rows: z.scaleRows(by: deviations)
    case .columns: w.scaleColumns(by: deviations)
    }
    return matrix.residualNorm(z.view, w.transposed)
  }

  /// Whether errors are in other units than the input.
  public var isScaled: Bool { scaling != nil }

  private static func transposed(_ matrix: some LinearOperator<Scalar>) -> any LinearOperator<
    Scalar
  > {
    if let sparse = matrix as? SparseMatrix<Scalar> { return sparse.transposed }
    return Matrix(matrix.dense().transposed)
  }

  /// The root of the mean squared distance of a line from its mean; zero where that is rounding.
  private static func deviations(
    of matrix: Matrix<Scalar>, _ lines: Preparation.Scaling
  ) -> [Scalar] {
    var centered = matrix
    let isRows = lines == .rows
    if isRows { centered.centerRows() } else { centered.centerColumns() }
    let (count, length) =
      isRows ? (matrix.rows, matrix.columns) : (matrix.columns, matrix.rows)
    let root = Scalar(length).squareRoot()
    return (0..<count).map { index in
      let line = index..<(index + 1)
      let (own, whole) =
        isRows
        ? (centered[line, ...].frobeniusNorm, matrix[line, ...].frobeniusNorm)
        : (centered[..., line].frobeniusNorm, matrix[..., line].frobeniusNorm)
      // The mean of equal numbers is off by no more than their sum is.
      return own <= 4 * root * .ulpOfOne * whole ? 0 : own / root
    }
  }
}
