import FALinalg
import FATrainers
import Foundation
import Testing

/// Every rule against its definition, as a loop of matrix products.
@Suite struct RuleTests {
  static let cases: [(rows: Int, columns: Int, rank: Int, startScale: Double)] = [
    (1, 1, 1, 0.3), (9, 1, 1, 0.3), (1, 9, 1, 0.3), (14, 11, 3, 0.3), (11, 14, 5, 0.1),
    (8, 8, 8, 0.3), (20, 6, 4, 0.01),
  ]

  @Test(arguments: Rules.all + ["scaled-gd:0.1"], cases.indices)
  func stepsAreThoseOfTheDefinition(_ name: String, _ index: Int) throws {
    let (rows, columns, rank, startScale) = Self.cases[index]
    var instance = try Instance(
      rows, columns, rank: rank,
      singularValues: Spectra.power(1, count: min(rows, columns)), startScale: startScale)
    if name.hasPrefix("scaled-gd") { instance = try instance.nearTheOptimum() }
    for steps in [1, 2, 30] {
      let result = try instance.train(name, steps: steps, tolerance: -1, method: .dense)
      let expected = try Textbook.train(
        name, instance, steps: steps, stepSize: result.stepSize)
      #expect(relativeDifference(result.factors.z, expected.z) < 1e-10)
      #expect(relativeDifference(result.factors.w, expected.w) < 1e-10)
      if let c = result.feedback, !name.hasPrefix("sign") {
        #expect(relativeDifference(c, expected.c) < 1e-10)
      }
    }
  }

  /// Wherever a rule starts, zero included, its numbers stay finite and nothing hangs.
  @Test(arguments: Rules.all, [0, 1e-12, 1, 100])
  func degenerateStarts(_ name: String, _ startScale: Double) throws {
    let instance = try Instance(
      9, 7, rank: 4, singularValues: Spectra.flat(count: 2), startScale: startScale)
    let result = try instance.train(name, steps: 200)
    #expect(result.status == .diverged || result.factors.z.frobeniusNorm.isFinite)
  }

  /// A step far too large ends as divergence, for every rule that can diverge.
  @Test(arguments: Rules.all)
  func stepsThatAreTooLargeDiverge(_ name: String) throws {
    let instance = try Instance(
      20, 15, rank: 3, singularValues: Spectra.power(1, count: 15), startScale: 1)
    let result = try instance.train(name, steps: 100_000, stepSize: .constant(200))
    // The row space is all that counts where the readout is solved: WW' grows, and that is no harm.
    let isSolved = name == "fa-star"
    #expect(isSolved || result.status == .diverged, "\(result.status)")
    #expect(result.steps < 100_000 || isSolved)
  }

  /// Pseudo-backprop at a readout of zero, which has no singular value to grow from: 1 / (1 + ||W||^2).
  @Test func pseudoBackpropAtAReadoutOfZero() throws {
    var instance = try Instance(
      9, 7, rank: 3, singularValues: Spectra.power(1, count: 7), startScale: 1)
    instance.start.z *= 0
    let norm = try instance.start.w.singularValues()[0]
    let step = try instance.train("pseudo-backprop", steps: 0).stepSize
    #expect(abs(step * (1 + norm * norm) - 1) < 1e-12)
  }

  /// The fastest step of gradient descent on least squares: 2 / (u_1 + u_r), with u the eigenvalues of WW'.
  @Test func stepOfShallowLearning() throws {
    let instance = try Instance(
      9, 7, rank: 3, singularValues: Spectra.power(1, count: 7), startScale: 1)
    let squares = try instance.start.w.singularValues().map { $0 * $0 }
    let step = try instance.train("shallow", steps: 0).stepSize
    #expect(abs(step * (squares[0] + squares[2]) / 2 - 1) < 1e-12)
  }

  /// The decay of gradient descent is curvature: 1 / eta grows in proportion to lambda, and beyond s_1 the
  /// factors go to zero.
  @Test func decayShortensTheStep() throws {
    let instance = try Instance(
      9, 7, rank: 3, singularValues: Spectra.power(1, count: 7), startScale: 0.3)
    func curvature(_ name: String) throws -> Double {
      1 / (try instance.train(name, steps: 0).stepSize)
    }
    let none = try curvature("gd")
    let (one, three) = try (curvature("gd-decay:1"), curvature("gd-decay:3"))
    #expect(one > none && abs((three - none) / (one - none) - 3) < 1e-12)
    let run = try instance.train("gd-decay:100", steps: 10_000, tolerance: 1e-12)
    #expect(run.status == .converged)
    #expect(abs(run.error - instance.problem.frobeniusNorm) < 1e-12)
  }

  @Test(arguments: Rules.all)
  func namesAreReadBack(_ name: String) throws {
    #expect(try RuleCatalogue.rule(name).name == name)
  }

  @Test func names() throws {
    let names = RuleCatalogue.all.map { $0.signature.name }
    #expect(Set(names).count == names.count)
    // What users have written somewhere keeps its meaning; new ones come after.
    #expect(
      Array(names.prefix(14)) == [
        "gd", "fa", "fa-star", "rho-fa", "kolen-pollack", "weight-mirror", "sign-symmetry-u",
        "sign-symmetry-fr", "sign-symmetry-br", "low-rank-feedback", "pseudo-backprop",
        "scaled-gd", "als", "shallow",
      ])
    // A word before a name derives another rule; its parameters come first.
    #expect(try RuleCatalogue.rule("nesterov-rho-fa:0.8:0.3").arguments == [0.8, 0.3])
    #expect(try RuleCatalogue.rule("nesterov-rho-fa:0.9").name == "nesterov-rho-fa")
    #expect(try RuleCatalogue.rule("alternating-gd-decay:0.1").name == "alternating-gd-decay:0.1")
    // Defaults are left out, and stand for what is left out.
    #expect(try RuleCatalogue.rule("rho-fa").name == "rho-fa")
    #expect(try RuleCatalogue.rule("rho-fa:0.5").name == "rho-fa")
    #expect(try RuleCatalogue.rule("weight-mirror:0.1:0.25").arguments == [0.1, 0.25])
    #expect(try RuleCatalogue.rule("weight-mirror:0.2").arguments == [0.2, 1])
    #expect(KolenPollack().arguments == [0.001, 0.001])
    // Without a decay of its own the hidden layer decays as the readout does.
    #expect(try RuleCatalogue.rule("kolen-pollack:0.01").arguments == [0.01, 0.01])
    #expect(try RuleCatalogue.rule("kolen-pollack:0.01:0.01").name == "kolen-pollack:0.01")
    #expect(try RuleCatalogue.rule("kolen-pollack:0.001:0").name == "kolen-pollack:0.001:0")
  }

  /// The article has every rule, in the table of updates and in that of sources and limits.
  @Test func article() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../Sources/FATrainers/FATrainers.docc/LearningRules.md")
    let text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
    let tables = text.components(separatedBy: "\n## ").prefix(3)
    for rule in RuleCatalogue.all.map({ $0.signature }) {
      #expect(tables.dropLast().contains { $0.contains("\n| `\(rule.usage)` |") }, "\(rule.usage)")
      let family = rule.name.hasPrefix("sign-symmetry") ? "sign-symmetry-…" : rule.name
      #expect(tables.last?.contains("\n| `\(family)` |") == true, "\(rule.name)")
    }
  }

  @Test(
    arguments: [
      ("bp", "there is no rule 'bp'; the rules are gd, fa, fa-star, rho-fa:RHO,"),
      ("", "there is no rule ''"),
      ("FA", "there is no rule 'FA'"),
      ("nesterov-", "there is no rule 'nesterov-'"),
      ("nesterov-bp", "there is no rule 'nesterov-bp'"),
      ("nesterov-fa:1", "'1' is not a beta of nesterov-fa: it must be a number from 0 to 0.999"),
      ("alternating-gd:1", "too many parameters: the rule is written alternating-gd"),
      ("fa:1", "too many parameters: the rule is written fa"),
      ("rho-fa:0.1:2", "too many parameters: the rule is written rho-fa:RHO"),
      ("rho-fa:1.5", "'1.5' is not a rho of rho-fa: it must be a number from -1 to 1"),
      ("rho-fa:nan", "'nan' is not a rho"),
      ("rho-fa:", "'' is not a rho"),
      (
        "kolen-pollack:-0.1",
        "'-0.1' is not a decay of kolen-pollack: it must be a number from 0 to 1"
      ),
      ("low-rank-feedback:1.5", "it must be a whole number from 1 to 1000000000"),
      ("low-rank-feedback:inf", "'inf' is not a rank"),
    ])
  func namesThatAreNone(_ text: String, _ message: String) throws {
    let error = try #require(throws: RuleNameError.self) { try RuleCatalogue.rule(text) }
    #expect("\(error)".contains(message), "\(error)")
  }

  /// What a program that asks for a name can read of the error.
  @Test func errorsCarryWhatWasWrong() {
    func error(_ text: String) -> RuleNameError? {
      #expect(throws: RuleNameError.self) { try RuleCatalogue.rule(text) }
    }
    if case .unknown("bp", let known) = error("bp") {
      #expect(known.count == RuleCatalogue.all.count && known.contains("rho-fa:RHO"))
    } else {
      Issue.record("bp is the name of no rule")
    }
    if case .tooManyParameters(let usage) = error("rho-fa:0.1:2") {
      #expect(usage == "rho-fa:RHO")
    } else {
      Issue.record("rho-fa takes one parameter")
    }
    if case .badParameter("rho-fa", let parameter, "1.5") = error("rho-fa:1.5") {
      #expect(parameter.name == "rho" && parameter.range == -1...1)
    } else {
      Issue.record("rho is no more than one")
    }
  }
}
