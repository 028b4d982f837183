import FALinalg

/// A type of entries in a `.npy` file: how it is read from bytes and turned into a scalar.
protocol NPYElement: BitwiseCopyable {
  /// The bytes of one entry.
  static var byteCount: Int { get }
  /// Loads the entry at `bytes`, whose order is opposite to this machine's if `swapped`.
  static func load(_ bytes: UnsafeRawPointer, swapped: Bool) -> Self
  /// The value, rounded to nearest; infinity if it is too large.
  func scalar<Scalar: BLASScalar>() -> Scalar
  /// What is wrong with an entry that is not a finite number.
  var defect: String? { get }
}

extension NPYElement {
  static var byteCount: Int { MemoryLayout<Self>.size }
  var defect: String? { nil }
}

extension NPYElement where Self: FixedWidthInteger {
  static func load(_ bytes: UnsafeRawPointer, swapped: Bool) -> Self {
    let value = unsafe bytes.loadUnaligned(as: Self.self)
    return swapped ? value.byteSwapped : value
  }

  func scalar<Scalar: BLASScalar>() -> Scalar {
    Self.isSigned
      ? Scalar(Int64(truncatingIfNeeded: self)) : Scalar(UInt64(truncatingIfNeeded: self))
  }
}

extension Int8: NPYElement {}
extension Int16: NPYElement {}
extension Int32: NPYElement {}
extension Int64: NPYElement {}
extension UInt8: NPYElement {}
extension UInt16: NPYElement {}
extension UInt32: NPYElement {}
extension UInt64: NPYElement {}

extension NPYElement where Self: BinaryFloatingPoint {
  var defect: String? { isNaN ? "is NaN" : isInfinite ? "is infinite" : nil }
}

extension Float: NPYElement {
  static func load(_ bytes: UnsafeRawPointer, swapped: Bool) -> Self {
    unsafe Self(bitPattern: UInt32.load(bytes, swapped: swapped))
  }
  func scalar<Scalar: BLASScalar>() -> Scalar { Scalar(self) }
}

extension Double: NPYElement {
  static func load(_ bytes: UnsafeRawPointer, swapped: Bool) -> Self {
    unsafe Self(bitPattern: UInt64.load(bytes, swapped: swapped))
  }
  func scalar<Scalar: BLASScalar>() -> Scalar { Scalar(self) }
}

/// NumPy's `bool`: one byte, of which every value but zero is true.
struct NPYBool: NPYElement {
  let byte: UInt8

  static func load(_ bytes: UnsafeRawPointer, swapped: Bool) -> Self {
    unsafe Self(byte: bytes.load(as: UInt8.self))
  }
  func scalar<Scalar: BLASScalar>() -> Scalar { byte == 0 ? 0 : 1 }
}

/// IEEE 754's 16-bit format. Swift's own `Float16` does not exist on every platform.
struct NPYHalf: NPYElement {
  let bits: UInt16

  static func load(_ bytes: UnsafeRawPointer, swapped: Bool) -> Self {
    unsafe Self(bits: UInt16.load(bytes, swapped: swapped))
  }

  private var exponent: Int { Int(bits >> 10 & 0x1F) }
  private var fraction: UInt16 { bits & 0x3FF }

  var defect: String? {
    exponent < 0x1F ? nil : fraction == 0 ? "is infinite" : "is NaN"
  }

  func scalar<Scalar: BLASScalar>() -> Scalar {
    let sign: FloatingPointSign = bits >> 15 == 0 ? .plus : .minus
    return switch exponent {
    case 0x1F: fraction == 0 ? Scalar(signOf: sign == .plus ? 1 : -1, magnitudeOf: .infinity) : .nan
    case 0: Scalar(sign: sign, exponent: -24, significand: Scalar(fraction))
    default:
      Scalar(
        sign: sign, exponent: Scalar.Exponent(exponent - 25),
        significand: Scalar(fraction | 0x400))
    }
  }
}

/// x86's 80-bit format, which NumPy writes for `longdouble` padded to the size of `Storage`.
struct NPYExtended<Storage: BitwiseCopyable>: NPYElement {
  let significand: UInt64
  let signAndExponent: UInt16

  static var byteCount: Int { MemoryLayout<Storage>.size }

  static func load(_ bytes: UnsafeRawPointer, swapped: Bool) -> Self {
    // NumPy swaps the padding along with the rest.
    unsafe Self(
      significand: .load(bytes + (swapped ? byteCount - 8 : 0), swapped: swapped),
      signAndExponent: .load(bytes + (swapped ? byteCount - 10 : 8), swapped: swapped))
  }

  private var exponent: Int { Int(signAndExponent & 0x7FFF) }

  var defect: String? {
    // The leading bit is stored. Other formats of 16 bytes have arbitrary bits in its place.
    if (significand >> 63 == 1) != (exponent != 0) {
      "is no 80-bit number of an x86 processor; save a.astype('f8') on the machine it comes from"
    } else if exponent == 0x7FFF {
      significand << 1 == 0 ? "is infinite" : "is NaN"
    } else {
      nil
    }
  }

  func scalar<Scalar: BLASScalar>() -> Scalar {
    guard defect == nil else { return .nan }
    let sign: FloatingPointSign = signAndExponent >> 15 == 0 ? .plus : .minus
    // The last bit of the significand stands for two to this power.
    let unit = max(exponent, 1) - 16383 - 63
    // Rounded once, to the last bit that the result has: fewer where it is subnormal.
    let width = 64 - significand.leadingZeroBitCount
    let resultUnit = max(
      unit + width - Scalar.significandBitCount - 1,
      Int(Scalar.leastNonzeroMagnitude.exponent))
    return Scalar(
      sign: sign, exponent: Scalar.Exponent(max(unit, resultUnit)),
      significand: Scalar(significand.shiftedRightRoundingToEven(by: resultUnit - unit)))
  }
}

extension UInt64 {
  /// The integer nearest to `self` over two to the power `shift`, the even one of two; `self` if
  /// `shift` is negative.
  fileprivate func shiftedRightRoundingToEven(by shift: Int) -> UInt64 {
    guard shift > 0 else { return self }
    guard shift <= 64 else { return 0 }
    let quotient = self >> UInt64(shift)
    let rest = self << UInt64(64 - shift)
    let half: UInt64 = 1 << 63
    return rest > half || (rest == half && quotient & 1 == 1) ? quotient + 1 : quotient
  }
}
