#ifndef FA_SMALL_ORDERS_H
#define FA_SMALL_ORDERS_H

// What the decompositions of small matrices spend their time on, by the vector instructions that the processor has.
// `bytes` is the length of the vectors: 16, or 32 where fa_vector_bytes() is at least that. Those of 64 gained nothing.

// Subtracts from `width` columns of `count` numbers, which begin `stride` numbers apart, multiples of two vectors: by two
// adjacent numbers of each column, of which those of the first column are `unknowns`.
void fa_eliminate_double(
    int bytes, const double *first, const double *second, long count, const double *unknowns, double *columns,
    long stride, long width);
void fa_eliminate_float(
    int bytes, const float *first, const float *second, long count, const float *unknowns, float *columns, long stride,
    long width);

// Applies the reflection I - tau v v' with v = (1, tail) to `width` columns of 1 + count numbers, which begin `stride`
// numbers apart.
void fa_reflect_columns_double(
    int bytes, const double *tail, long count, double tau, double *columns, long stride, long width);
void fa_reflect_columns_float(
    int bytes, const float *tail, long count, float tau, float *columns, long stride, long width);

#endif
