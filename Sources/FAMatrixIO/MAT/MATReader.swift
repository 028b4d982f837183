#if MAT
  internal import CMatIO
  import FALinalg

  /// Reads `.mat` files of MATLAB's levels 4, 5 and 7.3 by way of libmatio, which the trait `MAT` asks for.
  ///
  /// The bytes are parsed by that library and not by this module: what it makes of files that were damaged on purpose is
  /// its own.
  enum MATReader {
    /// Reads the variable of a name; without one, the only matrix of numbers.
    static func load<Scalar: BLASScalar>(
      _ source: borrowing InputFile, key: String?
    ) throws(MatrixFileError) -> LoadedMatrix<Scalar> {
      try checkFrame(of: source)
      let path = source.path
      func invalid(_ reason: String) -> MatrixFileError { .invalid(path: path, reason: reason) }
      guard let file = unsafe Mat_Open(path, Int32(MAT_ACC_RDONLY.rawValue)) else {
        throw invalid("it is not a MATLAB file of level 4, 5 or 7.3")
      }
      defer { unsafe _ = Mat_Close(file) }
      let names = unsafe names(in: file)
      let name: String
      if let key {
        guard names.contains(key) else {
          throw invalid("it has no variable '\(key.printable)'; \(listing(names))")
        }
        name = key
      } else {
        let numeric = names.filter { name in unsafe isMatrix(name, in: file) }
        guard numeric.count == 1 else {
          throw invalid(
            numeric.isEmpty
              ? "it holds no matrix of numbers"
              : "it holds several matrices: choose one as FILE:name; \(listing(numeric))")
        }
        name = numeric[0]
      }
      guard let variable = unsafe Mat_VarReadInfo(file, name) else {
        throw invalid("its variable '\(name.printable)' cannot be read")
      }
      defer { unsafe Mat_VarFree(variable) }
      // Not Mat_VarRead, which does not say where the file ended too soon.
      guard unsafe Mat_VarReadDataAll(file, variable) == 0 else {
        throw invalid("its variable '\(name.printable)' is damaged or cut off")
      }
      do throws(Refusal) {
        let contents: MatrixContents<Scalar> = try unsafe contents(of: variable.pointee)
        let notes = names.count > 1 ? ["the variable '\(name.printable)'"] : []
        return LoadedMatrix(contents: contents, notes: notes)
      } catch {
        throw invalid("its variable '\(name.printable)' \(error.reason)")
      }
    }

    /// Throws if a file of level 5 ends within one of its elements: libmatio gives zeros, or whatever is in memory, for
    /// what is missing.
    ///
    /// Source: The MathWorks, "MAT-File Format", chapter 1: a header of 128 bytes; then elements, each after a tag of
    /// two 32-bit words, its type and the number of its bytes, which 8 divides unless they are compressed.
    private static func checkFrame(of file: borrowing InputFile) throws(MatrixFileError) {
      let header = 128
      guard file.size >= header else { return }
      let mark = try file.bytes(at: header - 4, count: 4)
      let isLittle = mark[2...] == Array("IM".utf8)[...]
      guard isLittle || mark[2...] == Array("MI".utf8)[...], mark[isLittle ? 1 : 0] == 1 else {
        return
      }
      func word(_ bytes: ArraySlice<UInt8>) -> Int {
        (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
      }
      var place = header
      while place < file.size {
        guard file.size - place >= 8 else { break }
        let tag = try file.bytes(at: place, count: 8)
        let (type, count) = (word(tag[..<4]), word(tag[4...]))
        let isCompressed = type == 15
        place += 8 + (isCompressed ? count : (count + 7) / 8 * 8)
      }
      guard place == file.size else {
        throw file.invalid("it is damaged or cut off: an element of it ends after the file does")
      }
    }

    private static func names(in file: OpaquePointer) -> [String] {
      var count = 0
      guard let list = unsafe Mat_GetDir(file, &count) else { return [] }
      return (0..<count).compactMap { unsafe list[$0].map { unsafe String(cString: $0) } }
    }

    private static func listing(_ names: [String]) -> String {
      let shown = names.prefix(16).map { "'\($0.printable)'" }.joined(separator: ", ")
      return names.isEmpty ? "it holds none" : "it has \(shown)\(names.count > 16 ? ", …" : "")"
    }

    private static func isMatrix(_ name: String, in file: OpaquePointer) -> Bool {
      guard let variable = unsafe Mat_VarReadInfo(file, name) else { return false }
      defer { unsafe Mat_VarFree(variable) }
      let kind = unsafe variable.pointee
      return unsafe kind.rank == 2 && isNumeric(kind.class_type)
    }

    private static func isNumeric(_ kind: matio_classes) -> Bool {
      kind == MAT_C_SPARSE || numeric.contains { $0 == kind }
    }

    private static let numeric = [
      MAT_C_DOUBLE, MAT_C_SINGLE, MAT_C_INT8, MAT_C_UINT8, MAT_C_INT16, MAT_C_UINT16, MAT_C_INT32,
      MAT_C_UINT32, MAT_C_INT64, MAT_C_UINT64,
    ]

    private static func contents<Scalar: BLASScalar>(
      of variable: matvar_t
    ) throws(Refusal) -> MatrixContents<Scalar> {
      guard unsafe isNumeric(variable.class_type) else { throw Refusal("is no matrix of numbers") }
      guard unsafe variable.rank == 2, let dims = unsafe variable.dims else {
        throw Refusal("has \(unsafe variable.rank) dimensions, and a matrix has two")
      }
      guard unsafe variable.isComplex == 0 else { throw Refusal("is complex") }
      let (rows, columns) = unsafe (Int(dims[0]), Int(dims[1]))
      let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
      guard !overflow, rows <= Int32.max, columns <= Int32.max else {
        throw Refusal("is \(rows) x \(columns), which is too large")
      }
      guard let data = unsafe variable.data else {
        guard count == 0 else { throw Refusal("has no data") }
        return .dense(.zeros(rows, columns))
      }
      if unsafe variable.class_type == MAT_C_SPARSE {
        return unsafe .sparse(try sparse(data, variable.data_type, rows, columns))
      }
      guard unsafe variable.nbytes == count * Int(variable.data_size) else {
        throw Refusal("has \(unsafe variable.nbytes) bytes for \(count) entries")
      }
      let entries: [Scalar] = try unsafe numbers(data, variable.data_type, count, rows: rows)
      return .dense(Matrix(rows: rows, columns: columns, columnMajor: entries))
    }

    private static func sparse<Scalar: BLASScalar>(
      _ data: UnsafeMutableRawPointer, _ type: matio_types, _ rows: Int, _ columns: Int
    ) throws(Refusal) -> SparseMatrix<Scalar> {
      let parts = unsafe data.load(as: mat_sparse_t.self)
      let count = unsafe Int(parts.ndata)
      guard count > 0 else {
        return SparseMatrix(rows: rows, columns: columns, entries: [(Int, Int, Scalar)]())
      }
      guard let values = unsafe parts.data, let ir = unsafe parts.ir, let jc = unsafe parts.jc,
        unsafe Int(parts.njc) == columns + 1, unsafe Int(parts.nir) >= count
      else { throw Refusal("has parts that do not fit together") }
      let numbers: [Scalar] = try unsafe numbers(values, type, count, rows: nil)
      var entries: [(Int, Int, Scalar)] = []
      for column in 0..<columns {
        let (start, end) = unsafe (Int(jc[column]), Int(jc[column + 1]))
        guard start <= end, end <= count else {
          throw Refusal("has parts that do not fit together")
        }
        for place in start..<end {
          let row = unsafe Int(ir[place])
          guard row < rows else { throw Refusal("has an entry in row \(row) of \(rows)") }
          entries.append((row, column, numbers[place]))
        }
      }
      return SparseMatrix(rows: rows, columns: columns, entries: entries)
    }

    private static func numbers<Scalar: BLASScalar>(
      _ data: UnsafeMutableRawPointer, _ type: matio_types, _ count: Int, rows: Int?
    ) throws(Refusal) -> [Scalar] {
      func read<Element>(_: Element.Type, _ value: (Element) -> Double) throws(Refusal) -> [Scalar]
      {
        let source = unsafe data.assumingMemoryBound(to: Element.self)
        var result: [Scalar] = []
        result.reserveCapacity(count)
        func place(_ index: Int) -> String {
          rows.map { "entry [\(index % $0), \(index / $0)] (counted from zero)" }
            ?? "stored entry \(index)"
        }
        for index in 0..<count {
          let number = unsafe value(source[index])
          let entry = Scalar(number)
          guard number.isFinite else {
            throw Refusal("has \(number.isNaN ? "NaN" : "infinity"): \(place(index))")
          }
          guard entry.isFinite else {
            throw Refusal("has a number too large for \(Scalar.self): \(place(index))")
          }
          guard number == 0 || entry.magnitude >= .leastNormalMagnitude else {
            throw Refusal("has a number that \(Scalar.tooSmall): \(place(index))")
          }
          result.append(entry)
        }
        return result
      }
      switch type {
      case MAT_T_DOUBLE: return try read(Double.self) { $0 }
      case MAT_T_SINGLE: return try read(Float.self) { Double($0) }
      case MAT_T_INT8: return try read(Int8.self) { Double($0) }
      case MAT_T_UINT8: return try read(UInt8.self) { Double($0) }
      case MAT_T_INT16: return try read(Int16.self) { Double($0) }
      case MAT_T_UINT16: return try read(UInt16.self) { Double($0) }
      case MAT_T_INT32: return try read(Int32.self) { Double($0) }
      case MAT_T_UINT32: return try read(UInt32.self) { Double($0) }
      case MAT_T_INT64: return try read(Int64.self) { Double($0) }
      case MAT_T_UINT64: return try read(UInt64.self) { Double($0) }
      default: throw Refusal("has entries of an unknown type")
      }
    }
  }
#endif
