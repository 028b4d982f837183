#include "narrow_product.h"

#define REAL double
#ifdef __x86_64__
#define BYTES 64
#include "kernels.h"
#define BYTES 32
#include "kernels.h"
#endif
#define BYTES 16
#include "kernels.h"
#undef REAL

#define REAL float
#ifdef __x86_64__
#define BYTES 64
#include "kernels.h"
#define BYTES 32
#include "kernels.h"
#endif
#define BYTES 16
#include "kernels.h"
#undef REAL

void fa_narrow_product_double(
    int bytes, const double *few, long few_row, long few_column, long count, const double *large, long stride,
    int runs_across, long inner, long width, double *out) {
  switch (bytes) {
#ifdef __x86_64__
    case 64:
      product_double_64(few, few_row, few_column, count, large, stride, runs_across, inner, width, out);
      break;
    case 32:
      product_double_32(few, few_row, few_column, count, large, stride, runs_across, inner, width, out);
      break;
#endif
    default: product_double_16(few, few_row, few_column, count, large, stride, runs_across, inner, width, out);
  }
}

void fa_narrow_product_float(
    int bytes, const float *few, long few_row, long few_column, long count, const float *large, long stride,
    int runs_across, long inner, long width, float *out) {
  switch (bytes) {
#ifdef __x86_64__
    case 64:
      product_float_64(few, few_row, few_column, count, large, stride, runs_across, inner, width, out);
      break;
    case 32:
      product_float_32(few, few_row, few_column, count, large, stride, runs_across, inner, width, out);
      break;
#endif
    default: product_float_16(few, few_row, few_column, count, large, stride, runs_across, inner, width, out);
  }
}

void fa_tall_product_double(
    int bytes, const double *x, long stride, long rows, const double *few, long inner, long width, double scale, double *c,
    long c_stride) {
  switch (bytes) {
#ifdef __x86_64__
    case 64: tall_product_double_64(x, stride, rows, few, inner, width, scale, c, c_stride); break;
    case 32: tall_product_double_32(x, stride, rows, few, inner, width, scale, c, c_stride); break;
#endif
    default: tall_product_double_16(x, stride, rows, few, inner, width, scale, c, c_stride);
  }
}

void fa_tall_solve_double(int bytes, double *x, long stride, long rows, const double *upper, long order) {
  switch (bytes) {
#ifdef __x86_64__
    case 64: tall_solve_double_64(x, stride, rows, upper, order); break;
    case 32: tall_solve_double_32(x, stride, rows, upper, order); break;
#endif
    default: tall_solve_double_16(x, stride, rows, upper, order);
  }
}

void fa_tall_product_float(
    int bytes, const float *x, long stride, long rows, const float *few, long inner, long width, float scale, float *c,
    long c_stride) {
  switch (bytes) {
#ifdef __x86_64__
    case 64: tall_product_float_64(x, stride, rows, few, inner, width, scale, c, c_stride); break;
    case 32: tall_product_float_32(x, stride, rows, few, inner, width, scale, c, c_stride); break;
#endif
    default: tall_product_float_16(x, stride, rows, few, inner, width, scale, c, c_stride);
  }
}

void fa_tall_solve_float(int bytes, float *x, long stride, long rows, const float *upper, long order) {
  switch (bytes) {
#ifdef __x86_64__
    case 64: tall_solve_float_64(x, stride, rows, upper, order); break;
    case 32: tall_solve_float_32(x, stride, rows, upper, order); break;
#endif
    default: tall_solve_float_16(x, stride, rows, upper, order);
  }
}

int fa_vector_bytes(void) {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f")) return 64;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 32;
#endif
  return 16;
}
