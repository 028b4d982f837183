/// Which eigenvalues of a symmetric matrix to compute.
public enum EigenvalueSelection<Scalar: BLASScalar>: Sendable {
  /// All of them.
  case all
  /// Those at these places, counted from zero in ascending order.
  case indices(Range<Int>)
  /// Those above the first bound and up to the second one, which is included.
  case interval(above: Scalar, through: Scalar)

  func scaled(byPowerOfTwo exponent: Int) -> Self {
    guard case .interval(let above, let through) = self else { return self }
    return .interval(
      above: FALinalg.scaled(above, byPowerOfTwo: exponent),
      through: FALinalg.scaled(through, byPowerOfTwo: exponent))
  }
}

/// The eigenvalues and eigenvectors of a symmetric n x n matrix, A = V diag(values) V', or p
/// selected ones, with A V = V diag(values).
///
/// The sign of each eigenvector is chosen so that its entry of largest magnitude (the first such
/// entry) is positive.
///
/// Source: LAPACK's `syevd`, divide and conquer, for all of them; `syevr` for selected ones, and
/// where `syevd` fails or the order exceeds what its workspace allows (32,766).
public struct SymmetricEigen<Scalar: BLASScalar>: Sendable {
  /// The p eigenvalues, ascending.
  public private(set) var values: [Scalar]
  /// The eigenvectors, n x p, with orthonormal columns.
  public internal(set) var vectors: Matrix<Scalar>

  /// Makes room for the decomposition of matrices of the given order.
  public init(order: Int) {
    values = Array(repeating: 0, count: order)
    vectors = .zeros(order, order)
  }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: Symmetric, n x n; the entries above the diagonal may be anything.
  ///   - selection: Which eigenvalues to compute.
  ///   - workspace: Scratch memory. With one that has served this shape before, and unless the
  ///     number of eigenvalues differs from the last one, nothing is allocated.
  /// - Precondition: Selected indices are in 0..<n; a selected interval has its bounds in order,
  ///   neither of them NaN.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, _ selection: EigenvalueSelection<Scalar> = .all,
    workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    let order = a.rows
    let found = try selectedEigenvalues(
      of: a.view, selection, &values, vectors: &vectors, computingVectors: true, &workspace)
    if found < vectors.columns { vectors = Matrix(vectors[0..<order, 0..<found]) }
    vectors.fixColumnSigns()
  }

  /// A, multiplied out of its factors: all of it if all eigenvalues were computed, otherwise the
  /// part of it that belongs to those that were.
  ///
  /// - Complexity: O(n^2 p).
  public func reconstruct() -> Matrix<Scalar> { map { $0 } }

  /// The function of A with the same eigenvectors and with every eigenvalue mapped by `transform`.
  ///
  /// - Complexity: O(n^2 p).
  public func map(_ transform: (Scalar) -> Scalar) -> Matrix<Scalar> {
    var scaled = vectors
    scaled.scaleColumns { transform(values[$0]) }
    return scaled * vectors.transposed
  }
}

extension MatrixProtocol {
  /// The eigenvalues, ascending, and eigenvectors of a symmetric matrix, whose upper triangle counts
  /// as the mirror image of the lower one.
  ///
  /// - Parameter selection: Which of them to compute.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  public func symmetricEigen(
    _ selection: EigenvalueSelection<Scalar> = .all
  ) throws(LinearAlgebraError) -> SymmetricEigen<Scalar> {
    var workspace = Workspace<Scalar>()
    var result = SymmetricEigen<Scalar>(order: rows)
    try result.factor(self, selection, workspace: &workspace)
    return result
  }

  /// The eigenvalues of a symmetric matrix, ascending, without vectors. The upper triangle counts
  /// as the mirror image of the lower one.
  ///
  /// - Parameter selection: Which of them to compute.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3), a fraction of the time of ``symmetricEigen(_:)``.
  public func symmetricEigenvalues(
    _ selection: EigenvalueSelection<Scalar> = .all
  ) throws(LinearAlgebraError) -> [Scalar] {
    var workspace = Workspace<Scalar>()
    var (values, vectors) = ([Scalar](), Matrix<Scalar>.zeros(rows, 0))
    _ = try selectedEigenvalues(
      of: view, selection, &values, vectors: &vectors, computingVectors: false, &workspace)
    return values
  }
}

/// Fills `values`, and the leading columns of `vectors` if those are asked for; the result is their
/// number. `vectors` may be left with more columns than that.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func selectedEigenvalues<Scalar: BLASScalar>(
  of a: MatrixView<Scalar>, _ selection: EigenvalueSelection<Scalar>,
  _ values: inout [Scalar], vectors: inout Matrix<Scalar>, computingVectors: Bool,
  _ workspace: inout Workspace<Scalar>
) throws(LinearAlgebraError) -> Int {
  a.checkSquare()
  try a.checkLowerTriangleFinite()
  let order = a.rows
  let n = try lapackInt(order, "order")
  if values.count != order { values = Array(repeating: 0, count: order) }
  let largest = a.lowerTriangleMagnitude
  let exponent = scalingExponent(largest)
  if exponent != 0 {
    var normalized = Matrix(a)
    normalized.scale(byPowerOfTwo: -exponent)
    let found = try selectedEigenvalues(
      of: normalized.view, selection.scaled(byPowerOfTwo: -exponent), &values, vectors: &vectors,
      computingVectors: computingVectors, &workspace)
    for index in 0..<found { values[index] = scaled(values[index], byPowerOfTwo: exponent) }
    return found
  }
  let request = EigenvalueRequest(selection, order: order, largestMagnitude: largest)
  let capacity = max(0, request.last - request.first + 1)
  if computingVectors { vectors.reshapeDiscardingEntries(order, capacity) }
  guard capacity > 0 else {
    values = []
    return 0
  }

  let job = option(computingVectors ? "V" : "N")
  let needed = 2 * order * order + 6 * order + 1
  if case .all = selection, needed <= Int(Int32.max) {
    if computingVectors { vectors.assign(a) }
    let info = try unsafe vectors.withUnsafeMutableElements {
      (vectors) throws(LinearAlgebraError) in
      try unsafe workspace.run(
        "syevd", copying: computingVectors ? nil : a, integers: 5 * order + 3
      ) { scratch in
        unsafe Scalar._syevd(
          job, option("L"), n, computingVectors ? vectors.baseAddress : scratch.scalars, n, &values,
          scratch.work, scratch.length, scratch.integers, scratch.length < 0 ? -1 : 5 * n + 3)
      }
    }
    if info == 0 { return order }
  }
  var found: Int32 = 0
  let info = try unsafe workspace.run(
    "syevr", copying: a, integers: 12 * order
  ) { scratch in
    unsafe Scalar._syevr(
      job, request.range, option("L"), n, scratch.scalars, n, request.lower, request.upper,
      Int32(request.first), Int32(request.last), 0, &found, &values, &vectors.storage, n,
      scratch.integers + 10 * order, scratch.work, scratch.length, scratch.integers,
      scratch.length < 0 ? -1 : 10 * n)
  }
  guard info == 0 else { throw .noConvergence(routine: "syevr", info: Int(info)) }
  values.removeLast(order - Int(found))
  return Int(found)
}

/// A selection as LAPACK takes it.
private struct EigenvalueRequest<Scalar: BLASScalar> {
  var range = option("A")
  /// The bounds of an interval.
  var lower: Scalar = 0
  var upper: Scalar = 0
  /// The places of the first and last eigenvalue, counted from one; all that there may be of them
  /// for an interval.
  var first = 1
  var last: Int

  init(_ selection: EigenvalueSelection<Scalar>, order: Int, largestMagnitude: Scalar) {
    last = order
    switch selection {
    case .all: break
    case .indices(let indices):
      precondition(
        indices.lowerBound >= 0 && indices.upperBound <= order,
        "eigenvalues \(indices) are not among those of a \(order) x \(order) matrix")
      (range, first, last) = (option("I"), indices.lowerBound + 1, indices.upperBound)
    case .interval(let above, let through):
      precondition(above <= through, "an interval cannot reach from \(above) to \(through)")
      // LAPACK wants finite bounds. Every eigenvalue is well inside these.
      let bound = largestMagnitude == 0 ? 1 : 2 * Scalar(order) * largestMagnitude
      (range, lower, upper) = (option("V"), max(above, -bound), min(through, bound))
      if lower >= upper { last = 0 }
    }
  }
}
