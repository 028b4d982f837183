import ArgumentParser
import Foundation

@main
struct FABench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fa-bench",
    abstract: "Gradient descent and learning with random feedback, measured against the optimum.",
    discussion: """
      Given a matrix Y (n x m) and a rank r, each rule trains Z (n x r) and W (r x m) \
      on min ||ZW - Y||_F and is set beside the truncated SVD, which no factors of that \
      rank beat. To begin with:

        fa-bench --input Y.npy --rank 20
        fa-bench --synthetic 300x200 --spectrum power:1 --rank 5
        fa-bench svd --input Y.npy --relative-error 0.1
      """,
    version: Environment.version,
    subcommands: [
      CompareCommand.self, SVDCommand.self, LimitsCommand.self, NetworkCommand.self,
      DeepCommand.self, SweepCommand.self,
      ReproduceCommand.self,
      ReportCommand.self, PlotCommand.self, DoctorCommand.self,
    ],
    defaultSubcommand: CompareCommand.self)

  /// The names of the commands.
  private static var commands: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  static func main() {
    Terminal.prepareStandardStreams()
    let words = Array(Arguments.all.dropFirst())
    do {
      var command = try Job.agree {
        if let mistake = Mistake(words, commands: commands) {
          throw ValidationError(mistake.description)
        }
        return try parseAsRoot(words)
      }
      if Job.isLeader || command is any DistributedCommand { try command.run() }
      Job.exit(.success)
    } catch is Job.PartIsDone {
      Job.exit(.success)
    } catch {
      Job.exit(show(error, words))
    }
  }

  /// Shows what ends the program: a help text that was asked for, or what was wrong with the words.
  private static func show(_ end: any Error, _ words: [String]) -> ExitCode {
    let (code, text) = (exitCode(for: end), fullMessage(for: end))
    guard !text.isEmpty else { return code }
    guard code.isSuccess else {
      // In the style of all other errors, on one line.
      let reason = message(for: end).split(whereSeparator: \.isNewline).joined(separator: " ")
      let command = words.first { commands.contains($0) } ?? "compare"
      let sentence = Mistake.explained(reason, words)
      let hint = (sentence.hasSuffix("?") ? " See" : "; see") + " 'fa-bench \(command) --help'"
      Terminal.standardError.say("error: " + sentence + hint)
      return code
    }
    do {
      try Terminal.standardOutput.write(text + "\n")
      return code
    } catch {
      Terminal.standardError.say("error: \(error)")
      return ExitStatus.cannotWrite
    }
  }
}
