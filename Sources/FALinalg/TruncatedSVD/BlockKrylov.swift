/// An orthonormal block Krylov basis of an m x n operator A, by block Golub-Kahan bidiagonalization
/// with full reorthogonalization and thick restart.
///
/// The basis V (n x d) spans X, (A'A) X, ..., (A'A)^(q-1) X for a starting block X, U (m x d) is
/// orthonormal, and at all times, to rounding,
///
///     A V = U B,    A'U = V B' + N L,
///
/// with a small B and a block N, orthogonal to V, by which the basis will grow. The singular values
/// of B are the Ritz values: each is at most the singular value of A of the same index, and the
/// relation on the right gives their residuals without another product.
///
/// Sources: G. Golub, F. Luk, M. Overton, "A block Lanczos method for computing the singular values
/// and corresponding singular vectors of a matrix", ACM TOMS 7 (1981); J. Baglama, L. Reichel,
/// "Augmented implicitly restarted Lanczos bidiagonalization methods", SIAM J. Sci. Comput. 27
/// (2005); and, where U is orthogonalized against its last block only, H. Simon, H. Zha, "Low-rank
/// matrix approximation using the Lanczos bidiagonalization process with applications", SIAM J. Sci.
/// Comput. 21 (2000).
public struct BlockKrylov<Operator: LinearOperator>: Sendable {
  /// The type of the entries.
  public typealias Scalar = Operator.Scalar

  /// A.
  public let target: Operator
  /// d: how many columns the bases have.
  public private(set) var dimension = 0
  /// How often A or A' was multiplied by a block.
  public private(set) var passes = 0
  /// q: the number of blocks, or nil once a restart has compressed them.
  public private(set) var degree: Int? = 0

  private var right: Matrix<Scalar>
  private var left: Matrix<Scalar>
  private var projected: Matrix<Scalar>
  private var next: Matrix<Scalar>
  private(set) var coupling: Matrix<Scalar>
  /// The columns of U whose image under A' leaves the range of V: A'U of these is the only place
  /// where N L is not zero.
  private(set) var open = 0..<0
  /// Whether a new block of U is orthogonalized against ``open`` alone.
  private var isLeftLocal: Bool

  /// Begins with the range of `start`.
  ///
  /// - Parameters:
  ///   - target: A, m x n.
  ///   - start: X, n x p with p <= min(m, n); its columns need not be orthonormal. For m < n they
  ///     should lie in the row space of A, such as A'G: a basis has at most min(m, n) columns.
  /// - Precondition: X has that shape.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(n p^2).
  public init(_ target: Operator, start: Matrix<Scalar>) throws(LinearAlgebraError) {
    try self.init(target, start: start, capacity: 0, isLeftLocal: false)
  }

  /// Begins as ``init(_:start:)`` does.
  ///
  /// - Parameters:
  ///   - capacity: How many columns the bases will have room for without being moved.
  ///   - isLeftLocal: Whether to leave out the orthogonalization of U against all but its last block,
  ///     for as long as U stays orthogonal without.
  init(
    _ target: Operator, start: Matrix<Scalar>, capacity: Int, isLeftLocal: Bool
  ) throws(LinearAlgebraError) {
    require(
      start.rows == target.columns && start.columns <= min(target.rows, target.columns),
      "a \(start.rows) x \(start.columns) block cannot start a basis for a "
        + "\(target.rows) x \(target.columns) operator")
    self.target = target
    self.isLeftLocal = isLeftLocal
    right = .zeros(target.columns, 0)
    left = .zeros(target.rows, 0)
    right.reserve(columns: capacity)
    left.reserve(columns: capacity)
    projected = .zeros(0, 0)
    coupling = .zeros(0, 0)
    next = start
    _ = try next.orthonormalize(against: right.view, first: 0..<0, seed: 0)
  }

  /// V, n x d, with orthonormal columns.
  public var rightBasis: MatrixView<Scalar> { right.view }
  /// U, m x d, with orthonormal columns.
  public var leftBasis: MatrixView<Scalar> { left.view }
  /// B, d x d.
  public var projection: MatrixView<Scalar> { projected[0..<dimension, 0..<dimension] }
  /// N, n x p, orthogonal to V: the block by which the basis will grow, without columns once it
  /// cannot.
  public var nextBlock: MatrixView<Scalar> { next.view }
  /// U'A [V, N], d x (d + p): B, and beside it L', since U'A = B V' + L'N'.
  public var extendedProjection: Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(dimension, dimension + next.columns)
    result[0..<dimension, 0..<dimension] = projection
    result[open, dimension..<result.columns] = coupling.transposed
    return result
  }
  /// Whether the basis can still grow.
  public var canGrow: Bool { next.columns > 0 }

  /// Adds a block: one product with A and one with A'.
  ///
  /// - Throws: `inconsistentOperator` if the two products do not belong to one operator;
  ///   `nonFinite`, with the place in the block, if a product is not finite; `dimensionTooLarge`.
  /// - Complexity: O((m + n) d p), and the two products.
  public mutating func grow() throws(LinearAlgebraError) {
    let block = dimension..<(dimension + next.columns)
    reserve(block.upperBound)
    right.append(columnsOf: next)
    var (image, preimage, deviation) = try extend(block)
    if isLeftLocal, deviation > 64 * Scalar.ulpOfOne {
      isLeftLocal = false
      (image, preimage, deviation) = try extend(block)
    }
    guard deviation <= Scalar.ulpOfOne.squareRoot() else {
      throw .inconsistentOperator(relativeDeviation: Double(deviation))
    }
    left.append(columnsOf: image)
    dimension = block.upperBound
    open = block
    degree = degree.map { $0 + 1 }
    // A basis has no more columns than its space has dimensions.
    let room = min(target.columns, target.rows) - dimension
    if room < block.count {
      coupling = Matrix(coupling[0..<room, ...])
      preimage = Matrix(preimage[..., 0..<room])
    }
    next = preimage
  }

  /// Compresses the basis to the leading `count` Ritz vectors; it goes on to grow by the same
  /// block as before.
  ///
  /// - Parameters:
  ///   - svd: What ``ritz()`` gave.
  ///   - count: At most ``dimension``.
  /// - Complexity: O((m + n) d `count`).
  public mutating func restart(_ svd: SVD<Scalar>, keeping count: Int) {
    let kept = vectors(svd, count)
    coupling = coupling * svd.u[open, 0..<count]
    open = 0..<count
    (left, right) = kept
    projected.fill(with: 0)
    for index in 0..<count { projected[index, index] = svd.singularValues[index] }
    dimension = count
    degree = nil
  }

  /// Computes a new block of B and of L.
  ///
  /// - Returns: The block of U; the next one of V; and how far V'A'U is from B' for the new columns,
  ///   relative to B. With A V = U B that is B' times the products of the block with the rest of U, if
  ///   the two products belong to one operator.
  private mutating func extend(
    _ block: Range<Int>
  ) throws(LinearAlgebraError) -> (
    image: Matrix<Scalar>, preimage: Matrix<Scalar>, deviation: Scalar
  ) {
    var image = Matrix<Scalar>.zeros(target.rows, block.count)
    target.multiply(next.view, into: &image)
    passes += 1
    let near = isLeftLocal ? open : 0..<dimension
    let (above, diagonal) = try image.orthonormalize(
      against: left[..., near], first: (open.lowerBound - near.lowerBound)..<near.count,
      seed: passes)
    projected[near, block] = above
    projected[block, block] = diagonal
    var preimage = Matrix<Scalar>.zeros(target.columns, block.count)
    target.multiplyTransposed(image.view, into: &preimage)
    passes += 1
    let (inside, outside) = try preimage.orthonormalize(
      against: right.view, first: block, seed: passes)
    coupling = outside
    let difference = (inside - projected[block, 0..<block.upperBound].transposed).frobeniusNorm
    let scale = projected[0..<block.upperBound, 0..<block.upperBound].frobeniusNorm
    return (image, preimage, difference == 0 ? 0 : difference / scale)
  }

  /// Makes room for a projection of order `count`, doubling it when it does not suffice.
  private mutating func reserve(_ count: Int) {
    guard count > projected.columns else { return }
    let capacity = min(
      max(count, 2 * projected.columns), max(count, min(target.rows, target.columns)))
    var larger = Matrix<Scalar>.zeros(capacity, capacity)
    larger[0..<projected.rows, 0..<projected.columns] = projected
    projected = larger
  }
}
