// Includes KERNELS, which whoever includes this defines as the name of a header, for both types of numbers and for every
// length of vectors up to LONGEST, from the shortest to the longest: as REAL and BYTES. See README.md.

#if !defined REAL

#include <float.h>

#define PASTE(a, b) a##b
#define EXPAND(a, b) PASTE(a, b)
#define NAMED(x, real, bytes) x##_##real##_##bytes
#define EXPAND_NAME(x, real, bytes) NAMED(x, real, bytes)
// A name of its own for each type of number and each length of vectors.
#define NAME(x) EXPAND_NAME(x, REAL, BYTES)
// The same for half that length.
#define SHORTER(x) EXPAND_NAME(x, REAL, EXPAND(HALF_OF_, BYTES))
#define HALF_OF_64 32
#define HALF_OF_32 16

// The instructions that the vectors take. Loops that copy or clear stay loops: for the few vectors of a small matrix a
// call takes longer.
#define TARGET EXPAND(TARGET_, BYTES)
#define TARGET_16 __attribute__((no_builtin("memcpy", "memset")))
#define TARGET_32 __attribute__((target("avx2,fma"), no_builtin("memcpy", "memset")))
#define TARGET_64 __attribute__((target("avx512f,avx512vl"), no_builtin("memcpy", "memset")))
#define INLINE TARGET static inline __attribute__((always_inline))
// For loops of a constant number of turns.
#define UNROLL _Pragma("clang loop unroll(full)")

#define LANES ((long)(BYTES / sizeof(REAL)))
// How many vectors so many numbers take.
#define VECTORS(count) (((count) + LANES - 1) / LANES)
#define MIN(a, b) ((a) < (b) ? (a) : (b))

// Squares below TINY are too close to underflow to divide by. As bits, a number is its exponent and BIAS, and MANTISSA bits.
#define REAL double
#define SIZE 8
#define EPSILON DBL_EPSILON
#define SMALLEST DBL_MIN
#define LARGEST DBL_MAX
#define TINY (DBL_MIN / DBL_EPSILON)
#define BITS long long
#define BIAS (DBL_MAX_EXP - 1ll)
#define MANTISSA (DBL_MANT_DIG - 1)
#include "dispatch.h"
#undef REAL
#undef SIZE
#undef EPSILON
#undef SMALLEST
#undef LARGEST
#undef TINY
#undef BITS
#undef BIAS
#undef MANTISSA

#define REAL float
#define SIZE 4
#define EPSILON FLT_EPSILON
#define SMALLEST FLT_MIN
#define LARGEST FLT_MAX
#define TINY (FLT_MIN / FLT_EPSILON)
#define BITS int
#define BIAS (FLT_MAX_EXP - 1)
#define MANTISSA (FLT_MANT_DIG - 1)
#include "dispatch.h"

// The result of the kernel for a `scalar` and vectors of `bytes`.
#define DISPATCH(kernel, ...) \
  (scalar == 'd' ? BY_LENGTH(kernel##_double, __VA_ARGS__) : BY_LENGTH(kernel##_float, __VA_ARGS__))
#ifndef __x86_64__
#define BY_LENGTH(kernel, ...) ((void)bytes, kernel##_16(__VA_ARGS__))
#elif LONGEST == 32
#define BY_LENGTH(kernel, ...) (bytes >= 32 ? kernel##_32(__VA_ARGS__) : kernel##_16(__VA_ARGS__))
#else
#define BY_LENGTH(kernel, ...) \
  (bytes == 64 ? kernel##_64(__VA_ARGS__) : bytes == 32 ? kernel##_32(__VA_ARGS__) : kernel##_16(__VA_ARGS__))
#endif

#elif !defined BYTES

#define BYTES 16
#include "dispatch.h"
#undef BYTES
#ifdef __x86_64__
#define BYTES 32
#include "dispatch.h"
#undef BYTES
#if LONGEST == 64
#define BYTES 64
#include "dispatch.h"
#undef BYTES
#endif
#endif

#else

#include "vectors.h"
#include KERNELS

#endif
