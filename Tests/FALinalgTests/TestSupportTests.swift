import FALinalg
import TestSupport
import Testing

/// The measuring tools must see what they are for.
@Suite struct TestSupportTests {
  @Test(arguments: scalarTypes)
  func ratiosSeeErrors(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for scaling in MatrixType.Scaling.allCases {
        let a = MatrixType(.uniform, scaling).matrix(12, 9, as: Scalar.self)
        var wrong = a
        wrong[3, 4] *= 1 + 5000 * Scalar.ulpOfOne
        let (svd, qr) = (try a.svd(), try a.qr())
        #expect(SVDRatios(svd, of: a).worst < 10)
        #expect(SVDRatios(svd, of: wrong).residual > 10)
        #expect(QRRatios(qr, of: a).residual < 10)
        #expect(QRRatios(qr, of: wrong).residual > 10)
        wrong[3, 4] = .nan
        #expect(SVDRatios(svd, of: wrong).worst.isNaN)
        #expect(QRRatios(qr, of: wrong).residual.isNaN)
      }
      var tilted = Matrix<Scalar>.identity(5)
      #expect(orthonormalityRatio(tilted) == 0)
      tilted[0, 1] = 300 * Scalar.ulpOfOne
      #expect(orthonormalityRatio(tilted) > 50)

      let a = Matrix<Scalar>.seededPositiveDefinite(8, condition: 10)
      let (l, b) = (try a.cholesky(), Matrix<Scalar>.seeded(8, 2))
      var x = l.solve(b)
      #expect(choleskyRatio(l.l, of: a) < 5 && solveRatio(a, x, b) < 5)
      #expect(choleskyRatio(2 * l.l, of: a) > 1000)
      x[2, 1] += 0.01
      #expect(solveRatio(a, x, b) > 100)
    }
    try check(scalar)
  }

  @Test func relativeDifferences() {
    let a = Matrix<Double>(rows: [[3, 4]])
    #expect(relativeDifference(a, a) == 0)
    #expect(relativeDifference(Matrix(rows: [[3, 4.5]]), a) == 0.1)
    #expect(relativeDifference(1e200 * Matrix(rows: [[3, 4.5]]), 1e200 * a) == 0.1)
    #expect(relativeDifference(a.transposed, a) == .infinity)
    #expect(relativeDifference(Matrix<Double>(rows: [[3, .nan]]), a).isNaN)
    #expect(relativeDifference([0.0], [0.0]) == 0)
    #expect(relativeDifference([1.0], [0.0]) == .infinity)
  }

  @Test func matrixTypesAreWhatTheySay() throws {
    #expect(MatrixType.all.count == 25)
    for type in MatrixType.all {
      let a = type.matrix(9, 6, as: Double.self)
      #expect(a == type.matrix(9, 6))
      let values = try a.singularValues(drivers: [.gesvd])
      let scale =
        switch type.scaling {
        case .none: 1.0
        case .nearUnderflow: 0x1p-970
        case .nearOverflow: Double.greatestFiniteMagnitude * 0x1p-52
        }
      switch type.form {
      case .dense(let spectrum), .diagonal(let spectrum):
        let exact: [Double] =
          switch spectrum {
          case .arithmetic: (0..<6).map { 1 - Double($0) / 5 * (1 - 0x1p-52) }
          case .geometric: [1, 0x1p-10, 0x1p-21, 0x1p-31, 0x1p-42, 0x1p-52]
          case .clustered: [1] + Array(repeating: 0x1p-52, count: 5)
          }
        // The geometric ones are given to the nearest power of two.
        for (value, exact) in zip(values, exact) {
          #expect((value / scale / exact).magnitude < 2 || value / scale < 0x1p-48, "\(type)")
          #expect((value / scale * 2 / exact).magnitude > 1, "\(type)")
        }
      case .uniform: #expect(a.elements.allSatisfy { $0.magnitude <= scale })
      case .zero: #expect(a == .zeros(9, 6))
      case .identity: #expect(values == Array(repeating: 1, count: 6))
      case .bidiagonal: #expect(a[0, 0] != 0 && a[0, 1] != 0 && a[1, 0] == 0 && a[0, 2] == 0)
      case .companion: #expect(a[1, 0] == 1 && a[0, 5] > 0 && a[2, 0] == 0)
      }
    }
  }

  @Test func layoutsHoldTheEntries() {
    let a = Matrix<Float>.seeded(4, 3)
    #expect(a.padded == a.view && a.padded.columnStride > a.rows)
    #expect(Strided(a).view == a.view)
    #expect(address(of: Strided(a)) != address(of: a))
  }
}
