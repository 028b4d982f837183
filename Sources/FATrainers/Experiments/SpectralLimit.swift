import FALinalg

/// The limit of feedback alignment for one feedback matrix, and its deterministic bound.
struct LimitDraw: Sendable {
  let error: Double
  let bound: Double
}

/// The limit of feedback alignment in spectral coordinates, where the target is diagonal.
struct SpectralLimit: Sendable {
  /// The singular values above rounding, from the largest, in units of the first.
  let values: [Double]
  /// The first singular value.
  private let unit: Double
  /// The root of the sum of the squares of all values from the i-th on, in units of the first.
  private let tails: [Double]

  /// - Throws: `nonFinite`.
  init(_ singularValues: [Double]) throws(LinearAlgebraError) {
    let all = singularValues.sorted(by: >)
    try Matrix(rows: all.count, columns: 1, columnMajor: all).checkFinite()
    let unit = all.first ?? 0
    self.unit = unit
    let scaled = unit > 0 ? all.map { $0 / unit } : []
    var sum = 0.0
    tails =
      scaled.reversed().map { value in
        sum += value * value
        return sum.squareRoot()
      }.reversed() + [0]
    let count = numericalRank(
      ofSingularValues: scaled,
      relativeCutoff: rankCutoff(rows: scaled.count, columns: scaled.count))
    values = Array(scaled.prefix(count))
  }

  /// The error of the truncated SVD.
  func optimum(rank: Int) -> Double { unit * tails[min(rank, tails.count - 1)] }

  /// The bound on the mean; nil where there is no j of zero or more.
  func expectationBound(rank: Int) -> Double? {
    if rank >= values.count { return optimum(rank: rank) }
    return rank < 2 ? nil : leastBound(rank: rank) { optimum(rank: $0) }
  }

  /// The limits of one draw for several ranks.
  ///
  /// - Throws: `singular`, which normal numbers are not but with probability zero.
  func draw(
    _ index: Int, ranks: [Int], from stream: RandomStream
  ) throws(LinearAlgebraError) -> [LimitDraw] {
    let most = min(ranks.max() ?? 0, values.count)
    // A draw has 2^20 columns to itself, so that it does not depend on the ranks asked for.
    let first = index << 20
    let normal: Matrix<Double> = stream.normal(
      rows: 0..<values.count, columns: first..<first + most)
    var limits: [LimitDraw] = []
    for rank in ranks {
      guard rank < values.count else {
        limits.append(LimitDraw(error: optimum(rank: rank), bound: optimum(rank: rank)))
        continue
      }
      limits.append(try limit(normal, rank: rank))
    }
    return limits
  }

  /// The limit for the feedback whose transpose, in spectral coordinates, is the first r columns of
  /// `normal`.
  ///
  /// With O_1 its first r rows and O_2 the others, the row space of C Y is that of [S_1; M]', where
  /// M = S_2 O_2 O_1^-1. With H = S_1^2 + M'M, the square of the error is that of the optimum and
  ///
  ///     sum over i > r >= j of (M H^-1)_ij M_ij (s_j^2 - s_i^2),
  ///
  /// whose terms do not cancel: ||Y - Y P||^2 = sum_i s_i^2 (1 - l_i), with l_i the diagonal of P, and
  /// 1 - l_j = (H^-1 M'M)_jj, l_i = (M H^-1 M')_ii (a derivation of this project). R of
  /// [S_1; M] = Q R serves for H = R'R, which is never formed.
  func limit(_ normal: Matrix<Double>, rank: Int) throws(LinearAlgebraError) -> LimitDraw {
    let rest = values.count - rank
    // M', r x (k - r).
    var m = try Matrix(normal[0..<rank, 0..<rank].transposed).solve(
      Matrix(normal[rank..., 0..<rank].transposed))
    for column in 0..<rest {
      for row in 0..<rank { m[row, column] *= values[rank + column] }
    }
    let stacked = Matrix(
      vertically: [Matrix(diagonal: Array(values.prefix(rank))), Matrix(m.transposed)])
    let qr = try stacked.qr()
    // M H^-1 = Q_2 R'^-1, transposed.
    let weights = try qr.r.solve(
      Matrix(qr.q[rank..., ...].transposed), assuming: .upperTriangular)
    let tail = tails[rank] * tails[rank]
    var (excess, boundExcess) = (0.0, 0.0)
    for column in 0..<rest {
      let small = values[rank + column]
      for row in 0..<rank {
        let difference = (values[row] - small) * (values[row] + small)
        excess += weights[row, column] * m[row, column] * difference
        boundExcess += m[row, column] * m[row, column]
      }
    }
    return LimitDraw(
      error: unit * (tail + max(0, excess)).squareRoot(),
      bound: unit * (tail + boundExcess).squareRoot())
  }
}

/// The least over j <= r - 2 of sqrt(1 + j / (r - j - 1)) times the error of the truncated SVD of rank j.
func leastBound(rank: Int, optimum: (Int) -> Double) -> Double? {
  (0...rank - 2).map { j in
    (1 + Double(j) / Double(rank - j - 1)).squareRoot() * optimum(j)
  }.min()
}
