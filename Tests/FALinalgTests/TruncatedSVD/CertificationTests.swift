import FALinalg
import TestSupport
import Testing

/// Proofs by a Cholesky decomposition of what is left of A'A.
@Suite struct CertificationTests {
  @Test(arguments: [(160, 120), (120, 160), (140, 140)])
  func provesWhatIsRight(_ rows: Int, _ columns: Int) throws {
    let count = min(rows, columns)
    for power in [0.25, 1] {
      let values = (1...count).map { (1 / Double($0)).power(power) }
      let a: Matrix<Double> = try RandomStream(seed: 1, name: "certify").matrix(
        rows, columns, singularValues: values)
      for rank in [1, 3, 7] {
        let best = try a.truncatedSVD(rank: rank, algorithm: .blockKrylov)
        let proved = try best.certified(for: a)
        #expect(proved.certificate.status == .certified, "\(power), rank \(rank)")
        #expect(proved.u == best.u && proved.singularValues == best.singularValues)
        let optimum = values[rank...].reduce(0) { $0 + $1 * $1 }.squareRoot()
        let slack = 64 * Double.ulpOfOne * a.frobeniusNorm
        #expect(proved.error - optimum <= proved.certificate.bound + slack)
        #expect(proved.certificate.bound <= 1.1e-10 * optimum + slack)
      }
    }
  }

  /// Residuals that are only rounding leave nothing of the difference by which the bound is divided.
  @Test func boundsWhatHasConverged() throws {
    for (count, rank) in [(400, 3), (800, 9)] {
      let values = (1...count).map { 1 / Double($0).squareRoot() }
      let target = DiagonalMatrix(rows: count, columns: count, diagonal: values)
      let best = try target.truncatedSVD(rank: rank, goal: .triplets, algorithm: .blockKrylov)
      try #require(best.certificate.status != .certified)
      let proved = try best.certified(for: target)
      #expect(proved.certificate.status == .certified)
      let optimum = values[rank...].reduce(0) { $0 + $1 * $1 }.squareRoot()
      let slack = 64 * Double.ulpOfOne * target.frobeniusNorm
      #expect(proved.error - optimum <= proved.certificate.bound + slack)
      #expect(proved.certificate.bound <= 1.1e-10 * optimum + slack)
    }
  }

  /// An approximation that left out the largest singular value is told from the best one.
  @Test(arguments: [(130, 100), (100, 130)])
  func doesNotProveWhatIsWrong(_ rows: Int, _ columns: Int) throws {
    let values = (1...min(rows, columns)).map { 1 / Double($0) }
    let a = Matrix<Double>(diagonal: values)
    var embedded = Matrix<Double>.zeros(rows, columns)
    embedded[0..<a.rows, 0..<a.columns] = a
    var hidden = embedded
    hidden[0, 0] = 0
    let best = try hidden.truncatedSVD(rank: 2, algorithm: .blockKrylov)
    let judged = try best.certified(for: embedded)
    #expect(judged.certificate.status != .certified)
    #expect(judged.certificate.bound == best.certificate.bound)
  }

  /// What one panel of columns leaves to the others counts, and between them it can be stopped.
  @Test(arguments: [(1200, 1100), (1100, 1200)])
  func worksInPanelsThatCanBeStopped(_ rows: Int, _ columns: Int) throws {
    let values = (1...1100).map { 1 / Double($0) }
    let target = DiagonalMatrix(rows: rows, columns: columns, diagonal: values)
    let best = try target.truncatedSVD(rank: 9)
    #expect(best.certificate.status != .certified)
    var calls = 0
    let proved = try best.certified(for: target) { progress in
      #expect(progress.passes == best.passes)
      calls += 1
      return true
    }
    #expect(proved.certificate.status == .certified)
    // Three panels of A'A, and before them as many of the entries.
    try #require(calls >= 6)
    for last in 1...calls {
      var calls = 0
      #expect(throws: LinearAlgebraError.interrupted) {
        try best.certified(for: target) { _ in
          calls += 1
          return calls < last
        }
      }
      #expect(calls == last)
    }
    // Hidden at the end of the last panel, or between two.
    for place in [1099, 600] {
      var diagonal = values
      diagonal[place] = 0.9
      let other = DiagonalMatrix(rows: rows, columns: columns, diagonal: diagonal)
      #expect(try best.certified(for: other).certificate.status != .certified)
    }
  }

  /// What is left of A'A is excluded up to where the bound on the error needs it, which the residuals
  /// decide, less what rounding could hide.
  @Test(arguments: [(190, 170), (170, 190)])
  func excludesNoMoreThanTheBoundNeeds(_ rows: Int, _ columns: Int) throws {
    let values = (1...150).map { (1 / Double($0)).power(0.25) }
    let target = DiagonalMatrix(rows: rows, columns: columns, diagonal: values)
    let best = try target.truncatedSVD(rank: 3, algorithm: .blockKrylov)
    try #require(best.certificate.status != .certified)
    func isCertified(besides square: Double) throws -> Bool {
      let other = DiagonalMatrix(
        rows: rows, columns: columns, diagonal: values + [square.squareRoot()])
      return try best.certified(for: other).certificate.status == .certified
    }
    let last = best.singularValues[2] * best.singularValues[2]
    var weighted = 0.0
    for (value, residual) in zip(best.singularValues, best.residuals) {
      weighted += value * value * residual * residual
    }
    let bound = last - weighted / (2e-10 * best.error * best.error)
    let squaredNorm = values.reduce(bound) { $0 + $1 * $1 }
    let allowance = Double(rows + columns) * Double.ulpOfOne * squaredNorm
    try #require(last - bound > 100 * allowance)
    #expect(try !isCertified(besides: 0.5 * (last + bound)))
    #expect(try !isCertified(besides: bound - 0.5 * allowance))
    #expect(try isCertified(besides: bound - 2 * allowance))
  }

  /// Where the vectors leave nothing to bound, the error is still only known up to rounding.
  @Test func rounding() throws {
    for seed in 0..<40 as Range<UInt64> {
      let values = (0..<60).map { (index: Int) -> Double in
        let square = Double(index * index)
        return 1 / (1 + square * square)
      }
      let a: Matrix<Double> = try RandomStream(seed: seed, name: "rounding").matrix(
        80, 60, singularValues: values)
      let best = try a.truncatedSVD(rank: 3, algorithm: .blockKrylov)
      let squares = values[3...].map { $0 * $0 }
      let optimum = squares.reduce(0, +).squareRoot()
      #expect(best.error - optimum <= best.certificate.bound)
    }
  }

  @Test func whatIsTooLargeIsRefused() throws {
    let target = DiagonalMatrix<Double>(
      rows: 20_000, columns: 20_000, diagonal: (1...20_000).map { 1 / Double($0) })
    let best = try target.truncatedSVD(rank: 1)
    guard best.certificate.status != .certified else { return }
    #expect(throws: LinearAlgebraError.dimensionTooLarge(name: "smaller side", value: 20_000)) {
      try best.certified(for: target)
    }
  }
}

extension Double {
  /// The power of a number above zero, by halving the exponent.
  fileprivate func power(_ exponent: Double) -> Double {
    exponent == 0.25 ? squareRoot().squareRoot() : self
  }
}
