// The first results are those before a boundary of `BYTES`: stores that cross the line of a cache take twice as long. The
// others are vectorized by the compiler.
TARGET static void NAME(add_scaled)(const REAL *a, REAL scale, const REAL *b, long count, REAL *out) {
  long i = 0, head = (long)(-(uintptr_t)out % BYTES / sizeof(REAL));
  for (; i < head && i < count; i++) out[i] = a[i] + scale * b[i];
  _Pragma("clang loop vectorize(assume_safety)") for (; i < count; i++) out[i] = a[i] + scale * b[i];
}

TARGET static void NAME(scale_rows)(
    const REAL *scales, long rows, const REAL *a, long stride, long columns, REAL *out, long out_stride) {
  for (long j = 0; j < columns; j++, a += stride, out += out_stride) {
    _Pragma("clang loop vectorize(assume_safety)") for (long i = 0; i < rows; i++) out[i] = scales[i] * a[i];
  }
}
