import FALinalg
import TestSupport
import Testing

@Suite struct MutableViewTests {
  /// Everything that writes into held storage.
  private func changes<
    Scalar: BLASScalar, Target: MutableMatrixProtocol<Scalar> & ~Copyable & ~Escapable
  >(
    _ target: inout Target, number: Int
  ) -> Bool {
    let (m, n) = (target.rows, target.columns)
    let same = Matrix<Scalar>.seeded(m, n, seed: 2)
    let left = Matrix<Scalar>.seeded(m, 5, seed: 3)
    let right = Matrix<Scalar>.seeded(5, n, seed: 4)
    let square = Matrix<Scalar>.seededPositiveDefinite(m, seed: 5)
    switch number {
    case 0: multiply(left, right, into: &target)
    case 1: multiply(left, right, into: &target, alpha: 2, beta: -0.5)
    case 2: target.add(same, scaledBy: 0.25)
    case 3: target += same
    case 4: target -= Matrix(same.transposed).transposed
    case 5: target *= 3
    case 6: target /= 4
    case 7: target.assign(same)
    case 8: target.fill(with: 7)
    case 9: target[0..<1, 0..<2] = same[0..<1, 0..<2]
    case 10: target[1, ...] = same.row(1).elements
    case 11: target[..., 1] = same.column(1).elements
    case 12: target.diagonal = same.diagonal.elements
    case 13: target.addToDiagonal(3)
    case 14: target.addOuter(left.column(0).elements, right.row(0).elements, scaledBy: 2)
    case 15: target.multiplyTriangular(.lower, of: square)
    case 16: target.solveTriangular(.upper, of: square)
    case 17: multiplySymmetric(square, same, into: &target)
    case 18 where m == n: multiplyGram(of: right, into: &target)
    case 18: break
    default: return false
    }
    return true
  }

  /// Each operation on a block does what it does to a matrix of the block's entries, in place, and
  /// leaves the rest alone.
  @Test(arguments: scalarTypes, [(2..<6, 1..<4), (0..<7, 2..<5), (1..<4, 0..<3), (3..<6, 3..<6)])
  func blocksAreWrittenInPlace(scalar: any BLASScalar.Type, block: (Range<Int>, Range<Int>)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let start = Matrix<Scalar>.seeded(7, 6)
      var number = 0
      while true {
        var (whole, alone) = (start, Matrix(start[block.0, block.1]))
        whole[0, 0] += 0
        let place = address(of: whole)
        guard changes(&alone, number: number) else { break }
        _ = changes(&whole[block.0, block.1], number: number)
        #expect(address(of: whole) == place, "change \(number)")
        let found = Matrix(whole[block.0, block.1])
        #expect(relativeDifference(found, alone) <= 8 * Scalar.epsilon, "change \(number)")
        var outside = whole
        outside[block.0, block.1] = start[block.0, block.1]
        #expect(outside == start, "change \(number)")
        number += 1
      }
      #expect(number == 19)
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func everyKindOfRange(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      var a = Matrix<Scalar>.zeros(4, 3)
      a[1..., ...1].fill(with: 1)
      a[..., 2..<3].fill(with: 2)
      a[..<1, ...].fill(with: 3)
      #expect(a == Matrix(rows: [[3, 3, 3], [1, 1, 2], [1, 1, 2], [1, 1, 2]]))
      a[4..<4, 0..<3] *= .nan
      a[..., 3...] *= .nan
      multiply(
        Matrix<Scalar>.zeros(0, 2), Matrix<Scalar>.zeros(2, 3), into: &a[0..<0, ...])
      #expect(a.sum.isFinite)
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func entriesOfAView(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      var a = Matrix<Scalar>.zeros(4, 3)
      var block: MutableMatrixView = a[1..<4, 1..<3]
      block[2, 1] = 5
      block[0, 0] = block[2, 1] + 1
      #expect(block.rows == 3 && block.columns == 2 && block.columnStride == 4)
      #expect(a[3, 2] == 5 && a[1, 1] == 6 && a.sum == 11)
    }
    check(scalar)
  }

  /// Copies and views of the matrix keep their entries, and an operand may be the matrix itself.
  @Test(arguments: scalarTypes)
  func sharedStorageIsCopied(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let start = Matrix<Scalar>.seeded(5, 5)
      var a = start
      let view = a[1..., 1...]
      a[0..<3, 0..<3] *= 2
      #expect(view == start[1..., 1...])
      #expect(Matrix(a[0..<3, 0..<3]) == 2 * start[0..<3, 0..<3])
      a = start
      multiply(a[0..<3, ...], a[..., 0..<3], into: &a[1..<4, 1..<4])
      let product = start[0..<3, ...] * start[..., 0..<3]
      #expect(relativeDifference(a[1..<4, 1..<4], product) <= 4 * Scalar.epsilon)
    }
    check(scalar)
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      var a = Matrix<Double>.zeros(3, 3)
      a[1..<4, 0..<2] *= 2
    }
    await #expect(processExitsWith: .failure) {
      var a = Matrix<Double>.zeros(3, 3)
      a[1..<3, 0..<2] += Matrix<Double>.zeros(3, 2)
    }
    await #expect(processExitsWith: .failure) {
      var a = Matrix<Double>.zeros(3, 3)
      // Within the matrix, but outside the block.
      a[0..<2, 0..<2][2, 0] = 1
    }
  }
}
