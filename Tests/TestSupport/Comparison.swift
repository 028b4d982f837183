public import FALinalg

/// ||A - B||_F / ||B||_F in double precision: 0 if both are zero, NaN if an entry is NaN, infinity
/// if the shapes differ.
public func relativeDifference<First, Second>(
  _ a: some MatrixProtocol<First>, _ b: some MatrixProtocol<Second>
) -> Double {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  return relativeDifference(
    Matrix<Double>(converting: a).elements, Matrix<Double>(converting: b).elements)
}

/// ||a - b|| / ||b|| in double precision: 0 if both are zero, infinity if the lengths differ.
public func relativeDifference(
  _ a: [some BinaryFloatingPoint], _ b: [some BinaryFloatingPoint]
) -> Double {
  guard a.count == b.count else { return .infinity }
  let reference = b.map { Double($0) }
  let scale = reference.reduce(0) { max($0, $1.magnitude) }
  let unit = scale == 0 ? 1 : scale
  var (error, size) = (0.0, 0.0)
  for (value, exact) in zip(a, reference) {
    let difference = Double(value) / unit - exact / unit
    error += difference * difference
    size += (exact / unit) * (exact / unit)
  }
  return error == 0 ? 0 : (error / size).squareRoot()
}

/// Where the entries of a matrix lie: equal for matrices that share their storage.
public func address<Scalar>(of matrix: some MatrixProtocol<Scalar>) -> UInt {
  unsafe matrix._withUnsafeMatrix { unsafe UInt(bitPattern: $0.base) }
}

/// Where the entries of an array lie.
public func address<Element>(of array: [Element]) -> UInt {
  unsafe array.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
}
