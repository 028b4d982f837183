/// Where the entries of the lines of a sparse matrix lie in memory.
@unsafe
struct UnsafeLines<Scalar: BLASScalar> {
  let starts: UnsafeBufferPointer<Int>
  let indices: UnsafeBufferPointer<Int32>
  let values: UnsafeBufferPointer<Scalar>

  /// The number of lines.
  var count: Int { unsafe starts.count - 1 }
}
