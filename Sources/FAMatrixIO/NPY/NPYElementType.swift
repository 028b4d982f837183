/// The type of the entries of a `.npy` file.
struct NPYElementType: Equatable {
  /// What one entry is.
  enum Kind {
    case bool
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float16, bfloat16, float32, float64
    /// x86's 80-bit format, padded to 12 or to 16 bytes.
    case extended12, extended16
    case complex64, complex128, complex256
  }

  let kind: Kind
  /// The bytes of one entry.
  let byteCount: Int
  /// Whether the bytes of an entry are in the order opposite to this machine's.
  let isSwapped: Bool

  /// The type that NumPy's `dtype` string names: an optional byte order and a letter with or without
  /// a size, or a name.
  ///
  /// - Throws: A text that says why the type does not do.
  init(dtype: [UInt8]) throws(Refusal) {
    var code = dtype[...]
    var order = UInt8(ascii: "=")
    if let first = code.first, "<>|=".utf8.contains(first) {
      order = first
      code = code.dropFirst()
    }
    let isLittleEndian = 1.littleEndian == 1
    isSwapped = order == UInt8(ascii: isLittleEndian ? ">" : "<")

    let text = String(decoding: code, as: UTF8.self)
    // A name has no byte order.
    let sized = Self.letters[text] ?? (code.count == dtype.count ? Self.names[text] : nil) ?? text
    switch sized {
    case "b1": (kind, byteCount) = (.bool, 1)
    case "i1": (kind, byteCount) = (.int8, 1)
    case "i2": (kind, byteCount) = (.int16, 2)
    case "i4": (kind, byteCount) = (.int32, 4)
    case "i8": (kind, byteCount) = (.int64, 8)
    case "u1": (kind, byteCount) = (.uint8, 1)
    case "u2": (kind, byteCount) = (.uint16, 2)
    case "u4": (kind, byteCount) = (.uint32, 4)
    case "u8": (kind, byteCount) = (.uint64, 8)
    case "f2": (kind, byteCount) = (.float16, 2)
    case "f4": (kind, byteCount) = (.float32, 4)
    case "f8": (kind, byteCount) = (.float64, 8)
    case "f12": (kind, byteCount) = (.extended12, 12)
    case "f16": (kind, byteCount) = (.extended16, 16)
    case "c8": (kind, byteCount) = (.complex64, 8)
    case "c16": (kind, byteCount) = (.complex128, 16)
    case "c32": (kind, byteCount) = (.complex256, 32)
    // Bytes without meaning have no order: with one they are what Python's ml_dtypes writes.
    case "V2" where order != UInt8(ascii: "|") && code.count < dtype.count, "bfloat16":
      (kind, byteCount) = (.bfloat16, 2)
    default:
      let advice =
        switch code.first {
        case UInt8(ascii: "S"), UInt8(ascii: "a"), UInt8(ascii: "U"):
          "is text: save numbers, for instance a.astype(float)"
        case UInt8(ascii: "O"): "is Python objects: save numbers, for instance a.astype(float)"
        case UInt8(ascii: "M"), UInt8(ascii: "m"):
          "is dates or times: save numbers, for instance a.astype('i8')"
        case UInt8(ascii: "V"):
          "is raw bytes or records, or of a type that NumPy does not know: save one field at a time "
            + "(a['name']), or a.astype('f4') with the library at hand that knows the type"
        default: "is unknown: save numbers, for instance a.astype(float)"
        }
      throw Refusal("the type of the entries, '\(String(quoting: dtype))', \(advice)")
    }
  }

  /// NumPy's letters for types, with the sizes that C gives them on the usual 64-bit systems.
  private static let letters = [
    "?": "b1", "b": "i1", "h": "i2", "i": "i4", "l": "i8", "q": "i8", "p": "i8", "n": "i8",
    "B": "u1", "H": "u2", "I": "u4", "L": "u8", "Q": "u8", "P": "u8", "N": "u8",
    "e": "f2", "f": "f4", "d": "f8", "g": "f16", "F": "c8", "D": "c16", "G": "c32",
  ]

  private static let names = [
    "bool": "b1", "bool_": "b1",
    "int8": "i1", "byte": "i1", "int16": "i2", "short": "i2", "int32": "i4", "intc": "i4",
    "int64": "i8", "int": "i8", "int_": "i8", "intp": "i8", "long": "i8", "longlong": "i8",
    "uint8": "u1", "ubyte": "u1", "uint16": "u2", "ushort": "u2", "uint32": "u4", "uintc": "u4",
    "uint64": "u8", "uint": "u8", "uintp": "u8", "ulong": "u8", "ulonglong": "u8",
    "float16": "f2", "half": "f2", "float32": "f4", "single": "f4", "float64": "f8", "float": "f8",
    "double": "f8", "float96": "f12", "float128": "f16", "longdouble": "f16",
    "complex64": "c8", "csingle": "c8", "complex128": "c16", "complex": "c16", "cdouble": "c16",
    "complex256": "c32", "clongdouble": "c32",
  ]
}
