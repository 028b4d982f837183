import ArgumentParser

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures FALinalg against the C routines beneath it.",
    subcommands: [PairsCommand.self, PeerCommand.self, PeakCommand.self],
    defaultSubcommand: PairsCommand.self)
}
