import FALinalg
import FAMatrixIO
import FATrainers

/// What a peer is asked to do, with its inputs loaded.
struct Task {
  /// Does it once. The result is a closure, so that what identifies the answer is computed only
  /// where it is wanted: that is not to be timed.
  let work: () throws -> () throws -> [Double]

  init(_ work: @escaping () throws -> () throws -> [Double]) { self.work = work }

  struct NotOffered: Error, CustomStringConvertible {
    var description: String
  }

  /// Each operation is written as a user of the library would write it.
  init(_ request: Request) throws {
    let paths = request.inputs ?? []
    if request.prepare == "truncated-svd" {
      self = try Self.truncatedSVD(paths[0], rank: Int(request.parameters?["rank"] ?? 0))
      return
    }
    let inputs = try paths.map { try MatrixFile.read($0, as: Double.self) }
    let parameters = request.parameters ?? [:]
    func whole(_ name: String) -> Int { Int(parameters[name] ?? 0) }
    switch request.prepare {
    case "product":
      self.init {
        let c = inputs[0] * inputs[1]
        return { [c.frobeniusNorm, c[0, 0], c[c.rows - 1, c.columns - 1]] }
      }
    case "solve":
      self.init {
        let x = try inputs[0].solve(inputs[1])
        return { x.elements }
      }
    case "cholesky":
      self.init {
        let cholesky = try inputs[0].cholesky()
        return { (0..<cholesky.l.rows).map { cholesky.l[$0, $0] } }
      }
    case "qr":
      self.init {
        let qr = try inputs[0].qr()
        return { (0..<qr.r.rows).map { qr.r[$0, $0].magnitude } + [qr.q.frobeniusNorm] }
      }
    case "svd":
      self.init {
        let svd = try inputs[0].svd()
        return { svd.singularValues + [(inputs[0] - svd.reconstruct()).frobeniusNorm] }
      }
    case "tanh", "exp", "log":
      let function: ElementaryFunction =
        request.prepare == "tanh" ? .tanh : request.prepare == "exp" ? .exp : .log
      self.init {
        let values = inputs[0].map(function)
        return {
          [values.frobeniusNorm, values[0, 0], values[values.rows - 1, values.columns - 1]]
        }
      }
    case "eigh":
      self.init {
        let eigen = try inputs[0].symmetricEigen()
        return { eigen.values }
      }
    case "gd-step", "fa-step":
      self = try Self.training(request.prepare == "gd-step", inputs, whole("steps"), parameters)
    case let other:
      throw NotOffered(description: "no operation \(other ?? "")")
    }
  }

  private static func truncatedSVD(_ path: String, rank: Int) throws -> Task {
    switch try MatrixFile.load(path, as: Double.self).contents {
    case .dense(let a):
      return Task {
        let best = try a.truncatedSVD(rank: rank)
        return { [(a - best.reconstruct()).frobeniusNorm] }
      }
    case .sparse(let a):
      return Task {
        let best = try a.truncatedSVD(rank: rank)
        // As the peers compute it: the difference would be dense.
        let held = best.singularValues.reduce(0) { $0 + $1 * $1 }
        return { [(a.frobeniusNorm * a.frobeniusNorm - held).squareRoot()] }
      }
    }
  }

  /// Steps in the coordinates of the problem itself, without a reduction.
  private static func training(
    _ isGradientDescent: Bool, _ inputs: [Matrix<Double>], _ steps: Int,
    _ parameters: [String: Double]
  ) throws -> Task {
    let (start, feedback) = (Factors(z: inputs[1], w: inputs[2]), inputs[3])
    var trainer = Trainer(
      try FactorizationProblem(target: inputs[0], rank: start.z.columns),
      stepSize: .constant(parameters["step_size"] ?? 0),
      stopping: StoppingCriterion(tolerance: 0, maxSteps: steps), method: .dense)
    // Peers measure nothing along the way.
    trainer.recordsDiagnostics = false
    return Task { [trainer] in
      let result =
        isGradientDescent
        ? try trainer.train(GradientDescent(), from: start)
        : try trainer.train(FeedbackAlignment(), from: start, feedback: feedback)
      return { [result.factors.z.frobeniusNorm, result.factors.w.frobeniusNorm] }
    }
  }
}
