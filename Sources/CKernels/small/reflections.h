// Householder reflections of columns of whole vectors. A matrix has at most FA_LARGEST_ORDER columns
// and twice as many rows.

#ifndef CALL

#define MOST_VECTORS (FA_LARGEST_ORDER / LANES)
// Calls a kernel with a number of vectors that is a constant in it, so that sums stay in registers. The shortest vectors
// are too many for that.
#define CALL(kernel, vectors, ...) EXPAND(CALL_, BYTES)(kernel, vectors, __VA_ARGS__)
#define CALL_16(kernel, vectors, ...) kernel(vectors, __VA_ARGS__)
#define CALL_32(kernel, vectors, ...) \
  switch (vectors) { \
    case 1: kernel(1, __VA_ARGS__); break; \
    case 2: kernel(2, __VA_ARGS__); break; \
    case 3: kernel(3, __VA_ARGS__); break; \
    case 4: kernel(4, __VA_ARGS__); break; \
    case 5: kernel(5, __VA_ARGS__); break; \
    case 6: kernel(6, __VA_ARGS__); break; \
    case 7: kernel(7, __VA_ARGS__); break; \
    default: kernel(8, __VA_ARGS__); break; \
  }
// The same for up to twice as many.
#define CALL_TALL(kernel, vectors, ...) \
  if (BYTES > 16 && (vectors) > 8) { \
    kernel(vectors, __VA_ARGS__); \
  } else { \
    CALL(kernel, vectors, __VA_ARGS__); \
  }
// For loops over vectors in what CALL calls.
#define UNROLL_VECTORS EXPAND(UNROLL_VECTORS_, BYTES)
#define UNROLL_VECTORS_16
#define UNROLL_VECTORS_32 UNROLL

#endif

// What a reflection of a vector is made from: its first entry, the sum of squares of those below it, and what all were
// divided by for squares to stay in range.
typedef struct {
  REAL head, tail, scale;
} NAME(measures);

// Measures a vector that begins with entry `first` < LANES of x, and replaces the entries up to that by zeros.
INLINE NAME(measures) NAME(measure)(long vectors, NAME(lanes) *x, long first) {
  NAME(lanes) below;
  UNROLL for (long i = 0; i < LANES; i++) below[i] = i > first;
  REAL head = ((REAL *)x)[first], scale = 1;
  x[0] *= below;
  REAL tail = NAME(dot)(vectors, x, x), square = head * head + tail;
  if (__builtin_expect(!(square >= TINY && square <= 1 / SMALLEST), 0)) {
    // The squares vanished, or overflowed.
    scale = square < TINY ? TINY : 1 / TINY;
    head /= scale;
    for (long i = 0; i < vectors; i++) x[i] /= scale;
    tail = NAME(dot)(vectors, x, x);
  }
  return (NAME(measures)){head, tail, scale};
}

// The reflection I - tau v v' that leaves only the first entry of a vector, which then is `length`: v is one, and below
// that the vector times `factor`. tau is 0, for the identity, where nothing is to vanish.
typedef struct {
  REAL tau, factor, length;
} NAME(reflection);

INLINE NAME(reflection) NAME(make_reflection)(NAME(measures) of) {
  if (!(of.tail > 0)) return (NAME(reflection)){0, 0, of.head * of.scale};
  REAL root = __builtin_elementwise_sqrt(of.head * of.head + of.tail), length = of.head < 0 ? root : -root;
  return (NAME(reflection)){1 - of.head / length, 1 / (of.head - length), length * of.scale};
}

// Replaces what was measured by the vector of the reflection. The first entry of that is 1, so that exchanges of rows are
// not rounded.
INLINE void NAME(store_reflection)(REAL factor, long vectors, NAME(lanes) *x, long first) {
  NAME(lanes) at;
  UNROLL for (long i = 0; i < LANES; i++) at[i] = i == first;
  for (long i = 0; i < vectors; i++) x[i] *= factor;
  x[0] += at;
}

// Replaces a vector by that of its reflection; stores what becomes of its first entry in `entry`, and returns tau.
INLINE REAL NAME(reflect)(long vectors, NAME(lanes) *x, long first, REAL *entry) {
  NAME(reflection) reflection = NAME(make_reflection)(NAME(measure)(vectors, x, first));
  *entry = reflection.length;
  NAME(store_reflection)(reflection.factor, vectors, x, first);
  return reflection.tau;
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
    NAME(update_columns)(4, vectors, column + j * stride, stride, v, products + j, w, w_factors + j, next, tau);
  }
  for (; j < count; j++) {
    NAME(update_columns)(1, vectors, column + j * stride, stride, v, products + j, w, w_factors + j, next, tau);
  }
}
