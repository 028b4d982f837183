import FALinalg
import TestSupport
import Testing

@Suite struct EigenTests {
  @Test func pairsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var eigen = Eigen<Scalar>(order: 0, leftVectors: true)
      var workspace = Workspace<Scalar>()
      let worst = try worstRatio("eigen", of: squareMatrices(as: Scalar.self)) { a in
        try eigen.factor(a, workspace: &workspace)
        let (x, y) = (eigen.vectors.real.inDouble, eigen.vectors.imaginary.inDouble)
        let alpha = Matrix<Double>(diagonal: eigen.values.map { Double($0.real) })
        let beta = Matrix<Double>(diagonal: eigen.values.map { Double($0.imaginary) })
        // A (X + i Y) = (X + i Y) (alpha + i beta)
        let real = a.inDouble * x - (x * alpha - y * beta)
        let imaginary = a.inDouble * y - (x * beta + y * alpha)
        // A' (X + i Y) = (X + i Y) (alpha - i beta)
        let (u, v) = (eigen.leftVectors.real.inDouble, eigen.leftVectors.imaginary.inDouble)
        let leftReal = a.inDouble.transposed * u - (u * alpha + v * beta)
        let leftImaginary = a.inDouble.transposed * v - (v * alpha - u * beta)
        let unit = Double(max(1, a.rows)) * Double(Scalar.ulpOfOne)
        let norm = max(.leastNormalMagnitude, a.inDouble.oneNorm)
        let flippedNorm = max(.leastNormalMagnitude, a.inDouble.infinityNorm)
        var ratio = larger(
          (real.oneNorm + imaginary.oneNorm) / norm / unit,
          (leftReal.oneNorm + leftImaginary.oneNorm) / flippedNorm / unit)
        for (re, im) in [(x, y), (u, v)] {
          for (re, im) in zip(re.columnNorms, im.columnNorms) {
            let length = (re * re + im * im).squareRoot()
            ratio = larger(ratio, (length - 1).magnitude / Double(Scalar.ulpOfOne) / 4)
          }
        }
        return ratio
      }
      #expect(worst.value < 20, "\(worst)")
    }
  }

  @Test func complexEigenvaluesComeInConjugatePairs() throws {
    let rotation = Matrix<Double>(rows: [[0, -2, 0], [2, 0, 0], [0, 0, 3]])
    let eigen = try rotation.eigen()
    #expect(eigen.values.filter { !$0.isReal }.count == 2)
    #expect(eigen.values[0].real == 0 && (eigen.values[0].imaginary - 2).magnitude < 1e-15)
    #expect(eigen.values[1].real == 0 && (eigen.values[1].imaginary + 2).magnitude < 1e-15)
    #expect(eigen.values[2] == Eigenvalue(real: 3))
    #expect((eigen.values[0].magnitude - 2).magnitude < 1e-15)
    #expect(eigen.vectors.real.column(0) == eigen.vectors.real.column(1))
    #expect(eigen.vectors.imaginary.column(0) == (-eigen.vectors.imaginary.column(1)).view)
    #expect(eigen.vectors.imaginary.column(2).maximumMagnitude == 0)
    #expect(try rotation.eigenvalues() == eigen.values)
  }

  @Test func leftVectorsComeOnRequest() throws {
    let a = Matrix<Double>(rows: [[1, 5], [0, 2]])
    let eigen = try a.eigen(leftVectors: true)
    #expect(eigen.values == [Eigenvalue(real: 1), Eigenvalue(real: 2)])
    // (1, -5) A = (1, -5) and (0, 1) A = 2 (0, 1)
    let first = eigen.leftVectors.real.column(0)
    #expect((first[1, 0] / first[0, 0] + 5).magnitude < 1e-14)
    #expect(eigen.leftVectors.real[0, 1].magnitude < 1e-15)
    #expect(eigen.leftVectors.imaginary == .zeros(2, 2))
    #expect(try a.eigen().leftVectors.real == .zeros(2, 0))
    #expect(try a.eigen().vectors.real == eigen.vectors.real)
  }

  @Test func companionMatricesGiveTheRootsOfPolynomials() throws {
    // (x - 1)(x - 2)(x - 3)(x - 4) = x^4 - 10 x^3 + 35 x^2 - 50 x + 24
    let companion = Matrix<Double>(
      rows: [[10, -35, 50, -24], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    let roots = try companion.eigenvalues().map(\.real).sorted()
    for (root, exact) in zip(roots, [1.0, 2, 3, 4]) { #expect((root - exact).magnitude < 1e-11) }
  }

  @Test func emptyAndNonFiniteMatrices() throws {
    #expect(try Matrix<Double>.zeros(0, 0).eigen().values.isEmpty)
    #expect(try Matrix<Double>.zeros(0, 0).eigenvalues().isEmpty)
    let a = Matrix<Double>(rows: [[1, .nan], [0, 1]])
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 1)) { try a.eigen() }
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 1)) { try a.eigenvalues() }
  }

  @Test func magnitudesDoNotOverflow() {
    #expect(Eigenvalue<Double>(real: 3e300, imaginary: 4e300).magnitude == 5e300)
    #expect(Eigenvalue<Double>(real: 0, imaginary: 0).magnitude == 0)
  }
}
