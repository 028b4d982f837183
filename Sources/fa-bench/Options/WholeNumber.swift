import ArgumentParser

/// Whole numbers as people write them: 1000000, 1e6 or 1_000_000.
enum WholeNumber {
  /// Reads a number of the command line.
  static func parse(_ text: String) throws -> Int {
    let digits = text.replacing("_", with: "")
    if let number = Int(digits) { return number }
    // Up to there every whole number is a Double.
    guard let number = Double(digits), number.rounded() == number, abs(number) <= 0x1p53 else {
      throw ValidationError("'\(text)' is not a whole number, as 1000000 or 1e6 are.")
    }
    return Int(number)
  }
}
