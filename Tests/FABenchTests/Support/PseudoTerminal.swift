import Foundation
import Testing
import Platform

/// A terminal as a window or ssh provides it: the program gets one end, the test has the other.
final class PseudoTerminal {
  private let ours: Int32
  /// The program's end.
  let handle: FileHandle

  init(columns: UInt16) throws {
    var (ours, theirs): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    let code = unsafe openpty(&ours, &theirs, nil, nil, &size)
    try #require(code == 0)
    self.ours = ours
    handle = FileHandle(fileDescriptor: theirs, closeOnDealloc: true)
  }

  deinit { close(ours) }

  /// Waits for output that contains the text, of a program that has begun; its end ends the waiting.
  func wait(for text: String) throws {
    try? handle.close()
    var seen = ""
    while !seen.contains(text) {
      let more = next()
      try #require(!more.isEmpty, "the terminal was closed after \(seen)")
      seen += more
    }
  }

  /// What the program has written, after its end.
  func rest() throws -> String {
    try? handle.close()
    var text = ""
    while true {
      let more = next()
      if more.isEmpty { return text }
      text += more
    }
  }

  private func next() -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(ours, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
  }
}
