import FALinalg
import FAMatrixIO
import TestSupport
import Testing
import Foundation

/// Damaged files are read or refused, and never stop the program.
@Suite struct HostileBytesTests {
  /// A generator with a fixed seed (SplitMix64), so that a failure comes back.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }
  }

  static let starts = [
    "f8-little-c.npy", "f2-big-f.npy", "f16-little-c.npy", "bool-c.npy", "version-2.npy",
    "version-3.npy", "plain.npz", "sparse-coo.npz", "coordinate-symmetric.mtx", "array-skew.mtx",
  ]

  private func suffix(_ name: String) -> String { String(name.suffix(4)) }

  /// Reads, and checks what every result must be.
  private func survives(_ bytes: [UInt8], _ directory: TemporaryDirectory, _ name: String) throws {
    let path = try directory.write(bytes, as: name)
    do throws(MatrixFileError) {
      let matrix = try MatrixFile.read(path, as: Double.self)
      #expect(matrix.elements.count == matrix.count)
      #expect(matrix.elements.contains { !$0.isFinite } == false)
    } catch {
      guard case .invalid(let place, let reason) = error, place.hasPrefix(path) else {
        Issue.record(error)
        return
      }
      #expect(!reason.isEmpty && reason.utf8.allSatisfy { $0 >= 0x20 })
    }
  }

  /// What attacks have found, or were once thought to find.
  @Test func findings() throws {
    let directory = try TemporaryDirectory()
    let folder = try fixture("findings")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!names.isEmpty)
    for name in names { try survives(contents("\(folder)/\(name)"), directory, name) }
  }

  @Test(arguments: starts)
  func everyPrefix(_ name: String) throws {
    let directory = try TemporaryDirectory()
    let bytes = try contents(fixture(name))
    for count in 0..<bytes.count {
      if suffix(name) == ".mtx" {
        // What is left of the last number may be a number.
        try survives(Array(bytes[..<count]), directory, "a.mtx")
      } else {
        let path = try directory.write(bytes[..<count], as: "a" + suffix(name))
        #expect(!refusal(of: path, as: Double.self).isEmpty)
      }
    }
  }

  @Test(arguments: starts)
  func everyByteChanged(_ name: String) throws {
    let directory = try TemporaryDirectory()
    var generator = Generator(state: 1)
    let bytes = try contents(fixture(name))
    let interesting: [UInt8] = [0, 0xFF, 0x7F, 0x80] + "'\"{}(),:-0919 <>|=LTf\n".utf8
    for position in bytes.indices {
      for _ in 0..<(bytes.count > 400 ? 1 : 6) {
        var changed = bytes
        changed[position] =
          Bool.random(using: &generator)
          ? interesting.randomElement(using: &generator) ?? 0
          : UInt8.random(in: 0...255, using: &generator)
        try survives(changed, directory, "a" + suffix(name))
      }
    }
  }

  @Test(arguments: starts)
  func piecesRemovedAndRepeated(_ name: String) throws {
    let directory = try TemporaryDirectory()
    var generator = Generator(state: 2)
    let bytes = try contents(fixture(name))
    for _ in 0..<300 {
      let ends = [
        Int.random(in: 0...80, using: &generator), Int.random(in: 0...80, using: &generator),
      ]
      .sorted()
      var changed = bytes
      if Bool.random(using: &generator) {
        changed.removeSubrange(ends[0]..<ends[1])
      } else {
        changed.insert(contentsOf: bytes[ends[0]..<ends[1]], at: ends[1])
      }
      try survives(changed, directory, "a" + suffix(name))
    }
  }

  @Test func randomText() throws {
    let directory = try TemporaryDirectory()
    var generator = Generator(state: 3)
    let alphabet = Array("0123456789.eE+-,,,\n\n\t \"#naif\r\0é\u{FEFF}".utf8) + [0xC3, 0xFF]
    for round in 0..<4000 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      try survives(bytes, directory, round % 2 == 0 ? "a.csv" : "a.tsv")
    }
  }

  /// A file may claim any size without taking room on the disk.
  @Test(arguments: ["a.csv", "a.npy"])
  func sparseFileLargerThanMemory(_ name: String) throws {
    let directory = try TemporaryDirectory()
    let size = 1 << 42
    let header = npy(
      "{'descr': '|i1', 'fortran_order': True, 'shape': (2097152, 2097152), }\n")
    let path = try directory.write(header, as: name)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    defer { try? handle.close() }
    // Some file systems hold no file of this size; then there is nothing to test.
    guard (try? handle.truncate(atOffset: UInt64(header.count + size))) != nil else { return }
    do throws(MatrixFileError) {
      _ = try MatrixFile.read(path, as: Float.self)
      Issue.record("read")
    } catch {
      guard case .unreadable(path, let reason) = error else {
        Issue.record(error)
        return
      }
      #expect(reason.contains("bytes of memory, and "))
    }
  }
}
