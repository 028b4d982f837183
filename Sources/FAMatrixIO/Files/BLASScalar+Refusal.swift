import FALinalg

extension BLASScalar {
  /// Why a number that is not zero is refused, as the end of a sentence.
  static var tooSmall: String {
    "is too small for \(Self.self), which has all of its digits only from "
      + "\(Self.leastNormalMagnitude) on: "
      + (Self.self == Float.self ? "read it in double precision, or scale it" : "scale it")
  }
}
