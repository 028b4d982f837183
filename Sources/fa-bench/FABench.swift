import ArgumentParser

@main
struct FABench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fa-bench",
    abstract: "Gradient descent and learning with random feedback, measured against the optimum.",
    discussion: """
      Given a matrix Y (n x m) and a rank r, each rule trains Z (n x r) and W (r x m) on
      min ||ZW - Y||_F and is set beside the truncated SVD, which no factors of that rank beat.
      """,
    version: Environment.version,
    subcommands: [CompareCommand.self],
    defaultSubcommand: CompareCommand.self)
}
