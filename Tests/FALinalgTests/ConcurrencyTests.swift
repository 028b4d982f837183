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

  /// Products that are split over threads, and decompositions with a workspace for each task.
  @Test(arguments: scalarTypes)
  func resultsDoNotDependOnOtherTasks(scalar: any BLASScalar.Type) throws {
    @Sendable func compute<Scalar: BLASScalar>(
      _ tall: Matrix<Scalar>, _ square: Matrix<Scalar>
    ) throws -> [Matrix<Scalar>] {
      var workspace = Workspace<Scalar>()
      var (svd, schur) = (SVD<Scalar>(rows: 0, columns: 0), RealSchur<Scalar>(order: 0))
      try svd.factor(square, workspace: &workspace)
      try schur.factor(square, workspace: &workspace)
      return [
        tall.transposed * tall, tall.gram, svd.u, svd.vTransposed, schur.t, try square.inverse(),
      ]
    }
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let (tall, square) = (Matrix<Scalar>.seeded(40_000, 4), Matrix<Scalar>.seeded(24, 24))
      try withThreadCountLock {
        let alone = try compute(tall, square)
        let same = Atomic(0)
        concurrently(6) {
          if (try? compute(tall, square)) == alone { same.add(1, ordering: .relaxed) }
        }
        #expect(same.load(ordering: .relaxed) == 6)
      }
    }
    try check(scalar)
  }
}
