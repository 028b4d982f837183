import FATrainers
import Foundation

/// Results that a command has written as JSON, to be shown.
enum ResultsFile {
  private static var forms: [any (StoredResults & PagedResults).Type] {
    [
      CompareResults.self, SVDResults.self, LimitsResults.self, NetworkResults.self,
      DeepResults.self,
      ReproduceResults.self,
    ]
  }

  /// The commands that write them, by the names of their forms.
  static var commands: String {
    let names = forms.map { $0.schema.dropFirst("fa-bench.".count).prefix { $0 != "/" } }
    return "fa-bench " + names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }

  /// Reads them, whichever command they are of.
  ///
  /// - Throws: `MatrixFileError`, ``TextFileError``.
  static func read(_ path: String) throws -> any PageContent {
    let json = Data(try TextFile.read(path, limit: 1 << 30).utf8)
    let schema = try? JSONDecoder().decode(Schema.self, from: json).schema
    if let form = forms.first(where: { $0.schema == schema }), let results = form.init(json: json) {
      return results.page
    }
    let line = json.prefix { $0 != UInt8(ascii: "\n") }
    if (try? JSONDecoder().decode(Schema.self, from: line))?.schema == SweepFile.schema {
      let runs = try SweepFile.results(in: json, of: path).results.inOrder()
      return SweepResults(runs, file: path, environment: try Environment.checked()).page
    }
    let reason =
      schema == SweepResults.schema
      ? "it is the summary of a sweep: give the file of its results, which has all runs"
      : "it is not the JSON of \(commands)"
    throw TextFileError(path: path, reason: reason)
  }

  private struct Schema: Decodable {
    let schema: String
  }
}
