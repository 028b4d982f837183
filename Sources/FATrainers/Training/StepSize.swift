public import FALinalg

/// How large a step is, in units of the gradient of (1/2) ||Y - ZW||_F^2.
public enum StepSize<Scalar: BLASScalar>: Sendable, Equatable {
  /// The same step throughout.
  case constant(Scalar)
  /// A step that the rule derives from the target, the feedback and the start.
  case automatic
  /// The step with which the rule reaches its end in the fewest steps, found by trying: see
  /// ``Trainer/fastestStep(of:from:feedback:gap:while:)``. So every rule can be compared at its own best.
  ///
  /// - Parameter gap: How far the error may be from its end, in units of ||Y||_F; of use down to a
  ///   hundred rounding units or so.
  case best(gap: Scalar)
}

extension StepSize: WrittenChoice {
  /// The gap of `best` where none is named: what rounding leaves of a part of ||Y||.
  public static var usualGap: Scalar { Scalar.self == Float.self ? 1e-3 : 1e-6 }

  /// The forms of the text.
  public static var usage: String { "auto, best, best:GAP and a number above 0" }

  /// Reads a step size.
  public init(text: String) throws(ChoiceError) {
    let words = ChoiceWords(text)
    switch (words.name, words.arguments.count) {
    case ("auto", 0): self = .automatic
    case ("best", 0): self = .best(gap: Self.usualGap)
    case ("best", 1): self = .best(gap: try Self.positive(words.arguments[0], in: text))
    case (_, 0): self = .constant(try Self.positive(text, in: text))
    default: throw Self.refusal(of: text)
    }
  }

  /// The step size as a text, such as `best:1e-06`.
  public var description: String {
    switch self {
    case .automatic: "auto"
    case .constant(let size): "\(size)"
    case .best(let gap): "best:\(gap)"
    }
  }

  private static func positive(
    _ word: String, in text: String
  ) throws(ChoiceError) -> Scalar {
    guard let number = Double(word), number > 0, number.isFinite else { throw refusal(of: text) }
    // Not by way of Double, where there is another: that would round twice.
    let value = Float(word) as? Scalar ?? Scalar(number)
    guard value > 0, value.isFinite else {
      throw ChoiceError("the step size \(text) is \(value) in single precision")
    }
    return value
  }

  private static func refusal(of text: String) -> ChoiceError {
    ChoiceError("'\(text)' is neither auto nor best nor a finite number above 0")
  }
}
