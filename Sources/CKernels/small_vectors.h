// What the kernels for small orders share, for numbers of type REAL and vectors of BYTES. Matrices are stored by columns
// of whole vectors, with zeros below the last row.

typedef REAL NAME(lanes) __attribute__((vector_size(BYTES), may_alias));

INLINE REAL NAME(magnitude)(REAL x) { return __builtin_elementwise_abs(x); }

INLINE REAL NAME(sum)(NAME(lanes) numbers) {
  REAL sums[LANES];
  *(NAME(lanes) *)sums = numbers;
  UNROLL for (long half = LANES / 2; half > 0; half /= 2) {
    UNROLL for (long i = 0; i < half; i++) sums[i] += sums[i + half];
  }
  return sums[0];
}

INLINE REAL NAME(dot)(long vectors, const NAME(lanes) *x, const NAME(lanes) *y) {
  NAME(lanes) even = {}, odd = {};
  long i = 0;
  for (; i + 2 <= vectors; i += 2) {
    even += x[i] * y[i];
    odd += x[i + 1] * y[i + 1];
  }
  if (i < vectors) even += x[i] * y[i];
  return NAME(sum)(even + odd);
}

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
  if (__builtin_expect(square < TINY, 0)) {
    scale = TINY;
    head /= TINY;
    for (long i = 0; i < vectors; i++) x[i] /= TINY;
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

// Rotates two columns: x becomes c x - s y, and y becomes s x + c y.
INLINE void NAME(rotate)(long vectors, NAME(lanes) *x, NAME(lanes) *y, REAL sine, REAL cosine) {
  for (long i = 0; i < vectors; i++) {
    NAME(lanes) left = x[i], right = y[i];
    x[i] = left * cosine - right * sine;
    y[i] = left * sine + right * cosine;
  }
}
