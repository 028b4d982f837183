import FALinalg
import FATrainers
import Foundation
import Testing

/// Every two runs of a comparison are set beside each other, once.
@Suite struct RunPairTests {
  @Test func anglesOfAllPairs() throws {
    let instance = try Instance(12, 9, rank: 1, singularValues: Spectra.power(1, count: 9))
    let names = ["gd", "fa", "fa-star", "shallow"]
    let comparison = try Comparison(
      of: instance.problem, rules: names.map { Rules.rule($0) },
      stopping: StoppingCriterion(tolerance: 0, maxSteps: 7), start: instance.start,
      feedback: instance.feedback)
    let pairs = comparison.pairs
    #expect(
      pairs.map(\.rules) == [
        ["gd", "fa"], ["gd", "fa-star"], ["gd", "shallow"], ["fa", "fa-star"], ["fa", "shallow"],
        ["fa-star", "shallow"],
      ])
    for pair in pairs {
      let runs = try pair.rules.map { name in
        try #require(comparison.runs.first { $0.result.rule.name == name }).result.factors
      }
      for (angles, vectors) in [
        (pair.rowSpaceAnglesDegrees, runs.map { $0.w.elements }),
        (pair.columnSpaceAnglesDegrees, runs.map { $0.z.elements }),
      ] {
        // Of two lines, from the legs of a triangle.
        let units = vectors.map { vector in vector.map { $0 / vector.euclideanNorm } }
        let sign: Double = units[0].dot(units[1]) < 0 ? -1 : 1
        let (sum, difference) = zip(units[0], units[1]).reduce((0.0, 0.0)) { found, both in
          let (x, y) = (both.0, sign * both.1)
          return (found.0 + (x + y) * (x + y), found.1 + (x - y) * (x - y))
        }
        let exact = 2 * atan2(difference.squareRoot(), sum.squareRoot()) * 180 / .pi
        #expect((try #require(angles)[0] - exact).magnitude < 1e-6)
      }
    }
  }
}
