// Replaces the lower triangle by its Cholesky factor, column by column: see CKernels.h.
TARGET static long NAME(cholesky)(REAL *a, long order, long stride) {
  for (long j = 0; j < order; j++) {
    const REAL *row = a + j;
    REAL *diagonal = a + j * (stride + 1);
    NAME(subtract_columns)(row, stride, row, stride, j, diagonal, order - j);
    if (!(*diagonal > 0)) return j + 1;
    *diagonal = __builtin_elementwise_sqrt(*diagonal);
    NAME(scale)(diagonal + 1, 1 / *diagonal, order - j - 1);
  }
  return 0;
}
