// Householder reflections of columns of whole vectors. A matrix has at most FA_LARGEST_ORDER columns
// and twice as many rows.

#ifndef CALL

#define MOST_VECTORS (FA_LARGEST_ORDER / LANES)
// Calls a kernel with a number of vectors that is a constant in it, so that sums stay in registers. The shortest vectors
// are too many for that.
#define CALL(kernel, vectors, ...) EXPAND(CALL_, BYTES)(kernel, vectors, __VA_ARGS__)
#define CALL_16(kernel, vectors, ...) kernel(vectors, __VA_ARGS__)
#define CALL_32(kernel, vectors, ...)          \
  switch (vectors) {                           \
    case 1: kernel(1, __VA_ARGS__); break;     \
    case 2: kernel(2, __VA_ARGS__); break;     \
    case 3: kernel(3, __VA_ARGS__); break;     \
    case 4: kernel(4, __VA_ARGS__); break;     \
    case 5: kernel(5, __VA_ARGS__); break;     \
    case 6: kernel(6, __VA_ARGS__); break;     \
    case 7: kernel(7, __VA_ARGS__); break;     \
    default: kernel(8, __VA_ARGS__); break;    \
  }
// The same for up to twice as many.
#define CALL_TALL(kernel, vectors, ...)     \
  if (BYTES > 16 && (vectors) > 8) {        \
    kernel(vectors, __VA_ARGS__);           \
  } else {                                  \
    CALL(kernel, vectors, __VA_ARGS__);     \
  }
// For loops over vectors in what CALL calls.
#define UNROLL_VECTORS EXPAND(UNROLL_VECTORS_, BYTES)
#define UNROLL_VECTORS_16
#define UNROLL_VECTORS_32 UNROLL

#endif

// Replaces the entries of x from `first` < LANES on by the vector v of the reflection I - tau v v' that leaves only the
// first of them, whose value then is stored in `entry`, and those before it by zeros. Returns tau; 0, for the identity,
// where nothing is to vanish. The first entry of v is 1, so that exchanges of rows are not rounded.
INLINE REAL NAME(reflect)(long vectors, NAME(lanes) *x, long first, REAL *entry) {
  NAME(lanes) at, below;
  UNROLL for (long i = 0; i < LANES; i++) {
    at[i] = i == first;
    below[i] = i > first;
  }
  REAL head = ((REAL *)x)[first], scale = 1;
  x[0] *= below;
  REAL tail = NAME(dot)(vectors, x, x), square = head * head + tail;
  if (__builtin_expect(!(square >= TINY && square <= 1 / SMALLEST), 0)) {
    // The squares vanished, or overflowed.
    scale = square < TINY ? TINY : 1 / TINY;
    head /= scale;
    for (long i = 0; i < vectors; i++) x[i] /= scale;
    tail = NAME(dot)(vectors, x, x);
    square = head * head + tail;
  }
  if (!(tail > 0)) {
    for (long i = 0; i < vectors; i++) x[i] = (NAME(lanes)){};
    *entry = head * scale;
    return 0;
  }
  REAL root = __builtin_elementwise_sqrt(square), length = head < 0 ? root : -root;
  REAL inverse = 1 / (head - length);
  for (long i = 0; i < vectors; i++) x[i] *= inverse;
  x[0] += at;
  *entry = length * scale;
  return 1 - head / length;
}

// Subtracts from each of `width` columns the multiples of v and w that its entries of `products` and `w_factors` say, and
// replaces the former by its product with `next`, times tau. So many columns at once share what is loaded for each.
INLINE void NAME(update_columns)(
    long width, long vectors, NAME(lanes) *column, long stride, const NAME(lanes) *v, REAL *products,
    const NAME(lanes) *w, const REAL *w_factors, const NAME(lanes) *next, REAL tau) {
  NAME(lanes) sums[4];
  UNROLL for (long j = 0; j < width; j++) sums[j] = (NAME(lanes)){};
  for (long i = 0; i < vectors; i++) {
    UNROLL for (long j = 0; j < width; j++) {
      NAME(lanes) value = column[i + j * stride] - v[i] * products[j];
      if (w) value -= w[i] * w_factors[j];
      column[i + j * stride] = value;
      sums[j] += value * next[i];
    }
  }
  UNROLL for (long j = 0; j < width; j++) products[j] = tau * NAME(sum)(sums[j]);
}

INLINE void NAME(update_and_multiply)(
    long vectors, NAME(lanes) *column, long stride, long count, const NAME(lanes) *v, REAL *products,
    const NAME(lanes) *w, const REAL *w_factors, const NAME(lanes) *next, REAL tau) {
  long j = 0;
  for (; j + 4 <= count; j += 4) {
    NAME(update_columns)(
        4, vectors, column + j * stride, stride, v, products + j, w, w_factors + j, next, tau);
  }
  for (; j < count; j++) {
    NAME(update_columns)(
        1, vectors, column + j * stride, stride, v, products + j, w, w_factors + j, next, tau);
  }
}
