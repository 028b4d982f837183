import FALinalg
import TestSupport
import Testing

/// Shapes that do not fit stop the program, with both of them in the message.
@Suite struct PreconditionMessageTests {
  @Test(arguments: Misfit.allCases)
  fileprivate func bothShapesAreNamed(misfit: Misfit) async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [misfit] in
      mustStop { try misfit.cause() }
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    for shape in misfit.shapes { #expect(message.contains(shape), "\(misfit): \(message)") }
  }
}

private enum Misfit: String, CaseIterable, Codable, Sendable {
  case product, productInto, vectorProduct, gram, symmetricProduct, triangularProduct, outerProduct
  case innerProduct, vectors, sum, addInPlace, entrywise, assign, block, row, diagonal, reshape
  case addToRow, blockFromMatrix, addToDiagonal, addToRows, addToColumns, scaleRows, scaleColumns
  case zipInPlace, zipArrays, solveArray, solveArrayInPlace, leastSquaresArray, operatorArray
  case rightOfOperator, rightOfDiagonal, largest
  case joinRows, joinColumns, square, determinant, system, rightHandSides, rightHandSidesOfLDL,
    solveRight, leastSquares
  case reflections, fullColumnRank, generalized, procrustes, condition, refinement, sparse
  case index, sparseIndex, blockOutside

  /// What the message must have in it.
  var shapes: [String] {
    switch self {
    case .product, .productInto: ["2 x 3", "4 x 5"]
    case .vectorProduct: ["2 x 3", "2 x 1"]
    case .gram: ["2 x 3", "2 x 2"]
    case .symmetricProduct: ["2 x 2", "3 x 1"]
    case .triangularProduct: ["3 x 3", "2 x 1"]
    case .outerProduct: ["2 and 3", "3 x 3"]
    case .innerProduct, .sum, .addInPlace, .entrywise, .assign: ["2 x 3", "3 x 2"]
    case .vectors: ["2 and 3"]
    case .block: ["1 x 4", "2 x 2"]
    case .row: ["1 entries", "1 x 3"]
    case .addToRow: ["2 entries", "1 x 3"]
    case .blockFromMatrix: ["3 x 2", "2 x 2"]
    case .diagonal, .addToDiagonal: ["1 entries", "2 x 3"]
    case .addToRows, .addToColumns: ["4 entries", "2 x 3"]
    case .scaleRows, .scaleColumns: ["2 x 3", "4 factors"]
    case .zipInPlace: ["2 x 3", "3 x 2"]
    case .zipArrays: ["2 x 1", "3 x 1"]
    case .solveArray, .solveArrayInPlace: ["2 x 2", "3 x 1"]
    case .leastSquaresArray: ["2 x 3", "3 x 1"]
    case .operatorArray: ["2 x 3", "2 x 1"]
    case .largest: ["2 x 2", "3 eigenvalues"]
    case .rightOfOperator, .rightOfDiagonal: ["3 x 2", "3 x 3"]
    case .reshape: ["2 x 3", "3 x 3"]
    case .joinRows: ["2 x 3", "2 x 4"]
    case .joinColumns: ["2 x 3", "3 x 3"]
    case .square, .determinant, .system: ["2 x 3"]
    case .rightHandSides, .rightHandSidesOfLDL: ["2 x 2", "3 x 1"]
    case .solveRight: ["2 x 2", "1 x 3"]
    case .leastSquares: ["2 x 3", "3 x 1"]
    case .reflections: ["2 x 2", "3 x 1"]
    case .fullColumnRank: ["2 x 3"]
    case .generalized, .condition, .refinement: ["2 x 2", "3 x 3"]
    case .procrustes: ["2 x 3", "3 x 2"]
    case .sparse: ["2 x 3", "4 x 5"]
    case .index, .sparseIndex: ["(2, 0)", "2 x 3"]
    case .blockOutside: ["0..<3", "2 x 3"]
    }
  }

  func cause() throws {
    let (wide, tall) = (Matrix<Double>.zeros(2, 3), Matrix<Double>.zeros(3, 2))
    let (two, three) = (Matrix<Double>.identity(2), Matrix<Double>.identity(3))
    let column = Matrix<Double>.zeros(3, 1)
    var (held, pair) = (wide, two)
    var workspace = Workspace<Double>()
    switch self {
    case .product: _ = wide * Matrix<Double>.zeros(4, 5)
    case .productInto: multiply(wide, Matrix<Double>.zeros(4, 5), into: &held)
    case .vectorProduct: _ = wide * [1, 2]
    case .gram: multiplyGram(of: wide, into: &pair)
    case .symmetricProduct: multiplySymmetric(two, column, into: &held)
    case .triangularProduct:
      held = .zeros(2, 1)
      held.multiplyTriangular(.lower, of: three)
    case .outerProduct:
      held = three
      held.addOuter([1, 2], [1, 2, 3], scaledBy: 1)
    case .innerProduct: _ = wide.frobeniusInnerProduct(tall)
    case .vectors: _ = [1.0, 2].dot([1, 2, 3])
    case .sum: _ = wide + tall
    case .addInPlace: held.add(tall, scaledBy: 2)
    case .entrywise: _ = wide.zip(tall) { $0 * $1 }
    case .assign: held.assign(tall)
    case .block: held[0..<2, 0..<2] = Matrix<Double>.zeros(1, 4).view
    case .row: held[0, ...] = [1]
    case .diagonal: held.diagonal = [1]
    case .addToRow: held[0, ...] += [1, 2]
    case .blockFromMatrix: held[0..<2, 0..<2] = tall
    case .addToDiagonal: held.addToDiagonal([1])
    case .addToRows: held.addToRows([1, 2, 3, 4])
    case .addToColumns: held.addToColumns([1, 2, 3, 4])
    case .scaleRows: held.scaleRows(by: [1, 2, 3, 4])
    case .scaleColumns: held.scaleColumns(by: [1, 2, 3, 4])
    case .zipInPlace: held.zipInPlace(tall, *)
    case .zipArrays:
      var x = [1.0, 2]
      x.zipInPlace([1.0, 2, 3], *)
    case .solveArray: _ = try two.solve([1, 2, 3])
    case .solveArrayInPlace:
      var x = [1.0, 2, 3]
      try two.lu().solve(&x)
    case .leastSquaresArray: _ = try wide.leastSquares([1, 2, 3])
    case .operatorArray: _ = SparseMatrix(wide) * [1, 2]
    case .largest: _ = try two.symmetricEigen(.largest(3))
    case .rightOfOperator: _ = tall * SparseMatrix(three)
    case .rightOfDiagonal: _ = tall * DiagonalMatrix(diagonal: [1, 2, 3])
    case .reshape: _ = wide.reshaped(3, 3)
    case .joinRows: _ = Matrix(vertically: [wide, .zeros(2, 4)])
    case .joinColumns: _ = Matrix(horizontally: [wide, .zeros(3, 3)])
    case .square: _ = try wide.cholesky()
    case .determinant: _ = wide.determinant
    case .system: _ = try wide.solve(two)
    case .rightHandSides: _ = try two.lu().solve(column)
    case .rightHandSidesOfLDL: _ = try two.ldl().solve(column)
    case .solveRight:
      held = .zeros(1, 3)
      try two.cholesky().solveRight(&held)
    case .leastSquares: _ = try wide.leastSquares(column)
    case .reflections:
      held = column
      try two.householderQR().applyQ(to: &held, workspace: &workspace)
    case .fullColumnRank: _ = try wide.qr().leastSquares(two)
    case .generalized: _ = try two.generalizedSymmetricEigen(three)
    case .procrustes: _ = try orthogonalProcrustes(wide, tall)
    case .condition: _ = try two.lu().reciprocalCondition(of: three, workspace: &workspace)
    case .refinement: _ = try two.cholesky().solve(two, refiningWith: three)
    case .sparse: _ = SparseMatrix(wide) * Matrix<Double>.zeros(4, 5)
    case .index: _ = wide[2, 0]
    case .sparseIndex: _ = SparseMatrix(wide)[2, 0]
    case .blockOutside: _ = wide[0..<3, 0..<2]
    }
  }
}
