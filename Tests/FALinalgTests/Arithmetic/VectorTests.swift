import FALinalg
import TestSupport
import Testing

@Suite struct VectorTests {
  @Test(arguments: scalarTypes, [0, 1, 3, 8, 100, 20_000])
  func vectors(scalar: any BLASScalar.Type, count: Int) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      // Small whole numbers: products and sums are exact up to 20,000 terms.
      let x = (0..<count).map { Scalar($0 % 5 - 2) }
      let y = (0..<count).map { Scalar($0 % 3 - 1) }
      #expect(x.dot(y) == zip(x, y).reduce(0) { $0 + $1.0 * $1.1 })
      #expect(x.oneNorm == x.reduce(0) { $0 + $1.magnitude })
      #expect(x.infinityNorm == x.map(\.magnitude).max() ?? 0)
      let square = x.reduce(0) { $0 + $1 * $1 }
      #expect((x.euclideanNorm - square.squareRoot()).magnitude <= 2 * square.squareRoot().ulp)
      var z = y
      z.add(x, scaledBy: -3)
      #expect(z == zip(x, y).map { $1 - 3 * $0 })
      z.scale(by: 0.5)
      #expect(z == zip(x, y).map { ($1 - 3 * $0) * 0.5 })
      z.add(z)
      #expect(z == zip(x, y).map { $1 - 3 * $0 })
      // Spans, without an array of their own.
      var target = z.mutableSpan
      target.add(x.span, scaledBy: 3)
      target.scale(by: 2)
      #expect(z == y.map { 2 * $0 })
      #expect(
        x.span.extracting(first: count / 2).dot(y.span.extracting(first: count / 2))
          == zip(x, y).prefix(count / 2).reduce(0) { $0 + $1.0 * $1.1 })
    }
    check(scalar)
  }

  /// An array without a name lives until its norm is known. Optimised, it did not.
  @Test(arguments: scalarTypes)
  func arraysWithoutAName(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for index in 1...100 {
        let (a, b) = (Scalar(3 * index), Scalar(4 * index))
        #expect([a, b].euclideanNorm == Scalar(5 * index))
        #expect([a, -b].oneNorm == Scalar(7 * index))
        #expect([a, -b].infinityNorm == b)
        #expect([a, b].dot([b, -a]) == 0)
        var sum = [a, b]
        sum.add([b, -a], scaledBy: 2)
        #expect(sum == [a + 2 * b, b - 2 * a])
        let rotation = Matrix<Scalar>(rows: [[0, -1], [1, 0]])
        #expect(rotation * [a, b] == [-b, a])
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func normsOfWhatIsNotFinite(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      #expect([Scalar.nan, 1].euclideanNorm.isNaN && [1, Scalar.nan].infinityNorm.isNaN)
      #expect([1, -Scalar.infinity].euclideanNorm == .infinity)
      let big = Scalar.greatestFiniteMagnitude / 8
      #expect(([3 * big, 4 * big].euclideanNorm / big - 5).magnitude <= 20 * Scalar.ulpOfOne)
      #expect([Scalar.leastNonzeroMagnitude].euclideanNorm == .leastNonzeroMagnitude)
      var x = [Scalar.nan]
      x.scale(by: 0)
      #expect(x[0].isNaN)
    }
    check(scalar)
  }

  /// Products with arrays, against exact products with one-column matrices.
  @Test(
    arguments: scalarTypes, [(0, 0), (0, 3), (3, 0), (1, 1), (7, 5), (5, 7), (130, 170), (3, 9000)])
  func matrixVector(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let a = Matrix<Scalar>.seeded(m, n)
      let x = Matrix<Scalar>.seeded(n, 1, seed: 2)
      let old = Matrix<Scalar>.seeded(m, 1, seed: 3)
      let exact = ExactProduct(a, x)
      func ratio(_ a: some MatrixProtocol<Scalar>, _ alpha: Scalar, _ beta: Scalar) -> Double {
        var y = beta == 0 ? Array(repeating: .nan, count: m) : old.elements
        multiply(a, x.elements, into: &y, alpha: alpha, beta: beta)
        if alpha == 1, beta == 0 { #expect(a * x.elements == y) }
        return exact.ratio(
          of: Matrix(columns: m > 0 ? [y] : [[]]), alpha: alpha, beta: beta, old: old)
      }
      let layouts: [any MatrixProtocol<Scalar>] = [
        a, a.padded, Matrix(a.transposed).transposed, Matrix(a.transposed).padded.transposed,
        Strided(a),
      ]
      onThreadCounts { threads in
        for layout in layouts {
          for (alpha, beta) in [(1, 0), (0.7, 1.3), (-1, 1), (0, 0), (0, 2)] as [(Scalar, Scalar)] {
            #expect(ratio(layout, alpha, beta) < 16, "on \(threads) threads")
          }
        }
      }
    }
    check(scalar)
  }

  /// Rows and columns with steps go to BLAS as they lie.
  @Test(arguments: scalarTypes)
  func vectorsWithSteps(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>(rows: 6, columns: 8) { i, j in Scalar(3 * i - 2 * j) }
      let x = Matrix<Scalar>(rows: 24, columns: 5) { i, j in Scalar(i % 7 - j) }
      func expected(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Matrix<Scalar> {
        Matrix(rows: a.rows, columns: b.columns) { i, j in
          (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] }
        }
      }
      let column = x.column(2).strided(rows: 3)
      let row = x.strided(rows: 4).row(1)
      #expect(a * column == expected(a, Matrix(column)))
      #expect(
        column.transposed * a.transposed
          == expected(Matrix(column.transposed), Matrix(a.transposed)))
      #expect(row * a[1..., ...] == expected(Matrix(row), Matrix(a[1..., ...])))
      // Into a row of a matrix.
      var c = Matrix<Scalar>(rows: 3, columns: 8, repeating: 1)
      multiply(row, a[..<5, ...], into: &c[1..<2, ...], beta: 2)
      let product = expected(Matrix(row), Matrix(a[..<5, ...])).map { $0 + 2 }
      #expect(Matrix(c.row(1)) == product)
      #expect(c.row(0).sum == 8 && c.row(2).sum == 8)
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func outerProducts(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let product = outer([1, 2, 3] as [Scalar], [4, 5])
      #expect(product == Matrix(rows: [[4, 5], [8, 10], [12, 15]]))
      var a = product
      a.addOuter([1, 2, 3], [4, 5], scaledBy: -1)
      #expect(a == .zeros(3, 2))
      #expect(outer([], [1, 2] as [Scalar]) == .zeros(0, 2))
      #expect(outer([1] as [Scalar], []) == .zeros(1, 0))
    }
    check(scalar)
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = [1.0].dot([1, 2]) }
    await #expect(processExitsWith: .failure) {
      var x = [1.0]
      x.add([1, 2])
    }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(2, 3) * [1, 2] }
    await #expect(processExitsWith: .failure) {
      var a = Matrix<Double>.zeros(2, 3)
      a.addOuter([1, 2, 3], [1, 2])
    }
  }
}

@Suite struct SymmetricUpdateTests {
  @Test(arguments: scalarTypes)
  func isSymmetricToTheLastBit(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for order in [0, 1, 2, 3, 7, 8, 16, 33, 100] {
        let stream = RandomStream(seed: 4, name: "update")
        let half: Matrix<Scalar> = stream.normal(order, order)
        let x = (stream.normal(order, 1) as Matrix<Scalar>).elements
        for scale in [1, -0.3, 1e-20] as [Scalar] {
          var result = half.gram
          result.addOuter(x, scaledBy: scale)
          #expect(result.view == result.transposed)
          for column in 0..<order {
            for row in 0..<order {
              let exact = half.gram[row, column] + scale * x[row] * x[column]
              let size = half.gram[row, column].magnitude + (scale * x[row] * x[column]).magnitude
              #expect((result[row, column] - exact).magnitude <= 4 * .ulpOfOne * size)
            }
          }
        }
      }
    }
    check(scalar)
  }

  /// Recursive least squares with forgetting: asymmetry of P would grow by 1 / lambda in each step.
  @Test func recursiveLeastSquares() throws {
    let (order, forgetting) = (8, 0.95)
    let truth = (0..<order).map { Double($0) - 3.5 }
    var p = 1e6 * Matrix<Double>.identity(order)
    var estimate = [Double](repeating: 0, count: order)
    let inputs: Matrix<Double> = RandomStream(seed: 8, name: "rls").normal(order, 3000)
    for step in 0..<inputs.columns {
      let x = inputs.column(step).elements
      let image = p * x
      let gain = 1 / (forgetting + zip(x, image).reduce(0) { $0 + $1.0 * $1.1 })
      let error = zip(x, zip(truth, estimate)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
      for index in 0..<order { estimate[index] += gain * image[index] * error }
      p.addOuter(image, scaledBy: -gain)
      p *= 1 / forgetting
      #expect(p.view == p.transposed)
    }
    let worst = zip(truth, estimate).map { ($0 - $1).magnitude }.max() ?? 0
    #expect(worst < 1e-12)
    _ = try p.cholesky()
  }
}
