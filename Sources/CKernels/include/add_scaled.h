#ifndef FA_ADD_SCALED_H
#define FA_ADD_SCALED_H

// out[i] = a[i] + scale * b[i], rounded twice on every processor; `out` may be `a`. `bytes` is as in products.h.
void fa_add_scaled_double(int bytes, const double *a, double scale, const double *b, long count, double *out);
void fa_add_scaled_float(int bytes, const float *a, float scale, const float *b, long count, float *out);

#endif
