public import FALinalg
internal import Synchronization

/// A matrix of which each process of a job holds a block of rows.
///
/// All processes make their own block, and then the first of them uses the matrix as it would any
/// other, while the rest wait for its products and do their part of each:
///
/// ```swift
/// let y = try DistributedMatrix(rows: 1_000_000, columns: 20_000, over: communicator) { range in
///   try StreamedMatrix<Double>("recording.npy", rows: range)
/// }
/// try y.lead { y in
///   let best = try y.truncatedSVD(rank: 10)
///   print(best.singularValues)
/// }
/// ```
///
/// So whatever is written for a ``/FALinalg/LinearOperator`` runs on it unchanged: the truncated SVD,
/// rules, limits and ledgers. Factors, of which there are rows and columns times the rank, and all
/// decisions are those of the first process; none can disagree. The others see only products.
///
/// With P processes, a product A X of p columns sends X to the others and rows of the result back:
/// 2 (P - 1) messages besides the P - 1 that announce it, with `columns` p (P - 1) + `rows` p (P - 1) / P
/// numbers; A' X likewise with rows and columns exchanged.
public struct DistributedMatrix<Block: LinearOperator>: LinearOperator {
  /// The type of the entries.
  public typealias Scalar = Block.Scalar

  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The Frobenius norm.
  public let frobeniusNorm: Scalar
  /// The multiplications of a product with one vector by the process that has most of them to do.
  public let multiplicationCount: Int
  /// True: a product costs its messages.
  public var prefersWideProducts: Bool { true }

  /// The rows of this process.
  public let block: Block
  let partition: Partition
  let communicator: any Communicator
  /// One request at a time: the first process may have several threads.
  private let exchange: Exchange

  private final class Exchange: Sendable {
    let isOver = Mutex(false)
  }

  /// Makes the blocks of all processes; each of them has to call this.
  ///
  /// - Parameters:
  ///   - rows: The number of rows of the whole.
  ///   - columns: The number of columns.
  ///   - communicator: The processes.
  ///   - block: Makes the block of the given rows, which may be none.
  /// - Throws: On all processes, if a block cannot be made: what was thrown where it happened, and
  ///   ``DistributedError`` elsewhere.
  public init(
    rows: Int, columns: Int, over communicator: any Communicator,
    block: (Range<Int>) throws -> Block
  ) throws {
    self.rows = rows
    self.columns = columns
    self.communicator = communicator
    partition = Partition(rows: rows, count: communicator.count)
    let own = partition[communicator.rank]
    self.block = try communicator.agree { try block(own) }
    require(
      self.block.rows == own.count && self.block.columns == columns,
      "the block of rows \(own) is \(self.block.rows) x \(self.block.columns), and that of a "
        + "matrix with \(columns) columns has \(own.count) rows")
    let norms = communicator.gather(self.block.frobeniusNorm)
    let counts = communicator.gather(self.block.multiplicationCount)
    var norm = [norms?.euclideanNorm ?? 0]
    var count = [counts?.max() ?? 0]
    communicator.broadcast(&norm)
    communicator.broadcast(&count)
    (frobeniusNorm, multiplicationCount) = (norm[0], count[0])
    exchange = Exchange()
  }

  /// Does the work on the first process, and the products that it asks for on the others, which
  /// return when it is done. Each process has to call this once.
  ///
  /// - Parameter work: Is given the matrix; only the first process calls it.
  /// - Returns: What the work returned; nil on the other processes.
  /// - Throws: What the work throws.
  public func lead<Result>(_ work: (Self) throws -> Result) throws -> Result? {
    guard communicator.rank == 0 else {
      serve()
      return nil
    }
    defer {
      exchange.isOver.withLock { isOver in
        isOver = true
        announce(Request(.end))
      }
    }
    return try work(self)
  }

  /// Asks something of all processes, one thing at a time.
  private func request<Answer>(
    _ kind: Request.Kind, _ first: Int = 0, _ second: Int = 0, _ body: () -> Answer
  ) -> Answer {
    exchange.isOver.withLock { isOver in
      require(
        !isOver && communicator.rank == 0,
        "a distributed matrix is used by the first process, within the work that it leads")
      announce(Request(kind, first, second))
      return body()
    }
  }

  /// What went wrong with a block, as where a file that is read in the course of a product fails; nil
  /// if nothing did.
  public var failure: (any Error)? { request(.failure) { collectFailure() } }

  /// A X.
  ///
  /// - Complexity: The product of the largest block, and `columns` p + `rows` p / P numbers sent to
  ///   or from each of the others.
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    checkProduct(x, into: result)
    request(.product, x.columns) {
      collectRows(into: &result, of: product(share(Matrix(x))))
    }
  }

  /// A' X.
  ///
  /// - Complexity: The product of the largest block, and `columns` p + `rows` p / P numbers sent to
  ///   or from each of the others.
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    checkTransposedProduct(x, into: result)
    request(.transposedProduct, x.columns) {
      result = addUp(transposedProduct(handOut(x)))
    }
  }

  /// A X and A' Z, by one pass of each process over its block where that can be had.
  public func multiply(
    _ x: MatrixView<Scalar>, transposedWith z: MatrixView<Scalar>,
    into product: inout Matrix<Scalar>, and transposedProduct: inout Matrix<Scalar>
  ) {
    checkProduct(x, into: product)
    checkTransposedProduct(z, into: transposedProduct)
    request(.bothProducts, x.columns, z.columns) {
      let parts = bothProducts(share(Matrix(x)), handOut(z))
      collectRows(into: &product, of: parts.product)
      transposedProduct = addUp(parts.transposed)
    }
  }

  /// ||A - Z V'||_F, from the residuals of the blocks.
  public func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    checkFactors(z, v)
    return request(.residualNorm, v.columns) {
      let shared = share(Matrix(v))
      let own = block.residualNorm(handOut(z).view, shared.view)
      return communicator.gather(own)?.euclideanNorm ?? 0
    }
  }

  /// The entries of the given columns.
  public func dense(columns range: Range<Int>) -> Matrix<Scalar> {
    require(
      range.lowerBound >= 0 && range.upperBound <= columns,
      "columns \(range) are not among the \(columns) of a \(rows) x \(columns) matrix")
    var result = Matrix<Scalar>.zeros(rows, range.count)
    request(.columns, range.lowerBound, range.upperBound) {
      collectRows(into: &result, of: block.dense(columns: range))
    }
    return result
  }

  /// All entries.
  public func dense() -> Matrix<Scalar> { dense(columns: 0..<columns) }
}
