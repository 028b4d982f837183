internal import CBLAS

/// The LAPACK routines that compute eigenvalues of a symmetric matrix.
private enum SymmetricEigenDriver: String {
  /// Divide and conquer: the fastest for all of them, or for many.
  case syevd
  /// Bisection and inverse iteration: the fastest for a few, by index. For all of them, QR
  /// iteration, which takes little memory.
  case syevx

  /// The driver to try first, and the one to try where that fails.
  ///
  /// At orders from 100 to 1500, in both precisions and for clustered and spread eigenvalues,
  /// `syevx` was ahead up to about a sixth of the eigenvalues.
  static func chain(count: Int, order: Int) -> (SymmetricEigenDriver, SymmetricEigenDriver) {
    count <= order / 6 ? (.syevx, .syevd) : (.syevd, .syevx)
  }
}

/// Fills `values`, and `vectors` if those are asked for, with what is selected.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func computeSymmetricEigen<Scalar: BLASScalar>(
  of a: MatrixView<Scalar>, _ selection: EigenvalueSelection<Scalar>,
  _ values: inout [Scalar], _ vectors: inout Matrix<Scalar>, computingVectors: Bool,
  _ workspace: inout Workspace<Scalar>
) throws(LinearAlgebraError) {
  a.checkSquare()
  let order = a.rows
  let n = try lapackInt(order, "order")
  let indices = selection.indices(order: order)
  // LAPACK scales too, but then bisects to a tolerance that is too coarse.
  let exponent = scalingExponent(try a.finiteLowerTriangleSize())

  func scale(_ scratch: Scratch<Scalar>) {
    guard exponent != 0, unsafe scratch.length > 0 else { return }
    unsafe scaleEntries(
      of: UnsafeMutableMatrix(
        base: scratch.scalars, rows: order, columns: order, columnStride: order),
      byPowerOfTwo: -exponent)
  }

  /// Keeps what is selected of the eigenvalues from the given place on, and of their vectors.
  func store(
    _ found: UnsafeMutablePointer<Scalar>, _ columns: UnsafeMutablePointer<Scalar>,
    _ places: Range<Int>
  ) {
    if exponent != 0 {
      unsafe scaleEntries(
        of: UnsafeMutableMatrix(base: found, rows: places.count, columns: 1, columnStride: order),
        byPowerOfTwo: exponent)
    }
    let kept = selection.indices(among: places) { unsafe found[$0 - places.lowerBound] }
    let skipped = kept.lowerBound - places.lowerBound
    if values.count != kept.count { values = Array(repeating: 0, count: kept.count) }
    for index in values.indices { unsafe values[index] = found[skipped + index] }
    guard computingVectors else { return }
    vectors.resize(order, kept.count)
    unsafe vectors.withUnsafeMutableElements {
      unsafe $0.baseAddress?.update(from: columns + skipped * order, count: $0.count)
    }
  }

  func run(_ driver: SymmetricEigenDriver) throws(LinearAlgebraError) -> Int32 {
    switch driver {
    case .syevd:
      // LAPACK forgets what `ormqr` beneath it could use: 64 n + 4160 numbers. Without them it
      // multiplies vector by vector where n is about 64.
      return try unsafe workspace.run(
        WorkspaceQuery("syevd", n, computingVectors ? 1 : 0), copying: a, scalars: order,
        integers: 5 * order + 3,
        bound: computingVectors ? 2 * order * order + 6 * order + 1 : 0,
        extra: computingVectors && order > Threshold.smallOrder ? 64 * order + 4160 : 0
      ) { scratch in
        let found = unsafe scratch.scalars + order * order
        unsafe scale(scratch)
        let info = unsafe Scalar.syevd(
          computingVectors: computingVectors, n, scratch.scalars, found, scratch)
        if info == 0, unsafe scratch.length > 0 {
          unsafe store(found, scratch.scalars, 0..<order)
        }
        return info
      }
    case .syevx:
      let isPart = indices.count < order
      return try unsafe workspace.run(
        WorkspaceQuery("syevx", n, computingVectors ? 1 : 0), copying: a,
        scalars: order * (1 + indices.count), integers: 6 * order
      ) { scratch in
        let found = unsafe scratch.scalars + order * order
        var count: Int32 = 0
        unsafe scale(scratch)
        // The tolerances for the most accurate bisection, and for QR iteration.
        let info = unsafe lapack_syevx(
          Scalar.letter, option(computingVectors ? "V" : "N"), option(isPart ? "I" : "A"),
          option("L"), n,
          scratch.scalars, n, 0, 0,
          Int32(indices.lowerBound + 1), Int32(indices.upperBound),
          isPart ? 2 * Double(Scalar.leastNormalMagnitude) : 0, &count, found, found + order, n,
          scratch.work,
          scratch.length, scratch.integers, scratch.integers + 5 * order)
        if info == 0, unsafe scratch.length > 0 { unsafe store(found, found + order, indices) }
        return info
      }
    }
  }

  if indices.isEmpty {
    values = []
    vectors.resize(order, 0)
    return
  }
  let (first, second) = SymmetricEigenDriver.chain(count: indices.count, order: order)
  if (try? run(first)) == 0 { return }
  let info = try run(second)
  guard info == 0 else { throw .noConvergence(routine: second.rawValue, info: Int(info)) }
}

extension EigenvalueSelection {
  /// The places that may be selected.
  func indices(order: Int) -> Range<Int> {
    switch self {
    case .all: break
    case .indices(let range):
      require(
        range.lowerBound >= 0 && range.upperBound <= order,
        "eigenvalues \(range) are not among those of a \(order) x \(order) matrix")
      return range
    case .largest(let count):
      require(
        (0...order).contains(count),
        "a \(order) x \(order) matrix does not have \(count) eigenvalues")
      return order - count..<order
    case .interval(let above, let through):
      require(above <= through, "an interval cannot reach from \(above) to \(through)")
    }
    return 0..<order
  }

  /// The places that are selected, of some whose values ascend.
  func indices(among places: Range<Int>, _ value: (Int) -> Scalar) -> Range<Int> {
    switch self {
    case .all: return places
    case .indices(let range): return range
    case .largest(let count): return places.upperBound - count..<places.upperBound
    case .interval(let above, let through):
      let first = places.first { value($0) > above } ?? places.upperBound
      let rest = first..<places.upperBound
      return first..<(rest.first { value($0) > through } ?? places.upperBound)
    }
  }
}
