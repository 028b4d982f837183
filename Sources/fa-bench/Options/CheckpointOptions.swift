import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers
import Foundation

/// Whether long runs are saved on the way, and where.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Save each run on the way in this directory, and go on from what is there.",
      valueName: "dir"))
  var checkpoints: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of steps between checkpoints. (default: 100000)", valueName: "n"),
    transform: WholeNumber.parse)
  var checkpointSteps = 100_000

  /// Throws unless the options make sense.
  func check() throws {
    guard checkpointSteps >= 1 else {
      throw UsageError("--checkpoint-steps must be 1 or more, not \(checkpointSteps)")
    }
  }

  func writtenFiles(_ rules: [String]) -> [WrittenFile] {
    checkpoints.map {
      [WrittenFile(directory: "--checkpoints", $0, holding: rules.map(Self.name))]
    } ?? []
  }

  /// The name of the file of a rule.
  fileprivate static func name(_ rule: String) -> String { "\(rule).checkpoint" }

  /// What has been saved of these rules, or nil if nothing is to be saved.
  func store<Scalar: BLASScalar>(
    for rules: [any LearningRule], as: Scalar.Type
  ) throws -> CheckpointStore<Scalar>? {
    guard let checkpoints else { return nil }
    try FileSystem.createDirectory(checkpoints)
    let store = CheckpointStore<Scalar>(directory: checkpoints, interval: checkpointSteps)
    for rule in rules { try store.load(rule.name) }
    return store
  }
}

/// The checkpoints of the runs of a comparison, one file for each rule.
final class CheckpointStore<Scalar: BLASScalar> {
  let directory: String
  let interval: Int
  private var saved: [String: TrainingCheckpoint<Scalar>] = [:]
  /// Why a checkpoint could not be written.
  private(set) var failure: MatrixFileError?

  init(directory: String, interval: Int) {
    self.directory = directory
    self.interval = interval
  }

  /// Reads what has been saved of a rule, if anything has.
  ///
  /// - Throws: `MatrixFileError`, `TextFileError`.
  func load(_ rule: String) throws {
    let path = path(of: rule)
    do {
      // A checkpoint has some multiple of what the factors take.
      guard let bytes = try FileContents.bytes(of: path, limit: 1 << 36) else { return }
      saved[rule] = try PropertyListDecoder().decode(
        TrainingCheckpoint<Scalar>.self, from: Data(bytes))
    } catch MatrixFileError.notFound {
      return
    } catch is DecodingError {
      throw TextFileError(path: path, reason: "it is not a checkpoint: remove it to start again")
    }
  }

  /// The plan of a comparison's runs.
  var plan: CheckpointPlan<Scalar> {
    CheckpointPlan(interval: interval, resume: { self.saved[$0] }, save: save)
  }

  /// The old checkpoint or the new one is there, whatever happens.
  private func save(_ rule: String, _ checkpoint: TrainingCheckpoint<Scalar>) {
    do {
      let encoder = PropertyListEncoder()
      encoder.outputFormat = .binary
      try AtomicFile.write(encoder.encode(checkpoint), to: path(of: rule))
    } catch {
      failure = error as? MatrixFileError ?? .unwritable(path: path(of: rule), reason: "\(error)")
    }
  }

  private func path(of rule: String) -> String { "\(directory)/\(CheckpointOptions.name(rule))" }
}
