#ifndef FA_SINGULAR_VALUES_H
#define FA_SINGULAR_VALUES_H

#include "symmetric_eigen.h"

// Computes the singular values of a matrix of rows >= columns > 0, descending, and on request its singular vectors:
// Householder reflections to bidiagonal form, then QR iterations with implicit shifts. Small singular values of a
// bidiagonal matrix come out as accurate relative to themselves as large ones.
//
// Sources: G. Howell, J. Demmel, C. Fulton, S. Hammarling, K. Marmol, "Cache efficient bidiagonalization using BLAS 2.5
// operators", ACM Trans. Math. Softw. 34 (2008); J. Demmel, W. Kahan, "Accurate singular values of bidiagonal matrices",
// SIAM J. Sci. Stat. Comput. 11 (1990), with the choices of LAPACK's `bdsqr`.
//
// `a` is stored by columns without gaps; it has at most FA_LARGEST_ORDER columns and twice as many rows, and its largest
// entries must be so far from overflow and underflow that eighth powers of them are in range. `left` receives the first
// `left_columns` columns of U and `right` receives V', both by columns; if `transposed`, `left` receives those columns of U
// as rows, and `right` receives V. Without `left` only the values are computed. `bytes` is as in products.h. Returns 1, or
// 0 if the iterations did not converge.
int fa_singular_values_double(
    int bytes, const double *a, long rows, long columns, double *values, double *left, long left_columns, double *right,
    int transposed);
int fa_singular_values_float(
    int bytes, const float *a, long rows, long columns, float *values, float *left, long left_columns, float *right,
    int transposed);

#endif
