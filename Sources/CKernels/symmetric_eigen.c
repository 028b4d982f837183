#include "symmetric_eigen.h"

#include <float.h>

// Squares below TINY are too close to underflow to divide by; next to the norm they are negligible.

#define REAL double
#define EPSILON DBL_EPSILON
#define TINY (DBL_MIN / DBL_EPSILON)
#ifdef __x86_64__
#define BYTES 32
#include "symmetric_eigen_kernels.h"
#endif
#define BYTES 16
#include "symmetric_eigen_kernels.h"
#undef REAL
#undef EPSILON
#undef TINY

#define REAL float
#define EPSILON FLT_EPSILON
#define TINY (FLT_MIN / FLT_EPSILON)
#ifdef __x86_64__
#define BYTES 32
#include "symmetric_eigen_kernels.h"
#endif
#define BYTES 16
#include "symmetric_eigen_kernels.h"

long fa_symmetric_eigen_double(int bytes, double *a, long order, double *values, int computing_vectors) {
#ifdef __x86_64__
  if (bytes >= 32) return symmetric_eigen_double_32(a, order, values, computing_vectors);
#endif
  return symmetric_eigen_double_16(a, order, values, computing_vectors);
}

long fa_symmetric_eigen_float(int bytes, float *a, long order, float *values, int computing_vectors) {
#ifdef __x86_64__
  if (bytes >= 32) return symmetric_eigen_float_32(a, order, values, computing_vectors);
#endif
  return symmetric_eigen_float_16(a, order, values, computing_vectors);
}
