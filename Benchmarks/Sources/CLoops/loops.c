#include "CLoops.h"

#include <math.h>

void add_scaled_double(double *restrict c, const double *restrict a, const double *restrict b,
                       double scale, size_t count) {
  for (size_t i = 0; i < count; i++) c[i] = a[i] + scale * b[i];
}

void add_scaled_float(float *restrict c, const float *restrict a, const float *restrict b,
                      float scale, size_t count) {
  for (size_t i = 0; i < count; i++) c[i] = a[i] + scale * b[i];
}

void accumulate_double(double *restrict a, const double *restrict b, double scale, size_t count) {
  for (size_t i = 0; i < count; i++) a[i] += scale * b[i];
}

void accumulate_float(float *restrict a, const float *restrict b, float scale, size_t count) {
  for (size_t i = 0; i < count; i++) a[i] += scale * b[i];
}

void square_double(double *x, size_t count) {
  for (size_t i = 0; i < count; i++) x[i] = 0.5 * x[i] * x[i] + 0.25;
}

void blend_double(const double *restrict y, double *restrict x, size_t count) {
  for (size_t i = 0; i < count; i++) x[i] = 0.5 * x[i] + y[i];
}

void exp_double(const double *restrict x, double *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = exp(x[i]);
}

void log_double(const double *restrict x, double *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = log(x[i]);
}

void tanh_double(const double *restrict x, double *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = tanh(x[i]);
}

void square_float(float *x, size_t count) {
  for (size_t i = 0; i < count; i++) x[i] = 0.5f * x[i] * x[i] + 0.25f;
}

void blend_float(const float *restrict y, float *restrict x, size_t count) {
  for (size_t i = 0; i < count; i++) x[i] = 0.5f * x[i] + y[i];
}

void exp_float(const float *restrict x, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = expf(x[i]);
}

void log_float(const float *restrict x, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = logf(x[i]);
}

void tanh_float(const float *restrict x, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = tanhf(x[i]);
}

// Sixteen sums, so that none waits for the one before.
#define DEFINE_MULTIPLY_AND_ADD(name, bytes, instructions)                                     \
  instructions static double name(long turns, double *sum) {                                   \
    typedef double vector __attribute__((vector_size(bytes)));                                 \
    vector sums[16] = {}, factor = sums[0] + *sum;                                             \
    for (long turn = 0; turn < turns; turn++) {                                                \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < 16; i++) sums[i] = sums[i] * factor + factor; \
    }                                                                                          \
    for (int i = 0; i < 16; i++) *sum += sums[i][0];                                           \
    return 2.0 * 16 * (bytes / 8) * turns;                                                     \
  }

DEFINE_MULTIPLY_AND_ADD(multiply_and_add_16, 16, )
#ifdef __x86_64__
DEFINE_MULTIPLY_AND_ADD(multiply_and_add_32, 32, __attribute__((target("avx2,fma"))))
DEFINE_MULTIPLY_AND_ADD(multiply_and_add_64, 64, __attribute__((target("avx512f"))))
#endif

double multiply_and_add(long turns, double *sum) {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f")) return multiply_and_add_64(turns, sum);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return multiply_and_add_32(turns, sum);
#endif
  return multiply_and_add_16(turns, sum);
}
