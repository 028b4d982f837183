import FALinalg
import TestSupport
import Testing

@Suite struct QRUpdateTests {
  private static let shapes = [(1, 1), (4, 0), (5, 1), (1, 5), (4, 4), (9, 6), (6, 9), (40, 17)]

  @Test(arguments: scalarTypes, [DecompositionForm.thin, .full])
  func changedDecompositionsMeetLAPACKsPassMark(
    scalar: any BLASScalar.Type, form: DecompositionForm
  ) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var worst = WorstRatio()
      for (m, n) in Self.shapes {
        for scale in [
          1, Scalar.leastNormalMagnitude / .ulpOfOne,
          Scalar.greatestFiniteMagnitude * .ulpOfOne / 64,
        ] {
          let a = Matrix<Scalar>.seeded(m, n, seed: 6) * scale
          let qr = try a.qr(form)
          let column = (Matrix<Scalar>.seeded(m, 1, seed: 7) * scale).elements
          let row = (Matrix<Scalar>.seeded(n, 1, seed: 8) * scale).elements
          func note(_ changed: QR<Scalar>, _ expected: Matrix<Scalar>, _ what: String) throws {
            let shape = try expected.qr(form)
            #expect(
              changed.q.rows == shape.q.rows && changed.q.columns == shape.q.columns,
              "\(what) \(m) \(n)")
            #expect(
              changed.r.rows == shape.r.rows && changed.r.columns == shape.r.columns,
              "\(what) \(m) \(n)")
            #expect(changed.r.isZero { $0 > $1 }, "\(what) \(m) \(n)")
            guard expected.rows > 0 else { return }
            let ratios = QRRatios(changed, of: expected)
            worst.note(
              larger(ratios.residual, ratios.orthonormality), at: "\(what) \(m) x \(n) \(scale)")
          }
          for place in Set([0, n / 2, n]) {
            var changed = qr
            try changed.insertColumn(column, at: place)
            try note(changed, with(a, column: column, at: place), "column in at \(place)")
          }
          for place in Set([0, n / 2, n - 1]) where (0..<n).contains(place) {
            var changed = qr
            changed.removeColumn(at: place)
            try note(changed, a.keepingColumns { $0 != place }, "column out at \(place)")
          }
          for place in Set([0, m / 2, m]) {
            var changed = qr
            try changed.insertRow(row, at: place)
            let rows = with(Matrix(a.transposed), column: row, at: place)
            try note(changed, Matrix(rows.transposed), "row in at \(place)")
          }
          for place in Set([0, m / 2, m - 1]) {
            var changed = qr
            changed.removeRow(at: place)
            let rows = Matrix(a.transposed).keepingColumns { $0 != place }
            try note(changed, Matrix(rows.transposed), "row out at \(place)")
          }
        }
      }
      #expect(worst.value < 30, "\(worst)")
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func columnsInTheSpanAndUnitRows(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      // A combination of the columns, zero, and a matrix that has one row alone in a direction.
      var a = Matrix<Scalar>.seeded(12, 5, seed: 6)
      let sum = (a * Matrix<Scalar>(rows: 5, columns: 1, repeating: 1)).elements
      for column in [sum, Array(repeating: 0, count: 12)] {
        var qr = try a.qr()
        try qr.insertColumn(column, at: 2)
        let ratios = QRRatios(qr, of: with(a, column: column, at: 2))
        #expect(ratios.residual < 30 && ratios.orthonormality < 30)
      }
      for column in 0..<5 { a[3, column] = column == 2 ? 1 : 0 }
      for row in 0..<12 where row != 3 { a[row, 2] = 0 }
      var qr = try a.qr()
      qr.removeRow(at: 3)
      let left = Matrix(Matrix(a.transposed).keepingColumns { $0 != 3 }.transposed)
      let ratios = QRRatios(qr, of: left)
      #expect(ratios.residual < 30 && ratios.orthonormality < 30)
    }
    try check(scalar)
  }

  @Test(arguments: scalarTypes)
  func squareAgain(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let a = Matrix<Scalar>.seeded(6, 5, seed: 3)
      let column = Matrix<Scalar>.seeded(6, 1, seed: 4).elements
      for place in 0...5 {
        var qr = try a.qr()
        try qr.insertColumn(column, at: place)
        let full = with(a, column: column, at: place)
        #expect((qr.determinant - full.determinant).magnitude < 1000 * .ulpOfOne)
        let b = Matrix<Scalar>.seeded(6, 2, seed: 5)
        #expect(solveRatio(full, try qr.solve(b), b) < 30)
        // A decomposition anew forgets the changes.
        var workspace = Workspace<Scalar>()
        try qr.factor(full, workspace: &workspace)
        #expect((qr.determinant - full.determinant).magnitude < 1000 * .ulpOfOne)
      }
      var qr = try a.qr()
      for value in [Scalar.nan, .infinity] {
        var bad = column
        bad[4] = value
        #expect(throws: LinearAlgebraError.nonFinite(row: 4, column: 0)) {
          try qr.insertColumn(bad, at: 0)
        }
        #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 4)) {
          try qr.insertRow(Array(bad[0..<5]), at: 0)
        }
        #expect(qr.q == (try a.qr().q))
      }
    }
    try check(scalar)
  }

  private func with<Scalar>(
    _ a: Matrix<Scalar>, column: [Scalar], at place: Int
  ) -> Matrix<Scalar> {
    Matrix(rows: a.rows, columns: a.columns + 1) {
      $1 == place ? column[$0] : a[$0, $1 < place ? $1 : $1 - 1]
    }
  }
}

extension Matrix {
  fileprivate func keepingColumns(_ isKept: (Int) -> Bool) -> Matrix {
    let kept = (0..<columns).filter(isKept)
    return Matrix(rows: rows, columns: kept.count) { self[$0, kept[$1]] }
  }
}
