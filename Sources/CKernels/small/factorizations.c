#include "CKernels.h"

#define KERNELS "small/factorizations.h"
#define LONGEST 32
#include "../dispatch.h"

long fa_lu(char scalar, int bytes, void *a, long rows, long columns, long stride, int *pivots) {
  return DISPATCH(lu, a, rows, columns, stride, pivots);
}

void fa_lu_solve(
    char scalar, int bytes, const void *factors, long order, long stride, const int *pivots, void *b, long b_stride,
    long count) {
  DISPATCH(lu_solve, factors, order, stride, pivots, b, b_stride, count);
}

void fa_lu_inverse(char scalar, int bytes, void *a, long order, long stride, const int *pivots) {
  DISPATCH(lu_inverse, a, order, stride, pivots);
}

long fa_cholesky(char scalar, int bytes, void *a, long order, long stride) {
  return DISPATCH(cholesky, a, order, stride);
}

void fa_qr(char scalar, int bytes, void *a, long rows, long columns, long stride, void *scales) {
  DISPATCH(qr, a, rows, columns, stride, scales);
}

void fa_reflection_product(
    char scalar, int bytes, void *a, long rows, long columns, long count, long stride, const void *scales) {
  DISPATCH(reflection_product, a, rows, columns, count, stride, scales);
}
