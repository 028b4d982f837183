// Includes KERNELS, which whoever includes this defines as the name of a header: for both types of numbers and for every
// length of vectors, as REAL and BYTES.

#include <float.h>

#define LANES ((long)(BYTES / sizeof(REAL)))
#define JOIN(x, real, bytes) x##_##real##_##bytes
#define NAMED(x, real, bytes) JOIN(x, real, bytes)
#define NAME(x) NAMED(x, REAL, BYTES)
#define INLINE TARGET static inline __attribute__((always_inline))
// How many vectors so many numbers take.
#define VECTORS(count) (((count) + LANES - 1) / LANES)
#define MOST_VECTORS (FA_LARGEST_ORDER / LANES)

// Squares below TINY are too close to underflow to divide by.
#define REAL double
#define EPSILON DBL_EPSILON
#define SMALLEST DBL_MIN
#define TINY (DBL_MIN / DBL_EPSILON)
#include "each_length.h"
#undef REAL
#undef EPSILON
#undef SMALLEST
#undef TINY

#define REAL float
#define EPSILON FLT_EPSILON
#define SMALLEST FLT_MIN
#define TINY (FLT_MIN / FLT_EPSILON)
#include "each_length.h"

// The result of the kernel for vectors of `bytes`.
#ifdef __x86_64__
#define DISPATCH(kernel, real, ...) \
  bytes >= 32 ? kernel##_##real##_32(__VA_ARGS__) : kernel##_##real##_16(__VA_ARGS__)
#else
#define DISPATCH(kernel, real, ...) ((void)bytes, kernel##_##real##_16(__VA_ARGS__))
#endif
