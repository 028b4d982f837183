internal import FALinalg

/// What the first process asks of the others: four numbers that go ahead of the data.
struct Request {
  enum Kind: Int {
    case end, product, transposedProduct, bothProducts, residualNorm, columns, failure
  }

  let kind: Kind
  /// Numbers of columns, or the ends of a range.
  let first: Int
  let second: Int

  init(_ kind: Kind, _ first: Int = 0, _ second: Int = 0) {
    (self.kind, self.first, self.second) = (kind, first, second)
  }

  init(words: [Int]) {
    guard let kind = Kind(rawValue: words[0]) else { stop("request \(words) is none") }
    self.init(kind, words[1], words[2])
  }

  var words: [Int] { [kind.rawValue, first, second] }
}

extension DistributedMatrix {
  /// Tells the others what comes.
  func announce(_ request: Request) {
    var words = request.words
    communicator.broadcast(&words)
  }

  /// Does what the first process asks for until it is done.
  func serve() {
    while true {
      var words = [0, 0, 0]
      communicator.broadcast(&words)
      let request = Request(words: words)
      switch request.kind {
      case .end: return
      case .product: sendRows(product(received(columns, request.first)))
      case .transposedProduct: contribute(transposedProduct(received(rows: request.first)))
      case .bothProducts:
        let x = received(columns, request.first)
        let parts = bothProducts(x, received(rows: request.second))
        sendRows(parts.product)
        contribute(parts.transposed)
      case .residualNorm:
        let v = received(columns, request.first)
        _ = communicator.gather(block.residualNorm(received(rows: request.first).view, v.view))
      case .columns: sendRows(block.dense(columns: request.first..<request.second))
      case .failure: _ = collectFailure()
      }
    }
  }

  // MARK: On every process

  /// The rows of A X that belong to the block.
  func product(_ x: Matrix<Scalar>) -> Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(block.rows, x.columns)
    block.multiply(x.view, into: &result)
    return result
  }

  /// What the block contributes to A' Z, given the rows of Z that belong to it.
  func transposedProduct(_ z: Matrix<Scalar>) -> Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(columns, z.columns)
    block.multiplyTransposed(z.view, into: &result)
    return result
  }

  func bothProducts(
    _ x: Matrix<Scalar>, _ z: Matrix<Scalar>
  ) -> (product: Matrix<Scalar>, transposed: Matrix<Scalar>) {
    var product = Matrix<Scalar>.zeros(block.rows, x.columns)
    var transposed = Matrix<Scalar>.zeros(columns, z.columns)
    block.multiply(x.view, transposedWith: z.view, into: &product, and: &transposed)
    return (product, transposed)
  }

  /// What went wrong first, for the first process.
  func collectFailure() -> (any Error)? { communicator.firstFailure(block.failure) }

  // MARK: On the first process

  /// Gives all others a matrix.
  func share(_ matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    var matrix = matrix
    unsafe matrix.withUnsafeMutableElements {
      unsafe communicator.broadcast(UnsafeMutableRawBufferPointer($0), from: 0)
    }
    return matrix
  }

  /// Sends the others their rows, and gives the own ones.
  func handOut(_ matrix: MatrixView<Scalar>) -> Matrix<Scalar> {
    for rank in 1..<max(1, communicator.count) {
      send(Matrix(matrix[partition[rank], ...]), to: rank)
    }
    return Matrix(matrix[partition[0], ...])
  }

  /// Puts the own rows and those of the others together.
  func collectRows(into result: inout Matrix<Scalar>, of own: Matrix<Scalar>) {
    result[partition[0], ...] = own
    for rank in 1..<max(1, communicator.count) {
      result[partition[rank], ...] = received(partition[rank].count, own.columns, from: rank)
    }
  }

  /// Adds the contributions of the others to its own.
  func addUp(_ own: Matrix<Scalar>) -> Matrix<Scalar> {
    var total = own
    unsafe total.withUnsafeMutableElements { unsafe communicator.sum($0, to: 0) }
    return total
  }

  // MARK: On the others

  /// A matrix that the first process gives to all.
  private func received(_ rows: Int, _ columns: Int) -> Matrix<Scalar> {
    share(.zeros(rows, columns))
  }

  /// The own rows of a matrix with so many columns.
  private func received(rows columns: Int) -> Matrix<Scalar> {
    received(block.rows, columns, from: 0)
  }

  private func sendRows(_ rows: Matrix<Scalar>) { send(rows, to: 0) }

  private func contribute(_ part: Matrix<Scalar>) { _ = addUp(part) }

  // MARK: Between two

  private func send(_ matrix: Matrix<Scalar>, to rank: Int) {
    unsafe matrix.elements.withUnsafeBytes { unsafe communicator.send($0, to: rank) }
  }

  private func received(_ rows: Int, _ columns: Int, from rank: Int) -> Matrix<Scalar> {
    var matrix = Matrix<Scalar>.zeros(rows, columns)
    unsafe matrix.withUnsafeMutableElements {
      unsafe communicator.receive(UnsafeMutableRawBufferPointer($0), from: rank)
    }
    return matrix
  }
}
