import ArgumentParser

/// Whole numbers as in `1,2,5-10` or `1..20`: separated by commas, with ranges; each once, in the order given.
struct NumberList<Number: FixedWidthInteger> {
  let numbers: [Number]

  init(_ argument: String) throws {
    var numbers: [Number] = []
    var seen: Set<Number> = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.replacing("..", with: "-")
        .split(separator: "-", omittingEmptySubsequences: false).map { Number($0) }
      guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], first <= last
      else {
        throw ValidationError(
          "'\(part)' is neither a whole number nor a range such as 5-10 or 5..10.")
      }
      guard last - first < 1_000_000 else {
        throw ValidationError("'\(part)' is a range of more than a million numbers.")
      }
      for number in first...last where seen.insert(number).inserted { numbers.append(number) }
    }
    self.numbers = numbers
  }
}
