#ifndef CLOOPS_H
#define CLOOPS_H

#include <stddef.h>

// c = a + scale * b, as a C programmer writes it.
void add_scaled_double(double *restrict c, const double *restrict a, const double *restrict b,
                       double scale, size_t count);
void add_scaled_float(float *restrict c, const float *restrict a, const float *restrict b,
                      float scale, size_t count);

// a += scale * b.
void accumulate_double(double *restrict a, const double *restrict b, double scale, size_t count);
void accumulate_float(float *restrict a, const float *restrict b, float scale, size_t count);

// x = 0.5 x^2 + 0.25, and x = 0.5 x + y.
void square_double(double *x, size_t count);
void square_float(float *x, size_t count);
void blend_double(const double *restrict y, double *restrict x, size_t count);
void blend_float(const float *restrict y, float *restrict x, size_t count);

// out = exp(x), log(x), tanh(x).
void exp_double(const double *restrict x, double *restrict out, size_t count);
void exp_float(const float *restrict x, float *restrict out, size_t count);
void log_double(const double *restrict x, double *restrict out, size_t count);
void log_float(const float *restrict x, float *restrict out, size_t count);
void tanh_double(const double *restrict x, double *restrict out, size_t count);
void tanh_float(const float *restrict x, float *restrict out, size_t count);

// So many turns of multiplications and additions on numbers in registers, with the longest vectors that the processor
// has: how many operations that was. The result of them goes to `sum`.
double multiply_and_add(long turns, double *sum);

#endif
