public import FALinalg

/// What makes a run good enough to end.
public enum StopCondition<Scalar: BLASScalar>: Sendable, Hashable, Codable {
  /// The relative stationarity is at most this: the larger of
  /// ||E A||_F / (||Y||_F ||A||_F) and ||X E||_F / (||Y||_F ||X||_F), where E A is the direction of Z
  /// (A = W' for most rules) and X E that of W (X = Z' for gradient descent, X = C for rules with
  /// feedback). What ``LearningRule/factorDecay`` takes away, in units of the step size, is part of both
  /// directions, and its size part of what they are measured by.
  ///
  /// A start at a saddle point, such as zero factors for gradient descent, is stationary.
  case stationarity(Scalar)
  /// ||ZW - Y||_F is at most 1 + this times the error of the ``Optimum``; where that is zero to rounding, at
  /// most this times ||Y||_F.
  case gap(Scalar)
  /// ||ZW - L||_F is at most this times ||Y||_F, where L is what the rule itself must end at
  /// (``PredictedLimit``). It is the product that must be near and not its error, which may cross that of the
  /// limit on the way. It is never met where no limit is known.
  case limit(Scalar)

  /// The same condition in another precision.
  public init(_ other: StopCondition<some BLASScalar>) {
    self =
      switch other {
      case .stationarity(let tolerance): .stationarity(Scalar(tolerance))
      case .gap(let gap): .gap(Scalar(gap))
      case .limit(let distance): .limit(Scalar(distance))
      }
  }
}

extension StopCondition: WrittenChoice {
  /// The forms of the text.
  public static var usage: String { "stationarity:T, gap:G and limit:L" }

  /// Reads a condition.
  public init(text: String) throws(ChoiceError) {
    let words = ChoiceWords(text)
    guard words.arguments.count == 1, let number = Double(words.arguments[0]), number >= 0,
      number.isFinite
    else {
      throw ChoiceError(
        "'\(text)' is none of \(Self.usage), with a finite number of 0 or more after the colon")
    }
    switch words.name {
    case "stationarity": self = .stationarity(Scalar(number))
    case "gap": self = .gap(Scalar(number))
    case "limit": self = .limit(Scalar(number))
    default: throw ChoiceError("'\(text)' is none of \(Self.usage)")
    }
  }

  /// The condition as a text, such as `gap:0.0001`.
  public var description: String {
    switch self {
    case .stationarity(let tolerance): "stationarity:\(tolerance)"
    case .gap(let gap): "gap:\(gap)"
    case .limit(let distance): "limit:\(distance)"
    }
  }
}
