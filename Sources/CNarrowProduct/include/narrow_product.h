#ifndef FA_NARROW_PRODUCT_H
#define FA_NARROW_PRODUCT_H

// A block of columns of a product of few rows, at most 64, with a large matrix:
//
//     out[i * width + j] = sum over p < inner of few(i, p) * large(p, j)
//
// few(i, p) is at few[i * few_row + p * few_column], and large(p, j) at large[p + j * stride] or, where
// `runs_across` is not zero, at large[p * stride + j]. Each entry is one sum in one order.
//
// Swift cannot ask for the vector instructions of the processor that it happens to run on; C can. `bytes` is the length
// of the vectors: 16, 32 or 64, at most fa_vector_bytes().
void fa_narrow_product_double(
    int bytes, const double *few, long few_row, long few_column, long count, const double *large, long stride,
    int runs_across, long inner, long width, double *out);
void fa_narrow_product_float(
    int bytes, const float *few, long few_row, long few_column, long count, const float *large, long stride,
    int runs_across, long inner, long width, float *out);

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

// The longest vectors that this processor has kernels for.
int fa_vector_bytes(void);

#endif
