public import FALinalg

extension TrainingData {
  /// Draws examples of a linear teacher: x ~ N(0, diag(S)), t = Y x + e, e ~ N(0, noise^2 I), from the streams "inputs" and
  /// "noise".
  ///
  /// - Parameters:
  ///   - teacher: Y, n x m.
  ///   - variances: The diagonal of S, m numbers of 0 or more.
  ///   - count: N.
  ///   - noise: The standard deviation of each entry of e.
  ///   - seed: The seed of both streams.
  /// - Precondition: There are m variances, none of them negative, and an example.
  /// - Throws: `linearAlgebra` if the teacher is not finite.
  public init(
    teacher: Matrix<Scalar>, variances: [Scalar], count: Int, noise: Scalar = 0, seed: UInt64
  ) throws(FactorizationError) {
    require(
      variances.count == teacher.columns && variances.allSatisfy { $0 >= 0 },
      "a teacher with \(teacher.columns) inputs needs as many variances of 0 or more")
    require(count > 0, "the number of examples must be 1 or more, not \(count)")
    var inputs: Matrix<Scalar> = RandomStream(seed: seed, name: "inputs")
      .normal(teacher.columns, count)
    inputs.scaleRows(by: variances.map { $0.squareRoot() })
    var targets = teacher * inputs
    if noise > 0 {
      let errors: Matrix<Scalar> = RandomStream(seed: seed, name: "noise")
        .normal(teacher.rows, count)
      targets = targets + noise * errors
    }
    try self.init(inputs: inputs, targets: targets)
  }

  /// The examples without some, and these: drawn without replacement, in the order of the stream "held-out".
  ///
  /// - Parameters:
  ///   - share: The share that is held out, of which the number is rounded down; at least one example is left.
  ///   - seed: The seed of the draw.
  /// - Precondition: The share is from 0 to 1.
  public func split(
    holdingOut share: Double, seed: UInt64
  ) throws(FactorizationError) -> (training: Self, heldOut: Self?) {
    require((0...1).contains(share), "the share must be from 0 to 1, not \(share)")
    let size = min(count - 1, Int(share * Double(count)))
    guard size > 0 else { return (self, nil) }
    let draws: Matrix<Double> = RandomStream(seed: seed, name: "held-out").uniform(count, 1)
    let places = (0..<count).sorted { (draws[$0, 0], $0) < (draws[$1, 0], $1) }
    func chosen(_ places: ArraySlice<Int>) throws(FactorizationError) -> Self {
      var inputs = Matrix<Scalar>.zeros(self.inputs.rows, places.count)
      var targets = Matrix<Scalar>.zeros(self.targets.rows, places.count)
      for (column, place) in places.sorted().enumerated() {
        inputs[..., column..<(column + 1)] = self.inputs[..., place..<(place + 1)]
        targets[..., column..<(column + 1)] = self.targets[..., place..<(place + 1)]
      }
      return try Self(inputs: inputs, targets: targets)
    }
    return (try chosen(places[size...]), try chosen(places[..<size]))
  }
}
