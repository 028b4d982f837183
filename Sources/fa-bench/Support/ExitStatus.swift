import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

/// Options that do not go together, or not with the data.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// The end of a command that a signal asked for, after what was finished has been written.
struct Interruption: Error {
  let description: String
}

/// The exit codes that scripts rely on, after sysexits.h.
enum ExitStatus {
  static let usage = ExitCode(64)
  static let badData = ExitCode(65)
  static let inputMissing = ExitCode(66)
  static let internalError = ExitCode(70)
  static let cannotWrite = ExitCode(73)
  static let interrupted = ExitCode(130)

  /// Does the work of a command; a failure ends it with its message and its code.
  static func exitingOnFailure(of command: String, _ work: () throws -> Void) throws {
    do {
      try work()
    } catch let exit as ExitCode {
      throw exit
    } catch let end as Job.PartIsDone {
      throw end
    } catch let interruption as Interruption {
      Terminal.standardError.say(interruption.description)
      throw interrupted
    } catch {
      let hint = error is UsageError ? "; see 'fa-bench \(command) --help'" : ""
      Terminal.standardError.say("error: \(error)\(hint)")
      throw code(of: error)
    }
  }

  /// The code for a failure; what nobody thought of is an internal error.
  private static func code(of failure: any Error) -> ExitCode {
    switch failure {
    case let error as MatrixFileError:
      switch error {
      case .notFound, .unreadable: inputMissing
      case .invalid: badData
      case .unwritable: cannotWrite
      }
    case let error as FactorizationError:
      switch error {
      case .rankOutOfRange, .invalidStepSize, .cannotCarry, .unsuited, .needsAlignedStart,
        .otherCheckpoint:
        usage
      case .wrongShape, .scaleOutOfRange, .linearAlgebra(_, .nonFinite): badData
      case .linearAlgebra(_, .interrupted): interrupted
      case .missingFeedback, .integrationFailed, .linearAlgebra: internalError
      }
    case LinearAlgebraError.nonFinite, LinearAlgebraError.overflow: badData
    case LinearAlgebraError.interrupted: interrupted
    case is TextFileError: badData
    case is UsageError: usage
    default: internalError
    }
  }
}
