#include "CLoops.h"

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
