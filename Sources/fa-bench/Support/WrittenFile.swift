import FAMatrixIO

/// A place that a command writes to.
struct WrittenFile {
  /// The flag that names it.
  let flag: String
  let path: String
  private let kind: Kind

  private enum Kind {
    case file
    case matrix
    /// With files of these names.
    case directory([String])
  }

  init(_ flag: String, _ path: String) { (self.flag, self.path, kind) = (flag, path, .file) }

  init(matrix flag: String, _ path: String) {
    (self.flag, self.path, kind) = (flag, path, .matrix)
  }

  init(directory flag: String, _ path: String, holding names: [String]) {
    (self.flag, self.path, kind) = (flag, path, .directory(names))
  }

  /// The files themselves.
  private var files: [String] {
    if case .directory(let names) = kind { names.map { "\(path)/\($0)" } } else { [path] }
  }

  /// Throws what writing would throw as things stand; changes nothing.
  func checkWritable() throws {
    switch kind {
    case .file: try AtomicFile.checkWritable(path)
    case .matrix: try MatrixFile.checkWritable(path)
    case .directory: try FileSystem.checkWritable(directory: path)
    }
  }

  /// Throws if one of the places is that of a file which is read, or of another that is written.
  static func checkNothingIsReplaced(_ written: [WrittenFile], reading: [String?]) throws {
    for (index, place) in written.enumerated() {
      let others = reading + written[..<index].flatMap(\.files)
      if let file = place.files.first(where: { FileSystem.isAny(of: others, at: $0) }) {
        throw UsageError(
          "\(place.flag) would replace '\(file.printable)', another file of this command: choose another "
            + "name")
      }
    }
  }

  /// Says so where the name of a file promises another form than the file gets.
  ///
  /// - Parameter endings: What names of such files end in; that of the form if it is left out.
  static func noteContents(of path: String, _ form: String, named endings: [String]? = nil) {
    guard ["json", "csv", "html"].contains(path.ending),
      !(endings ?? [form]).contains(path.ending)
    else { return }
    Terminal.standardError.say(
      "note: '\(path.printable)' holds \(form), although its name ends in .\(path.ending)")
  }
}
