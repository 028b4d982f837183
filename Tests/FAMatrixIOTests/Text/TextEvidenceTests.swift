import FALinalg
import FAMatrixIO
import TestSupport
import Testing

/// What texts say about their first line, their first column, their delimiter and their decimals.
@Suite struct TextEvidenceTests {
  static let rows = Matrix<Double>(rows: [[1.5, 2], [3, 4.5]])
  static let three = Matrix<Double>(rows: [[1.5, 2.5], [3.5, 4.5], [5.5, 6.5]])

  static func options(_ change: (inout ReadingOptions) -> Void) -> ReadingOptions {
    var options = ReadingOptions()
    change(&options)
    return options
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    var name = "a.csv"
    var options = ReadingOptions()
    let matrix: Matrix<Double>
    let notes: [String]

    var testDescription: String { "\(name): \(text.debugDescription)" }

    init(
      _ text: String, as name: String = "a.csv", is matrix: Matrix<Double> = rows,
      notes: [String] = [], _ change: (inout ReadingOptions) -> Void = { _ in }
    ) {
      (self.text, self.name, self.matrix, self.notes) = (text, name, matrix, notes)
      change(&options)
    }
  }

  static let names = "2 rows after a line of names"
  static let index = "without the index column"
  static let cases: [Case] = [
    // Names.
    Case("a,b\n1.5,2\n3,4.5\n", notes: [names]),
    Case("x1,x2\n1.5,2\n3,4.5\n", notes: [names]),
    Case("größe,(kg)\n1.5,2\n3,4.5\n", notes: [names]),
    Case("a,\n1.5,2\n3,4.5\n", notes: [names]),
    Case("1,2\n1.5,2\n3,4.5\n", notes: [names]) { $0.header = .yes },
    Case("NA,50%\n1.5,2\n3,4.5\n", notes: [names]) { $0.header = .yes },
    Case("1.5,2\n3,4.5\n") { $0.header = .no },
    Case("1.5,2\n3,4.5\n"),
    // Numbers that may be names.
    Case(
      "0,1\n1.5,2.5\n3.5,4.5\n5.5,6.5\n", is: three,
      notes: ["the first line, 0 … 1, as names (a row: header no)", "3 rows after a line of names"]),
    Case(
      "1,2\n1.5,2.5\n3.5,4.5\n5.5,6.5\n", is: three,
      notes: ["the first line, 1 … 2, as names (a row: header no)", "3 rows after a line of names"]),
    Case(
      "1,2\n3,4\n", is: Matrix(rows: [[1, 2], [3, 4]]),
      notes: ["the first line, 1 … 2, as a row (names: header yes)"]),
    Case(
      "1,2\n3.5,4\n", is: Matrix(rows: [[1, 2], [3.5, 4]]),
      notes: ["the first line, 1 … 2, as a row (names: header yes)"]),
    Case(
      "1\n0.5\n0.25\n", is: Matrix(rows: [[1], [0.5], [0.25]]),
      notes: ["the first line, 1, as a row (names: header yes)"]),
    Case("0,2\n3,0\n", is: Matrix(rows: [[0, 2], [3, 0]])),
    Case(
      "0,1\n1,0\n", is: Matrix(rows: [[0, 1], [1, 0]]),
      notes: ["the first column, which counts the rows, as part of the matrix"]
    ) { $0.header = .no },
    Case("0,1\n1,0\n", is: Matrix(rows: [[1, 0]]), notes: ["1 row after a line of names"]) {
      $0.header = .yes
    },
    Case("0,1,2\n", is: Matrix(rows: [[0, 1, 2]])),
    Case(
      "0\n1\n1\n", is: Matrix(rows: [[0], [1], [1]]),
      notes: ["the first line, 0, as a row (names: header yes)"]),
    Case("1\n2\n1\n", is: Matrix(rows: [[1], [2], [1]])),
    Case("2,4\n1.5,2.5\n", is: Matrix(rows: [[2, 4], [1.5, 2.5]])),
    Case("0.0,1.0\n1.5,2.5\n", is: Matrix(rows: [[0, 1], [1.5, 2.5]])),
    // An index.
    Case(
      "2020,2021\n1.5,2\n3,4\n", is: Matrix(rows: [[2020, 2021], [1.5, 2], [3, 4]]),
      notes: ["the first line, 2020 … 2021, as a row (names: header yes)"]),
    Case(
      "2019,2020,2021\n1,2,7\n", is: Matrix(rows: [[2019, 2020, 2021], [1, 2, 7]]),
      notes: ["the first line, 2019 … 2021, as a row (names: header yes)"]),
    Case(",a,b\n0,1.5,2\n1,3,4.5\n", notes: [names, index]),
    Case("\"\",\"a\",\"b\"\n\"1\",1.5,2\n\"2\",3,4.5\n", notes: [names, index]),
    Case(",0,1\n0,1.5,2\n1,3,4.5\n", notes: [names, index]),
    Case("\"a\" \"b\"\n\"1\" 1.5 2\n\"2\" 3 4.5\n", as: "a.txt", notes: [names, index]),
    Case("a b\nfirst 1.5 2\nsecond 3 4.5\n", as: "a.txt", notes: [names, index]),
    Case("id,a,b\nx,1.5,2\ny,3,4.5\n", notes: [names, index]) { $0.hasIndexColumn = true },
    Case("x,1.5,2\ny,3,4.5\n", notes: [index]) { $0.hasIndexColumn = true },
    Case("7,1.5,2\n9,3,4.5\n", notes: [index]) { $0.hasIndexColumn = true },
    Case(",a,b\n7,1.5,2\n9,3,4.5\n", notes: [names, index]) { $0.hasIndexColumn = true },
    Case(
      ",a,b\n7,1.5,2\n9,3,4.5\n", is: Matrix(rows: [[7, 1.5, 2], [9, 3, 4.5]]), notes: [names]
    ) { $0.hasIndexColumn = false },
    Case(
      "t,a\n0,1.5\n1,2.5\n2,3.5\n", is: Matrix(rows: [[0, 1.5], [1, 2.5], [2, 3.5]]),
      notes: [
        "3 rows after a line of names",
        "the first column, which counts the rows, as part of the matrix",
      ]),
    Case("0,1.5\n1,2.5\n2,3.5\n", is: Matrix(rows: [[0, 1.5], [1, 2.5], [2, 3.5]])) {
      $0.hasIndexColumn = false
    },
    Case("0,1.5\n1,2.5\n2,3.5\n", is: Matrix(rows: [[1.5], [2.5], [3.5]]), notes: [index]) {
      $0.hasIndexColumn = true
    },
    // Delimiters and decimals.
    Case("1.5 2\n3 4.5\n", notes: ["fields between blanks"]),
    Case("1.5\t2\n3\t4.5\n", notes: ["fields between '\\t'"]),
    Case("1,5;2\n3;4,5\n", notes: ["fields between ';'", "decimal commas"]),
    Case("a;b\n1,5;2\n3;4,5\n", notes: ["fields between ';'", "decimal commas", names]),
    Case("1,5\t2\n3\t4,5\n", as: "a.tsv", notes: ["decimal commas"]),
    Case("1,5\t2\n3\t4,5\n", as: "a.txt", notes: ["decimal commas"]) { $0.delimiter = "\t" },
    Case("1,5 2\n3 4,5\n", as: "a.dat") { $0.decimal = "," },
    Case("1.5 2\n3\t4.5\n", as: "a.txt"),
    Case("1.5e0 2\n 3\t4.5 \n", as: "a.dat"),
    Case("1.5, 2\n3, 4.5\n", as: "a.txt", notes: ["fields between ','"]),
    Case("1.5|2\n3|4.5\n") { $0.delimiter = "|" },
    Case("1,500;2\n3;4,500\n", notes: ["fields between ';'"]) { $0.decimal = "," },
    Case("1,5\n2,5\n", is: Matrix(rows: [[1.5], [2.5]])) {
      $0.decimal = ","
    },
    Case("1.5,2\n\n\n3,4.5\n\n", notes: ["without 2 blank lines between rows"]),
    Case("1.5,2,\n3,4.5,\n", notes: ["without the empty column behind the last delimiter"]),
    Case(
      "1.5,\n3,\n", is: Matrix(rows: [[1.5], [3]]),
      notes: ["without the empty column behind the last delimiter"]),
    // Comments.
    Case("# a,b\n1.5,2 # two\n3,4.5#\n#\n"),
    Case("id,#items\n1.5,2\n3,4.5\n", notes: [names]),
    Case("item#,price\n1.5,2\n3,4.5\n", notes: [names]),
    Case("a,\"b # c\"\n1.5,2\n3,4.5\n", notes: [names]),
  ]

  @Test(arguments: cases)
  func isRead(_ example: Case) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(example.text.utf8, as: example.name)
    let loaded = try MatrixFile.load(path, as: Double.self, options: example.options)
    guard case .dense(let matrix) = loaded.contents else {
      Issue.record("sparse")
      return
    }
    #expect(matrix == example.matrix)
    #expect(loaded.notes == example.notes)
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: String
    let name: String
    var options = ReadingOptions()

    var testDescription: String { "\(name): \(text.debugDescription)" }

    init(
      _ text: String, _ reason: String, as name: String = "a.csv",
      _ change: (inout ReadingOptions) -> Void = { _ in }
    ) {
      (self.text, self.reason, self.name) = (text, reason, name)
      change(&options)
    }
  }

  static let header = "set the option header to yes"
  static let refused: [Refused] = [
    Refused("0,1,2\n3,4,5\n", "its first line, 0 … 2, may be names or a row: " + header),
    Refused("0\n0.5\n1.5\n", "its first line, 0, may be names or a row"),
    Refused("0,1\n0.5,2\n1,2.5\n", "its first line, 0 … 1, may be names or a row"),
    Refused("2019,2020,2021\n1.5,2.5,3.5\n", "its first line, 2019 … 2021, may be names or a row"),
    Refused("name,2020\n1,2\n", "line 1, column 1: 'name' is not a number; if the column names"),
    Refused("name,2020\n1,2\n", header),
    Refused("TRUE,FALSE\n1,0\n", header),
    Refused("0x10,0x20\n1,2\n", "'0x10' is not a number: write it as a decimal number"),
    Refused("$1.50,$2\n1,2\n", "'$1.50' is not a number; if the line holds names"),
    Refused("€5,€6\n1,2\n", header),
    Refused("1_000,2_000\n1,2\n", "write numbers without separators between thousands"),
    Refused("1'000,2'000\n1,2\n", "write numbers without separators between thousands"),
    Refused("?,?\n1,2\n", "'?' is not a number: a value is missing"),
    Refused("#N/A,1\n1,2\n", "'#N/A' is not a number: a value is missing"),
    Refused("#DIV/0!,#DIV/0!\n1,2\n", "'#DIV/0!' is not a number: a value is missing"),
    Refused("−1,−2\n1,2\n", "'−1' is not a number"),
    Refused("½,¼\n1,2\n", "'½' is not a number"),
    Refused("1st,2nd\n1,2\n", header),
    Refused("2020-01,2020-02\n1,2\n", header),
    Refused("1.5,2\nNA,4\n", "line 2, column 1: 'NA' is not a number: a value is missing"),
    Refused("1.5,2\n3,#N/A\n", "line 2, column 2: '#N/A' is not a number: a value is missing"),
    Refused("1.5,2\n,\n", "line 2, column 1 is empty"),
    Refused("1.5,2,3\n,,\n", "line 2, column 1 is empty"),
    Refused("a,b\n1,2\n", "line 1, column 1: 'a' is not a number") { $0.header = .no },
    // An index.
    Refused(",a\n7,1.5\n9,2.5\n", "its first column, which has no name, may be an index"),
    Refused(",a\nx,1.5\ny,2.5\n", "its first column, which has no name, may be an index"),
    Refused("a b\n7 1 2\n9 3 4\n", "its first column, which has no name, may be", as: "a.txt"),
    Refused("0,1.5\n1,2.5\n2,3.5\n", "its first column, which counts the rows, may be an index"),
    Refused("1,1.5\n2,2.5\n3,3.5\n", "its first column, which counts the rows, may be an index"),
    Refused(",2019,2020\n0,1.5,2\n1,3,4.5\n", "line 1, column 1 is empty"),
    Refused(",0,1\n5,1.5,2\n6,3,4.5\n", "its first line, numbers behind an empty field"),
    Refused("id\n1\n", "column 1 is the index, and no other column follows") {
      $0.hasIndexColumn = true
    },
    Refused("Jan,1\nFeb,2\n", "if the column names the rows, set the option index-column"),
    // Delimiters and decimals.
    Refused("1,2;\n3,4;\n", "its lines end in ';': remove it, or set the option delimiter"),
    Refused("1 2;\n3 4;\n", "its lines end in ';'", as: "a.txt"),
    Refused("1 000\n2 000\n", "are several numbers or one with separators between thousands"),
    Refused("1,234;5,678\n", "may be before decimals or between thousands: set the option decimal"),
    Refused("1.234,5;2\n", "'1.234,5' is not a number"),
    Refused("1,5\n2,5\n", "may be between numbers or before decimals", as: "a.txt"),
    Refused("1,5\n2,5\n", "may be between numbers or before decimals", as: "a.tsv"),
    Refused("1,5;2.5\n", "'1,5' is not a number: if its comma is a decimal mark"),
    Refused("1,2\n", "the options delimiter and decimal are the same") {
      $0.delimiter = ","
      $0.decimal = ","
    },
    Refused("1\t\t2\n3\t4\t5\n", "line 1, column 2 is empty", as: "a.tsv"),
    Refused("1,2,\n3,4,5\n", "line 1, column 3 is empty, and line 2 has a value there"),
    Refused("a,b\n1,\n2,\n", "line 2, column 2 is empty"),
    Refused("1,2,\n3,4\n", "line 2 does not end in a delimiter, as line 1 does"),
    Refused("x,\"y\n1,2\n3,4\"\n5,6\n", "line 1, column 2 has no closing quote on its line"),
  ]

  @Test(arguments: refused)
  func isRefused(_ example: Refused) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(example.text.utf8, as: example.name)
    do throws(MatrixFileError) {
      let loaded = try MatrixFile.load(path, as: Double.self, options: example.options)
      Issue.record("read as \(loaded)")
    } catch {
      #expect(error.description.contains(example.reason), "\(error)")
    }
  }

  /// What single precision cannot hold to the last digit is refused as what it cannot hold at all.
  @Test(arguments: [
    ("1e-50", "1e-50 is too small for Float"), ("1e-45", "too small"), ("1.1e-39", "too small"),
    ("1.40129846432481707e-45", nil), ("0.0e-50", nil), ("-1.17549435e-38", nil),
    ("9.99994610111476009e-41", nil),
  ])
  func tooSmallForFloat(_ text: String, _ reason: String?) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("\(text)\n".utf8, as: "a.csv")
    #expect(try MatrixFile.read(path, as: Double.self).count == 1)
    if let reason {
      #expect(refusal(of: path, as: Float.self).contains(reason))
    } else {
      #expect(try MatrixFile.read(path, as: Float.self)[0, 0] == Float(text))
    }
  }

  @Test(arguments: [
    ("1e-400", "1e-400 is too small for Double"), ("1.23456789e-320", "too small"),
    ("5e-324", nil), ("4.94065645841246544e-324", nil), ("1e-320", nil), ("0e-400", nil),
    ("9.99988867182683e-321", nil), ("2.2250738585072014e-308", nil),
  ])
  func tooSmallForDouble(_ text: String, _ reason: String?) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("\(text)\n".utf8, as: "a.csv")
    if let reason {
      #expect(refusal(of: path, as: Double.self).contains(reason))
    } else {
      #expect(try MatrixFile.read(path, as: Double.self)[0, 0] == Double(text))
    }
  }
}
