import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// The command line against textbook loops in NumPy (Fixtures/make_fixtures.py).
@Suite(.mustEnd) struct NumPyTests {
  struct Case: Decodable {
    let rank: Int
    let steps: Int
    let y: FixtureMatrix
    let c: FixtureMatrix
    let z: FixtureMatrix
    let w: FixtureMatrix
    let singularValues: [Double]
    let optimumError: Double
    let limitError: Double
    let runs: [Run]

    struct Run: Decodable {
      let rule: String
      let stepSize: Double
      let z: FixtureMatrix
      let w: FixtureMatrix
      let error: Double
    }

    /// Writes the matrices and returns the options that name them.
    func options(in directory: TemporaryDirectory) throws -> [String] {
      [
        "--input", try directory.write(y.matrix(), as: "Y.npy"), "--rank", "\(rank)",
        "--feedback", try directory.write(c.matrix(), as: "C.npy"),
        "--initial-z", try directory.write(z.matrix(), as: "Z0.npy"),
        "--initial-w", try directory.write(w.matrix(), as: "W0.npy"),
      ]
    }
  }

  static let names = ["near-square", "tall", "wide"]

  @Test(arguments: names, ["auto", "dense", "feedback", "spectral"])
  func factors(_ name: String, _ method: String) async throws {
    let expected: Case = try fixture(name, in: .module)
    let directory = try TemporaryDirectory()
    // Feedback coordinates need feedback.
    let runs = expected.runs.filter { method != "feedback" || $0.rule != "gd" }
    let steps = runs.map { "\($0.rule)=\($0.stepSize)" }.joined(separator: ",")
    let result = try await FABench.result(
      expected.options(in: directory) + [
        "--method", method, "--rules", runs.map(\.rule).joined(separator: ","),
        "--step-size", steps, "--max-steps", "\(expected.steps)", "--tolerance", "0",
        "--save-factors", directory.file("below/factors"),
      ])
    for (run, own) in zip(runs, result["runs"].elements) {
      func saved(_ factor: String) throws -> Matrix<Double> {
        try MatrixFile.read(directory.file("below/factors/\(factor)_\(run.rule).npy"))
      }
      #expect(try relativeDifference(saved("Z"), run.z.matrix(as: Double.self)) <= 1e-9)
      #expect(try relativeDifference(saved("W"), run.w.matrix(as: Double.self)) <= 1e-9)
      #expect(method == "auto" || own["method"].text == method)
      #expect(own["steps"].number == Double(expected.steps))
      #expect(agree(own["error"].number, run.error, 1e-9))
    }
    #expect(result["runs"].elements.count == runs.count)
  }

  @Test(arguments: names)
  func optimumAndLimit(_ name: String) async throws {
    let expected: Case = try fixture(name, in: .module)
    let directory = try TemporaryDirectory()
    let result = try await FABench.result(expected.options(in: directory) + ["--rules", "fa"])
    let (optimum, limit) = (result["optimum"], result["feedbackLimit"])
    #expect(agree(optimum["error"].number, expected.optimumError, 1e-12))
    #expect(agree(limit["error"].number, expected.limitError, 1e-10))
    #expect(
      relativeDifference(
        optimum["singularValues"].elements.map(\.number), expected.singularValues) <= 1e-12)
    let run = result["runs"][0]
    #expect(run["status"].text == "converged")
    #expect(agree(run["error"].number, limit["error"].number, 1e-8))
  }
}
