import FADistributed
import FALinalg
import Foundation

/// The result of `doctor` as it is written out, schema `fa-bench.doctor/1`.
struct DoctorResults: StoredResults {
  static let schema = "fa-bench.doctor/1"

  let schema: String
  let isHealthy: Bool
  let checks: [Check]

  struct Check: Codable {
    let name: String
    let status: Status
    let found: String
    @Nullable var advice: String?

    enum Status: String, Codable {
      case ok, warning, error
    }

    init(_ name: String, _ found: String, _ status: Status = .ok, advice: String? = nil) {
      (self.name, self.found, self.status, self.advice) = (name, found, status, advice)
    }
  }

  /// Looks at the machine.
  ///
  /// - Parameters:
  ///   - processes: Those of the job.
  ///   - link: What was measured between the first and the last of them.
  init(processes: Int, _ link: LinkSpeed?) {
    schema = Self.schema
    let job = link.map { link in
      Check(
        "processes",
        "\(processes) under mpirun: \(Format.significant(link.latency * 1e6, 2)) us and "
          + "\(Format.significant(link.bandwidth / 1e9, 2)) GB/s from the first to the last")
    }
    let found = [
      Check("fa-bench", Environment.version),
      Check("system", "\(Environment.system()), \(Environment.processor())"),
      Check("blas", "\(BLAS.configuration) (\(BLAS.blasLibrary ?? "no file is known"))"),
      Self.lapack, Self.core, Self.threads, Self.selfTest, Self.gnuplot,
    ]
    checks = found + [job].compactMap(\.self)
    isHealthy = !checks.contains { $0.status == .error }
  }

  func table(isColored: Bool) -> String { DoctorTable(results: self, isColored: isColored).text }

  private static var lapack: Check {
    let (blas, lapack) = (BLAS.blasLibrary, BLAS.lapackLibrary)
    let found = "LAPACK \(BLAS.lapackVersion) (\(lapack ?? "no file is known"))"
    guard let blas, let lapack, blas != lapack else { return Check("lapack", found) }
    return Check(
      "lapack", found, .warning,
      advice: "LAPACK calls do not reach OpenBLAS, and decompositions may be slow: see `"
        + "update-alternatives --list liblapack.so.3-x86_64-linux-gnu`, or install libopenblas0")
  }

  private static var core: Check {
    let forced = Terminal.environment("OPENBLAS_CORETYPE")
    return Check(
      "core", BLAS.coreName + (forced.map { ", as OPENBLAS_CORETYPE=\($0) asks for" } ?? ""))
  }

  private static var threads: Check {
    let (count, processors) = (BLAS.threadCount, ProcessInfo.processInfo.activeProcessorCount)
    let found = "\(count) of OpenBLAS on \(processors) processors"
    if BLAS.threading == .none {
      return Check(
        "threads", found, .warning,
        advice: "this OpenBLAS was built for one thread: install libopenblas0-pthread")
    }
    guard count <= processors else {
      return Check(
        "threads", found, .warning,
        advice: "more threads than processors slow each other down: set OPENBLAS_NUM_THREADS or "
          + "--threads to \(processors)")
    }
    return Check("threads", found)
  }

  private static var selfTest: Check {
    guard let fault = BLAS.selfTest() else { return Check("self-test", "passed") }
    return Check(
      "self-test", fault, .error,
      advice: "OpenBLAS computes wrong results with its kernel for \(BLAS.coreName): set "
        + "OPENBLAS_CORETYPE to another, such as Haswell, or install another version")
  }

  /// Only pictures need it.
  private static var gnuplot: Check {
    if let gnuplot = Gnuplot.installed() { return Check("gnuplot", gnuplot.path) }
    return Check("gnuplot", "missing", .warning, advice: Gnuplot.advice)
  }
}
