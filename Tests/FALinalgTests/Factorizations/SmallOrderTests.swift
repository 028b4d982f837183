import CBLAS
import FALinalg
import TestSupport
import Testing

/// Matrices of an order at which the library's own kernels take the place of LAPACK's routines, at
/// every such order and at the first one beyond.
@Suite(.mustEnd) struct SmallOrderTests {
  private static let orders = 1...33

  /// A few matrices of each order; all types come up, each at many orders.
  private static func few(_ types: [MatrixType], _ order: Int) -> [MatrixType] {
    (0..<4).map { types[(order + $0 * 7) % types.count] }
  }

  private static func matrices<Scalar: BLASScalar>(
    _ make: (MatrixType, Int) -> Matrix<Scalar>?
  ) -> [(String, Matrix<Scalar>)] {
    let types = MatrixType.all.filter { make($0, 1) != nil }
    return orders.flatMap { order in
      few(types, order).compactMap { type in make(type, order).map { ("\(type)", $0) } }
    }
  }

  private static func general<Scalar: BLASScalar>(
    _: Scalar.Type, columns: (Int) -> Int = { $0 }
  ) -> [(String, Matrix<Scalar>)] {
    matrices { type, order in type.matrix(order, columns(order)) }
  }

  @Test(arguments: scalarTypes)
  func luMeetsLAPACKsPassMark(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var workspace = Workspace<Scalar>()
      for columns: (Int) -> Int in [{ $0 }, { 1 + 2 * $0 % 33 }] {
        let all = Self.general(Scalar.self, columns: columns)
        let worst = try worstRatio("LU of small orders", of: all) { a in
          let lu = try a.lu()
          #expect(lu.l.maximumMagnitude <= 1)
          let product = productRatio(a, lu.reconstruct().inDouble)
          guard a.rows == a.columns, lu.reciprocalCondition(of: a, workspace: &workspace) > 0
          else { return product }
          let x = Matrix<Scalar>.seeded(a.rows, 1 + a.rows % 4, seed: 5)
          let b = a * x
          return [product, solveRatio(a, try lu.solve(b), b), inverseRatio(a, try lu.inverse())]
            .reduce(0, larger)
        }
        #expect(worst.value < 30, "\(worst)")
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func qrAndLQMeetLAPACKsPassMark(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for columns: (Int) -> Int in [{ $0 }, { 1 + 2 * $0 % 33 }] {
        let all = Self.general(Scalar.self, columns: columns)
        let worst = try worstRatio("QR of small orders", of: all) { a in
          let (qr, lq) = (try a.qr(.full), try a.lq(.full))
          return [
            productRatio(a, qr.q.inDouble * qr.r.inDouble), orthonormalityRatio(qr.q),
            productRatio(a, lq.l.inDouble * lq.q.inDouble), orthonormalityRatio(lq.q.transposed),
          ].reduce(0, larger)
        }
        #expect(worst.value < 30, "\(worst)")
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func symmetricDecompositionsMeetLAPACKsPassMark(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let positive: [(String, Matrix<Scalar>)] = Self.matrices { $0.symmetric($1, positive: true) }
      let cholesky = try worstRatio("Cholesky of small orders", of: positive) { a in
        let factors = try a.cholesky()
        #expect(factors.l.transposed.isUpperTriangular)
        return productRatio(a, factors.l.inDouble * factors.l.inDouble.transposed)
      }
      #expect(cholesky.value < 30, "\(cholesky)")
      let symmetric: [(String, Matrix<Scalar>)] = Self.matrices {
        $0.symmetric($1, positive: false)
      }
      let ldl = try worstRatio("LDL' of small orders", of: symmetric) { a in
        productRatio(a, try a.ldl().reconstruct().inDouble)
      }
      #expect(ldl.value < 30, "\(ldl)")
      var workspace = Workspace<Scalar>()
      var eigen = SymmetricEigen<Scalar>(order: 0)
      let spectrum = try worstRatio("symmetric eigen of small orders", of: symmetric) { a in
        try eigen.factor(a, workspace: &workspace)
        #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 <= $1 })
        let alone = Matrix<Scalar>(diagonal: try a.symmetricEigenvalues())
        let v = eigen.vectors.inDouble
        return [
          productRatio(a, v * Matrix(diagonal: eigen.values).inDouble * v.transposed),
          orthonormalityRatio(eigen.vectors),
          productRatio(Matrix(diagonal: eigen.values).view, alone.inDouble),
        ].reduce(0, larger)
      }
      #expect(spectrum.value < 30, "\(spectrum)")
    }
    try check(scalar)
  }

  /// The same pivots as LAPACK's.
  @Test(arguments: scalarTypes)
  func pivotsAreLAPACKs(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for order in Self.orders {
        let a = Matrix<Scalar>.seeded(order, order, seed: UInt64(order))
        let (info, pivots) = lapackLU(a)
        #expect(info == 0)
        var rows = Array(0..<order)
        for (step, pivot) in pivots.enumerated() { rows.swapAt(step, Int(pivot) - 1) }
        #expect(try a.lu().permutation == rows, "order \(order)")
      }
    }
    try check(scalar)
  }

  /// LAPACK's `info` and pivots for a square matrix.
  private func lapackLU<Scalar: BLASScalar>(_ a: Matrix<Scalar>) -> (info: Int, pivots: [Int32]) {
    let n = Int32(a.rows)
    var (entries, pivots) = (a.elements, [Int32](repeating: 0, count: a.rows))
    let letter = CChar(UInt8(ascii: Scalar.self == Double.self ? "d" : "s"))
    let info = unsafe lapack_getrf(letter, n, n, &entries, n, &pivots)
    return (Int(info), pivots)
  }

  @Test func ofEqualEntriesTheFirstIsThePivot() throws {
    let a = Matrix<Double>(rows: [[1, 0, 5], [-2, 1, 0], [2, 3, 1]])
    #expect(try a.lu().permutation == [1, 2, 0])
  }

  /// A pivot whose reciprocal overflows divides.
  @Test(arguments: scalarTypes)
  func subnormalPivots(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let tiny = Scalar.leastNonzeroMagnitude
      let a = Matrix<Scalar>(rows: [[4, 0, 0], [0, 2 * tiny, 0], [0, tiny, 1]])
      let lu = try a.lu()
      #expect(lu.l == Matrix(rows: [[1, 0, 0], [0, 1, 0], [0, 0.5, 1]]))
      #expect(lu.u == Matrix(rows: [[4, 0, 0], [0, 2 * tiny, 0], [0, 0, 1]]))
    }
    try check(scalar)
  }

  /// Columns whose squares overflow or vanish, and what remains of a column too small beside it.
  @Test(arguments: scalarTypes)
  func reflectionsOfExtremeColumns(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for unit in [
        Scalar.greatestFiniteMagnitude / 64, .leastNormalMagnitude, .leastNonzeroMagnitude,
        Scalar.leastNormalMagnitude.squareRoot(),
      ] {
        let qr = try (Matrix<Scalar>(rows: [[3], [4], [12]]) * unit).qr()
        #expect((qr.r[0, 0] / (-13 * unit) - 1).magnitude <= 8 * .ulpOfOne, "\(unit)")
        #expect(orthonormalityRatio(qr.q) < 5, "\(unit)")
      }
      let negligible = Matrix<Scalar>(rows: [[2], [.leastNonzeroMagnitude]])
      #expect(try negligible.qr().r[0, 0].magnitude == 2)
      let nothing = try Matrix<Scalar>.zeros(3, 2).qr()
      #expect(nothing.r == .zeros(2, 2) && nothing.q == Matrix(Matrix.identity(3)[..., 0..<2]))
    }
    try check(scalar)
  }

  /// The first pivot that fails, at every place of every order.
  @Test(arguments: scalarTypes)
  func failingPivotsAreNamed(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for order in Self.orders {
        let definite = Matrix<Scalar>.seededPositiveDefinite(order, condition: 4)
        for pivot in 0..<order {
          var a = definite
          a[pivot, pivot] = -1
          #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: pivot)) {
            try a.cholesky()
          }
          var diagonal = Matrix<Scalar>.identity(order)
          diagonal[pivot, pivot] = 0
          diagonal[order - 1, order - 1] = 0
          #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: pivot)) {
            try diagonal.cholesky()
          }
          #expect(try diagonal.lu().singularPivot == pivot)
          #expect(try diagonal.ldl().singularPivot == pivot)
        }
      }
    }
    try check(scalar)
  }

  /// Finite entries whose elimination overflows to infinity and NaN.
  @Test(arguments: scalarTypes)
  func eliminationThatOverflowsEnds(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let huge = Scalar.greatestFiniteMagnitude
      for order in Self.orders.dropFirst() {
        let signs = Matrix<Scalar>.seeded(order, order).map { $0 < 0 ? -huge : huge }
        let info = lapackLU(signs).info
        #expect(try signs.lu().singularPivot == (info > 0 ? info - 1 : nil), "order \(order)")
        _ = try signs.ldl()
        _ = try signs.qr()
        // A pivot so small that its row overflows: the row's own pivot is then not positive.
        var a = Matrix<Scalar>.identity(order)
        a[0, 0] = .leastNonzeroMagnitude
        a[order - 1, 0] = huge
        #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: order - 1)) {
          try a.cholesky()
        }
      }
    }
    try check(scalar)
  }
}
