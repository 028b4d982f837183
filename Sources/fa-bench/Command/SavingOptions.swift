import ArgumentParser
import FALinalg
import FAMatrixIO

/// The forms of a command that saves matrices as well.
protocol SavingFormat: OutputFormat {
  /// What `--save-factors` saves.
  static var savedFactors: String { get }
}

/// Where factors are saved.
struct FactorSavingOptions<Format: SavingFormat>: ParsableArguments {
  @Option(help: ArgumentHelp("Save \(Format.savedFactors).", valueName: "dir"))
  var saveFactors: String?

  /// - Parameter names: The names of the factors' files.
  func writtenFiles(_ names: [String]) -> [WrittenFile] {
    saveFactors.map { [WrittenFile(directory: "--save-factors", $0, holding: names)] } ?? []
  }

  /// Saves factors under their names, if that is asked for.
  func save<Scalar: BLASScalar>(factors: [(name: String, matrix: Matrix<Scalar>)]) throws {
    guard let saveFactors, !factors.isEmpty else { return }
    try FileSystem.createDirectory(saveFactors)
    for (name, matrix) in factors { try MatrixFile.write(matrix, to: "\(saveFactors)/\(name)") }
  }
}

/// Where factors are saved, and the matrix.
struct SavingOptions<Format: SavingFormat>: ParsableArguments {
  @OptionGroup private var factors: FactorSavingOptions<Format>

  @Option(
    help: ArgumentHelp(
      "Save the matrix Y as .npy or .mtx, in the precision of the computation.", valueName: "file")
  )
  var saveTarget: String?

  /// - Parameter names: The names of the factors' files.
  func writtenFiles(_ names: [String]) -> [WrittenFile] {
    factors.writtenFiles(names)
      + (saveTarget.map { [WrittenFile(matrix: "--save-target", $0)] } ?? [])
  }

  /// Saves Y, if that is asked for.
  func save<Scalar: BLASScalar>(target: any LinearOperator<Scalar>) throws {
    guard let saveTarget else { return }
    switch target {
    case let dense as Matrix<Scalar>: try MatrixFile.write(dense, to: saveTarget)
    case let sparse as SparseMatrix<Scalar>: try MatrixFile.write(sparse, to: saveTarget)
    default:
      throw UsageError("--save-target takes a matrix that is held in memory, by one process")
    }
  }

  /// Saves factors under their names, if that is asked for.
  func save<Scalar: BLASScalar>(factors: [(name: String, matrix: Matrix<Scalar>)]) throws {
    try self.factors.save(factors: factors)
  }
}
