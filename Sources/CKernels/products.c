#include "products.h"

#define REAL double
#ifdef __x86_64__
#define BYTES 64
#include "product_kernels.h"
#define BYTES 32
#include "product_kernels.h"
#endif
#define BYTES 16
#include "product_kernels.h"
#undef REAL

#define REAL float
#ifdef __x86_64__
#define BYTES 64
#include "product_kernels.h"
#define BYTES 32
#include "product_kernels.h"
#endif
#define BYTES 16
#include "product_kernels.h"
#undef REAL

// Calls the kernel for vectors of `bytes`; `how` is nothing, or return.
#ifdef __x86_64__
#define DISPATCH(how, kernel, real, ...) \
  switch (bytes) { \
    case 64: how kernel##_##real##_64(__VA_ARGS__); break; \
    case 32: how kernel##_##real##_32(__VA_ARGS__); break; \
    default: how kernel##_##real##_16(__VA_ARGS__); \
  }
#else
#define DISPATCH(how, kernel, real, ...) \
  (void)bytes; \
  how kernel##_##real##_16(__VA_ARGS__);
#endif

#define DEFINE(real) \
  void fa_narrow_product_##real( \
      int bytes, const real *few, long few_row, long few_column, long count, const real *large, long stride, \
      int runs_across, long inner, long width, real alpha, real beta, real *c, long c_row, long c_column) { \
    DISPATCH( \
        , narrow_product, real, few, few_row, few_column, count, large, stride, runs_across, inner, width, alpha, beta, c, \
        c_row, c_column) \
  } \
  void fa_short_product_##real( \
      int bytes, const real *a, long a_row, long rows, const real *b, long b_column, long columns, long inner, \
      real alpha, real beta, real *c, long c_row, long c_column) { \
    DISPATCH(, short_product, real, a, a_row, rows, b, b_column, columns, inner, alpha, beta, c, c_row, c_column) \
  } \
  void fa_tall_product_##real( \
      int bytes, const real *x, long stride, long rows, const real *few, long inner, long width, real scale, real *c, \
      long c_stride) { \
    DISPATCH(, tall_product, real, x, stride, rows, few, inner, width, scale, c, c_stride) \
  } \
  void fa_tall_solve_##real(int bytes, real *x, long stride, long rows, const real *upper, long order) { \
    DISPATCH(, tall_solve, real, x, stride, rows, upper, order) \
  }

DEFINE(double)
DEFINE(float)

double fa_residual_squares_double(
    int bytes, const double *y, long y_stride, const double *z, long z_stride, long rows, const double *v, long v_row,
    long v_column, long columns, long inner) {
  DISPATCH(return, residual_squares, double, y, y_stride, z, z_stride, rows, v, v_row, v_column, columns, inner)
}

int fa_vector_bytes(void) {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return 64;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 32;
#endif
  return 16;
}
