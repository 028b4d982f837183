import ArgumentParser
import FATrainers

extension Spectrum {
  /// `flat`, `power:P`, `exponential:Q`, `step:COUNT:RATIO`, `rank:K` or `values:a,b,c`.
  init(argument: String) throws {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    func number(_ text: String, upTo limit: Double = .greatestFiniteMagnitude) throws -> Double {
      guard let number = Double(text), number >= 0, number <= limit else {
        let range = limit == 1 ? "from 0 to 1" : "of 0 or more"
        throw ValidationError("'\(text)' is not a finite number \(range).")
      }
      return number
    }
    func count(_ text: String) throws -> Int {
      guard let count = Int(text), count >= 0 else {
        throw ValidationError("'\(text)' is not a whole number of 0 or more.")
      }
      return count
    }
    switch (parts[0], parts.count) {
    case ("flat", 1): self = .flat
    case ("power", 2): self = .power(try number(parts[1]))
    case ("exponential", 2): self = .exponential(try number(parts[1], upTo: 1))
    case ("step", 3): self = .step(count: try count(parts[1]), ratio: try number(parts[2]))
    case ("rank", 2): self = .rank(try count(parts[1]))
    case ("values", 2):
      let values = parts[1].split(separator: ",", omittingEmptySubsequences: false)
      self = .values(try values.map { try number(String($0)) }.sorted(by: >))
    default:
      throw ValidationError(
        "the spectra are flat, power:P, exponential:Q, step:COUNT:RATIO, rank:K and values:a,b,c.")
    }
  }

  /// Throws unless a matrix of that size has as many singular values as the law names.
  func check(for size: MatrixSize) throws {
    let most = min(size.rows, size.columns)
    guard namedCount <= most else {
      throw UsageError(
        "--spectrum \(description) asks for \(namedCount) singular values, but a "
          + "\(size.rows) x \(size.columns) matrix has \(most)")
    }
  }
}
