#include "singular_values.h"

#define KERNELS "singular_value_kernels.h"
#include "each_vector.h"

#define DEFINE(real) \
  int fa_singular_values_##real( \
      int bytes, const real *a, long rows, long columns, real *values, real *left, long left_columns, real *right, \
      int transposed) { \
    return DISPATCH(singular_values, real, a, rows, columns, values, left, left_columns, right, transposed); \
  }

DEFINE(double)
DEFINE(float)
