import FALinalg
import TestSupport
import Testing

@Suite struct QRTests {
  /// LAPACK's pass mark.
  private static let passMark = 30.0

  @Test(arguments: [DecompositionForm.thin, .full])
  func factorsMeetLAPACKsPassMark(form: DecompositionForm) throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      // One workspace and one value serve all shapes.
      var workspace = Workspace<Scalar>()
      var qr = QR<Scalar>(rows: 1, columns: 1, form: form)
      let worst = try worstRatio("QR (\(form))", of: generalMatrices(as: Scalar.self)) { a in
        try qr.factor(a, workspace: &workspace)
        let k = form == .full ? a.rows : min(a.rows, a.columns)
        #expect(qr.q.rows == a.rows && qr.q.columns == k)
        #expect(qr.r.rows == k && qr.r.columns == a.columns && qr.r.isUpperTriangular)
        let ratios = QRRatios(qr, of: a)
        return larger(ratios.residual, ratios.orthonormality)
      }
      #expect(worst.value < Self.passMark, "\(worst)")
    }
  }

  @Test(arguments: scalarTypes)
  func rankDeficientInput(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n, rank) in [(20, 8, 3), (8, 20, 3), (10, 10, 1), (10, 10, 9)] {
        let a = Matrix<Scalar>.seeded(m, rank) * Matrix<Scalar>.seeded(rank, n, seed: 2)
        let qr = try a.qr()
        let ratios = QRRatios(qr, of: a)
        #expect(ratios.residual < Self.passMark && ratios.orthonormality < Self.passMark)
        // The first columns are independent, so what is left of R is rounding.
        let rest = qr.r[rank..., rank...].maximumMagnitude / a.frobeniusNorm
        #expect(Double(rest) < 30 * Scalar.epsilon)
      }
    }
    try check(scalar)
  }

  /// Blocks, transposes and strided operands give what a copy of them gives, bit for bit.
  @Test(arguments: scalarTypes)
  func viewsAsInput(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n) in [(8, 5), (5, 8), (1, 4), (4, 1)] {
        let a = Matrix<Scalar>.seeded(m, n)
        let expected = try a.qr()
        func same(_ view: some MatrixProtocol<Scalar>) throws {
          let qr = try view.qr()
          #expect(qr.q == expected.q && qr.r == expected.r)
        }
        try same(a.padded)
        try same(Matrix(a.transposed).padded.transposed)
        try same(Strided(a))
      }
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func nonFiniteInputIsRejected(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for bad in [Scalar.nan, .infinity] {
        var a = Matrix<Scalar>.seeded(6, 4)
        a[5, 2] = bad
        #expect(throws: LinearAlgebraError.nonFinite(row: 5, column: 2)) { try a.qr() }
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func secondUseAllocatesNothing(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n) in [(30, 12), (12, 30)] {
        var workspace = Workspace<Scalar>()
        var qr = QR<Scalar>(rows: m, columns: n)
        let places = [address(of: qr.q), address(of: qr.r)]
        try qr.factor(Matrix.seeded(m, n, seed: 1), workspace: &workspace)
        let bytes = workspace.byteCount
        try qr.factor(Matrix.seeded(m, n, seed: 2), workspace: &workspace)
        #expect(workspace.byteCount == bytes)
        #expect([address(of: qr.q), address(of: qr.r)] == places)
      }
    }
    try check(scalar)
  }
}
