import FADistributed
import FALinalg
import FAMatrixIO
import FATrainers
import TestSupport
import Testing

@Suite struct DistributedMatrixTests {
  /// Runs `work` on a matrix that is dealt out to as many threads, and gives what the first returns.
  private func lead<Block: LinearOperator, Answer: Sendable>(
    _ count: Int, _ rows: Int, _ columns: Int,
    _ block: @escaping @Sendable (Range<Int>) throws -> Block,
    _ work: @escaping @Sendable (DistributedMatrix<Block>) throws -> Answer
  ) throws -> Answer {
    let answers = ThreadCommunicator.run(count: count) { communicator in
      Result {
        try DistributedMatrix(rows: rows, columns: columns, over: communicator, block: block)
          .lead(work)
      }
    }
    for answer in answers.dropFirst() { #expect(try answer.get() == nil) }
    return try #require(try answers[0].get())
  }

  private func rows<Scalar>(_ range: Range<Int>, of matrix: SparseMatrix<Scalar>) -> SparseMatrix<
    Scalar
  > {
    SparseMatrix(
      rows: range.count, columns: matrix.columns,
      entries: matrix.entries.filter { range.contains($0.row) }.map {
        ($0.row - range.lowerBound, $0.column, $0.value)
      })
  }

  /// More processes than rows among them, and no rows at all.
  @Test(arguments: scalarTypes, [1, 2, 3, 4, 9])
  func actsAsTheMatrix(scalar: any BLASScalar.Type, count: Int) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      for (m, n) in [(13, 8), (5, 31), (1, 1), (0, 4), (4, 0)] {
        let expected: Matrix<Scalar> = wholeNumbers(m, n)
        try lead(count, m, n, { Matrix(expected[$0, ...]) }) { expectActs($0, as: expected) }
      }
    }
    try check(scalar)
  }

  enum Target: CaseIterable { case power, gaussian, rankDeficient, sparse }

  /// What a comparison and the truncated SVD find on any number of processes is what one finds alone.
  @Test(arguments: Target.allCases, [1, 2, 3, 4, 7])
  func findsWhatOneProcessFinds(target: Target, count: Int) throws {
    let stream = RandomStream(seed: 5, name: "distributed")
    // 7 processes share 37 and 61 rows unevenly.
    switch target {
    case .power:
      let y: Matrix<Double> = try stream.matrix(
        37, 29, singularValues: (1...29).map { 1 / Double($0) })
      try compare(y, count) { Matrix(y[$0, ...]) }
    case .gaussian:
      let y: Matrix<Double> = stream.normal(37, 29)
      try compare(y, count) { Matrix(y[$0, ...]) }
    case .rankDeficient:
      let y: Matrix<Double> = try stream.matrix(37, 29, singularValues: [3, 2, 1])
      try compare(y, count) { Matrix(y[$0, ...]) }
    case .sparse:
      let dense: Matrix<Double> = stream.normal(61, 43)
      let y = SparseMatrix(dense.map { $0.magnitude > 1.6 ? $0 : 0 })
      try compare(y, count) { rows($0, of: y) }
    }
  }

  private func compare<Block: LinearOperator<Double>>(
    _ whole: Block, _ count: Int, _ block: @escaping @Sendable (Range<Int>) throws -> Block
  ) throws {
    let alone = try findings(whole)
    let together = try lead(count, whole.rows, whole.columns, block) { try findings($0) }
    #expect(alone.count == together.count)
    for (a, b) in zip(alone, together) {
      #expect((a - b).magnitude <= 1e-10 * whole.frobeniusNorm)
    }
  }

  /// Errors, limits and singular values.
  private func findings(_ y: some LinearOperator<Double>) throws -> [Double] {
    let problem = try FactorizationProblem(target: y, rank: 4)
    let names = ["gd", "fa", "fa-star", "sign-symmetry-u", "kolen-pollack", "als"]
    let comparison = try Comparison(
      of: problem, rules: names.map { try RuleCatalogue.rule($0) },
      stopping: StoppingCriterion(tolerance: 0, maxSteps: 200),
      start: problem.normalStart(seed: 2, scale: 0.1), feedback: problem.normalFeedback(seed: 2))
    let svd = try y.truncatedSVD(rank: 4, algorithm: .blockKrylov)
    return comparison.runs.map(\.result.error)
      + [comparison.optimum.error, comparison.feedbackLimit.error, svd.error]
      + svd.singularValues
  }

  /// A file of which each process reads its rows.
  @Test func streamedBlocks() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("y.npy")
    let y: Matrix<Double> = wholeNumbers(37, 11)
    try MatrixFile.write(y, to: path)
    try lead(3, 37, 11, { try StreamedMatrix<Double>(path, rows: $0) }) { streamed in
      #expect(streamed.dense() == y)
    }
  }

  struct Misfortune: Error {}

  @Test func aBlockThatFailsEndsAll() {
    let y: Matrix<Double> = wholeNumbers(12, 5)
    let outcomes = ThreadCommunicator.run(count: 3) { communicator in
      Result {
        try DistributedMatrix(rows: 12, columns: 5, over: communicator) { range in
          if communicator.rank == 1 { throw Misfortune() }
          return Matrix(y[range, ...])
        }
      }
    }
    for (rank, outcome) in outcomes.enumerated() {
      if rank == 1 {
        #expect(throws: Misfortune.self) { try outcome.get() }
      } else {
        #expect(throws: DistributedError.self) { try outcome.get() }
      }
    }
  }

  @Test func whatTheLeaderThrowsEndsAll() throws {
    let y: Matrix<Double> = wholeNumbers(12, 5)
    let outcomes = ThreadCommunicator.run(count: 3) { communicator in
      Result {
        try DistributedMatrix(rows: 12, columns: 5, over: communicator) { Matrix(y[$0, ...]) }
          .lead { _ in throw Misfortune() }
      }
    }
    #expect(throws: Misfortune.self) { try outcomes[0].get() }
    #expect(throws: Never.self) { try outcomes[1].get() }
  }

  /// Nobody serves a matrix whose work is done.
  @Test func afterTheWorkThereAreNoProducts() async {
    await #expect(processExitsWith: .failure) {
      _ = ThreadCommunicator.run(count: 1) { communicator in
        Result {
          var kept: DistributedMatrix<Matrix<Double>>?
          try DistributedMatrix(rows: 3, columns: 2, over: communicator) {
            Matrix.zeros($0.count, 2)
          }.lead { kept = $0 }
          return kept?.dense()
        }
      }
    }
  }

  /// An operator whose file has failed: products are NaN, and the reason gets to the first process.
  private struct Broken: LinearOperator {
    let rows: Int
    let columns: Int
    var frobeniusNorm: Double { 1 }
    var failure: (any Error)? { Misfortune() }
    func multiply(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {
      result.fill(with: .nan)
    }
    func multiplyTransposed(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {
      result.fill(with: .nan)
    }
  }

  @Test func aBlockThatFailsLaterSaysWhy() throws {
    try lead(2, 6, 4, { Broken(rows: $0.count, columns: 4) }) { y in
      #expect(throws: LinearAlgebraError.self) {
        try y.truncatedSVD(rank: 2, algorithm: .blockKrylov)
      }
      #expect(y.failure != nil)
    }
  }

  /// The formulas of the documentation.
  @Test(arguments: [1, 2, 3, 5])
  func traffic(count: Int) throws {
    let (m, n, p, q) = (23, 9, 3, 2)
    let y: Matrix<Double> = wholeNumbers(m, n)
    let answers = ThreadCommunicator.run(count: count) { communicator in
      Result {
        try DistributedMatrix(rows: m, columns: n, over: communicator) { Matrix(y[$0, ...]) }
          .lead { y in
            var (messages, bytes): ([Int], [Int]) = ([], [])
            func count(_ operation: () -> Void) {
              let before = communicator.traffic
              operation()
              let after = communicator.traffic
              messages.append(after.messages - before.messages)
              bytes.append(after.bytes - before.bytes)
            }
            let (x, z): (Matrix<Double>, Matrix<Double>) = (wholeNumbers(n, p), wholeNumbers(m, q))
            var product = Matrix<Double>.zeros(m, p)
            var transposedProduct = Matrix<Double>.zeros(n, q)
            count { y.multiply(x.view, into: &product) }
            count { y.multiplyTransposed(z.view, into: &transposedProduct) }
            return (messages, bytes, y.block.rows)
          }
      }
    }
    let (messages, bytes, own) = try #require(try answers[0].get())
    let others = count - 1
    let announcement = others * 3 * 8
    let numbersOfAVector: Int = others * n + m - own
    #expect(messages == [3 * others, 3 * others])
    #expect(
      bytes == [announcement + 8 * p * numbersOfAVector, announcement + 8 * q * numbersOfAVector])
  }
}
