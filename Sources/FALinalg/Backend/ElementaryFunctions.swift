#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

// The functions of the C library that the module takes, in double precision for every scalar.

func logarithm<Scalar: BLASScalar>(_ x: Scalar) -> Scalar { Scalar(log(Double(x))) }

func arcSine<Scalar: BLASScalar>(_ x: Scalar) -> Scalar { Scalar(asin(Double(x))) }

func arcCosine<Scalar: BLASScalar>(_ x: Scalar) -> Scalar { Scalar(acos(Double(x))) }
