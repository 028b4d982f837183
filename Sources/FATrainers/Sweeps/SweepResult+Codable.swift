extension SweepResult {
  private enum CodingKeys: String, CodingKey {
    case cell, rule, seed, status, stoppedBy, message, rows, columns, method, stepSize, steps, error
    case relativeError, ratioToOptimum, ratioToLimit, optimumError, limitError, alignmentCosine
    case alignmentAngleDegrees, conservationDrift, largestAngleToOptimumDegrees, setupSeconds
    case trainingSeconds, predictedFormula, predictedError, distanceToPrediction
  }

  /// Encodes the settings and the figures side by side; what is nil becomes null.
  public func encode(to encoder: any Encoder) throws {
    try setting.encode(to: encoder)
    var row = encoder.container(keyedBy: CodingKeys.self)
    try row.encode(cell, forKey: .cell)
    try row.encode(rule, forKey: .rule)
    try row.encode(seed, forKey: .seed)
    try row.encode(status, forKey: .status)
    try row.encode(stoppedBy, forKey: .stoppedBy)
    try row.encode(message, forKey: .message)
    try row.encode(rows, forKey: .rows)
    try row.encode(columns, forKey: .columns)
    try row.encode(method, forKey: .method)
    try row.encode(steps, forKey: .steps)
    try row.encode(predictedFormula, forKey: .predictedFormula)
    for (key, value) in Self.figures { try row.encode(self[keyPath: value], forKey: key) }
  }

  /// Decodes what ``encode(to:)`` has encoded.
  public init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      cell: try row.decode(String.self, forKey: .cell),
      setting: try SweepSetting(from: decoder),
      rule: try row.decode(String.self, forKey: .rule),
      seed: try row.decode(UInt64.self, forKey: .seed),
      status: try row.decode(SweepStatus.self, forKey: .status),
      message: try row.decodeIfPresent(String.self, forKey: .message),
      rows: try row.decode(Int.self, forKey: .rows),
      columns: try row.decode(Int.self, forKey: .columns))
    stoppedBy = try row.decodeIfPresent(String.self, forKey: .stoppedBy)
    method = try row.decodeIfPresent(String.self, forKey: .method)
    steps = try row.decodeIfPresent(Int.self, forKey: .steps)
    predictedFormula = try row.decodeIfPresent(String.self, forKey: .predictedFormula)
    for (key, value) in Self.figures {
      self[keyPath: value] = try row.decodeIfPresent(Double.self, forKey: key)
    }
  }

  private static var figures: [(CodingKeys, WritableKeyPath<SweepResult, Double?>)] {
    [
      (.stepSize, \.stepSize), (.error, \.error), (.relativeError, \.relativeError),
      (.ratioToOptimum, \.ratioToOptimum), (.ratioToLimit, \.ratioToLimit),
      (.optimumError, \.optimumError), (.limitError, \.limitError),
      (.alignmentCosine, \.alignmentCosine), (.alignmentAngleDegrees, \.alignmentAngleDegrees),
      (.conservationDrift, \.conservationDrift),
      (.largestAngleToOptimumDegrees, \.largestAngleToOptimumDegrees),
      (.predictedError, \.predictedError), (.distanceToPrediction, \.distanceToPrediction),
      (.setupSeconds, \.setupSeconds), (.trainingSeconds, \.trainingSeconds),
    ]
  }
}
