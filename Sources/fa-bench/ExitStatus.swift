import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

/// The exit codes that scripts rely on, after sysexits.h.
enum ExitStatus {
  static let usage = ExitCode(64)
  static let badData = ExitCode(65)
  static let inputMissing = ExitCode(66)
  static let internalError = ExitCode(70)
  static let cannotWrite = ExitCode(73)
  static let interrupted = ExitCode(130)

  /// The code for a failure of ours, or nil for one of the argument parser's own.
  static func code(of failure: any Error) -> ExitCode? {
    switch failure {
    case let error as MatrixFileError:
      switch error {
      case .notFound, .unreadable: inputMissing
      case .invalid: badData
      case .unwritable: cannotWrite
      }
    case let error as FactorizationError:
      switch error {
      case .rankOutOfRange, .invalidStepSize, .cannotCarry: usage
      case .wrongShape, .linearAlgebra(_, .nonFinite): badData
      case .missingFeedback, .linearAlgebra: internalError
      }
    case is LinearAlgebraError, is Environment.Failure: internalError
    default: nil
    }
  }
}
