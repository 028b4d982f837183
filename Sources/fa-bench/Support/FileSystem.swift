import FAMatrixIO
import Foundation

/// Questions to the file system before the work begins.
enum FileSystem {
  /// Throws unless the directory takes new files, or can be created where it is missing.
  static func checkWritable(directory path: String) throws(MatrixFileError) {
    var place = path
    while !place.isEmpty, !exists(place + "/"), errno == ENOENT {
      // Foundation's deletingLastPathComponent traps on a name of one letter.
      let parts = place.split(separator: "/").dropLast()
      place = (place.hasPrefix("/") ? "/" : "./") + parts.joined(separator: "/")
    }
    let code = unsafe (place + "/").withSystemPath { unsafe access($0, W_OK | X_OK) }
    guard !place.isEmpty, code == 0 else {
      let reason = place.isEmpty ? "a directory needs a name" : errorText(errno)
      throw .unwritable(
        path: path, reason: place == path ? reason : "'\(place.printable)': \(reason)")
    }
  }

  /// Creates the directory, and those above it, unless it is there.
  static func createDirectory(_ path: String) throws(MatrixFileError) {
    let ends = path.indices.filter { path[$0] == "/" && $0 != path.startIndex } + [path.endIndex]
    for end in ends {
      let place = String(path[..<end])
      guard !exists(place + "/") else { continue }
      // Another process may have been faster.
      if unsafe place.withSystemPath({ unsafe mkdir($0, 0o777) }) != 0, errno != EEXIST {
        throw .unwritable(
          path: path, reason: "the directory cannot be created: \(errorText(errno))")
      }
    }
  }

  /// Whether there is something at a path.
  static func exists(_ path: String) -> Bool {
    unsafe path.withSystemPath { unsafe access($0, F_OK) } == 0
  }

  /// Whether a path leads to one of the files that hold the given matrices.
  static func isAny(of given: [String?], at path: String) -> Bool {
    given.contains { $0.map { isSame(MatrixPath($0).file, path) } ?? false }
  }

  /// Whether both paths lead to one file, or would if it were there.
  static func isSame(_ first: String, _ second: String) -> Bool {
    var (a, b) = (stat(), stat())
    let places = [first, second].map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    if !first.isEmpty, places[0] == places[1] { return true }
    return unsafe first.withSystemPath { unsafe stat($0, &a) } == 0
      && second.withSystemPath { unsafe stat($0, &b) } == 0
      && a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }
}

extension String {
  /// What the name of a file ends in, after its last dot, in small letters; empty without one.
  var ending: String {
    let name = split(separator: "/").last ?? ""
    return name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
  }
}
