import FALinalg
import TestSupport
import Testing

@Suite struct CopyOnWriteTests {
  /// Everything that changes a matrix in place.
  private func mutations<Scalar: BLASScalar>(
    _: Scalar.Type
  ) -> [(name: String, change: (inout Matrix<Scalar>) -> Void)] {
    let other = Matrix<Scalar>.seeded(6, 6, seed: 9)
    return [
      ("entry", { $0[1, 2] = 42 }),
      ("block", { $0[1..<3, 1..<3] = other[0..<2, 0..<2] }),
      ("rows", { $0[1..<3, ...] = other[0..<2, ...] }),
      ("columns", { $0[..., 1..<3] = other[..., 0..<2] }),
      ("setBlock", { $0[0..<2, 0..<3] = other[2..<4, 2..<5].view }),
      ("assign", { $0.assign(other.transposed) }),
      ("+=", { $0 += other }),
      ("-=", { $0 -= other.transposed }),
      ("*=", { $0 *= 3 }),
      ("add", { $0.add(other, scaledBy: 0.5) }),
      ("multiply", { multiply(other, other, into: &$0, beta: 1) }),
      ("/=", { $0 /= 3 }),
      ("fill", { $0.fill(with: 42) }),
      ("row", { $0[2, ...] = other.row(1).elements }),
      ("column", { $0[..., 2] = other.column(1).elements }),
      ("diagonal", { $0.diagonal = other.diagonal.elements }),
      ("addToDiagonal", { $0.addToDiagonal(1) }),
      ("outer", { $0.addOuter(other.row(0).elements, other.row(1).elements) }),
      ("gram", { multiplyGram(of: other, into: &$0, beta: 1) }),
      ("symmetric", { multiplySymmetric(other, other, into: &$0) }),
      ("triangular", { $0.multiplyTriangular(.lower, of: other) }),
      ("solve", { $0.solveTriangular(.lower, of: other) }),
      ("mutable block", { $0[1..<3, 2..<4].fill(with: 42) }),
      (
        "mutable span",
        { matrix in
          var span = matrix.mutableSpan
          span[7] = 42
        }
      ),
      ("elements", { unsafe $0.withUnsafeMutableElements { unsafe $0[7] = 42 } }),
    ]
  }

  @Test(arguments: scalarTypes)
  func soleOwnerChangesInPlace(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for (name, change) in mutations(Scalar.self) {
        var a = Matrix<Scalar>.seeded(6, 6)
        let before = (address(of: a), a.elements.map { $0 })
        change(&a)
        #expect(address(of: a) == before.0, "\(name)")
        #expect(a.elements != before.1, "\(name)")
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func copiesAndViewsKeepTheirEntries(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for (name, change) in mutations(Scalar.self) {
        var a = Matrix<Scalar>.seeded(6, 6)
        let copy = a
        let views = [a.view, a.transposed, a[1..., 2...]]
        let entries = ([copy.view] + views).map { Matrix($0.padded) }
        let place = address(of: copy)
        change(&a)
        #expect(address(of: copy) == place, "\(name)")
        #expect(address(of: a) != place, "\(name)")
        #expect(zip([copy.view] + views, entries).allSatisfy { $0 == $1.view }, "\(name)")
      }
    }
    check(scalar)
  }

  /// Decompositions hand out their factors as values too.
  @Test(arguments: scalarTypes)
  func factorsOutliveTheNextFactorization(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var workspace = Workspace<Scalar>()
      var svd = SVD<Scalar>(rows: 5, columns: 4)
      try svd.factor(Matrix.seeded(5, 4, seed: 1), workspace: &workspace)
      let (u, copy) = (svd.u, Matrix(svd.u.padded))
      try svd.factor(Matrix.seeded(5, 4, seed: 2), workspace: &workspace)
      #expect(u == copy)
      #expect(svd.u != copy)
    }
    try check(scalar)
  }
}

extension MatrixView {
  fileprivate var padded: MatrixView {
    Matrix(rows: rows, columns: columns) { self[$0, $1] }.padded
  }
}
