#include "CKernels.h"

#define KERNELS "products/kernels.h"
#define LONGEST 64
#include "../dispatch.h"

void fa_narrow_product(
    char scalar, int bytes, const void *few, long few_row, long few_column, long count, const void *large, long stride,
    int runs_across, long inner, long width, double alpha, double beta, void *c, long c_row, long c_column) {
  DISPATCH(
      narrow_product, few, few_row, few_column, count, large, stride, runs_across, inner, width, alpha, beta, c, c_row,
      c_column);
}

void fa_short_product(
    char scalar, int bytes, const void *a, long a_row, long rows, const void *b, long b_column, long columns,
    long inner, int symmetric, double alpha, double beta, void *c, long c_row, long c_column) {
  DISPATCH(short_product, a, a_row, rows, b, b_column, columns, inner, symmetric, alpha, beta, c, c_row, c_column);
}

double fa_tall_product(
    char scalar, int bytes, const void *x, long stride, long rows, const void *few, long few_row, long few_column,
    long inner, long width, double alpha, double beta, const void *scales, const void *y, long y_stride, void *c,
    long c_stride) {
  return DISPATCH(
      tall_product, x, stride, rows, few, few_row, few_column, inner, width, alpha, beta, scales, y, y_stride, c,
      c_stride);
}

void fa_tall_solve(char scalar, int bytes, void *x, long stride, long rows, const void *upper, long order) {
  DISPATCH(tall_solve, x, stride, rows, upper, order);
}

double fa_residual_squares(
    char scalar, int bytes, const void *y, long y_stride, const void *z, long z_stride, long rows, const void *v,
    long v_row, long v_column, long columns, long inner) {
  return DISPATCH(residual_squares, y, y_stride, z, z_stride, rows, v, v_row, v_column, columns, inner);
}

int fa_vector_bytes(void) {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return 64;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 32;
#endif
  return 16;
}
