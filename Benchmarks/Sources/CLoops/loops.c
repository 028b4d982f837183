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

void square_double(const double *x, double *out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = 0.5 * x[i] * x[i] + 0.25;
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

void square_float(const float *x, float *out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = 0.5f * x[i] * x[i] + 0.25f;
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
