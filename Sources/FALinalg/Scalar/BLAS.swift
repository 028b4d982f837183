internal import CBLAS
internal import Platform

/// The OpenBLAS that this process runs on: its threads, its build, and whether it computes right.
public enum BLAS {
  /// OpenBLAS's own line on its version and how it was built.
  public static var configuration: String {
    unsafe String(cString: openblas_get_config()).trimmingTrailingSpaces
  }

  /// The version of OpenBLAS, as in `0.3.21`.
  public static var version: String {
    let words = configuration.split(separator: " ")
    return words.count > 1 ? String(words[1]) : configuration
  }

  /// The number of processors that OpenBLAS sees, and the number of threads that it starts with.
  public static var processorCount: Int { Int(openblas_get_num_procs()) }

  /// How OpenBLAS was built to use several threads.
  public enum Threading: Int32, Sendable {
    /// Not at all: ``BLAS/threadCount`` changes nothing.
    case none = 0
    /// With threads of its own.
    case threads = 1
    /// With OpenMP.
    case openMP = 2
  }

  /// How OpenBLAS was built to use several threads.
  public static var threading: Threading { Threading(rawValue: openblas_get_parallel()) ?? .none }

  /// The processor family whose kernels OpenBLAS chose.
  public static var coreName: String {
    unsafe String(cString: openblas_get_corename()).trimmingTrailingSpaces
  }

  /// The version of LAPACK, as in `3.9.1`.
  public static var lapackVersion: String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    unsafe LAPACKE_ilaver(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }

  /// The file of the library that BLAS calls reach.
  public static var blasLibrary: String? { library(of: "cblas_dgemm") }

  /// The file of the library that LAPACKE's calls to LAPACK reach. If it differs from
  /// ``blasLibrary``, another LAPACK has slipped in between.
  public static var lapackLibrary: String? { library(of: "dgesdd_") }

  private static func library(of symbol: String) -> String? {
    guard let name = unsafe fa_library_of(symbol) else { return nil }
    // The loader may know one file by several links.
    guard let resolved = unsafe realpath(name, nil) else { return unsafe String(cString: name) }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
