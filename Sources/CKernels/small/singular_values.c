#include "CKernels.h"

#define KERNELS "small/singular_values.h"
#define LONGEST 32
#include "../dispatch.h"

int fa_singular_values(
    char scalar, int bytes, const void *a, long rows, long columns, void *values, void *left, long left_columns,
    void *right, int transposed) {
  return DISPATCH(singular_values, a, rows, columns, values, left, left_columns, right, transposed);
}
