import FALinalg
import Synchronization
import TestSupport
import Testing

/// Matrices cross tasks as values, and what one task computes does not depend on what others do.
@Suite struct ConcurrencyTests {
  @Test(arguments: scalarTypes)
  func copiesInTasksAreIndependent(scalar: any BLASScalar.Type) async {
    func check<Scalar: BLASScalar>(_: Scalar.Type) async {
      let a = Matrix<Scalar>.seeded(40, 30)
      let corner = a[1..<20, 2..<9]
      let results = await withTaskGroup(of: (Int, Matrix<Scalar>).self) { group in
        for task in 0..<8 {
          group.addTask {
            var b = a
            for _ in 0..<50 { b[1..<20, 2..<9] += corner }
            b[0, 0] = Scalar(task)
            return (task, b)
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      let block = (1...50).reduce(Matrix(corner)) { sum, _ in sum + corner }
      for (task, b) in results {
        #expect(b[0, 0] == Scalar(task) && b[1..<20, 2..<9] == block.view)
        #expect(b[20..., ...] == a[20..., ...])
      }
      #expect(results.count == 8 && a == .seeded(40, 30))
    }
    await check(scalar)
  }

  /// What takes several threads, and what takes one in any case, at once and on different numbers of
  /// threads: the bits of each are those of the same work alone.
  @Test(.mustEnd, arguments: scalarTypes)
  func resultsDoNotDependOnOtherTasks(scalar: any BLASScalar.Type) throws {
    @Sendable func compute<Scalar: BLASScalar>(_: Scalar.Type) throws -> [Matrix<Scalar>] {
      let (tall, square) = (Matrix<Scalar>.seeded(20_000, 4), Matrix<Scalar>.seeded(90, 90))
      let large = Matrix<Scalar>.seeded(300, 280, seed: 2)
      let vector = Matrix<Scalar>.seeded(280, 1, seed: 3)
      var workspace = Workspace<Scalar>()
      var (svd, schur) = (SVD<Scalar>(rows: 0, columns: 0), RealSchur<Scalar>(order: 0))
      try svd.factor(square, workspace: &workspace)
      try schur.factor(square[0..<24, 0..<24], workspace: &workspace)
      let gram = large.transposed * large
      let triangle = try (gram + 280 * Matrix.identity(280)).cholesky().l
      let best = try large.truncatedSVD(rank: 3)
      let numbers = tall.elements.dot(tall.elements)
      return [
        tall.transposed * tall, tall.gram, svd.u, svd.vTransposed, schur.t, try square.inverse(),
        gram, large.gram, large * vector, triangle, try gram.solve(vector), best.u,
        Matrix(columns: [[numbers, large.frobeniusNorm, best.error]]),
      ]
    }
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let before = BLAS.threadCount
      let alone = try [1, 2, 3].map { count in
        try BLAS.withThreads(count) { try compute(Scalar.self) }
      }
      let ordinary = try compute(Scalar.self)
      let same = Atomic(0)
      concurrently(64) { task in
        let count = task % 4
        let result =
          count == 0
          ? try? compute(Scalar.self)
          : try? BLAS.withThreads(count) { try compute(Scalar.self) }
        if result == (count == 0 ? ordinary : alone[count - 1]) {
          same.add(1, ordering: .relaxed)
        }
      }
      #expect(same.load(ordering: .relaxed) == 64)
      #expect(BLAS.threadCount == before)
    }
    try check(scalar)
  }
}
