#ifndef FA_SYMMETRIC_EIGEN_H
#define FA_SYMMETRIC_EIGEN_H

// The largest order that the kernels have room for.
#define FA_LARGEST_ORDER 32

// Computes the eigenvalues of a symmetric matrix, ascending, and on request replaces the matrix by its eigenvectors:
// Householder reflections to tridiagonal form, then QL iterations with implicit shifts.
//
// Source: A. Dubrulle, R. Martin, J. Wilkinson, "The implicit QL algorithm", Numer. Math. 12 (1968), EISPACK's `imtql2`.
//
// Of `a`, stored by columns without gaps, the lower triangle is read; its largest entry must be so far from overflow and
// underflow that eighth powers of it are in range. `bytes` is as in products.h. Returns 0, or how many eigenvalues
// were not found.
long fa_symmetric_eigen_double(int bytes, double *a, long order, double *values, int computing_vectors);
long fa_symmetric_eigen_float(int bytes, float *a, long order, float *values, int computing_vectors);

#endif
