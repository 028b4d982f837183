import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// Targets that stay in their file find what those in memory find, and say how often they were read.
@Suite struct StreamedCommandTests {
  @Test(arguments: [
    ["compare", "--rank", "3", "--max-steps", "50"], ["svd", "--rank", "3"],
    ["limits", "--ranks", "2,3", "--draws", "20"],
  ])
  func streamedIsAsInMemory(words: [String]) async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(sampleMatrix(60, 30), as: "y.npy")
    let inMemory = try await FABench.result(words + ["--input", file])
    let streamed = try await FABench.result(words + ["--input", file, "--streamed"])
    #expect(inMemory["problem"]["streaming"] == .null)
    #expect(streamed["problem"]["streaming"]["passes"].number >= 2)
    #expect(
      streamed["problem"]["streaming"]["bytesRead"].number
        == streamed["problem"]["streaming"]["passes"].number * 60 * 30 * 8)
    func figures(_ result: JSONValue) -> [Double] {
      switch words[0] {
      case "compare":
        result["runs"].elements.map { $0["error"].number } + [result["optimum"]["error"].number]
      case "svd": result["singularValues"].elements.map(\.number) + [result["error"].number]
      default: result["ranks"].elements.flatMap { [$0["median"].number, $0["optimum"].number] }
      }
    }
    let norm = inMemory["problem"]["frobeniusNorm"].number
    for (a, b) in zip(figures(inMemory), figures(streamed)) {
      #expect((a - b).magnitude <= 1e-12 * norm)
    }
    let table = try await FABench.run(words + ["--input", file, "--streamed"])
    #expect(table.output.contains("streamed: read "))
  }

  @Test func mistakes() async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write("1,2\n3,4\n".utf8, as: "y.csv")
    let text = try await FABench.run(["svd", "--rank", "1", "--input", file, "--streamed"])
    #expect(text.code == 64 && text.messages.contains("save the matrix as one"))
    let drawn = try await FABench.run(
      ["svd", "--rank", "1", "--synthetic", "4x3", "--spectrum", "power:1", "--streamed"])
    #expect(drawn.code == 64 && drawn.messages.contains("--streamed goes with --input"))
  }
}
