#ifndef FA_NARROW_PRODUCT_H
#define FA_NARROW_PRODUCT_H

// Swift cannot ask for the vector instructions of the processor that it happens to run on; C can. `bytes` is the length
// of the vectors: 16, 32 or 64, at most fa_vector_bytes(). Where `beta` is 0, what c holds does not matter.

// A product of few rows, 1 to FA_NARROW_MOST, with columns of a large matrix:
//
//     c(i, j) = alpha * sum over p < inner of few(i, p) * large(p, j) + beta * c(i, j)
//
// few(i, p) is at few[i * few_row + p * few_column], and so for c; large(p, j) is at large[p + j * stride] or, where
// `runs_across` is not zero, at large[p * stride + j]. Each entry is one sum in one order, whatever columns are asked for;
// `inner` is at least 1.
#define FA_NARROW_MOST 32

void fa_narrow_product_double(
    int bytes, const double *few, long few_row, long few_column, long count, const double *large, long stride,
    int runs_across, long inner, long width, double alpha, double beta, double *c, long c_row, long c_column);
void fa_narrow_product_float(
    int bytes, const float *few, long few_row, long few_column, long count, const float *large, long stride,
    int runs_across, long inner, long width, float alpha, float beta, float *c, long c_row, long c_column);

// The same where both sides have few rows and columns: a(i, p) is at a[i * a_row + p], b(p, j) at b[p + j * b_column].
void fa_short_product_double(
    int bytes, const double *a, long a_row, long rows, const double *b, long b_column, long columns, long inner,
    double alpha, double beta, double *c, long c_row, long c_column);
void fa_short_product_float(
    int bytes, const float *a, long a_row, long rows, const float *b, long b_column, long columns, long inner,
    float alpha, float beta, float *c, long c_row, long c_column);

// A product of a tall matrix, whose columns are contiguous and begin at x + p * stride, with a small one:
//
//     c[r + j * c_stride] = scale * c[r + j * c_stride] + sum over p < inner of x[r + p * stride] * few[p + j * inner]
//
// Where `scale` is 0, what c holds does not matter.
void fa_tall_product_double(
    int bytes, const double *x, long stride, long rows, const double *few, long inner, long width, double scale,
    double *c, long c_stride);
void fa_tall_product_float(
    int bytes, const float *x, long stride, long rows, const float *few, long inner, long width, float scale,
    float *c, long c_stride);

// Replaces each row of a tall matrix, as above, by the solution y of y * upper = row. The upper triangle of order `order`
// lies column by column in `upper`, with the reciprocals of its diagonal.
void fa_tall_solve_double(int bytes, double *x, long stride, long rows, const double *upper, long order);
void fa_tall_solve_float(int bytes, float *x, long stride, long rows, const float *upper, long order);

// The sum of squares of the entries of y - z v': y has `rows` contiguous rows and `columns` columns, z as many rows,
// contiguous too, and `inner` columns; v(j, p) is at v[j * v_row + p * v_column].
double fa_residual_squares_double(
    int bytes, const double *y, long y_stride, const double *z, long z_stride, long rows, const double *v, long v_row,
    long v_column, long columns, long inner);

// The longest vectors that this processor has kernels for.
int fa_vector_bytes(void);

#endif
