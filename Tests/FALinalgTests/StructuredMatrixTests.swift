import FALinalg
import Foundation
import TestSupport
import Testing

/// Structured and defective matrices against answers to 60 digits. What a backward stable method is off by is what a
/// perturbation E of A does to the answer, with ||E|| up to LAPACK's pass mark of 30 n eps ||A||.
@Suite struct StructuredMatrixTests {
  struct Case: Decodable, Sendable {
    struct Function: Decodable, Sendable {
      let name: String
      let value: FixtureMatrix
      let condition: Double
    }
    let name: String
    let matrix: FixtureMatrix
    let singularValues: [Double]
    let eigenvalues: FixtureMatrix
    let largestBlock: Int
    let jordanCondition: Double
    let sign: Int
    let logDeterminant: Double
    let right: FixtureMatrix
    let solution: FixtureMatrix
    let functions: [Function]

    var order: Int { matrix.rows }
    var norm: Double { singularValues[0] }
    var condition: Double { norm / singularValues[order - 1] }

    /// ||E|| / ||A||.
    func perturbation<Scalar: BLASScalar>(_: Scalar.Type) -> Double {
      30 * Double(order) * Scalar.epsilon
    }
  }

  private func cases() throws -> [Case] { try fixture("structured", in: .module) }

  @Test(arguments: scalarTypes)
  func singularValues(_ scalar: any BLASScalar.Type) throws {
    for one in try cases() { try check(scalar, one) }

    func check<Scalar: BLASScalar>(_: Scalar.Type, _ one: Case) throws {
      let found = try one.matrix.matrix(as: Scalar.self).singularValues()
      let allowed = one.perturbation(Scalar.self) * one.norm
      for (value, exact) in zip(found, one.singularValues) {
        #expect((Double(value) - exact).magnitude <= allowed, "\(one.name)")
      }
    }
  }

  /// The theorem of Bauer and Fike, and for Jordan blocks that of Kahan, Parlett and Jiang (SIAM J. Numer. Anal. 19
  /// (1982)): d^k / (1 + d)^(k - 1) <= cond ||E||, whose solutions are at most 2 max(cond ||E||, its k-th root).
  @Test(arguments: scalarTypes)
  func eigenvalues(_ scalar: any BLASScalar.Type) throws {
    for one in try cases() { try check(scalar, one) }

    func check<Scalar: BLASScalar>(_: Scalar.Type, _ one: Case) throws {
      let a = one.matrix.matrix(as: Scalar.self)
      let table = one.eigenvalues.matrix(as: Double.self)
      let exact = (0..<one.order).map { (table[$0, 0], table[$0, 1]) }
      let change = one.perturbation(Scalar.self) * one.norm
      let magnified = one.jordanCondition * change
      let allowed = 2 * max(magnified, pow(magnified, 1 / Double(one.largestBlock)))
      for values in [try a.eigenvalues(), try a.eigen().values, try a.realSchur().values] {
        let found = values.map { (Double($0.real), Double($0.imaginary)) }
        for (first, second) in [(found, exact), (exact, found)] {
          for x in first {
            let distance = second.map { hypot($0.0 - x.0, $0.1 - x.1) }.min() ?? .infinity
            #expect(distance <= allowed, "\(one.name): \(x)")
          }
        }
        // The sum is the trace of A + E, however far each of them is moved.
        let sum = found.reduce(0) { $0 + $1.0 } - exact.reduce(0) { $0 + $1.0 }
        #expect(sum.magnitude <= Double(one.order) * change, "\(one.name)")
      }
    }
  }

  @Test(arguments: scalarTypes)
  func solutionsAndDeterminants(_ scalar: any BLASScalar.Type) throws {
    for one in try cases() { try check(scalar, one) }

    func check<Scalar: BLASScalar>(_: Scalar.Type, _ one: Case) throws {
      let magnified = one.condition * one.perturbation(Scalar.self)
      guard magnified < 0.5 else { return }
      let a = one.matrix.matrix(as: Scalar.self)
      let right = one.right.matrix(as: Scalar.self)
      let exact = one.solution.matrix(as: Double.self)
      for solution in [
        try a.solve(right), try a.lu().solve(right), try a.qr().solve(right),
        try a.leastSquares(right).solution,
      ] {
        #expect(relativeDifference(solution, exact) <= 2 * magnified, "\(one.name)")
      }
      let determinant = a.signedLogDeterminant
      #expect(determinant.sign == Scalar(one.sign), "\(one.name)")
      // The derivative of log |det A| along E is the trace of A^-1 E.
      let difference = (Double(determinant.logMagnitude) - one.logDeterminant).magnitude
      #expect(difference <= 2 * Double(one.order) * magnified, "\(one.name)")
    }
  }

  /// Random perturbations show the condition of a function but for a factor of n, which is that of their dimensions.
  @Test(arguments: scalarTypes)
  func functionsOfDefectiveMatrices(_ scalar: any BLASScalar.Type) throws {
    for one in try cases() { try check(scalar, one) }

    func check<Scalar: BLASScalar>(_: Scalar.Type, _ one: Case) throws {
      let a = one.matrix.matrix(as: Scalar.self)
      for function in one.functions {
        let value =
          switch function.name {
          case "exp": try a.exponential()
          case "log": try a.logarithm()
          default: try a.squareRoot()
          }
        let allowed =
          one.perturbation(Scalar.self) * max(1, Double(one.order) * function.condition)
        let difference = relativeDifference(value, function.value.matrix(as: Double.self))
        #expect(difference <= allowed, "\(function.name) of \(one.name)")
      }
    }
  }
}
