// QR decompositions by reflections, stored as LAPACK stores them: see CKernels.h.

// Stores the power of two that is next to the root of a number, and its reciprocal.
INLINE void NAME(power_near_root)(REAL square, REAL *root, REAL *inverse) {
  BITS bits;
  __builtin_memcpy(&bits, &square, sizeof bits);
  BITS half = (3 * BIAS - (bits >> MANTISSA)) >> 1, other = 2 * BIAS - half;
  half <<= MANTISSA;
  other <<= MANTISSA;
  __builtin_memcpy(inverse, &half, sizeof half);
  __builtin_memcpy(root, &other, sizeof other);
}

// What a reflection does to the columns to its right is done when the next one multiplies with them. Products with them are
// formed of a vector of length about one, so that they stay in range, while the processor is busy with its square root.
TARGET static void NAME(qr)(REAL *a, long rows, long columns, long stride, REAL *scales) {
  NAME(lanes) matrix[FA_LARGEST_ORDER * MOST_VECTORS], none[MOST_VECTORS] = {}, products[MOST_VECTORS] = {};
  long vectors = VECTORS(rows), count = MIN(rows, columns);
  for (long j = 0; j < columns; j++) NAME(load)(a + j * stride, rows, matrix + j * vectors);
  const NAME(lanes) *v = none;
  REAL *z = (REAL *)products;
  for (long step = 0; step < count; step++) {
    NAME(lanes) *x = matrix + step * vectors;
    long next = step + 1, top = step / LANES, rest = vectors - top;
    for (long i = top; i < vectors; i++) x[i] -= v[i] * z[step];
    NAME(measures) measures = NAME(measure)(rest, x + top, step - top * LANES);
    REAL size, inverse;
    NAME(power_near_root)(measures.head * measures.head + measures.tail, &size, &inverse);
    for (long i = top; i < vectors; i++) x[i] *= inverse;
    NAME(reflection) reflection = NAME(make_reflection)(measures);
    scales[step] = reflection.tau;
    a[step * (stride + 1)] = reflection.length;
    CALL(
        NAME(update_and_multiply), rest, x + vectors + top, vectors, columns - next, v + top, z + next, 0, z + next,
        x + top, 1);
    REAL factor = reflection.factor * size;
    // The rest of this row, to which the reflection applies already.
    for (long j = next; j < columns; j++) {
      REAL entry = ((const REAL *)(matrix + j * vectors))[step];
      z[j] = reflection.tau * (factor * z[j] + entry);
      a[step + j * stride] = entry - z[j];
    }
    NAME(store_reflection)(factor, rest, x + top, step - top * LANES);
    NAME(copy)((const REAL *)x + next, a + next + step * stride, rows - next);
    v = x;
  }
}

TARGET static void NAME(reflection_product)(
    REAL *a, long rows, long columns, long count, long stride, const REAL *scales) {
  NAME(lanes) reflections[FA_LARGEST_ORDER * MOST_VECTORS], q[FA_LARGEST_ORDER * MOST_VECTORS];
  long vectors = VECTORS(rows);
  for (long j = 0; j < count; j++) {
    REAL *v = (REAL *)(reflections + j * vectors);
    NAME(load)(a + j * stride, rows, reflections + j * vectors);
    for (long i = 0; i < j; i++) v[i] = 0;
    v[j] = 1;
  }
  NAME(multiply_reflections)(reflections, rows, count, scales, q, columns);
  for (long j = 0; j < columns; j++) NAME(copy)((const REAL *)(q + j * vectors), a + j * stride, rows);
}
