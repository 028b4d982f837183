import FAMatrixIO
import Foundation

/// A standard stream.
struct Terminal {
  static let standardInput = Terminal(descriptor: 0)
  static let standardOutput = Terminal(descriptor: 1)
  static let standardError = Terminal(descriptor: 2)

  let descriptor: Int32

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Colour only on a terminal, and not where NO_COLOR asks for none (https://no-color.org).
  var showsColor: Bool {
    canRedraw && (Self.environment("NO_COLOR") ?? "").isEmpty
  }

  /// Whether a line can be drawn over.
  var canRedraw: Bool { isTerminal && Self.environment("TERM") != "dumb" }

  /// The width of the terminal in characters.
  var columns: Int {
    var size = winsize()
    let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  /// Writes all of the text. A reader that has gone away has seen what it wanted to see.
  ///
  /// - Throws: `unwritable`.
  func write(_ text: String) throws(MatrixFileError) {
    let code = unsafe Array(text.utf8).withUnsafeBytes { unsafe writeAll($0, to: descriptor) }
    guard code == 0 || code == EPIPE else {
      throw .unwritable(path: name, reason: errorText(code))
    }
  }

  /// Writes a message; where messages cannot be written there is no one to tell.
  func say(_ message: String) {
    try? write("fa-bench: \(message)\n")
  }

  private var name: String { descriptor == 1 ? "standard output" : "standard error" }

  /// Makes sure that a standard stream which was closed at the start stays so: a file opened later
  /// would get its number, and then what is meant for the stream. A reader that goes away is to
  /// end the writing, not the program, and so is a file that may not become larger.
  static func prepareStandardStreams() {
    for descriptor in CInt(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number is this one. It is opened so that using it fails as before.
      _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
    for number in [SIGPIPE, SIGXFSZ] { _ = signal(number, SIG_IGN) }
  }

  static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
