import FADistributed
import FATrainers
import Foundation

/// A sweep whose cells are dealt out to the processes of a job.
///
/// The first process says which cells are left, keeps the results of all in one file, and runs cells
/// itself; the others send each result as soon as it is there, and an empty message at their end. A cell
/// is lost with its process, and run again when the sweep goes on.
struct SharedSweep {
  private let communicator: any Communicator

  init(_ communicator: any Communicator) {
    self.communicator = communicator
  }

  /// Runs cells for the first process.
  ///
  /// - Parameter all: All cells, of which the first process knows which are left.
  func help<Scalar>(_ all: [SweepCell<Scalar>]) throws {
    var wanted = ""
    communicator.broadcast(&wanted)
    let ids = Set(wanted.split(separator: "\n").map(String.init))
    let interrupt = Interrupt()
    let encoder = JSONEncoder()
    // Also what a target throws must not keep the others waiting.
    defer { send([]) }
    try Sweep(share(of: all.filter { ids.contains($0.id) })).run(
      jobs: 1, while: { !interrupt.isRequested }
    ) { result in
      send(Array(try encoder.encode(result)))
    }
  }

  /// Runs cells on all processes.
  ///
  /// - Parameter finished: Called with each result as soon as it has arrived.
  func lead<Scalar>(
    _ cells: [SweepCell<Scalar>], while shouldContinue: @escaping @Sendable () -> Bool,
    finished: (SweepResult) throws -> Void
  ) throws {
    var wanted = cells.map(\.id).joined(separator: "\n")
    communicator.broadcast(&wanted)
    var helpers = communicator.count - 1
    let decoder = JSONDecoder()
    // Between two of its own cells, and then until the others are done.
    func collect() throws {
      while let (bytes, _) = communicator.arrival() {
        if bytes.isEmpty {
          helpers -= 1
        } else {
          try finished(decoder.decode(SweepResult.self, from: Data(bytes)))
        }
      }
    }
    try Sweep(share(of: cells)).run(jobs: 1, while: shouldContinue) { result in
      try finished(result)
      try collect()
    }
    while helpers > 0 {
      try collect()
      // Others may need the processor.
      usleep(1000)
    }
  }

  /// Every so many cells, so that each process has some of every kind.
  private func share<Scalar>(of cells: [SweepCell<Scalar>]) -> [SweepCell<Scalar>] {
    stride(from: communicator.rank, to: cells.count, by: communicator.count).map { cells[$0] }
  }

  private func send(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe communicator.send($0, to: 0) }
  }
}
