/// At which steps a run is measured for its history; at its last it always is.
public enum Recording: Sendable, Hashable, Codable {
  /// At 0, and then at ten steps to a decade, the powers of ten among them.
  case logarithmic
  /// At 0 and at every multiple of this, which is 1 or more.
  case every(Int)
}

extension Recording: WrittenChoice {
  /// The forms of the text.
  public static var usage: String { "logarithmic and every:K" }

  /// Reads a choice.
  public init(text: String) throws(ChoiceError) {
    let words = ChoiceWords(text)
    switch (words.name, words.arguments.count) {
    case ("logarithmic", 0): self = .logarithmic
    case ("every", 1):
      guard let interval = Int(words.arguments[0]), interval >= 1 else { fallthrough }
      self = .every(interval)
    default:
      throw ChoiceError(
        "'\(text)' is neither logarithmic nor every:K with a whole number K of 1 or more")
    }
  }

  /// The choice as a text, such as `every:10`.
  public var description: String {
    switch self {
    case .logarithmic: "logarithmic"
    case .every(let interval): "every:\(interval)"
    }
  }
}

/// The steps at which something is measured: for the history, and to see whether a run is good enough.
struct StepAgenda: Sendable, Codable {
  let recording: Recording
  private var grid = LogarithmicGrid()
  private var nextRecord = 0
  private var nextCheck = 0

  init(_ recording: Recording = .logarithmic) { self.recording = recording }

  /// Whether the step is one of the history.
  func isRecorded(_ step: Int) -> Bool { step >= nextRecord }

  mutating func noteRecord(at step: Int) {
    switch recording {
    case .logarithmic:
      grid.advance(past: step)
      nextRecord = grid.next
    case .every(let interval):
      nextRecord = (step / interval + 1) * interval
    }
  }

  /// Whether the goals of the run are looked at: at every step at first, then at steps that lie a thirty-second
  /// apart, so that looking takes no part of a long run.
  mutating func isCheckDue(_ step: Int) -> Bool {
    guard step >= nextCheck else { return false }
    nextCheck = step + max(1, step / 32)
    return true
  }
}

/// Steps on a logarithmic scale: 0, then ten to a decade, the powers of ten among them.
struct LogarithmicGrid: Sendable, Codable {
  private(set) var next = 0
  private var index = 0

  /// Moves on to the first step of the grid after `step`.
  mutating func advance(past step: Int) {
    // 10^(1/10) and its powers up to 10^(9/10), as the usual series of preferred numbers.
    let series = [10, 13, 16, 20, 25, 32, 40, 50, 63, 79]
    while next <= step {
      var decade = 1
      for _ in 0..<(index / 10) { decade *= 10 }
      next = series[index % 10] * decade / 10
      index += 1
    }
  }
}
