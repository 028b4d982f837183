extension TruncatedSVDSearch {
  /// The Ritz triplets that a test looks at: those that matter, unless all are needed.
  func ritz(
    _ basis: BlockKrylov<some LinearOperator<Scalar>>, isFull: Bool
  ) throws(LinearAlgebraError) -> (svd: SVD<Scalar>, residualNorms: [Scalar]) {
    let count = rank + width
    if goal == .error, !isFull, basis.dimension >= 2 * count,
      let leading = try basis.leadingRitz(count)
    {
      return leading
    }
    let (svd, residuals) = try basis.ritz()
    return (svd, residuals.columnNorms)
  }

  mutating func test<Operator: LinearOperator<Scalar>>(
    _ svd: SVD<Scalar>, _ residualNorms: [Scalar], _ basis: BlockKrylov<Operator>
  ) throws(LinearAlgebraError) -> State {
    // In units of s_1 nothing overflows.
    let scale = svd.singularValues[0]
    guard scale > 0 else {
      let bounds = KrylovBounds(theta: [], residuals: [], squaredNorm: 0, upper: [])
      return State(bounds: bounds, accuracy: 0, isDone: true)
    }
    let theta = svd.singularValues.map { square(Double($0 / scale)) }
    let residualNorms = residualNorms.map { Double($0 / scale) }
    let excess = theta.reduce(0, +) / square(Double(frobeniusNorm / scale)) - 1
    guard excess <= Double(Scalar.ulpOfOne).squareRoot() else {
      throw .inconsistentOperator(relativeDeviation: excess)
    }
    upper += Array(repeating: .infinity, count: max(0, theta.count - upper.count))
    var bounds = KrylovBounds(
      theta: theta, residuals: residualNorms.map(square),
      squaredNorm: square(Double(frobeniusNorm / scale)), upper: upper)
    let leak = residualNorms.reduce(0) { max($0, $1) }
    let unit = Double(Scalar.ulpOfOne)
    if startIsGaussian, let degree = basis.degree {
      // A range that A'A maps into itself holds polynomials of every degree.
      bounds.tighten(
        degree: leak < 64 * unit ? 1 << 40 : degree, width: gaussianWidth,
        columns: basis.target.columns)
      upper = bounds.upper
    }
    let largest = residualNorms[..<min(rank, theta.count)].reduce(0) { max($0, $1) }
    switch goal {
    case .triplets:
      return State(bounds: bounds, accuracy: largest, isDone: largest < goal.tolerance)
    case .error:
      let captured: Double = theta[..<rank].reduce(0, +)
      let tail: Double = theta[rank...].reduce(0, +)
      let squaredError = max(bounds.squaredNorm - captured, tail)
      let enough: Double = 2 * tolerance * squaredError + square(unit) * bounds.squaredNorm
      func gap(_ upper: [Double]) -> Double {
        bounds.gap(rank: rank, squaredError: squaredError, upper: upper)
      }
      let certain = gap(bounds.upper)
      let likely = gap(bounds.likelyUpper)
      // Where half as many passes again will prove what is likely, they are worth it.
      var isWorthProving = false
      if likely <= enough, startIsGaussian, let degree = basis.degree {
        var later = bounds
        later.tighten(
          degree: degree * 3 / 2, width: gaussianWidth, columns: basis.target.columns)
        isWorthProving = gap(later.upper) <= enough
      }
      return State(
        bounds: bounds, accuracy: min(certain, likely) / (2 * squaredError),
        isDone: certain <= enough || leak < unit
          || (likely <= 0.1 * enough && !isWorthProving))
    }
  }

  func finish<Operator: LinearOperator<Scalar>>(
    _ basis: BlockKrylov<Operator>, _ svd: SVD<Scalar>, _ state: State
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    let target = basis.target
    var (left, right) = basis.vectors(svd, rank)
    if goal == .error {
      // What U lacks of orthogonality is multiplied by s_1 / s_i in the i-th column.
      _ = try left.orthonormalize(
        against: Matrix.zeros(left.rows, 0).view, first: 0..<0, seed: 0)
    }
    let values = Array(svd.singularValues[..<rank])
    let scale = Double(values.first ?? 0)
    let bounds = state.bounds
    // The factors are sums of as many terms as the bases have columns.
    let terms = Double(basis.dimension).squareRoot()
    var rounding = 8 * terms * Double(Scalar.ulpOfOne) * Double(frobeniusNorm)
    guard scale > 0 else {
      return TruncatedSVD(
        left: left, singularValues: values, right: right, error: frobeniusNorm,
        certificate: OptimumCertificate(bound: Scalar(rounding), status: .certified),
        residuals: Array(repeating: 0, count: rank), passes: earlierPasses + basis.passes)
    }
    // The difference of the squares is exact enough unless it cancels.
    var squaredError = bounds.squaredNorm - bounds.theta[..<rank].reduce(0, +)
    if squaredError > 1e-4 * bounds.squaredNorm, Scalar.self == Double.self {
      rounding *= (bounds.squaredNorm / squaredError).squareRoot()
    } else {
      var scaled = left
      scaled.scaleColumns(by: values)
      squaredError = square(Double(target.residualNorm(scaled.view, right.view)) / scale)
    }
    let error = squaredError.squareRoot()
    func excess(_ upper: [Double]) -> Double {
      let gap = bounds.gap(rank: rank, squaredError: squaredError, upper: upper)
      return gap == 0 ? 0 : gap / (error + max(0, squaredError - gap).squareRoot())
    }
    let certain = excess(bounds.upper)
    let isCertified = certain <= tolerance * error + rounding / scale
    let bound = isCertified ? certain : excess(bounds.likelyUpper)
    // It holds for every part of the result as well.
    let reason =
      "the bound assumes that the basis has missed no leading direction: "
      + "to exclude that would take more passes, or a certification"
    var best = TruncatedSVD(
      left: left, singularValues: values, right: right, error: Scalar(error * scale),
      certificate: OptimumCertificate(
        bound: Scalar(bound * scale + rounding),
        status: isCertified ? .certified : .uncertified(reason: reason)),
      residuals: bounds.residuals[..<rank].map { Scalar($0.squareRoot() * scale) },
      passes: earlierPasses + basis.passes)
    best.basisDimension = basis.dimension
    return best
  }
}

private func square(_ x: Double) -> Double { x * x }
