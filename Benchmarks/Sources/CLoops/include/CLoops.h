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

#endif
