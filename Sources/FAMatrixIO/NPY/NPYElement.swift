import FALinalg

/// A type of entries in a `.npy` file: how it is read from bytes and turned into a scalar.
protocol NPYElement: BitwiseCopyable {
  /// The bytes of one entry.
  static var byteCount: Int { get }
  /// Loads the entry at `bytes`, whose order is opposite to this machine's if `swapped`.
  static func load(_ bytes: UnsafeRawPointer, swapped: Bool) -> Self
  /// The value, rounded to nearest; infinity if it is too large.
  func scalar<Scalar: BLASScalar>() -> Scalar
  /// Whether the scalar that the entry was turned into is finite and the entry to rounding.
  func isKept<Scalar: BLASScalar>(by scalar: Scalar) -> Bool
  /// What is wrong with an entry that is no finite real number.
  var defect: String? { get }
}

extension NPYElement {
  static var byteCount: Int { MemoryLayout<Self>.size }
  func isKept<Scalar: BLASScalar>(by scalar: Scalar) -> Bool { scalar.isFinite }
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

  // False for what is not finite, since its difference is NaN; of numbers for those that overflow
  // and for those that become zero or lose digits as subnormal ones.
  func isKept<Scalar: BLASScalar>(by scalar: Scalar) -> Bool {
    (Double(scalar) - self).magnitude <= Double(Scalar.ulpOfOne / 2) * magnitude
  }
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

/// The upper half of a `Float`.
struct NPYBrainFloat: NPYElement {
  let value: Float

  static var byteCount: Int { 2 }

  static func load(_ bytes: UnsafeRawPointer, swapped: Bool) -> Self {
    unsafe Self(value: Float(bitPattern: UInt32(UInt16.load(bytes, swapped: swapped)) << 16))
  }
  func scalar<Scalar: BLASScalar>() -> Scalar { Scalar(value) }
  var defect: String? { value.defect }
}

/// A complex number, which must be real.
struct NPYComplex<Part: NPYElement>: NPYElement {
  let real: Part
  let imaginary: Part

  static var byteCount: Int { 2 * Part.byteCount }

  static func load(_ bytes: UnsafeRawPointer, swapped: Bool) -> Self {
    unsafe Self(
      real: .load(bytes, swapped: swapped),
      imaginary: .load(bytes + Part.byteCount, swapped: swapped))
  }
  func scalar<Scalar: BLASScalar>() -> Scalar { real.scalar() }

  func isKept<Scalar: BLASScalar>(by scalar: Scalar) -> Bool {
    let rest: Scalar = imaginary.scalar()
    return rest == 0 && imaginary.isKept(by: rest) && real.isKept(by: scalar)
  }

  var defect: String? {
    if let defect = real.defect ?? imaginary.defect { return defect }
    let rest: Double = imaginary.scalar()
    return rest == 0 && imaginary.isKept(by: rest)
      ? nil : "is not real: save the real and the imaginary part separately (a.real, a.imag)"
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
      "is not an 80-bit number of an x86 processor; save a.astype('f8') on the machine it comes from"
    } else if exponent == 0x7FFF {
      significand << 1 == 0 ? "is infinite" : "is NaN"
    } else {
      nil
    }
  }

  func scalar<Scalar: BLASScalar>() -> Scalar {
    guard defect == nil else { return .nan }
    let sign: FloatingPointSign = signAndExponent >> 15 == 0 ? .plus : .minus
    let (shift, unit) = rounding(to: Scalar.self)
    return Scalar(
      sign: sign, exponent: Scalar.Exponent(unit),
      significand: Scalar(significand.shiftedRightRoundingToEven(by: shift)))
  }

  func isKept<Scalar: BLASScalar>(by scalar: Scalar) -> Bool {
    guard scalar.isFinite else { return false }
    let shift = rounding(to: Scalar.self).shift
    guard shift < 64 else { return significand == 0 }
    let rounded = significand.shiftedRightRoundingToEven(by: shift) << UInt64(shift)
    let error = rounded &- significand
    return min(error, 0 &- error) <= significand >> UInt64(Scalar.significandBitCount + 1)
  }

  /// By how many bits the significand is shifted for a scalar that is rounded once, to the last bit
  /// that it has, which are fewer where it is subnormal; and the power of two that the last bit of
  /// the shifted significand stands for.
  private func rounding<Scalar: BLASScalar>(to _: Scalar.Type) -> (shift: Int, unit: Int) {
    let unit = max(exponent, 1) - 16383 - 63
    let width = 64 - significand.leadingZeroBitCount
    let resultUnit = max(
      unit + width - Scalar.significandBitCount - 1,
      Int(Scalar.leastNonzeroMagnitude.exponent), unit)
    return (resultUnit - unit, resultUnit)
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
