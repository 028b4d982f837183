// exp, log and tanh of vectors of numbers, by the series of exp(r) - 1 and of log((1 + s) / (1 - s)) for small r and s, with
// errors of at most 3 units in the last place. NaN stays NaN, and limits are those of the functions.

typedef BITS NAME(bits) __attribute__((vector_size(BYTES), aligned(sizeof(REAL)), may_alias));

// The terms of the series that count, and log 2 in two parts, of which the first has so few bits that whole multiples are exact.
#if MANTISSA > 23
#define EXP_TERMS 13
#define LOG_TERMS 11
#define LOG_2_HIGH 0x1.62e42feep-1
#define LOG_2_LOW 0x1.a39ef35793c76p-33
#define EXP_MOST 710
#define EXP_LEAST -746
#define TANH_MOST 20
#else
#define EXP_TERMS 7
#define LOG_TERMS 5
#define LOG_2_HIGH 0x1.63p-1f
#define LOG_2_LOW -0x1.bd0106p-13f
#define EXP_MOST 89
#define EXP_LEAST -104
#define TANH_MOST 10
#endif
// A number of this size has no places after the point: added and taken away again it rounds, and in its last bits is the whole
// number that was added.
#define ROUNDER (3 * (REAL)(1ll << (MANTISSA - 1)))

INLINE NAME(vector) NAME(all)(REAL x) { return x - (NAME(vector)){}; }

INLINE NAME(vector) NAME(select)(NAME(bits) condition, NAME(vector) yes, NAME(vector) no) {
  return (NAME(vector))((condition & (NAME(bits))yes) | (~condition & (NAME(bits))no));
}

// 2^n, for exponents of normal numbers.
INLINE NAME(vector) NAME(power_of_two)(NAME(bits) n) { return (NAME(vector))((n + BIAS) << MANTISSA); }

// exp(x) = 2^n (1 + the result), where the result is at least sqrt(1/2) - 1 and at most sqrt(2) - 1.
INLINE NAME(vector) NAME(exponential_less_one)(NAME(vector) x, NAME(bits) *n) {
  static const REAL factors[] = {
      1,          1. / 2,      1. / 6,       1. / 24,       1. / 120,       1. / 720,        1. / 5040,
      1. / 40320, 1. / 362880, 1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800.};
  NAME(vector) shifted = x * (REAL)1.44269504088896340736 + ROUNDER, whole = shifted - ROUNDER;
  *n = (NAME(bits))shifted - (NAME(bits))NAME(all)(ROUNDER);
  NAME(vector) rest = (x - whole * LOG_2_HIGH) - whole * LOG_2_LOW, sum = NAME(all)(factors[EXP_TERMS - 1]);
  UNROLL for (long k = EXP_TERMS - 2; k >= 0; k--) sum = sum * rest + factors[k];
  return sum * rest;
}

INLINE NAME(vector) NAME(exponential)(NAME(vector) x) {
  NAME(bits) n;
  x = NAME(select)((NAME(bits))(x > EXP_MOST), NAME(all)(EXP_MOST), x);
  x = NAME(select)((NAME(bits))(x < EXP_LEAST), NAME(all)(EXP_LEAST), x);
  NAME(vector) value = NAME(exponential_less_one)(x, &n) + 1;
  // In two steps, because 2^n may be beyond the normal numbers where the value is not.
  NAME(bits) half = n >> 1;
  return value * NAME(power_of_two)(half) * NAME(power_of_two)(n - half);
}

INLINE NAME(vector) NAME(logarithm)(NAME(vector) x) {
  static const REAL factors[] = {2,       2. / 3,  2. / 5,  2. / 7,  2. / 9, 2. / 11,
                                 2. / 13, 2. / 15, 2. / 17, 2. / 19, 2. / 21};
  // x = 2^n m with sqrt(1/2) <= m < sqrt(2), and s = (m - 1) / (m + 1).
  NAME(bits) small = (NAME(bits))(x < SMALLEST);
  NAME(bits) bits = (NAME(bits))NAME(select)(small, x * (REAL)(1ll << MANTISSA), x);
  NAME(bits) n = (bits - (NAME(bits))NAME(all)((REAL)0.70710678118654752440)) >> MANTISSA;
  NAME(vector) m = (NAME(vector))(bits - (n << MANTISSA)), s = (m - 1) / (m + 1), square = s * s;
  n -= small & MANTISSA;
  NAME(vector) whole = (NAME(vector))(n + (NAME(bits))NAME(all)(ROUNDER)) - ROUNDER;
  NAME(vector) sum = NAME(all)(factors[LOG_TERMS - 1]);
  UNROLL for (long k = LOG_TERMS - 2; k >= 0; k--) sum = sum * square + factors[k];
  NAME(vector) value = whole * LOG_2_HIGH + (sum * s + whole * LOG_2_LOW);
  value = NAME(select)((NAME(bits))(x < __builtin_inf()), value, x);
  value = NAME(select)((NAME(bits))(x < 0), NAME(all)(__builtin_nan("")), value);
  return NAME(select)((NAME(bits))(x == 0), NAME(all)(-__builtin_inf()), value);
}

INLINE NAME(vector) NAME(tangent)(NAME(vector) x) {
  NAME(bits) n, sign = (NAME(bits))NAME(all)(-(REAL)0);
  NAME(vector) size = (NAME(vector))((NAME(bits))x & ~sign);
  size = NAME(select)((NAME(bits))(size > TANH_MOST), NAME(all)(TANH_MOST), size);
  // With e = exp(2 size) - 1 it is e / (e + 2), in which nothing cancels.
  NAME(vector) less_one = NAME(exponential_less_one)(size + size, &n), power = NAME(power_of_two)(n);
  NAME(vector) e = power * less_one + (power - 1), value = e / (e + 2);
  return (NAME(vector))((NAME(bits))value | ((NAME(bits))x & sign));
}

// y = f(x). The last vector is filled up with ones, so that a value does not depend on its place.
#define MAP(name, f) \
  TARGET static void NAME(name)(const REAL *x, long count, REAL *y) { \
    long i = 0; \
    for (; i + LANES <= count; i += LANES) *(NAME(vector) *)(y + i) = NAME(f)(*(const NAME(vector) *)(x + i)); \
    if (i == count) return; \
    REAL rest[LANES]; \
    for (long lane = 0; lane < LANES; lane++) rest[lane] = i + lane < count ? x[i + lane] : 1; \
    *(NAME(vector) *)rest = NAME(f)(*(NAME(vector) *)rest); \
    for (long lane = 0; i + lane < count; lane++) y[i + lane] = rest[lane]; \
  }

MAP(map_exp, exponential)
MAP(map_log, logarithm)
MAP(map_tanh, tangent)

#undef EXP_TERMS
#undef LOG_TERMS
#undef LOG_2_HIGH
#undef LOG_2_LOW
#undef EXP_MOST
#undef EXP_LEAST
#undef TANH_MOST
#undef ROUNDER
#undef MAP
