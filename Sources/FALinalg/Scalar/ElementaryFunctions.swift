internal import Platform

// The functions of the C library that the module takes, in double precision for every scalar.

func logarithm<Scalar: BLASScalar>(_ x: Scalar) -> Scalar { Scalar(log(Double(x))) }

func exponential<Scalar: BLASScalar>(_ x: Scalar) -> Scalar { Scalar(exp(Double(x))) }

func arcSine<Scalar: BLASScalar>(_ x: Scalar) -> Scalar { Scalar(asin(Double(x))) }

func arcCosine<Scalar: BLASScalar>(_ x: Scalar) -> Scalar { Scalar(acos(Double(x))) }

func exponential(_ x: Double) -> Double { exp(x) }

func hyperbolicSine(_ x: Double) -> Double { sinh(x) }

func binaryLogarithm(_ x: Double) -> Double { log2(x) }

func cubeRoot<Scalar: BLASScalar>(_ x: Scalar) -> Scalar { Scalar(cbrt(Double(x))) }
