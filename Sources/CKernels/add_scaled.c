#include "add_scaled.h"

#include <stdint.h>

// A fused multiplication would round otherwise than processors without it.
#pragma STDC FP_CONTRACT OFF

// The first results are those before a boundary of `bytes`: stores that cross the line of a cache take twice as long.
// The others are vectorized by the compiler for the processor that the caller of this is compiled for.
#define LOOP(real)                                                                                              \
  static inline __attribute__((always_inline)) void add_##real(                                                 \
      uintptr_t bytes, const real *a, real scale, const real *b, long count, real *out) {                       \
    long i = 0, head = (long)(-(uintptr_t)out % bytes / sizeof(real));                                          \
    for (; i < head && i < count; i++) out[i] = a[i] + scale * b[i];                                            \
    _Pragma("clang loop vectorize(assume_safety)") for (; i < count; i++) out[i] = a[i] + scale * b[i];         \
  }

LOOP(double)
LOOP(float)

#ifdef __x86_64__
__attribute__((target("avx2"))) static void add_double_32(
    const double *a, double scale, const double *b, long count, double *out) {
  add_double(32, a, scale, b, count, out);
}

__attribute__((target("avx2"))) static void add_float_32(
    const float *a, float scale, const float *b, long count, float *out) {
  add_float(32, a, scale, b, count, out);
}
#endif

void fa_add_scaled_double(int bytes, const double *a, double scale, const double *b, long count, double *out) {
#ifdef __x86_64__
  if (bytes >= 32) return add_double_32(a, scale, b, count, out);
#endif
  add_double(16, a, scale, b, count, out);
}

void fa_add_scaled_float(int bytes, const float *a, float scale, const float *b, long count, float *out) {
#ifdef __x86_64__
  if (bytes >= 32) return add_float_32(a, scale, b, count, out);
#endif
  add_float(16, a, scale, b, count, out);
}
