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

// Calls the kernel for vectors of `bytes`.
#ifdef __x86_64__
#define DISPATCH(kernel, real, ...) \
  if (bytes >= 32) { \
    kernel##_##real##_32(__VA_ARGS__); \
  } else { \
    kernel##_##real##_16(__VA_ARGS__); \
  }
#else
#define DISPATCH(kernel, real, ...) \
  (void)bytes; \
  kernel##_##real##_16(__VA_ARGS__);
#endif

#define DEFINE(real) \
  void fa_eliminate_##real( \
      int bytes, const real *first, const real *second, long count, const real *unknowns, real *columns, long stride, \
      long width) { \
    DISPATCH(eliminate, real, first, second, count, unknowns, columns, stride, width) \
  } \
  void fa_reflect_columns_##real( \
      int bytes, const real *tail, long count, real tau, real *columns, long stride, long width) { \
    DISPATCH(reflect_columns, real, tail, count, tau, columns, stride, width) \
  }

DEFINE(double)
DEFINE(float)
