// What the kernels share, for numbers of type REAL and vectors of BYTES; for dispatch.h. Some stretches of numbers begin
// and end anywhere; the columns of small matrices are copied to whole vectors, with zeros below the last row.

typedef REAL NAME(vector) __attribute__((vector_size(BYTES), aligned(sizeof(REAL)), may_alias));
typedef REAL NAME(half) __attribute__((vector_size(BYTES / 2), aligned(sizeof(REAL)), may_alias));
typedef REAL NAME(lanes) __attribute__((vector_size(BYTES), may_alias));
// For the bits of a vector.
typedef BITS NAME(mask) __attribute__((vector_size(BYTES), aligned(sizeof(REAL)), may_alias));

INLINE REAL NAME(magnitude)(REAL x) { return __builtin_elementwise_abs(x); }

// MARK: Stretches of numbers. What whole vectors do not take is left to vectors of half the length, and then to numbers.

// y -= the sum of `width` columns of x, each times its factor; their distances are `stride` and `step`.
INLINE void NAME(subtract_columns)(
    const REAL *x, long stride, const REAL *factors, long step, long width, REAL *y, long count) {
  long i = 0;
  for (; i + 2 * LANES <= count; i += 2 * LANES) {
    NAME(vector) first = *(const NAME(vector) *)(y + i), second = *(const NAME(vector) *)(y + i + LANES);
    for (long j = 0; j < width; j++) {
      REAL factor = factors[j * step];
      first -= *(const NAME(vector) *)(x + i + j * stride) * factor;
      second -= *(const NAME(vector) *)(x + i + LANES + j * stride) * factor;
    }
    *(NAME(vector) *)(y + i) = first;
    *(NAME(vector) *)(y + i + LANES) = second;
  }
  if (i + LANES <= count) {
    NAME(vector) rest = *(const NAME(vector) *)(y + i);
    for (long j = 0; j < width; j++) rest -= *(const NAME(vector) *)(x + i + j * stride) * factors[j * step];
    *(NAME(vector) *)(y + i) = rest;
    i += LANES;
  }
#if BYTES > 16
  SHORTER(subtract_columns)(x + i, stride, factors, step, width, y + i, count - i);
#else
  for (; i < count; i++) {
    for (long j = 0; j < width; j++) y[i] -= x[i + j * stride] * factors[j * step];
  }
#endif
}

// z -= first * x + second * y
INLINE void NAME(subtract_two)(REAL first, const REAL *x, REAL second, const REAL *y, REAL *z, long count) {
  long i = 0;
  for (; i + LANES <= count; i += LANES) {
    *(NAME(vector) *)(z + i) -= first * *(const NAME(vector) *)(x + i) + second * *(const NAME(vector) *)(y + i);
  }
#if BYTES > 16
  SHORTER(subtract_two)(first, x + i, second, y + i, z + i, count - i);
#else
  for (; i < count; i++) z[i] -= first * x[i] + second * y[i];
#endif
}

// The largest of the magnitudes, or 0 if none is a number.
INLINE REAL NAME(largest)(const REAL *x, long count) {
  long i = 0;
  NAME(vector) most = {};
  for (; i + LANES <= count; i += LANES) {
    most = __builtin_elementwise_max(most, __builtin_elementwise_abs(*(const NAME(vector) *)(x + i)));
  }
  REAL largest = __builtin_reduce_max(most);
#if BYTES > 16
  REAL rest = SHORTER(largest)(x + i, count - i);
  return rest > largest ? rest : largest;
#else
  for (; i < count; i++) largest = x[i] > largest ? x[i] : -x[i] > largest ? -x[i] : largest;
  return largest;
#endif
}

// y = x
INLINE void NAME(copy)(const REAL *x, REAL *y, long count) {
  long i = 0;
  for (; i + LANES <= count; i += LANES) *(NAME(vector) *)(y + i) = *(const NAME(vector) *)(x + i);
#if BYTES > 16
  SHORTER(copy)(x + i, y + i, count - i);
#else
  for (; i < count; i++) y[i] = x[i];
#endif
}

INLINE void NAME(scale)(REAL *x, REAL factor, long count) {
  long i = 0;
  for (; i + LANES <= count; i += LANES) *(NAME(vector) *)(x + i) *= factor;
#if BYTES > 16
  SHORTER(scale)(x + i, factor, count - i);
#else
  for (; i < count; i++) x[i] *= factor;
#endif
}

// MARK: Whole vectors

// The same with zeros in the first `count` lanes.
INLINE NAME(vector) NAME(without_first)(NAME(vector) numbers, long count) {
  NAME(mask) bits;
  UNROLL for (long lane = 0; lane < LANES; lane++) bits[lane] = lane < count ? 0 : -1;
  return (NAME(vector))(bits & (NAME(mask))numbers);
}

INLINE void NAME(load)(const REAL *numbers, long count, NAME(lanes) *x) {
  if (count % LANES) x[count / LANES] = (NAME(lanes)){};
  NAME(copy)(numbers, (REAL *)x, count);
}

INLINE REAL NAME(sum)(NAME(lanes) numbers) {
  REAL sums[LANES];
  *(NAME(vector) *)sums = numbers;
  UNROLL for (long half = LANES / 2; half > 0; half /= 2) {
    UNROLL for (long i = 0; i < half; i++) sums[i] += sums[i + half];
  }
  return sums[0];
}

// Adds every second block of `b` lanes to the one before it, in two vectors at once: the blocks of the result are of
// the two in turn. ORIGIN is where its lane `l` comes from, in the first blocks or in the second.
#define ORIGIN(l, b, second) ((l) / (b) % 2 * LANES + ((l) / (b) / 2 * 2 + second) * (b) + (l) % (b))
#define TWO(l, b, second) ORIGIN(l, b, second), ORIGIN(l + 1, b, second)
#define FOUR(l, b, second) TWO(l, b, second), TWO(l + 2, b, second)
#define EIGHT(l, b, second) FOUR(l, b, second), FOUR(l + 4, b, second)
#if BYTES / SIZE == 2
#define ALL(b, second) TWO(0, b, second)
#elif BYTES / SIZE == 4
#define ALL(b, second) FOUR(0, b, second)
#elif BYTES / SIZE == 8
#define ALL(b, second) EIGHT(0, b, second)
#else
#define ALL(b, second) EIGHT(0, b, second), EIGHT(8, b, second)
#endif
#define MERGE(x, y, b) (__builtin_shufflevector(x, y, ALL(b, 0)) + __builtin_shufflevector(x, y, ALL(b, 1)))

// The sums of as many vectors as one has lanes.
INLINE NAME(lanes) NAME(totals)(const NAME(lanes) *numbers) {
  NAME(lanes) parts[LANES];
  UNROLL for (long i = 0; i < LANES; i++) parts[i] = numbers[i];
  UNROLL for (long i = 0; i < LANES / 2; i++) parts[i] = MERGE(parts[2 * i], parts[2 * i + 1], 1);
#if BYTES / SIZE > 2
  UNROLL for (long i = 0; i < LANES / 4; i++) parts[i] = MERGE(parts[2 * i], parts[2 * i + 1], 2);
#endif
#if BYTES / SIZE > 4
  UNROLL for (long i = 0; i < LANES / 8; i++) parts[i] = MERGE(parts[2 * i], parts[2 * i + 1], 4);
#endif
#if BYTES / SIZE > 8
  parts[0] = MERGE(parts[0], parts[1], 8);
#endif
  return parts[0];
}

#undef ORIGIN
#undef TWO
#undef FOUR
#undef EIGHT
#undef ALL
#undef MERGE

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

// Rotates two columns: x becomes c x - s y, and y becomes s x + c y.
INLINE void NAME(rotate)(long vectors, NAME(lanes) *x, NAME(lanes) *y, REAL sine, REAL cosine) {
  for (long i = 0; i < vectors; i++) {
    NAME(lanes) left = x[i], right = y[i];
    x[i] = left * cosine - right * sine;
    y[i] = left * sine + right * cosine;
  }
}
