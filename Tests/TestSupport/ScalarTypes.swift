public import FALinalg

/// The scalars that a parameterised test runs over.
///
/// Hand an element to a generic function to get at the type:
///
/// ```swift
/// @Test(arguments: scalarTypes)
/// func sums(scalar: any BLASScalar.Type) { checkSums(scalar) }
/// ```
public let scalarTypes: [any BLASScalar.Type] = [Float.self, Double.self]

extension BLASScalar {
  /// The distance from one to the next number, in double precision: the unit of every pass mark.
  public static var epsilon: Double { Double(ulpOfOne) }
}
