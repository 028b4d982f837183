import FALinalg
import FAMatrixIO
import TestSupport
import Testing

@Suite struct DelimitedTextTests {
  private func read<Scalar: BLASScalar>(
    _ text: some Collection<UInt8>, as name: String = "a.csv", _: Scalar.Type = Scalar.self
  ) throws -> Matrix<Scalar> {
    let directory = try TemporaryDirectory()
    return try MatrixFile.read(directory.write(text, as: name))
  }

  @Test(arguments: [
    "1,2,3\n4,5,6\n",
    "1,2,3\n4,5,6",
    "1,2,3\r\n4,5,6\r\n",
    "\u{FEFF}1,2,3\n4,5,6\n",
    "1,2,3\n4,5,6\n\n  \n\r\n",
    "1,2,3\n\n4,5,6\n",
    "1,2,3\r4,5,6\r",
    "1,2,3\r\r\n4,5,6",
    "1,2,3 # one\n4,5,6# two\n",
    "1,2,3,\n4,5,6,\n",
    "a,b,c,\n1,2,3,\n4,5,6,\n",
    "1;2;3\n4;5;6\n",
    "1,0;2;3,\n4;5;6,0\n",
    "a;b;c\n1\t;2,00;3\n4;5;6\n",
    "1\t2\t3\n4\t5\t6\n",
    " 1  2 3\n4 5\t6 \n",
    "x y z # names\n1 2 3\n4 5 6\n",
    "\n\n1,2,3\n4,5,6\n",
    "# made by hand\n1,2,3\n  # between\n4,5,6\n# größer\n",
    "a,b,c\n1,2,3\n4,5,6\n",
    "# first\n\nα,,\"c,d \"\"e\"\"\"\n1,2,3\n4,5,6\n",
    " 1 ,\t2,3 \n4, 5,6\t\n",
    "\"1\",\"2\", \" 3 \" \n4,\"5.0\",6\n",
    "1.,2e0,.3e1\n+4,0.5E+1,60e-1\n",
    "001,2,3\n4,5,6\n",
  ])
  func commas(_ text: String) throws {
    #expect(try read(text.utf8) == Matrix<Double>(rows: [[1, 2, 3], [4, 5, 6]]))
    #expect(try read(text.utf8, as: "A.CSV") == Matrix<Float>(rows: [[1, 2, 3], [4, 5, 6]]))
  }

  @Test(arguments: ["1\t-2\n3\t4\n", "x\ty\n 1 \t-2\n\"3\"\t4", "1\t-2\r\n3\t4\r\n\r\n"])
  func tabs(_ text: String) throws {
    #expect(try read(text.utf8, as: "a.tsv") == Matrix<Double>(rows: [[1, -2], [3, 4]]))
  }

  @Test(arguments: [("7", 1, 1), ("1,2,3", 1, 3), ("1\n2\n3", 3, 1), ("name\n1\n2", 2, 1)])
  func thinShapes(_ text: String, _ rows: Int, _ columns: Int) throws {
    let matrix: Matrix<Double> = try read(text.utf8)
    #expect(matrix.rows == rows && matrix.columns == columns)
  }

  static let bad: [(String, String)] = [
    ("1,2\n3,4,5\n", "line 2 has 3 fields, line 1 has 2"),
    ("# c\nx,y\n3\n", "line 3 has 1 field, line 2 has 2"),
    ("1,2\n3,4,\n", "line 2 has 3 fields, line 1 has 2"),
    ("1,2\n3,four\n", "line 2, column 2: 'four' is not a number"),
    ("1,b\n3,4\n", "line 1, column 2: 'b' is not a number"),
    ("1,2\nx,y\n", "line 2, column 1: 'x' is not a number"),
    ("a,b\nc,d\n1,2\n", "line 2, column 1: 'c' is not a number"),
    ("1,2\n3,\n", "line 2, column 2 is empty"),
    ("1,,2\n", "line 1, column 2 is empty"),
    ("1,\"\"\n", "line 1, column 2 is empty"),
    (",\n", "line 1, column 1 is empty"),
    ("1,nan\n", "line 1, column 2: 'nan' is not finite"),
    ("1,2\n-Inf,3\n", "line 2, column 1: '-Inf' is not finite"),
    ("1,2\n3,+infinity\n", "line 2, column 2: '+infinity' is not finite"),
    ("NaN,NaN\n1,2\n", "line 1, column 1: 'NaN' is not finite"),
    ("1,1e999\n", "line 1, column 2: 1e999 is too large for Double, which ends at 1.797"),
    ("1,0x10\n", "'0x10' is not a number"),
    ("1,1_000\n", "'1_000' is not a number"),
    ("1,.\n", "'.' is not a number"),
    ("1,1e\n", "'1e' is not a number"),
    ("1,1e+\n", "'1e+' is not a number"),
    ("1,--1\n", "'--1' is not a number"),
    ("1,1 2\n", "'1 2' is not a number"),
    ("1,1d5\n", "'1d5' is not a number"),
    ("1,−1\n", "'−1' is not a number"),
    ("1,\"1,5\"\n", "'1,5' is not a number"),
    ("1,\"2\n", "line 1, column 2 has no closing quote"),
    ("1,\"2\"\"\n", "line 1, column 2 has no closing quote"),
    ("1,\"2\"3\n", "line 1, column 2 goes on after its closing quote"),
    ("1,2\n3,\u{1B}[31mred\u{7}\n", "'\\u{1B}[31mred\\u{07}' is not a number"),
    ("1,\u{202E}2\n", "'\\u{202E}2' is not a number"),
    (
      "1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
      "column 2: 'aaaaaaaaaaaaaaaaaaaaaaaa…' is not a number"
    ),
    ("1,2\n3,4\0\n", "line 2 holds a NUL byte"),
    ("a,b\n", "line 1 holds no number, and no rows follow it"),
    ("", "the file is empty"),
    ("\n \n", "it has no rows of numbers"),
    ("# only a comment", "it has no rows of numbers"),
    ("\u{FEFF}", "it has no rows of numbers"),
  ]

  @Test(arguments: bad)
  func refused(_ text: String, _ reason: String) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(text.utf8, as: "a.csv")
    let refused = refusal(of: path, as: Double.self)
    #expect(refused.contains(reason), "\(refused)")
  }

  @Test(
    arguments: [
      ([0x31, 0x2C, 0xFF, 0x0A], "line 1 is not UTF-8"),
      ([0x31, 0x0A, 0x23, 0xC3, 0x0A, 0x32], "line 2 is not UTF-8"),
      ([0x31, 0x0A, 0xED, 0xA0, 0x80], "line 2 is not UTF-8"),
      ([0xFF, 0xFE, 0x31, 0x00], "line 1 holds a NUL byte"),
    ] as [([UInt8], String)])
  func notUTF8(_ bytes: [UInt8], _ reason: String) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(bytes, as: "a.csv")
    #expect(refusal(of: path, as: Double.self).contains(reason))
  }

  /// The digits decide, not a detour through another format.
  @Test func roundsOnce() throws {
    // Just above halfway between 1 and the next float: in two steps it would come out as 1.
    let single: Matrix<Float> = try read("1.00000005960464477540\n".utf8)
    #expect(single[0, 0] == Float(1).nextUp)
    let double: Matrix<Double> = try read(
      "9007199254740993,9007199254740993.00000000000000000001,5e-324,0e-400\n".utf8)
    #expect(double.elements == [0x1p53, 0x1.0000000000001p53, .leastNonzeroMagnitude, 0])
    let directory = try TemporaryDirectory()
    let large = try directory.write("1e39\n".utf8, as: "a.csv")
    #expect(refusal(of: large, as: Float.self).contains("1e39 is too large for Float"))
  }

  @Test func everyPrintedNumberComesBack() throws {
    let values = RandomStream(seed: 1, name: "text").normal(37, 23) as Matrix<Double>
    let lines = (0..<values.rows).map { row in
      (0..<values.columns).map { "\(values[row, $0] * 1e30)" }.joined(separator: ",")
    }
    let matrix: Matrix<Double> = try read(lines.joined(separator: "\n").utf8)
    #expect(matrix == values * 1e30)
  }
}
