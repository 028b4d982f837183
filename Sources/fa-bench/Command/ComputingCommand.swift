import ArgumentParser
import FALinalg

/// A command that reads, computes, and writes what it found.
protocol ComputingCommand: ParsableCommand {
  associatedtype Format: OutputFormat
  /// What the options ask for, once they were found to make sense.
  associatedtype Request = Void
  var output: OutputOptions<Format> { get }
  var page: PageOptions { get }

  /// Throws unless the options make sense together.
  func plan() throws -> Plan<Request>
  /// Does the work.
  func work<Scalar: BLASScalar>(
    _ request: Request, as _: Scalar.Type, in environment: Environment
  ) throws -> Outcome
}

/// A command of whose work every process of a job does a part.
protocol DistributedCommand: ParsableCommand {}

/// What a command will do.
struct Plan<Request> {
  let request: Request
  /// The files that are read.
  let reading: [String?]
  /// Where it writes besides its results and their page.
  var writing: [WrittenFile] = []
  var precision = Precision.double
  /// The number of BLAS threads; nil leaves it to OpenBLAS.
  var threads: Int?
}

/// What came of the work of a command.
struct Outcome {
  let results: any PagedResults
  /// Writes what there is besides the results.
  var save: () throws -> Void = {}
  /// What is to be said after everything was written.
  var failure: (any Error)?
}

extension ComputingCommand {
  func run() throws {
    try ExitStatus.exitingOnFailure(of: Self.configuration.commandName ?? "") {
      let (plan, environment) = try Job.agree { try prepared() }
      let outcome =
        switch plan.precision {
        case .double: try work(plan.request, as: Double.self, in: environment)
        case .single: try work(plan.request, as: Float.self, in: environment)
        }
      guard Job.isLeader else { throw Job.PartIsDone() }
      // None is lost because another cannot be written.
      let saved = Result { try outcome.save() }
      let shown = Result { try page.write(outcome.results.page) }
      try output.write(outcome.results)
      try saved.get()
      try shown.get()
      if let failure = outcome.failure { throw failure }
    }
  }

  /// Checks all that can be known before the work.
  private func prepared() throws -> (Plan<Request>, Environment) {
    // Not in validate(), which comes before the parser complains of what is misspelt.
    let plan = try plan()
    try output.check()
    let written = plan.writing + [output.writtenFile, page.writtenFile].compactMap(\.self)
    try WrittenFile.checkNothingIsReplaced(written, reading: plan.reading)
    if let threads = plan.threads ?? (Job.communicator == nil ? nil : 1) {
      BLAS.threadCount = threads
    }
    let environment = try Environment.checked()
    // Whatever cannot be written is better known before the work than after it.
    if Job.isLeader { for file in written { try file.checkWritable() } }
    return (plan, environment)
  }
}
