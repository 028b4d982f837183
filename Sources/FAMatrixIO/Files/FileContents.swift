/// Files whose bytes are taken as they are.
package enum FileContents {
  /// All bytes of a regular file, or nil if they are more than `limit`.
  ///
  /// - Throws: `notFound`, `unreadable`; `invalid` if the machine cannot hold them.
  package static func bytes(
    of path: String, limit: Int
  ) throws(MatrixFileError) -> [UInt8]? {
    let file = try InputFile(path)
    guard file.size <= limit else { return nil }
    return try file.bytes(at: 0, count: file.size)
  }
}
