/// The letter by which the kernels know a type of numbers.
func letter<Scalar>(_: Scalar.Type) -> CChar {
  CChar(UInt8(ascii: Scalar.self == Double.self ? "d" : "s"))
}
