import FALinalg
import Foundation

/// What the figures were made on.
struct Environment: Codable {
  static let version = "0.1.0"

  let version: String
  let system: String
  let processor: String
  let processorCount: Int
  let blas: String
  let blasCore: String
  let blasThreads: Int
  let lapackVersion: String
  @Nullable var blasLibrary: String?
  @Nullable var lapackLibrary: String?
  let selfTest: String
  /// What was typed, each word as it was understood.
  let command: [String]

  /// Why no figure of this process could be trusted.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Describes the environment after a quick test of it.
  ///
  /// - Throws: ``Failure`` if OpenBLAS computes wrong results on this processor.
  static func checked() throws(Failure) -> Environment {
    NeededMemory.checkBuffer()
    if let fault = BLAS.selfTest() {
      throw Failure(
        description: "the self-test of OpenBLAS failed (\(fault)); its kernel for "
          + "\(BLAS.coreName) does not work here: set OPENBLAS_CORETYPE to another, such as Haswell"
      )
    }
    let (blas, lapack) = (BLAS.blasLibrary, BLAS.lapackLibrary)
    if let blas, let lapack, blas != lapack {
      Terminal.standardError.say(
        "warning: LAPACK calls reach \(lapack), not OpenBLAS (\(blas)); "
          + "check `update-alternatives --list liblapack.so.3-x86_64-linux-gnu`")
    }
    return Environment(
      version: version, system: system(), processor: processor(),
      processorCount: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), blas: BLAS.configuration,
      blasCore: BLAS.coreName, blasThreads: BLAS.threadCount, lapackVersion: BLAS.lapackVersion,
      blasLibrary: blas, lapackLibrary: lapack, selfTest: "passed",
      command: ["fa-bench"] + Arguments.all.dropFirst())
  }

  static func system() -> String {
    var name = utsname()
    guard unsafe uname(&name) == 0 else { return "unknown" }
    func text<Field>(_ field: Field) -> String {
      unsafe withUnsafeBytes(of: field) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
    return "\(text(name.sysname)) \(text(name.release)) \(text(name.machine))"
  }

  static func processor() -> String {
    guard let file = unsafe fopen("/proc/cpuinfo", "r") else { return "unknown" }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 1024)
    while unsafe fgets(&line, Int32(line.count), file) != nil {
      let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.hasPrefix("model name"), let colon = text.firstIndex(of: ":") else { continue }
      return String(text[text.index(after: colon)...].drop { $0 == " " }.prefix { $0 != "\n" })
    }
    return "unknown"
  }
}
