import ArgumentParser
import FALinalg
import Foundation

/// FALinalg's side of the protocol by which `run.py` times several programs by turns.
///
/// A line of JSON comes in, one goes out: `prepare` loads the inputs, works once and answers with
/// what identifies the result; `run` works so many times and answers with the seconds of each.
struct PeerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peer", abstract: "Works as one of the programs that run.py times by turns.")

  func run() throws {
    var task = Task { { [] } }
    while let line = readLine() {
      let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
      var answer = Answer()
      do {
        if request.describe == true {
          answer.libraries = [
            "openblas \(BLAS.version) \(BLAS.coreName), \(BLAS.threadCount) threads"
          ]
        } else if let count = request.run {
          let duration = try ContinuousClock().measure {
            for _ in 0..<count { _ = try task.work() }
          }
          answer.seconds = duration / .seconds(1) / Double(count)
        } else {
          task = try Task(request)
          answer.values = try task.work()()
        }
      } catch {
        answer.error = "\(error)"
      }
      print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
      fflush(nil)
    }
  }
}

struct Request: Decodable {
  var prepare: String?
  var inputs: [String]?
  var parameters: [String: Double]?
  var run: Int?
  var describe: Bool?
}

private struct Answer: Encodable {
  var seconds: Double?
  var values: [Double]?
  var libraries: [String]?
  var error: String?
}
