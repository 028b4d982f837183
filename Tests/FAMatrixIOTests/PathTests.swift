import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// What a path may lead to, before any byte is read.
@Suite struct PathTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func expectError(_ expected: MatrixFileError, _ path: String) {
    #expect(throws: expected) { try MatrixFile.read(path, as: Double.self) }
  }

  @Test(arguments: ["absent.npy", "absent.xyz", "absent/a.csv"])
  func notFound(_ name: String) {
    expectError(.notFound(path: directory.file(name)), directory.file(name))
  }

  @Test func belowAFile() throws {
    let path = try directory.write("1".utf8, as: "a.csv") + "/b.csv"
    expectError(.notFound(path: path), path)
  }

  @Test func emptyPath() {
    expectError(.notFound(path: ""), "")
  }

  @Test func nulInPath() {
    let path = "a.csv\0.npy"
    expectError(.unreadable(path: path, reason: "a path cannot hold a NUL character"), path)
  }

  @Test func danglingLink() throws {
    let path = directory.file("a.csv")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "absent.csv")
    expectError(.notFound(path: path), path)
  }

  @Test func linkLoop() throws {
    let path = directory.file("a.csv")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "a.csv")
    expectError(
      .unreadable(path: path, reason: "Too many levels of symbolic links"), path)
  }

  @Test func link() throws {
    let path = directory.file("a.csv")
    _ = try directory.write("5".utf8, as: "data")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "data")
    #expect(try MatrixFile.read(path, as: Double.self)[0, 0] == 5)
  }

  @Test func aDirectory() throws {
    expectError(.unreadable(path: directory.path, reason: "it is a directory"), directory.path)
  }

  @Test func aFIFO() throws {
    let path = directory.file("a.csv")
    try makeFIFO(path)
    let reason = "it is a pipe or a device and has no size: save its contents to a file first"
    expectError(.unreadable(path: path, reason: reason), path)
    expectError(.unreadable(path: "/dev/null", reason: reason), "/dev/null")
  }

  @Test(.enabled(if: geteuid() != 0, "nothing is forbidden to root"))
  func noPermission() throws {
    let path = try directory.write("1".utf8, as: "a.csv")
    try setPermissions(0, of: path)
    expectError(.unreadable(path: path, reason: "Permission denied"), path)
  }

  @Test(arguments: ["a", "a.zip", "a.hdf", "csv", "a.csv.bak", "a.gz", "a.npy.gz", "a.csv.bz2"])
  func unknownExtension(_ name: String) throws {
    let path = try directory.write("1".utf8, as: name)
    expectError(
      .invalid(
        path: path,
        reason:
          "the extension is not one of a matrix file; supported are .npy, .npz, .mtx, .csv, .tsv, "
          + ".txt, .dat, and texts with .gz"),
      path)
  }

  #if !MAT
    /// Without the trait, what to do about it.
    @Test func matlab() throws {
      let path = try directory.write("MATLAB 5.0".utf8, as: "a.MAT")
      #expect(refusal(of: path, as: Double.self).contains("--traits default,MAT"))
    }
  #endif

  @Test func descriptions() {
    #expect(MatrixFileError.notFound(path: "a.npy").description == "'a.npy' does not exist")
    #expect(
      MatrixFileError.unreadable(path: "a\u{1B}[2J", reason: "it is a directory").description
        == "cannot read 'a\\u{1B}[2J': it is a directory")
    #expect(
      MatrixFileError.invalid(path: "größe.csv", reason: "line 1 is blank").description
        == "'größe.csv' does not hold a usable matrix: line 1 is blank")
    #expect(
      MatrixFileError.unwritable(path: "a", reason: "No space left on device").description
        == "cannot write 'a': No space left on device")
  }

  /// Files that were refused are closed all the same.
  @Test func nothingStaysOpen() throws {
    let path = try directory.write("x".utf8, as: "a.csv")
    for _ in 0..<3000 {
      _ = refusal(of: path, as: Double.self)
      expectError(.unreadable(path: directory.path, reason: "it is a directory"), directory.path)
    }
    // The system hands out the lowest free number; few are taken if none was left open.
    let descriptor = try openFile(path, O_RDONLY)
    close(descriptor)
    #expect(descriptor < 1000)
  }
}
