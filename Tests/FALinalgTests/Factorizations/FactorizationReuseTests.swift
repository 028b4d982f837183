import FALinalg
import TestSupport
import Testing

/// A second factorization of the same shape takes no more memory, and leaves its results where the
/// first one put them.
@Suite struct FactorizationReuseTests {
  @Test func workspacesDoNotGrowAndResultsStayInPlace() throws {
    let stream = RandomStream(seed: 1, name: "reuse")
    let tall: Matrix<Double> = stream.normal(40, 25)
    let square: Matrix<Double> = stream.normal(25, 25)
    let gram = tall.transposed * tall
    var workspace = Workspace<Double>()

    var (svd, qr) = (
      SVD<Double>(rows: 40, columns: 25, form: .full), QR<Double>(rows: 40, columns: 25)
    )
    var (lq, form) = (LQ<Double>(rows: 40, columns: 25), Bidiagonal<Double>(rows: 40, columns: 25))
    var (symmetric, eigen) = (SymmetricEigen<Double>(order: 25), Eigen<Double>(order: 25))
    var (schur, hessenberg) = (RealSchur<Double>(order: 25), Hessenberg<Double>(order: 25))
    var generalized = GeneralizedSymmetricEigen<Double>(order: 25)
    var least = LeastSquares<Double>(rows: 40, columns: 25, rightHandSides: 40)
    var ldl = LDL<Double>(order: 25)
    func factorAll() throws {
      try svd.factor(tall, workspace: &workspace)
      try qr.factor(tall, workspace: &workspace)
      try lq.factor(tall, workspace: &workspace)
      try form.factor(tall, workspace: &workspace)
      try symmetric.factor(gram, workspace: &workspace)
      try eigen.factor(square, workspace: &workspace)
      try schur.factor(square, workspace: &workspace)
      try hessenberg.factor(square, workspace: &workspace)
      try generalized.factor(gram, gram, workspace: &workspace)
      try least.solve(tall, Matrix<Double>.identity(40), workspace: &workspace)
      try ldl.factor(gram, workspace: &workspace)
    }
    func places() -> [UInt] {
      [
        svd.u, svd.vTransposed, qr.q, qr.r, lq.l, lq.q, form.q, form.pTransposed, symmetric.vectors,
        eigen.vectors.real, eigen.vectors.imaginary, schur.q, schur.t, hessenberg.q, hessenberg.h,
        generalized.vectors, least.solution,
      ].map { matrix in
        unsafe matrix._withUnsafeMatrix { unsafe UInt(bitPattern: $0.base) }
      }
    }
    try factorAll()
    let (bytes, before) = (workspace.byteCount, places())
    try factorAll()
    #expect(workspace.byteCount == bytes)
    #expect(places() == before)
  }

  @Test func storageAdaptsToAnotherShape() throws {
    var workspace = Workspace<Double>()
    var svd = SVD<Double>(rows: 2, columns: 2, form: .full)
    var form = Bidiagonal<Double>(rows: 2, columns: 2)
    var symmetric = SymmetricEigen<Double>(order: 2)
    for (rows, columns) in [(6, 3), (3, 6), (0, 2), (4, 4)] {
      let a: Matrix<Double> = RandomStream(seed: 1, name: "shapes").normal(rows, columns)
      try svd.factor(a, workspace: &workspace)
      #expect((svd.reconstruct() - a).maximumMagnitude < 1e-14)
      try form.factor(a, workspace: &workspace)
      #expect((form.reconstruct() - a).maximumMagnitude < 1e-14)
      let gram = a.transposed * a
      try symmetric.factor(gram, workspace: &workspace)
      #expect((symmetric.reconstruct() - gram).maximumMagnitude < 1e-13)
      try symmetric.factor(gram, .indices(0..<1), workspace: &workspace)
      #expect(symmetric.values.count == 1 && symmetric.vectors.columns == 1)
    }
  }
}
