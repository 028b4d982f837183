import FAMatrixIO
import Foundation
import Yams

/// What a grid is made of, as texts: from flags, from a YAML file, or from both.
struct SweepDescription {
  /// What can be said of a grid. A key in the file is the name of the flag.
  enum Key: String, CaseIterable {
    case input, synthetic, spectrum, transpose, center, scale
    case matrixSeeds = "matrix-seeds"
    case ranks, rules, seeds, starts
    case stepSizes = "step-sizes"
    case initialScales = "initial-scales"
    case feedbackLaws = "feedback-laws"
    case feedbackScales = "feedback-scales"
    case schedule, tolerance, stop, method, precision
    case maxSteps = "max-steps"
  }

  private var texts: [Key: [String]] = [:]

  /// Takes what flags say.
  init(_ texts: [Key: [String]]) {
    self.texts = texts.filter { !$0.value.isEmpty }
  }

  /// Reads a file whose top level has one entry for each key: a value or a list of values.
  ///
  /// - Throws: `MatrixFileError` if there are no bytes to read, ``TextFileError`` if they are no grid.
  init(file path: String) throws {
    func refusal(_ reason: String) -> TextFileError { TextFileError(path: path, reason: reason) }
    let text = try TextFile.read(path, limit: 1 << 20)
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw refusal("\(error)".split(separator: "\n").joined(separator: " "))
    }
    guard let entries = root?.mapping else {
      throw refusal("a grid is a list of entries such as 'ranks: [5, 10]'")
    }
    for (name, value) in entries {
      let line = name.mark.map { "line \($0.line): " } ?? ""
      guard let key = name.string.flatMap(Key.init) else {
        let known = Key.allCases.map(\.rawValue).joined(separator: ", ")
        throw refusal("\(line)there is no '\(name.string ?? "")'; the keys are \(known)")
      }
      let values = value.sequence.map(Array.init) ?? [value]
      texts[key] = try values.map { value in
        guard let text = value.scalar?.string else {
          throw refusal("\(line)'\(key.rawValue)' takes a value or a list of values")
        }
        return text
      }
      if values.isEmpty { throw refusal("\(line)'\(key.rawValue)' has no value") }
    }
  }

  /// Whether nothing was said.
  var isEmpty: Bool { texts.isEmpty }

  /// What was said of a key; empty if nothing was.
  subscript(key: Key) -> [String] { texts[key] ?? [] }

  /// In which precision it is computed.
  func precision() throws -> Precision {
    guard let text = self[.precision].first else { return .double }
    guard self[.precision].count == 1, let precision = Precision(rawValue: text) else {
      throw UsageError("precision must be double or single")
    }
    return precision
  }

  /// The same with what another says in the place of what this one does.
  func replaced(by other: SweepDescription) -> SweepDescription {
    var result = self
    result.texts.merge(other.texts) { $1 }
    return result
  }
}
