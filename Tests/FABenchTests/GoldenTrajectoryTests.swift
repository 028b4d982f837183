import FALinalg
import Foundation
import TestSupport
import Testing

/// The golden trajectory of Mathematics.md through the command line: n = 6, m = 5, r = 2, no random numbers,
/// eta = 0.1. The expected errors come from an independent loop in NumPy.
@Suite(.mustEnd) struct GoldenTrajectoryTests {
  static let errors: [Int: [String: Double]] = [
    1: ["gd": 1.6081295506906192, "fa": 1.6065552110950485, "fa-star": 1.5003051862654269],
    10: ["gd": 1.574630862265671, "fa": 1.4359329922851674, "fa-star": 0.22874482122359094],
    100: ["gd": 0.09620079984497604, "fa": 0.11741188661971617, "fa-star": 0.04523676328215947],
    1000: ["gd": 0.013617426138903637, "fa": 0.04521674721440308, "fa-star": 0.0452167472139421],
  ]

  @Test(arguments: [1, 10, 100, 1000])
  func errorAfterSteps(_ steps: Int) async throws {
    let directory = try TemporaryDirectory()
    let y = Matrix<Double>(rows: 6, columns: 5) { i, j in 1 / Double(i + j + 1) }
    let c = Matrix<Double>(rows: 2, columns: 6) { a, b in cos(Double((a + 1) * (b + 1))) }
    let z = Matrix<Double>(rows: 6, columns: 2) { i, a in 0.1 * sin(Double(i + 1 + 2 * (a + 1))) }
    let w = Matrix<Double>(rows: 2, columns: 5) { a, j in 0.1 * cos(Double(2 * (a + 1) + j + 1)) }
    let result = try await FABench.result([
      "--input", directory.write(y, as: "Y.npy"), "--rank", "2",
      "--feedback", directory.write(c, as: "C.npy"),
      "--initial-z", directory.write(z, as: "Z.npy"),
      "--initial-w", directory.write(w, as: "W.npy"),
      "--rules", "gd,fa,fa-star", "--step-size", "0.1", "--max-steps", "\(steps)",
      "--tolerance", "0",
    ])
    let expected = try #require(Self.errors[steps])
    #expect(result["runs"].elements.map(\.["rule"].text) == ["gd", "fa", "fa-star"])
    for run in result["runs"].elements {
      let rule = try #require(run["rule"].text)
      let error = try #require(expected[rule])
      #expect(agree(run["error"].number, error, 1e-12), "\(rule) after \(steps) steps")
      #expect(run["stepSize"].number == 0.1)
    }
    #expect(agree(result["optimum"]["error"].number, 0.013617426138903611, 1e-12))
    #expect(agree(result["feedbackLimit"]["error"].number, 0.04521674721394188, 1e-12))
  }
}
