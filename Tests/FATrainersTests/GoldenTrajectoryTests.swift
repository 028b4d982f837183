import FALinalg
import FATrainers
import Foundation
import Testing

/// The golden trajectory of Mathematics.md: n = 6, m = 5, r = 2, no random numbers, eta = 0.1. The expected
/// errors come from an independent loop in NumPy.
enum Golden {
  static let target = Matrix<Double>(rows: 6, columns: 5) { i, j in 1 / Double(i + j + 1) }
  static let feedback = Matrix<Double>(rows: 2, columns: 6) { a, b in
    cos(Double((a + 1) * (b + 1)))
  }
  static let start = Factors(
    z: Matrix<Double>(rows: 6, columns: 2) { i, a in 0.1 * sin(Double(i + 1 + 2 * (a + 1))) },
    w: Matrix<Double>(rows: 2, columns: 5) { a, j in 0.1 * cos(Double(2 * (a + 1) + j + 1)) })
}

@Suite struct GoldenTrajectoryTests {
  static let errors: [String: [Int: Double]] = [
    "gd": [
      1: 1.6081295506906192, 10: 1.574630862265671, 100: 0.09620079984497604,
      1000: 0.013617426138903637, 100000: 0.013617426138903634,
    ],
    "fa": [
      1: 1.6065552110950485, 10: 1.4359329922851674, 100: 0.11741188661971617,
      1000: 0.04521674721440308, 100000: 0.04521674721394173,
    ],
    "fa-star": [
      1: 1.5003051862654269, 10: 0.22874482122359094, 100: 0.04523676328215947,
      1000: 0.0452167472139421, 100000: 0.0452167472139421,
    ],
  ]

  @Test(arguments: errors.keys.sorted(), [1, 10, 100, 1000, 100000])
  func errorAfterSteps(_ name: String, _ steps: Int) throws {
    let problem = try FactorizationProblem(target: Golden.target, rank: 2)
    let trainer = Trainer(
      problem, stepSize: .constant(0.1),
      stopping: StoppingCriterion(tolerance: 0, maxSteps: steps))
    let result = try trainer.train(
      Rules.rule(name), from: Golden.start, feedback: Golden.feedback)
    #expect(result.status == .maxSteps || result.history.last?.stationarity == 0)
    let expected = try #require(Self.errors[name]?[steps])
    #expect(abs(result.error - expected) <= 1e-12 * expected, "\(name) after \(steps)")
  }

  @Test func optimumAndLimit() throws {
    let problem = try FactorizationProblem(target: Golden.target, rank: 2)
    let optimum = try Optimum(of: problem)
    #expect(abs(optimum.error - 0.013617426138903611) <= 1e-15)
    let values = [
      1.5921172587262364, 0.22449595426097238, 0.01361055610102831, 4.32453820383153e-4,
      6.400194713339877e-06,
    ]
    for (value, expected) in zip(optimum.singularValues, values) {
      #expect(abs(value - expected) <= 1e-15)
    }
    let limit = try FeedbackLimit(of: problem, feedback: Golden.feedback)
    #expect(abs(limit.error - 0.04521674721394188) <= 1e-15)
  }
}
