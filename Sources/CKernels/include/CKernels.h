#ifndef FA_KERNELS_H
#define FA_KERNELS_H

// Swift cannot ask for the vector instructions of the processor that it happens to run on; C can.
//
// `scalar` is LAPACK's letter for the type of the numbers: 'd' for double, 's' for float. `bytes` is the length of the
// vectors: 16, 32 or 64, at most fa_vector_bytes(). Where `beta` is 0, what c holds does not matter.

// The longest vectors that this processor has kernels for.
int fa_vector_bytes(void);

// A product of few rows, 1 to FA_NARROW_MOST, with columns of a large matrix:
//
//     c(i, j) = alpha * sum over p < inner of few(i, p) * large(p, j) + beta * c(i, j)
//
// few(i, p) is at few[i * few_row + p * few_column], and so for c; large(p, j) is at large[p + j * stride] or, where
// `runs_across` is not zero, at large[p * stride + j]. Each entry is one sum in one order, whatever columns are asked for;
// `inner` is at least 1.
#define FA_NARROW_MOST 32

void fa_narrow_product(
    char scalar, int bytes, const void *few, long few_row, long few_column, long count, const void *large, long stride,
    int runs_across, long inner, long width, double alpha, double beta, void *c, long c_row, long c_column);

// The same where both sides have few rows and columns: a(i, p) is at a[i * a_row + p], b(p, j) at b[p + j * b_column]. If
// `symmetric` is not zero, b is the transpose of a, and of c only what is on and below the diagonal is read.
void fa_short_product(
    char scalar, int bytes, const void *a, long a_row, long rows, const void *b, long b_column, long columns,
    long inner, int symmetric, double alpha, double beta, void *c, long c_row, long c_column);

// A product of a tall matrix, whose columns are contiguous and begin at x + p * stride, with a small one:
//
//     c(r, j) = alpha * sum over p < inner of x(r, p) * few(p, j) + weight(r) * y(r, j)
//
// few(p, j) is at few[p * few_row + j * few_column]; y and c lie as x does. The weight is scales[r], or `beta` where `scales`
// is null; where y is null, nothing is added. y may be c. There are at least 4 rows. Returns the sum of the squares of what
// is stored.
double fa_tall_product(
    char scalar, int bytes, const void *x, long stride, long rows, const void *few, long few_row, long few_column,
    long inner, long width, double alpha, double beta, const void *scales, const void *y, long y_stride, void *c,
    long c_stride);

// Replaces each row of a tall matrix, as above, by the solution y of y * upper = row. The upper triangle of order `order`
// lies column by column in `upper`, with the reciprocals of its diagonal.
void fa_tall_solve(char scalar, int bytes, void *x, long stride, long rows, const void *upper, long order);

// The sum of squares of the entries of y - z v': y has `rows` contiguous rows and `columns` columns, z as many rows,
// contiguous too, and `inner` columns; v(j, p) is at v[j * v_row + p * v_column].
double fa_residual_squares(
    char scalar, int bytes, const void *y, long y_stride, const void *z, long z_stride, long rows, const void *v,
    long v_row, long v_column, long columns, long inner);

// out[i] = a[i] + scale * b[i], rounded twice on every processor; `out` may be `a`.
void fa_add_scaled(char scalar, int bytes, const void *a, double scale, const void *b, long count, void *out);

// out[i + j * out_stride] is the distance of point i from the other point j, of which there is at least one, or its square:
// coordinate k of point i is at points[i + k * stride], that of other point j at others[j * other_row + k * other_column].
// Each is one sum of squared differences in one order, rounded as the language says, wherever it stands. Returns whether all
// squares are so far from overflow, from underflow and from zero that their roots are accurate.
int fa_distances(
    char scalar, int bytes, const void *points, long stride, long count, const void *others, long other_row,
    long other_column, long other_count, long dimension, int squared, void *out, long out_stride);

// y[i] = exp(x[i]), log(x[i]), tanh(x[i]), with errors of at most 3 units in the last place; `y` may be `x`.
void fa_exp(char scalar, int bytes, const void *x, long count, void *y);
void fa_log(char scalar, int bytes, const void *x, long count, void *y);
void fa_tanh(char scalar, int bytes, const void *x, long count, void *y);

// out[i + j * out_stride] = scales[i] * a[i + j * stride], for `rows` rows and `columns` columns.
void fa_scale_rows(
    char scalar, int bytes, const void *scales, long rows, const void *a, long stride, long columns, void *out,
    long out_stride);

// Decompositions of matrices of at most FA_LARGEST_ORDER rows and columns, which lie by columns `stride` numbers apart.
// Arguments and results are those of LAPACK. Vectors of 64 bytes gained nothing here.
#define FA_LARGEST_ORDER 32

// Replaces a matrix by its LU decomposition with partial pivoting. `pivots` receives for each step the row that was
// exchanged with it, counted from one. Returns 0, or the place of the first pivot that is zero, counted from one.
long fa_lu(char scalar, int bytes, void *a, long rows, long columns, long stride, int *pivots);

// Replaces `count` right-hand sides by the solutions of the systems whose matrix an LU decomposition without a zero pivot
// is that of.
void fa_lu_solve(
    char scalar, int bytes, const void *factors, long order, long stride, const int *pivots, void *b, long b_stride,
    long count);

// Replaces an LU decomposition without a zero pivot by the inverse of the matrix that it is one of.
void fa_lu_inverse(char scalar, int bytes, void *a, long order, long stride, const int *pivots);

// Replaces the lower triangle of a positive definite matrix by its Cholesky factor. Returns 0, or the order of the first
// leading minor that is not positive (or is NaN).
long fa_cholesky(char scalar, int bytes, void *a, long order, long stride);

// Replaces a matrix by its QR decomposition: R on and above the diagonal, and below it the vectors of reflections
// I - tau v v', whose first entry is one and not stored. `scales` receives each tau.
void fa_qr(char scalar, int bytes, void *a, long rows, long columns, long stride, void *scales);

// Replaces the vectors of `count` reflections by the first `columns` columns, at most `rows`, of their product.
void fa_reflection_product(
    char scalar, int bytes, void *a, long rows, long columns, long count, long stride, const void *scales);

// Computes the eigenvalues of a symmetric matrix, ascending, and on request replaces the matrix by its eigenvectors:
// Householder reflections to tridiagonal form, then QL iterations with implicit shifts.
//
// Source: A. Dubrulle, R. Martin, J. Wilkinson, "The implicit QL algorithm", Numer. Math. 12 (1968), EISPACK's `imtql2`.
//
// Of `a`, stored by columns without gaps, the lower triangle is read; its largest entry must be so far from overflow and
// underflow that eighth powers of it are in range. Returns 0, or how many eigenvalues were not found.
long fa_symmetric_eigen(char scalar, int bytes, void *a, long order, void *values, int computing_vectors);

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
// as rows, and `right` receives V. Without `left` only the values are computed. Returns 1, or 0 if the iterations did not
// converge.
int fa_singular_values(
    char scalar, int bytes, const void *a, long rows, long columns, void *values, void *left, long left_columns,
    void *right, int transposed);

#endif
