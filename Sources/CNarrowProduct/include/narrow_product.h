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

// The longest vectors that this processor has kernels for.
int fa_vector_bytes(void);

#endif
