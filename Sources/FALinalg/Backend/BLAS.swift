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

  /// Multiplies and decomposes small matrices with known answers, in both precisions.
  ///
  /// - Returns: What was wrong, or nil if every answer was right.
  /// - Complexity: A few million operations.
  public static func selfTest() -> String? {
    selfTest(Double.self) ?? selfTest(Float.self)
  }

  private static func selfTest<Scalar: BLASScalar>(_: Scalar.Type) -> String? {
    // Small whole numbers: every product and sum is exact, so that (A B) 1 = A (B 1) holds to the
    // last bit and any difference is a wrong kernel.
    let order = 97
    let a = Matrix<Scalar>(rows: order, columns: order) { i, j in Scalar((3 * i + 5 * j) % 7 - 3) }
    let b = Matrix<Scalar>(rows: order, columns: order) { i, j in Scalar((2 * i + 7 * j) % 5 - 2) }
    let product = a * b
    let sums = (0..<order).map { i in (0..<order).reduce(Scalar(0)) { $0 + b[i, $1] } }
    for i in 0..<order {
      let found = (0..<order).reduce(Scalar(0)) { $0 + product[i, $1] }
      let exact = (0..<order).reduce(Scalar(0)) { $0 + a[i, $1] * sums[$1] }
      if found != exact {
        return "gemm in \(Scalar.self): row \(i) of a product sums to \(found), not \(exact)"
      }
    }
    // I - 2 v v' / v'v is its own inverse and orthogonal: all singular values are one.
    let v = Matrix<Scalar>(rows: order, columns: 1) { i, _ in Scalar(i % 3 + 1) }
    let reflection =
      Matrix<Scalar>.identity(order)
      - (2 / v.frobeniusInnerProduct(v)) * (v * v.transposed)
    guard let values = try? reflection.singularValues() else {
      return "gesdd in \(Scalar.self) did not converge on a reflection"
    }
    let tolerance = 100 * Scalar.ulpOfOne
    if let wrong = values.first(where: { ($0 - 1).magnitude > tolerance }) {
      return "gesdd in \(Scalar.self): a reflection has the singular value \(wrong)"
    }
    return nil
  }

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
