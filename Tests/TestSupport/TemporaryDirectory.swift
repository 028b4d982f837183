import Foundation

/// A directory of its own for a test, removed with everything in it at the end.
public final class TemporaryDirectory: Sendable {
  /// Its absolute path.
  public let path: String

  /// Creates an empty directory.
  public init() throws {
    path = FileManager.default.temporaryDirectory.path + "/fa-toolkit-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the directory.
  public func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and returns its path.
  public func write(_ bytes: some Collection<UInt8>, as name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// The names in the directory.
  public var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}
