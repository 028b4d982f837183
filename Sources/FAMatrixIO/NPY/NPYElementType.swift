/// The type of the entries of a `.npy` file.
struct NPYElementType: Equatable {
  /// What one entry is.
  enum Kind {
    case bool
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float16, float32, float64
    /// x86's 80-bit format, padded to 12 or to 16 bytes.
    case extended12, extended16
  }

  let kind: Kind
  /// The bytes of one entry.
  let byteCount: Int
  /// Whether the bytes of an entry are in the order opposite to this machine's.
  let isSwapped: Bool

  /// The type that NumPy's `dtype` string names: an optional byte order, a letter, a size.
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

    switch String(decoding: code, as: UTF8.self) {
    case "?", "b1": (kind, byteCount) = (.bool, 1)
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
    default:
      let advice =
        switch code.first {
        case UInt8(ascii: "c"):
          "is complex: save the real and the imaginary part separately (a.real, a.imag)"
        case UInt8(ascii: "S"), UInt8(ascii: "a"), UInt8(ascii: "U"):
          "is text: save numbers, for instance a.astype(float)"
        case UInt8(ascii: "O"): "is Python objects: save numbers, for instance a.astype(float)"
        case UInt8(ascii: "M"), UInt8(ascii: "m"):
          "is dates or times: save numbers, for instance a.astype('i8')"
        case UInt8(ascii: "V"): "is raw bytes or records: save one field at a time (a['name'])"
        default: "is unknown: save numbers, for instance a.astype(float)"
        }
      throw Refusal("the type of the entries, '\(String(quoting: dtype))', \(advice)")
    }
  }
}
