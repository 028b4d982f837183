import FALinalg
import FATrainers
import TestSupport
import Testing

@Suite struct LeftInverseTests {
  /// Two thirds of the digits are kept as long as the condition of A leaves so many.
  @Test(arguments: scalarTypes)
  func digits(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var inverse = LeftInverse<Scalar>()
      var workspace = Workspace<Scalar>()
      let unit = Double(Scalar.ulpOfOne)
      let twoThirds = 1 / (1 / unit).squareRoot() / sixthRoot(of: 1 / unit)
      let stream = RandomStream(seed: 2, name: "left inverse")
      let u: Matrix<Double> = try stream.orthonormal(40, 5)
      let v: Matrix<Double> = try stream.orthonormal(5, 5)
      for condition in [1, 30, 1e3, 3e4, 1e6, 1e9] where condition * unit < 1e-3 {
        // In equal steps from one to the condition.
        let root = condition.squareRoot().squareRoot()
        let values = (0..<5).map { (0..<$0).reduce(1) { value, _ in value / root } }
        let scaled = u * Matrix(diagonal: values)
        let inverted = u * Matrix(diagonal: values.map { 1 / $0 })
        let a = Matrix<Scalar>(converting: scaled * v.transposed)
        let exact = inverted * v.transposed
        try inverse.update(a, workspace: &workspace)
        let computed = Matrix<Double>(converting: inverse.transposed)
        // What the entries of A are rounded by is magnified by the condition.
        #expect(
          relativeDifference(computed, exact) <= 10 * max(twoThirds, condition * unit),
          "condition \(condition)")
      }
    }
    try check(scalar)
  }

  /// One inverse for matrices of several shapes, of which some share a side.
  @Test func otherShapes() throws {
    var inverse = LeftInverse<Double>()
    var workspace = Workspace<Double>()
    for (rows, columns) in [(40, 5), (30, 5), (30, 3), (50, 3)] {
      let a = Matrix<Double>.seeded(rows, columns)
      try inverse.update(a, workspace: &workspace)
      let product = inverse.transposed.transposed * a
      #expect((product - Matrix.identity(columns)).maximumMagnitude < 1e-13)
    }
  }

  /// By Newton's iteration, from above.
  private func sixthRoot(of x: Double) -> Double {
    (0..<200).reduce(x) { root, _ in
      (5 * root + x / (root * root * root * root * root)) / 6
    }
  }
}
