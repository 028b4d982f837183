import ArgumentParser
import FADistributed
import Foundation

/// The processes that `mpirun` started, of which the first reads, decides and writes, and the others do
/// their part of what is large. A program that was built without MPI is always alone.
enum Job {
  /// All of them; nil where there is only one.
  static var communicator: (any Communicator)? {
    started.flatMap { $0.count > 1 ? $0 : nil }
  }

  private static let started: (any Communicator)? = {
    #if MPI
      // Without mpirun, MPI would start a daemon to be alone with.
      let marks = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"]
      return marks.contains { Terminal.environment($0) != nil } ? MPICommunicator() : nil
    #else
      return nil
    #endif
  }()

  /// Whether this process reads, decides and writes.
  static var isLeader: Bool { communicator.map { $0.rank == 0 } ?? true }

  /// The end of a process whose part is done.
  struct PartIsDone: Error {}

  /// Does what each process has to do for itself, and lets none go on if one failed; the first of them
  /// says why.
  static func agree<Result>(_ work: () throws -> Result) throws -> Result {
    guard let communicator else { return try work() }
    do {
      return try communicator.agree(work)
    } catch {
      throw communicator.rank == 0 ? error : PartIsDone()
    }
  }

  /// Ends this process: together with the others where all is well, and all of them at once where it is
  /// not.
  static func exit(_ code: ExitCode) -> Never {
    #if MPI
      if let started = started as? MPICommunicator {
        if code.isSuccess { started.finish() } else { started.abort(code: code.rawValue) }
      }
    #endif
    Foundation.exit(code.rawValue)
  }
}
