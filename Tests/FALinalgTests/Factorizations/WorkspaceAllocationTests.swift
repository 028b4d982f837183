import FALinalg
import TestSupport
import Testing

/// Every operation that takes a workspace, and every one that works in storage that is held, takes
/// no memory when it meets a shape again.
@Suite(.enabled(if: countsAllocations)) struct WorkspaceAllocationTests {
  /// What is done with a workspace, by name.
  private typealias Operation<Scalar: BLASScalar> = (
    name: String, run: (inout Workspace<Scalar>) throws -> Void
  )

  @Test(arguments: scalarTypes)
  func noOperationAllocatesOnItsSecondUse(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for threads in [1, 2] {
        try onThreadCounts([threads]) { _ in
          for (rows, columns) in [(12, 9), (9, 12), (9, 9)] {
            for operation in Self.operations(rows, columns, as: Scalar.self) {
              var workspace = Workspace<Scalar>()
              try operation.run(&workspace)
              let count = try allocations { try operation.run(&workspace) }
              // Unoptimised, the chains of drivers take memory for their closures.
              #if DEBUG
                #expect(count < 30, "\(operation.name), \(rows) x \(columns)")
              #else
                #expect(count == 0, "\(operation.name), \(rows) x \(columns)")
              #endif
            }
          }
        }
      }
    }
    try check(scalar)
  }

  private static func operations<Scalar: BLASScalar>(
    _ rows: Int, _ columns: Int, as _: Scalar.Type
  ) -> [Operation<Scalar>] {
    let a = Matrix<Scalar>.seeded(rows, columns)
    return ofAnyShape(a) + ofSquare(Matrix<Scalar>.seeded(columns, columns, seed: 2))
      + ofSymmetric(Matrix<Scalar>.seededPositiveDefinite(columns))
  }

  private static func ofAnyShape<Scalar>(_ a: Matrix<Scalar>) -> [Operation<Scalar>] {
    let (rows, columns) = (a.rows, a.columns)
    var values: [Scalar] = []
    var (lq, bidiagonal) = (
      LQ<Scalar>(rows: rows, columns: columns), Bidiagonal<Scalar>(rows: rows, columns: columns)
    )
    var reflections = HouseholderQR<Scalar>(rows: rows, columns: columns)
    var pivoted = reflections
    var lu = LU<Scalar>(rows: rows, columns: columns)
    var least = LeastSquares<Scalar>(rows: rows, columns: columns, rightHandSides: 2)
    let b = Matrix<Scalar>.seeded(rows, 2, seed: 3)
    var (product, vector) = (b, Array(b.column(0)))
    var distances = Matrix<Scalar>.zeros(rows, 2)
    let others = Matrix<Scalar>.seeded(2, columns, seed: 4)
    let padded = others.padded
    var result: [Operation<Scalar>] = [
      ("LQ", { try lq.factor(a, workspace: &$0) }),
      ("bidiagonal", { try bidiagonal.factor(a, workspace: &$0) }),
      ("reflections", { try reflections.factor(a, workspace: &$0) }),
      ("Q times", { try reflections.applyQ(to: &product, workspace: &$0) }),
      ("Q times an array", { try reflections.applyQ(to: &vector, workspace: &$0) }),
      (
        "distances",
        { _ in
          try a.pairwiseDistances(to: others, into: &distances)
          try a.pairwiseSquaredDistances(to: padded, into: &distances)
        }
      ),
      ("pivoted QR", { try pivoted.factor(a, pivoting: true, workspace: &$0) }),
      ("LU", { _ in try lu.factor(a) }),
      ("least squares", { try least.solve(a, b, workspace: &$0) }),
    ]
    for form in [DecompositionForm.thin, .full] {
      var qr = QR<Scalar>(rows: rows, columns: columns, form: form)
      result.append(("QR, \(form)", { try qr.factor(a, workspace: &$0) }))
      for driver in SVDDriver.allCases {
        var svd = SVD<Scalar>(rows: rows, columns: columns, form: form)
        let drivers = [driver]
        result.append(
          ("SVD, \(form), \(driver)", { try svd.factor(a, drivers: drivers, workspace: &$0) }))
      }
    }
    for driver in SVDDriver.allCases {
      let drivers = [driver]
      result.append(
        (
          "singular values, \(driver)",
          { try a.singularValues(into: &values, drivers: drivers, workspace: &$0) }
        ))
    }
    return result
  }

  private static func ofSquare<Scalar>(_ a: Matrix<Scalar>) -> [Operation<Scalar>] {
    var (schur, hessenberg) = (RealSchur<Scalar>(order: a.rows), Hessenberg<Scalar>(order: a.rows))
    var lu = LU<Scalar>(rows: a.rows, columns: a.rows)
    let right = Matrix<Scalar>.seeded(a.rows, 2, seed: 4)
    var (x, condition) = (right, Scalar(0))
    var qr = QR<Scalar>(rows: a.rows, columns: a.rows)
    var y = Array(right.column(0))
    var result: [Operation<Scalar>] = [
      (
        "QR, solutions in storage that is held",
        {
          try qr.factor(a, workspace: &$0)
          try qr.solve(right, into: &x)
          try qr.solve(right.column(1), into: &y)
        }
      ),
      ("Schur", { try schur.factor(a, workspace: &$0) }),
      ("Hessenberg", { try hessenberg.factor(a, workspace: &$0) }),
      (
        "LU, solution, condition and determinant",
        {
          try lu.factor(a)
          x.assign(right)
          try lu.solve(&x)
          try lu.solve(&x, transposed: true)
          condition += lu.reciprocalCondition(of: a, workspace: &$0) + lu.determinant
        }
      ),
    ]
    for leftVectors in [false, true] {
      var pencil = GeneralizedEigen<Scalar>(order: a.rows, leftVectors: leftVectors)
      result.append(
        ("QZ, left \(leftVectors)", { try pencil.factor(a, a.transposed, workspace: &$0) }))
      var eigen = Eigen<Scalar>(order: a.rows, leftVectors: leftVectors)
      result.append(
        ("eigen, left \(leftVectors)", { try eigen.factor(a, workspace: &$0) }))
    }
    return result
  }

  private static func changes<Scalar>(_ a: Matrix<Scalar>) -> [Operation<Scalar>] {
    guard let start = try? (a + a).cholesky() else { return [] }
    return [1, 2].map { count in
      var cholesky = start
      let vectors = Matrix<Scalar>.seeded(a.rows, count, seed: 5) * 0.001
      return (
        "Cholesky, update and downdate of rank \(count)",
        { _ in
          try cholesky.update(vectors)
          try cholesky.downdate(vectors)
        }
      )
    }
  }

  private static func ofBands<Scalar>(_ a: Matrix<Scalar>) -> [Operation<Scalar>] {
    let right = Matrix<Scalar>.seeded(a.rows, 2, seed: 4)
    return [1, 2].map { width in
      let band = BandMatrix(a, below: width, above: width)
      var (lu, cholesky) = (BandLU<Scalar>(), BandCholesky<Scalar>())
      var (x, product) = (right, right)
      return (
        "band of \(width), product and solutions",
        {
          band.multiply(right.view, into: &product)
          try lu.factor(band, workspace: &$0)
          try lu.solve(right, into: &x)
          _ = lu.reciprocalCondition(of: band, workspace: &$0) + lu.determinant
          try cholesky.factor(band, workspace: &$0)
          cholesky.solve(right, into: &x)
        }
      )
    }
  }

  private static func ofSymmetric<Scalar>(_ a: Matrix<Scalar>) -> [Operation<Scalar>] {
    var (cholesky, ldl) = (Cholesky<Scalar>(order: a.rows), LDL<Scalar>(order: a.rows))
    let right = Matrix<Scalar>.seeded(a.rows, 2, seed: 4)
    var (x, row, condition) = (right, Matrix(right.transposed), Scalar(0))
    var result: [Operation<Scalar>] =
      [
        (
          "Cholesky, solutions, condition and determinant",
          {
            try cholesky.factor(a)
            x.assign(right)
            cholesky.solve(&x)
            row.assign(right.transposed)
            cholesky.solveRight(&row)
            condition += cholesky.reciprocalCondition(of: a, workspace: &$0) + cholesky.determinant
          }
        ),
        (
          "LDL', solution, condition and determinant",
          {
            try ldl.factor(a, workspace: &$0)
            x.assign(right)
            try ldl.solve(&x)
            condition += ldl.reciprocalCondition(of: a, workspace: &$0) + ldl.determinant
          }
        ),
      ] + changes(a) + ofBands(a)
    // Few and many, which different routines compute.
    for selection in [
      EigenvalueSelection<Scalar>.all, .indices(1..<2), .indices(1..<8),
      .interval(above: 0.1, through: 2),
    ] {
      var (eigen, generalized) = (
        SymmetricEigen<Scalar>(order: a.rows), GeneralizedSymmetricEigen<Scalar>(order: a.rows)
      )
      result += [
        ("symmetric eigen, \(selection)", { try eigen.factor(a, selection, workspace: &$0) }),
        (
          "generalized eigen, \(selection)",
          { try generalized.factor(a, a, selection, workspace: &$0) }
        ),
      ]
    }
    return result
  }
}
