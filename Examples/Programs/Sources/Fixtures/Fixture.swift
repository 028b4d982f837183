import AllocationCounting
public import FALinalg
import FAMatrixIO
import Foundation

/// What a program is given, and what NumPy and SciPy make of it: an archive that `make_fixtures.py` wrote.
public struct Fixture {
  private let path: String

  /// - Parameter name: That of the archive in the folder that the program's argument names.
  public init(_ name: String) {
    let source = #filePath
    let package = source.components(separatedBy: "/Sources/")[0]
    let folder = CommandLine.arguments.dropFirst().first ?? package + "/Fixtures"
    path = "\(folder)/\(name).npz"
  }

  /// An array of the archive.
  public func matrix(_ name: String) throws -> Matrix<Double> {
    try MatrixFile.read("\(path):\(name)")
  }

  /// An array of one column.
  public func vector(_ name: String) throws -> [Double] {
    Array(try matrix(name).column(0))
  }

  /// Ends the program where the relative error of `found` exceeds the tolerance.
  public func check(_ name: String, _ found: some MatrixProtocol<Double>, within tolerance: Double)
    throws
  {
    let expected = try matrix(name)
    guard found.shape == expected.shape else {
      fail("\(name) is \(found.shape), not \(expected.shape)")
    }
    let error = (found - expected).frobeniusNorm / expected.frobeniusNorm
    // A comparison with NaN is false.
    guard error <= tolerance else {
      fail("\(name) is \(error) from that of NumPy, above \(tolerance)")
    }
    print("\(name): \(error) from that of NumPy")
  }

  /// The same for an array of one column.
  public func check(_ name: String, _ found: [Double], within tolerance: Double) throws {
    try check(name, Matrix(column: found), within: tolerance)
  }
}

/// Runs what a program computes: once, or as often again as `REPEATS` in the environment says, with a line
/// on the medians of the time of the processor and of the wall clock, which `compare_speed.py` reads.
public func measured<Result>(_ body: () throws -> Result) rethrows -> Result {
  let result = try body()
  if let repeats = ProcessInfo.processInfo.environment["REPEATS"].flatMap(Int.init), repeats > 0 {
    var times = (processor: [Double](), wall: [Double]())
    for _ in 0..<repeats {
      let start = (seconds(CLOCK_PROCESS_CPUTIME_ID), seconds(CLOCK_MONOTONIC))
      _ = try body()
      times.processor.append(seconds(CLOCK_PROCESS_CPUTIME_ID) - start.0)
      times.wall.append(seconds(CLOCK_MONOTONIC) - start.1)
    }
    print("seconds: \(times.processor.sorted()[repeats / 2]) \(times.wall.sorted()[repeats / 2])")
  }
  return result
}

private func seconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// Runs a loop, and ends the program if it allocates memory.
public func withoutAllocations(_ loop: () throws -> Void) rethrows {
  let before = allocation_count()
  try loop()
  let count = allocation_count() - before
  if count > 0 { fail("the loop allocated \(count) times") }
}

private func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data((message + "\n").utf8))
  exit(1)
}
