@testable import fa_bench
import FALinalg
import FAMatrixIO
import FATrainers
import Foundation

/// What is fed with bytes. Whatever they are, they are read or refused; a trap, a use of memory out of
/// bounds, a leak, a hang, and an entry that is not finite are faults.
enum FuzzTarget: String, CaseIterable {
  /// Matrices, as a file of this ending has them.
  case npy, npz, mtx, csv, gz
  /// Arrays of an archive whose checksums are right, as `FuzzArchive` makes one.
  case archive
  /// What `report` and `plot` read, what `sweep` goes on from, its grid, and checkpoints.
  case result, sweep, grid, checkpoint

  static let chosen: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FA_FUZZ_FORMAT"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      fatalError("FA_FUZZ_FORMAT is one of \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return target
  }()

  private static let directory = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
  nonisolated(unsafe) private static let environment: fa_bench.Environment = {
    guard let environment = try? fa_bench.Environment.checked() else {
      fatalError("OpenBLAS computes wrong results")
    }
    return environment
  }()

  private var ending: String {
    switch self {
    case .gz: "csv.gz"
    case .archive: "npz"
    default: rawValue
    }
  }

  func run(_ bytes: [UInt8]) {
    let path = "\(Self.directory)/a.\(ending)"
    write(self == .archive ? FuzzArchive(bytes).bytes : bytes, path)
    switch self {
    case .npy, .npz, .mtx, .csv, .gz, .archive: readMatrix(path)
    case .result: _ = try? ResultsFile.read(path).page(nil).text
    case .sweep: readSweep(path)
    case .grid:
      guard let description = try? SweepDescription(file: path),
        (try? description.precision()) != nil
      else { return }
    case .checkpoint: resume(bytes)
    }
  }

  private func write(_ bytes: [UInt8], _ path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0, Foundation.write(descriptor, bytes, bytes.count) == bytes.count else {
      fatalError("\(path): \(errno)")
    }
    close(descriptor)
  }

  /// What is read is finite, and what is written of it is read as the same again.
  private func readMatrix(_ path: String) {
    func read<Scalar: BLASScalar>(_: Scalar.Type, _ vector: ReadingOptions.Vector?) {
      var options = ReadingOptions()
      options.vector = vector
      guard let matrix = try? MatrixFile.read(path, as: Scalar.self, options: options) else {
        return
      }
      precondition(matrix.elements.allSatisfy(\.isFinite))
      guard !matrix.isEmpty, matrix.count <= 8 else { return }
      for ending in ["npy", "mtx"] {
        let copy = "\(Self.directory)/copy.\(ending)"
        do {
          try MatrixFile.write(matrix, to: copy)
          let again = try MatrixFile.read(copy, as: Scalar.self)
          precondition(again == matrix)
        } catch {
          fatalError("\(error)")
        }
      }
    }
    read(Double.self, nil)
    read(Float.self, .row)
  }

  private func readSweep(_ path: String) {
    guard let file = try? SweepFile(path, environment: Self.environment) else { return }
    let results = SweepResults(file.results, file: path, environment: Self.environment)
    _ = (results.csv(), results.table(isColored: true), try? results.json())
    _ = try? results.page.page(nil).text
  }

  /// A run that goes on from a checkpoint, which is its own, another's or nobody's.
  private func resume(_ bytes: [UInt8]) {
    guard
      let checkpoint = try? PropertyListDecoder().decode(
        TrainingCheckpoint<Double>.self, from: Data(bytes))
    else { return }
    try? Self.train(resuming: checkpoint, save: { _ in })
  }

  private static func train(
    resuming checkpoint: TrainingCheckpoint<Double>?, save: (TrainingCheckpoint<Double>) -> Void
  ) throws {
    let problem = try FactorizationProblem(
      target: Matrix<Double>(rows: [[3, 1], [1, 2], [0, 1]]), rank: 1)
    let trainer = Trainer(problem, stopping: StoppingCriterion(maxSteps: 30))
    let start = problem.normalStart(seed: 1, scale: 0.1)
    _ = try trainer.train(
      GradientDescent(), from: start, savingEvery: 10, resuming: checkpoint, save: save)
  }

  /// Writes a checkpoint of that run.
  static func writeCheckpoint(to path: String) {
    try? train(resuming: nil) { checkpoint in
      let encoder = PropertyListEncoder()
      encoder.outputFormat = .binary
      try? encoder.encode(checkpoint).write(to: URL(fileURLWithPath: path))
    }
  }
}
