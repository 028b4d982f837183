import FAMatrixIO
import Foundation

/// Questions to the file system before the work begins.
enum FileSystem {
  /// Throws unless a file can be created or replaced at the path.
  static func checkWritable(file path: String) throws(MatrixFileError) {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let exists = unsafe access(path, F_OK) == 0
    guard unsafe access(exists ? path : directory, W_OK) == 0 else {
      throw .unwritable(path: path, reason: unsafe String(cString: strerror(errno)))
    }
  }

  /// Creates the directory, and those above it, unless it is there.
  static func createDirectory(_ path: String) throws(MatrixFileError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: path, reason: "the directory cannot be created")
    }
    try checkWritable(file: path)
  }
}
