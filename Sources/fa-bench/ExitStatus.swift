import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

/// Options that do not go together, or not with the data.
struct UsageError: Error, CustomStringConvertible {
  private let reason: String

  init(_ reason: String) {
    self.reason = reason
  }

  var description: String { reason + "; see 'fa-bench compare --help'" }
}

/// The exit codes that scripts rely on, after sysexits.h.
enum ExitStatus {
  static let usage = ExitCode(64)
  static let badData = ExitCode(65)
  static let inputMissing = ExitCode(66)
  static let internalError = ExitCode(70)
  static let cannotWrite = ExitCode(73)
  static let interrupted = ExitCode(130)

  /// The code for a failure; what nobody thought of is an internal error.
  static func code(of failure: any Error) -> ExitCode {
    switch failure {
    case let error as MatrixFileError:
      switch error {
      case .notFound, .unreadable: inputMissing
      case .invalid: badData
      case .unwritable: cannotWrite
      }
    case let error as FactorizationError:
      switch error {
      case .rankOutOfRange, .invalidStepSize, .cannotCarry, .needsZeroStart: usage
      case .wrongShape, .scaleOutOfRange, .linearAlgebra(_, .nonFinite): badData
      case .missingFeedback, .linearAlgebra: internalError
      }
    case is UsageError: usage
    default: internalError
    }
  }
}
