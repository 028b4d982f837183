import FALinalg
import FATrainers
import TestSupport
import Testing

/// Deep linear networks by direct feedback alignment, without widths and in full.
@Suite struct DeepNetworkTests {
  /// A loop of products written down from the definition.
  private func loop(
    _ y: Matrix<Double>, _ feedback: [Matrix<Double>], steps: Int, stepSize: Double
  ) -> [Matrix<Double>] {
    let sizes = [y.columns] + feedback.map(\.rows) + [y.rows]
    var weights = zip(sizes, sizes.dropFirst()).map { Matrix<Double>.zeros($1, $0) }
    for _ in 0..<steps {
      var passed = [Matrix<Double>.identity(y.columns)]
      for layer in weights { passed.append(layer * passed[passed.count - 1]) }
      let e = y - passed[weights.count]
      for index in weights.indices {
        let signal = index < feedback.count ? feedback[index] * e : e
        weights[index] = weights[index] + stepSize * (signal * passed[index].transposed)
      }
    }
    return weights
  }

  private func feedback(_ widths: [Int], outputs: Int) -> [Matrix<Double>] {
    widths.enumerated().map { layer, width in
      (1 / Double(width).squareRoot())
        * (RandomStream(seed: 3, name: "layer\(layer)").normal(width, outputs) as Matrix<Double>)
    }
  }

  static let cases: [[Int]] = [
    [3], [40], [400], [20, 3], [9, 60, 8], [50, 400, 30, 8], [12, 5, 30, 9, 11], [],
  ]

  /// L = 1 to 6, widths from 3 to 400: equal to rounding after 1000 steps, product and lifted weights.
  @Test(arguments: cases)
  func widthsMakeNoDifference(_ widths: [Int]) throws {
    let y: Matrix<Double> = try RandomStream(seed: 1, name: "test").matrix(
      8, 6, singularValues: Spectra.power(1, count: 6))
    let feedback = feedback(widths, outputs: 8)
    // What widths below the rank leave over makes weights grow: a step that is small enough.
    let eta = try DeepComparison.stepSize(target: y, feedback: feedback) / 4
    var narrow = try DeepNetwork.widthFree(target: y, feedback: feedback)
    var full = DeepNetwork(target: y, feedback: feedback)
    #expect(narrow.weights.dropLast().allSatisfy { $0.rows <= 8 })
    for _ in 0..<1000 {
      narrow.advance(by: eta)
      full.advance(by: eta)
    }
    #expect((narrow.product - full.product).frobeniusNorm < 1e-12 * y.frobeniusNorm)
    #expect(abs(narrow.error - full.error) < 1e-12 * y.frobeniusNorm)
    for (a, b) in zip(narrow.alignments, full.alignments) {
      #expect(abs(try #require(a) - (try #require(b))) < 1e-10)
    }
    let expected = loop(y, feedback, steps: 1000, stepSize: eta)
    for (weights, loop) in zip(full.weights, expected) {
      #expect(relativeDifference(weights, loop) < 1e-10)
    }
    // W_l = Q_l V_l Q_{l-1}'.
    var below = Matrix<Double>.identity(6)
    for (layer, weights) in narrow.weights.enumerated() {
      let basis =
        layer == feedback.count
        ? Matrix<Double>.identity(8)
        : feedback[layer].rows > 8 ? try feedback[layer].qr().q : .identity(feedback[layer].rows)
      #expect(relativeDifference(basis * weights * below.transposed, expected[layer]) < 1e-10)
      below = basis
    }
  }

  /// W_1 = F_1 A_1, W_l = F_l A_l F_{l-1}' with scalars for each singular value where F_l'F_l = I:
  /// a_l += eta (s - a_1 ... a_L) a_1 ... a_{l-1}.
  @Test(arguments: 2...6)
  func orthonormalFeedbackDecouples(_ depth: Int) throws {
    let values = [1.0, 0.6, 0.3]
    let y: Matrix<Double> = try RandomStream(seed: 1, name: "test").matrix(
      5, 4, singularValues: values)
    let feedback = try (1..<depth).map { layer in
      try RandomStream(seed: 2, name: "f\(layer)").orthonormal(9, 5) as Matrix<Double>
    }
    let eta = try DeepComparison.stepSize(target: y, feedback: feedback)
    var network = try DeepNetwork.widthFree(target: y, feedback: feedback)
    var scalars = values.map { _ in [Double](repeating: 0, count: depth) }
    let svd = try y.svd()
    for _ in 0..<400 {
      network.advance(by: eta)
      for (mode, s) in values.enumerated() {
        let rest = eta * (s - scalars[mode].reduce(1, *))
        var product = 1.0
        for layer in 0..<depth {
          let old = scalars[mode][layer]
          scalars[mode][layer] += rest * product
          product *= old
        }
      }
    }
    let inside = svd.u.transposed * network.product * svd.vTransposed.transposed
    for (mode, scalars) in scalars.enumerated() {
      #expect(abs(inside[mode, mode] - scalars.reduce(1, *)) < 1e-12)
    }
  }

  /// Gradient descent of the layers is that of the factorization where there are two.
  @Test func twoLayersAreTheFactorization() throws {
    let instance = try Instance(
      9, 7, rank: 3, singularValues: Spectra.power(1, count: 7), startScale: 0.3)
    var descent = DeepNetwork(
      target: instance.target, weights: [instance.start.w, instance.start.z])
    var alignment = DeepNetwork(target: instance.target, feedback: [instance.feedback])
    for _ in 0..<200 {
      descent.advance(by: 0.1)
      alignment.advance(by: 0.1)
    }
    let gd = try instance.train("gd", steps: 200, stepSize: .constant(0.1), tolerance: -1)
    #expect(relativeDifference(descent.weights[1], gd.factors.z) < 1e-12)
    #expect(relativeDifference(descent.weights[0], gd.factors.w) < 1e-12)
    var zero = instance
    zero.start = instance.problem.normalStart(seed: 0, scale: 0)
    let fa = try zero.train("fa", steps: 200, stepSize: .constant(0.1), tolerance: -1)
    #expect(relativeDifference(alignment.weights[1], fa.factors.z) < 1e-11)
    #expect(relativeDifference(alignment.weights[0], fa.factors.w) < 1e-11)
    #expect(descent.alignments.isEmpty && alignment.alignments.count == 1)
  }

  /// The comparison: errors fall, the full network agrees, and widths beyond n change the law of the feedback only.
  @Test(arguments: [[20], [20, 30], [10, 40, 12, 9]], [Feedback.Law.normal, .orthogonal])
  func comparison(_ widths: [Int], _ law: Feedback.Law) throws {
    let y: Matrix<Double> = try RandomStream(seed: 1, name: "test").matrix(
      8, 6, singularValues: Spectra.power(1, count: 6))
    let result = try DeepComparison(
      target: y, widths: widths, law: law, steps: 3000, comparesFully: true, seed: 5)
    let last = try #require(result.history.last)
    #expect(result.status == .maxSteps && last.step == 3000)
    #expect(last.error < 1e-6 * y.frobeniusNorm)
    #expect(try #require(last.gradientDescentError) < 0.1 * y.frobeniusNorm)
    #expect(result.history.allSatisfy { $0.differenceFromFullNetwork ?? 1 < 1e-12 })
    #expect(result.history[0].alignments.allSatisfy { $0 == nil })
    #expect(last.alignments.count == widths.count)
    let narrow = try DeepComparison(
      target: y, widths: widths, law: law, steps: 100, comparesFully: false, seed: 5)
    #expect(narrow.history.last?.gradientDescentError == nil)
    let stopped = try DeepComparison(
      target: y, widths: widths, law: law, steps: 100, comparesFully: false, seed: 5
    ) { $0 < 7 }
    #expect(stopped.status == .interrupted && stopped.history.last?.step == 7)
    let far = try DeepComparison(
      target: y, widths: widths, law: law, stepSize: 100, steps: 1000, comparesFully: false)
    #expect(far.status == .diverged)
  }

  /// Weights and feedback that do not fit together are a mistake of the programmer.
  @Test func shapesThatDoNotFit() async {
    await #expect(processExitsWith: .failure) {
      let weights: [Matrix<Double>] = [.zeros(3, 2), .zeros(4, 3)]
      _ = DeepNetwork(target: .zeros(4, 2), weights: weights, feedback: [.zeros(3, 2)])
    }
    await #expect(processExitsWith: .failure) {
      let weights: [Matrix<Double>] = [.zeros(3, 2), .zeros(4, 3)]
      _ = DeepNetwork(target: .zeros(4, 2), weights: weights, feedback: [.zeros(2, 4)])
    }
    await #expect(processExitsWith: .failure) {
      let weights: [Matrix<Double>] = [.zeros(3, 2), .zeros(4, 2)]
      _ = DeepNetwork(target: .zeros(4, 2), weights: weights)
    }
  }

  @Test(.enabled(if: countsAllocations)) func stepsAllocateNothing() throws {
    let y: Matrix<Double> = try RandomStream(seed: 1, name: "test").matrix(
      8, 6, singularValues: Spectra.power(1, count: 6))
    var network = try DeepNetwork.widthFree(
      target: y, feedback: feedback([20, 5, 9], outputs: 8))
    network.advance(by: 1e-3)
    let count = allocations { for _ in 0..<20 { network.advance(by: 1e-3) } }
    #expect(count == 0)
  }
}
