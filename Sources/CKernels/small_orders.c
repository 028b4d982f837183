#include "small_orders.h"

#define REAL double
#define BYTES 16
#include "small_order_kernels.h"
#ifdef __x86_64__
#define BYTES 32
#include "small_order_kernels.h"
#endif
#undef REAL

#define REAL float
#define BYTES 16
#include "small_order_kernels.h"
#ifdef __x86_64__
#define BYTES 32
#include "small_order_kernels.h"
#endif
#undef REAL

void fa_rotate_double(
    int bytes, double *x, double *y, double sine, double cosine, long count) {
#ifdef __x86_64__
  if (bytes >= 32) {
    rotate_double_32(x, y, sine, cosine, count);
    return;
  }
#endif
  rotate_double_16(x, y, sine, cosine, count);
}

void fa_rotate_float(
    int bytes, float *x, float *y, float sine, float cosine, long count) {
#ifdef __x86_64__
  if (bytes >= 32) {
    rotate_float_32(x, y, sine, cosine, count);
    return;
  }
#endif
  rotate_float_16(x, y, sine, cosine, count);
}

void fa_reflect_columns_double(
    int bytes, const double *tail, long count, double tau, double *columns, long stride, long width) {
#ifdef __x86_64__
  if (bytes >= 32) {
    reflect_columns_double_32(tail, count, tau, columns, stride, width);
    return;
  }
#endif
  reflect_columns_double_16(tail, count, tau, columns, stride, width);
}

void fa_reflect_columns_float(
    int bytes, const float *tail, long count, float tau, float *columns, long stride, long width) {
#ifdef __x86_64__
  if (bytes >= 32) {
    reflect_columns_float_32(tail, count, tau, columns, stride, width);
    return;
  }
#endif
  reflect_columns_float_16(tail, count, tau, columns, stride, width);
}

void fa_reflect_rows_double(
    int bytes, const double *vector, long width, double tau, double *columns, long stride, long rows) {
#ifdef __x86_64__
  if (bytes >= 32) {
    reflect_rows_double_32(vector, width, tau, columns, stride, rows);
    return;
  }
#endif
  reflect_rows_double_16(vector, width, tau, columns, stride, rows);
}

void fa_reflect_rows_float(
    int bytes, const float *vector, long width, float tau, float *columns, long stride, long rows) {
#ifdef __x86_64__
  if (bytes >= 32) {
    reflect_rows_float_32(vector, width, tau, columns, stride, rows);
    return;
  }
#endif
  reflect_rows_float_16(vector, width, tau, columns, stride, rows);
}
