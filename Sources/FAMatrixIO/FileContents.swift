/// Files whose bytes are taken as they are.
package enum FileContents {
  /// All bytes of a regular file.
  ///
  /// - Throws: `notFound`, `unreadable`; `invalid` if the machine cannot hold them.
  package static func bytes(of path: String) throws(MatrixFileError) -> [UInt8] {
    let file = try InputFile(path)
    return try file.bytes(at: 0, count: file.size)
  }
}
