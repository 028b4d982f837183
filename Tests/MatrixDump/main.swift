// Reads matrix files for comparison with other readers.
//
// Each line of standard input is a file, the precision (single or double) and options as NAME=VALUE,
// separated by tabs; each line of standard output is the answer in JSON: the shape, the entries row
// by row as the bits of doubles in hexadecimal, and the notes, or the error. The option `copy` names a
// file that the matrix is written to, for other readers.

import FALinalg
import FAMatrixIO
import Foundation

struct Answer: Encodable {
  var rows: Int?
  var columns: Int?
  var entries: String?
  var notes: [String]?
  var error: String?
}

func options(_ words: some Sequence<Substring>) -> ReadingOptions {
  var options = ReadingOptions()
  for word in words {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    switch parts[0] {
    case "header": options.header = .init(rawValue: parts[1]) ?? .auto
    case "index-column": options.hasIndexColumn = parts[1] == "yes"
    case "delimiter": options.delimiter = parts[1] == "tab" ? "\t" : parts[1].first
    case "decimal": options.decimal = parts[1].first
    case "vector": options.vector = .init(rawValue: parts[1])
    case "copy": break
    default: fatalError("unknown option \(word)")
    }
  }
  return options
}

func answer<Scalar: BLASScalar>(
  _ path: String, _ options: ReadingOptions, copy: String?, as _: Scalar.Type
) -> Answer {
  do throws(MatrixFileError) {
    let loaded = try MatrixFile.load(path, as: Scalar.self, options: options)
    let matrix =
      switch loaded.contents {
      case .dense(let matrix): matrix
      case .sparse(let matrix): matrix.dense()
      }
    if let copy { try MatrixFile.write(matrix, to: copy) }
    let entries = matrix.transposed.map { Double($0) }.elements.map {
      String($0.bitPattern, radix: 16)
    }
    return Answer(
      rows: matrix.rows, columns: matrix.columns, entries: entries.joined(separator: " "),
      notes: loaded.notes)
  } catch {
    return Answer(error: error.description)
  }
}

while let line = readLine() {
  let words = line.split(separator: "\t")
  let (path, options) = (String(words[0]), options(words.dropFirst(2)))
  let copy = words.first { $0.hasPrefix("copy=") }.map { String($0.dropFirst("copy=".count)) }
  let answer =
    words[1] == "single"
    ? answer(path, options, copy: copy, as: Float.self)
    : answer(path, options, copy: copy, as: Double.self)
  print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
}
