import FALinalg
import TestSupport
import Testing

/// What promises not to allocate does not, from its second use on.
@Suite(.enabled(if: countsAllocations)) struct AllocationTests {
  /// How many allocations the second and later runs of `change` make.
  private func later(_ change: () -> Void) -> Int {
    change()
    return allocations {
      change()
      change()
    }
  }

  @Test func theCountIsRight() {
    var arrays: [[Int]] = []
    arrays.reserveCapacity(10)
    #expect(allocations {} == 0)
    #expect(allocations { arrays.append(Array(repeating: 1, count: arrays.count + 5)) } == 1)
  }

  /// What is freed makes room, and the start does not count; an array's header and rounding take
  /// less than a hundred bytes.
  @Test func thePeakIsRight() {
    let held = [UInt8](repeating: 1, count: 50_000)
    func use(_ count: Int) -> Int { Int([UInt8](repeating: held[0], count: count)[count / 2]) }
    // Expectations are met outside: under load they were seen to allocate.
    var sum = 0
    #expect(peakBytes {} == 0)
    let one = peakBytes { sum += use(10_000) + use(20_000) }
    #expect(one >= 20_000 && one < 20_100)
    let both = peakBytes {
      let first = [UInt8](repeating: held[0], count: 10_000)
      sum += use(20_000) + Int(first[9])
    }
    #expect(both >= 30_000 && both < 30_200)
    let grown = peakBytes {
      var array: [UInt8] = []
      array.reserveCapacity(10_000)
      array.append(1)
      array.reserveCapacity(40_000)
      sum += Int(array[0])
    }
    #expect(grown >= 40_000 && grown < 50_200)
    let after = peakBytes { sum += use(1000) }
    #expect(after >= 1000 && after < 1100)
    #expect(sum == 6)
  }

  @Test(arguments: scalarTypes)
  func heldStorage(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(12, 9, seed: 1)
      let b = Matrix<Scalar>.seeded(9, 12, seed: 2)
      let square = Matrix<Scalar>.seededPositiveDefinite(12)
      let (x, short) = (square.column(0).elements, a.row(0).elements)
      var (c, y) = (Matrix<Scalar>.seeded(12, 12, seed: 3), x)
      c[0, 0] = 1
      y[0] = 1
      #expect(later { multiply(a, b, into: &c) } == 0)
      #expect(later { multiply(a, a.transposed, into: &c, alpha: 2, beta: 1) } == 0)
      #expect(
        later {
          var block: MutableMatrixView = c[1..<5, 2..<5]
          multiply(a[0..<4, ...], b[..., 0..<3], into: &block)
          block /= 2
        } == 0)
      #expect(later { multiplyGram(of: b, into: &c) } == 0)
      // OpenBLAS takes memory of its own where it uses several threads, here for the smallest.
      onThreadCounts([1]) { _ in
        #expect(later { multiplySymmetric(square, square, into: &c) } == 0)
      }
      #expect(later { multiply(a, short, into: &y) } == 0)
      #expect(later { multiply(square.transposed, x, into: &y, beta: 1) } == 0)
      #expect(later { c.multiplyTriangular(.lower, of: square) } == 0)
      #expect(later { c.solveTriangular(.upper, of: square.transposed) } == 0)
      #expect(later { c.add(square, scaledBy: 2) } == 0)
      #expect(later { c += square.transposed } == 0)
      #expect(later { c -= square } == 0)
      #expect(later { c *= 0.5 } == 0)
      #if !DEBUG
        // Unoptimised, the compiler takes memory for an access in place.
        #expect(later { multiply(a, b, into: &c[0..<12, 0..<12]) } == 0)
        #expect(later { c[..., 1..<3] /= 2 } == 0)
        #expect(later { c[1, ...] += x } == 0)
        #expect(later { c[..., 1].add(x, scaledBy: 2) } == 0)
      #endif
      #expect(later { c.assign(square.transposed) } == 0)
      #expect(later { c[0..<3, 0..<4] = square[1..<4, 2..<6] } == 0)
      #expect(later { c[0..<12, 0..<12] = square } == 0)
      #expect(later { c[2, ...] = square.row(3) } == 0)
      #expect(later { c.fill(with: 1) } == 0)
      #expect(later { c[1, ...] = x } == 0)
      #expect(later { c[..., 1] = x } == 0)
      #expect(later { c.diagonal = x } == 0)
      #expect(later { c.addToDiagonal(1) } == 0)
      #expect(later { c.addToDiagonal(x) } == 0)
      #expect(later { c.addToRows(x, scaledBy: 2) } == 0)
      #expect(later { c.addToColumns(x, scaledBy: 2) } == 0)
      #expect(later { c.scaleRows(by: x) } == 0)
      #expect(later { c.scaleColumns(by: x) } == 0)
      #expect(later { c.mapInPlace { 0.5 * $0 } } == 0)
      #expect(later { c.zipInPlace(square, +) } == 0)
      #expect(later { c.zipInPlace(square.transposed, *) } == 0)
      #expect(later { c.mapInPlace(.tanh) } == 0)
      #expect(later { y.mapInPlace { 0.5 * $0 } } == 0)
      #expect(later { y.mapInPlace(.tanh) } == 0)
      #expect(later { y.zipInPlace(x, *) } == 0)
      let operators: [any LinearOperator<Scalar>] = [
        square, square.transposed, SparseMatrix(square), DiagonalMatrix(diagonal: x),
      ]
      for target in operators {
        #expect(later { target.multiply(x, into: &y) } == 0, "\(type(of: target))")
        #expect(later { target.multiplyTransposed(x, into: &y) } == 0, "\(type(of: target))")
        #expect(later { target.multiply(square, into: &c) } == 0, "\(type(of: target))")
      }
      #expect(later { c.addOuter(x, x, scaledBy: 2) } == 0)
      #expect(later { y.add(x, scaledBy: 2) } == 0)
      #expect(later { y.scale(by: 0.5) } == 0)
    }
    check(scalar)
  }

  /// Views and what only reads.
  @Test(arguments: scalarTypes)
  func reading(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(12, 9)
      let (b, x) = (a, a.column(0).elements)
      var result: Scalar = 0
      #expect(later { result += a[1..<4, 2...].transposed.strided(rows: 2)[1, 1] } == 0)
      #expect(later { result += a.frobeniusNorm + a.oneNorm + a.infinityNorm } == 0)
      #expect(later { result += a.maximumMagnitude + a.frobeniusInnerProduct(b) } == 0)
      #expect(later { result += a.diagonal.frobeniusNorm } == 0)
      #expect(later { result += a[1, ...].frobeniusNorm + a[..., 1].frobeniusNorm } == 0)
      #expect(later { result += x.sum + x.mean } == 0)
      #expect(later { result += x.dot(x) + x.euclideanNorm + x.oneNorm + x.infinityNorm } == 0)
      #expect(later { result += a == b ? 1 : 0 } == 0)
      #expect(later { result += a.span[3] } == 0)
      #expect(result.isFinite)
    }
    check(scalar)
  }

  /// Split products keep the memory for their parts.
  @Test(arguments: scalarTypes)
  func splitProducts(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(40_000, 4)
      var c = Matrix<Scalar>.zeros(4, 4)
      onThreadCounts { threads in
        #expect(later { multiply(a.transposed, a, into: &c) } == 0, "on \(threads) threads")
        #expect(later { multiplyGram(of: a, into: &c) } == 0, "on \(threads) threads")
      }
    }
    check(scalar)
  }
}
