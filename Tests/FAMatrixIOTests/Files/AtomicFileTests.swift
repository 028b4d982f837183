import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct AtomicFileTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func newFile() throws {
    let path = directory.file("a")
    try AtomicFile.write("text".utf8, to: path)
    #expect(try contents(path) == Array("text".utf8))
    // As any other program would have created it.
    let plain = directory.file("b")
    close(try openFile(plain, O_WRONLY | O_CREAT))
    #expect(try permissions(of: path) == permissions(of: plain))
    #expect(try directory.names == ["a", "b"])
  }

  /// Where standard input was closed, the first file that is opened has its number.
  @Test func withoutStandardInput() async {
    await #expect(processExitsWith: .success) {
      let directory = try TemporaryDirectory()
      let path = directory.file("a.mtx")
      close(STDIN_FILENO)
      try MatrixFile.write(Matrix<Double>.identity(2), to: path)
      let read = try MatrixFile.read(path, as: Double.self)
      precondition(read == .identity(2))
    }
  }

  @Test func emptyAndLargeContents() throws {
    let path = directory.file("a")
    let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }
    try AtomicFile.write(large, to: path)
    #expect(try contents(path) == large)
    try AtomicFile.write([], to: path)
    #expect(try contents(path) == [])
  }

  @Test(arguments: [0o600, 0o644, 0o640, 0o755] as [mode_t])
  func keepsPermissions(_ mode: mode_t) throws {
    let path = try directory.write("old".utf8, as: "a")
    try setPermissions(mode, of: path)
    try AtomicFile.write("new".utf8, to: path)
    #expect(try contents(path) == Array("new".utf8))
    #expect(try permissions(of: path) == mode)
  }

  #if canImport(Glibc)
    /// Who may not give a file away leaves nothing to a group that is another than before.
    @Test(.enabled(if: geteuid() == 0, "only root can take another user's part"))
    func rightsOfAnotherGroup() throws {
      let path = try directory.write("old".utf8, as: "a")
      let (user, group, foreign) = (uid_t(65_534), gid_t(65_534), gid_t(54_321))
      for (name, owningGroup) in [(directory.path, group), (path, foreign)] {
        let code = unsafe chown(name, user, owningGroup)
        try #require(code == 0)
      }
      try setPermissions(0o664, of: path)
      try asUser(user, group) { try AtomicFile.write("new".utf8, to: path) }
      #expect(try contents(path) == Array("new".utf8))
      var status = stat()
      let code = unsafe lstat(path, &status)
      try #require(code == 0)
      #expect(status.st_uid == user && status.st_gid == group)
      #expect(try permissions(of: path) == 0o604)
      // The group that it is in keeps its rights.
      try setPermissions(0o664, of: path)
      try asUser(user, group) { try AtomicFile.write("newer".utf8, to: path) }
      #expect(try permissions(of: path) == 0o664)
    }
  #endif

  @Test func failureLeavesTheOldFile() throws {
    let path = try directory.write("old".utf8, as: "a")
    let failure = MatrixFileError.unwritable(path: path, reason: "stopped half way")
    #expect(throws: failure) {
      try AtomicFile.write(to: path) { (output) throws(MatrixFileError) in
        try output.write(Array("new".utf8))
        throw failure
      }
    }
    #expect(try contents(path) == Array("old".utf8))
    #expect(try directory.names == ["a"])
  }

  /// Until the very end a reader sees the old file.
  @Test func oldContentDuringTheWrite() throws {
    let path = try directory.write("old".utf8, as: "a")
    var seen: [UInt8]?
    var names: [String]?
    try AtomicFile.write(to: path) { (output) throws(MatrixFileError) in
      try output.write(Array("new".utf8))
      seen = try? contents(path)
      names = try? directory.names
    }
    #expect(seen == Array("old".utf8))
    #if os(Linux)
      // If the program were killed now, nothing would be left.
      #expect(names == ["a"])
    #endif
    #expect(try contents(path) == Array("new".utf8))
  }

  @Test(arguments: [true, false])
  func followsLinks(_ exists: Bool) throws {
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: directory.file("sub"), withIntermediateDirectories: false)
    if exists { _ = try directory.write("old".utf8, as: "sub/target") }
    let (first, second) = (directory.file("first"), directory.file("sub/second"))
    try manager.createSymbolicLink(atPath: first, withDestinationPath: "sub/second")
    try manager.createSymbolicLink(atPath: second, withDestinationPath: "target")
    try AtomicFile.write("new".utf8, to: first)
    #expect(try contents(directory.file("sub/target")) == Array("new".utf8))
    #expect(try manager.destinationOfSymbolicLink(atPath: first) == "sub/second")
    #expect(try manager.destinationOfSymbolicLink(atPath: second) == "target")
    #expect(try manager.contentsOfDirectory(atPath: directory.file("sub")).count == 2)
  }

  @Test func devices() throws {
    try AtomicFile.write("text".utf8, to: "/dev/null")
    #if os(Linux)
      #expect(
        throws: MatrixFileError.unwritable(path: "/dev/full", reason: "No space left on device")
      ) { try AtomicFile.write("text".utf8, to: "/dev/full") }
    #endif
  }

  @Test func aFIFO() throws {
    let path = directory.file("fifo")
    try makeFIFO(path)
    // Open for reading and writing, so that neither end waits for the other.
    let reader = try openFile(path, O_RDWR)
    defer { close(reader) }
    try AtomicFile.write("text".utf8, to: path)
    var buffer = [UInt8](repeating: 0, count: 16)
    let count = unsafe read(reader, &buffer, 16)
    #expect(count == 4)
    #expect(buffer[..<4].elementsEqual("text".utf8))
  }

  /// An open file is written where it stands, as `>>` in a shell asks for.
  @Test(arguments: ["/dev/fd/", "/proc/self/fd/"])
  func openFiles(_ prefix: String) throws {
    let path = try directory.write("old ".utf8, as: "a")
    let descriptor = try openFile(path, O_WRONLY | O_APPEND)
    defer { close(descriptor) }
    try AtomicFile.write("new ".utf8, to: "\(prefix)\(descriptor)")
    let link = directory.file("link")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: "\(prefix)\(descriptor)")
    try AtomicFile.write("newer".utf8, to: link)
    #expect(try contents(path) == Array("old new newer".utf8))
    #expect(try directory.names == ["a", "link"])
  }

  @Test func failures() throws {
    func expectReason(_ reason: String, _ path: String) {
      #expect(throws: MatrixFileError.unwritable(path: path, reason: reason)) {
        try AtomicFile.write("text".utf8, to: path)
      }
    }
    let file = try directory.write("old".utf8, as: "a")
    let loop = directory.file("loop")
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: "loop")
    expectReason("it is a directory", directory.path)
    expectReason("Not a directory", file + "/b")
    expectReason("No such file or directory", directory.file("new/"))
    expectReason("No such file or directory", "")
    expectReason("Too many levels of symbolic links", loop)
    expectReason("a path cannot hold a NUL character", "a\0b")
    expectReason("Bad file descriptor", "/dev/fd/1000000")
    expectReason("File name too long", directory.file(String(repeating: "a", count: 300)))
    expectReason(
      "no temporary file in '\(directory.file("absent/"))': No such file or directory",
      directory.file("absent/b"))
    #expect(try directory.names == ["a", "loop"])
  }

  @Test(.enabled(if: geteuid() != 0, "nothing is forbidden to root"))
  func readOnlyFile() throws {
    let path = try directory.write("old".utf8, as: "a")
    try setPermissions(0o444, of: path)
    #expect(throws: MatrixFileError.unwritable(path: path, reason: "Permission denied")) {
      try AtomicFile.write("new".utf8, to: path)
    }
  }
}
