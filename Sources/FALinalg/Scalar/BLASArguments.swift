internal import CKernels

// What the C interfaces of BLAS, LAPACK and the kernels take.

/// A dimension as BLAS takes it.
@inlinable
func blasInt(_ dimension: Int) -> Int32 {
  require(
    dimension <= Int(Int32.max), "the dimension \(dimension) exceeds the 32-bit integers of BLAS")
  return Int32(truncatingIfNeeded: dimension)
}

/// A dimension as LAPACK takes it. The name is built only where it is thrown: putting it together
/// may allocate.
func lapackInt(
  _ value: Int, _ name: @autoclosure () -> String
) throws(LinearAlgebraError) -> Int32 {
  guard let result = Int32(exactly: value) else {
    throw .dimensionTooLarge(name: name(), value: value)
  }
  return result
}

/// A one-letter option as LAPACK takes it.
func option(_ letter: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: letter.value) }

/// The longest vectors that the kernels can use on this processor.
let vectorBytes = fa_vector_bytes()
