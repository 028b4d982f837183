import ArgumentParser
import FADistributed

struct DoctorCommand: DistributedCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract:
      "Check what fa-bench needs on this machine, and say what to do about what is missing.",
    discussion: """
      Examples:
        fa-bench doctor
        fa-bench doctor --format json
        mpirun -n 16 fa-bench doctor

      Exit codes:
        0 all that is needed is there and works (what is optional may be missing),
        64 usage, 70 something does not work, 73 cannot write.
      """)

  @OptionGroup(title: "Output") var output: OutputOptions<Format>

  enum Format: String, OutputFormat {
    case table, json
  }

  func run() throws {
    try ExitStatus.exitingOnFailure(of: "doctor") {
      try output.check()
      if Job.isLeader { try output.writtenFile?.checkWritable() }
      let link = Job.communicator?.measureLink()
      guard Job.isLeader else { throw Job.PartIsDone() }
      let results = DoctorResults(processes: Job.communicator?.count ?? 1, link)
      try output.write(results)
      if !results.isHealthy { throw ExitStatus.internalError }
    }
  }
}
