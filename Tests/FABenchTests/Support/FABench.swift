import Foundation
import Testing

/// `fa-bench`, run as users run it: as a process.
enum FABench {
  /// The program that was built together with these tests.
  static let program = Bundle.module.bundleURL.deletingLastPathComponent()
    .appendingPathComponent("fa-bench")

  /// What a run left behind.
  struct Outcome {
    /// The exit code; 128 and the number of the signal after one, as in a shell.
    let code: Int32
    /// Standard output, where it was not sent elsewhere.
    let output: String
    /// Standard error, where it was not sent elsewhere, without warnings about the machine.
    let messages: String

    /// The output as JSON.
    var json: JSONValue {
      get throws { try JSONDecoder().decode(JSONValue.self, from: Data(output.utf8)) }
    }
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - arguments: What follows the program's name.
  ///   - environment: Variables beyond those of the tests.
  ///   - output: Where standard output goes instead of into the outcome.
  ///   - messages: Where standard error goes instead of into the outcome.
  ///   - shell: A script that runs the program as `"$@"`.
  ///   - whileRunning: What to do meanwhile.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], output: FileHandle? = nil,
    messages: FileHandle? = nil, shell: String? = nil,
    whileRunning: (Process) throws -> Void = { _ in }
  ) async throws -> Outcome {
    let process = Process()
    process.executableURL = shell == nil ? program : URL(fileURLWithPath: "/bin/sh")
    process.arguments = (shell.map { ["-c", $0, "sh", program.path] } ?? []) + arguments
    // Tests run side by side; one thread each is enough for small matrices.
    process.environment = ProcessInfo.processInfo.environment
      .merging(["OPENBLAS_NUM_THREADS": "1", "TERM": "xterm"]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files rather than pipes: a file never fills up.
    let (ownOutput, ownMessages) = (try CapturedStream(), try CapturedStream())
    process.standardOutput = output ?? ownOutput.handle
    process.standardError = messages ?? ownMessages.handle
    let (ends, end) = AsyncStream.makeStream(of: Void.self)
    process.terminationHandler = { _ in end.finish() }
    try process.run()
    do {
      try whileRunning(process)
    } catch {
      kill(process.processIdentifier, SIGKILL)
      throw error
    }
    for await _ in ends {}
    // The loop also ends when the time limit of a test cancels it.
    if Task.isCancelled {
      kill(process.processIdentifier, SIGKILL)
      throw CancellationError()
    }
    let status = process.terminationStatus
    return Outcome(
      code: process.terminationReason == .uncaughtSignal ? 128 + status : status,
      output: try ownOutput.text(),
      messages: try ownMessages.text().split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !$0.hasPrefix("fa-bench: warning:") }.joined(separator: "\n"))
  }

  /// Runs the program, which must succeed, and returns its result.
  static func result(
    _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> JSONValue {
    let outcome = try await run(arguments + ["--format", "json"])
    #expect(outcome.code == 0, "\(outcome.messages)", sourceLocation: sourceLocation)
    #expect(outcome.messages.isEmpty, sourceLocation: sourceLocation)
    return try outcome.json
  }
}

/// A file without a name that collects what a process writes.
private struct CapturedStream {
  let handle: FileHandle

  init() throws {
    let path = FileManager.default.temporaryDirectory.path + "/fa-toolkit-\(UUID().uuidString)"
    try Data().write(to: URL(fileURLWithPath: path))
    handle = try #require(FileHandle(forUpdatingAtPath: path))
    try FileManager.default.removeItem(atPath: path)
  }

  func text() throws -> String {
    try handle.seek(toOffset: 0)
    return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
  }
}
