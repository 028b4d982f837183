// The kernels for numbers of type REAL and vectors of BYTES, which whoever includes this defines, from the shortest
// vectors to the longest: each leaves what its vectors do not fill to the kernel for shorter ones.

#define JOIN(x, real, bytes) x##_##real##_##bytes
#define NAMED(x, real, bytes) JOIN(x, real, bytes)
#define NAME(x) NAMED(x, REAL, BYTES)
#define LANES ((long)(BYTES / sizeof(REAL)))

#if BYTES == 32
#define SHORTER(x) NAMED(x, REAL, 16)
#define TARGET __attribute__((target("avx2,fma")))
#else
#define TARGET
#endif
#define KERNEL TARGET static inline

typedef REAL NAME(part) __attribute__((vector_size(BYTES), aligned(sizeof(REAL)), may_alias));

// The scalar product, added to the sum of the parts of `sums`.
KERNEL REAL NAME(dot)(const REAL *x, const REAL *y, long count, NAME(part) sums) {
  long i = 0;
  for (; i + LANES <= count; i += LANES) sums += *(const NAME(part) *)(x + i) * *(const NAME(part) *)(y + i);
#if BYTES > 16
  SHORTER(part) halves[2];
  __builtin_memcpy(halves, &sums, sizeof sums);
  return SHORTER(dot)(x + i, y + i, count - i, halves[0] + halves[1]);
#else
  REAL sum = 0;
  for (long lane = 0; lane < LANES; lane++) sum += sums[lane];
  for (; i < count; i++) sum += x[i] * y[i];
  return sum;
#endif
}

KERNEL void NAME(subtract)(REAL factor, const REAL *x, REAL *y, long count) {
  long i = 0;
  for (; i + LANES <= count; i += LANES) *(NAME(part) *)(y + i) -= factor * *(const NAME(part) *)(x + i);
#if BYTES > 16
  SHORTER(subtract)(factor, x + i, y + i, count - i);
#else
  for (; i < count; i++) y[i] -= factor * x[i];
#endif
}

KERNEL void NAME(subtract_two)(REAL first, const REAL *x, REAL second, const REAL *y, REAL *z, long count) {
  long i = 0;
  for (; i + LANES <= count; i += LANES) {
    *(NAME(part) *)(z + i) -= first * *(const NAME(part) *)(x + i) + second * *(const NAME(part) *)(y + i);
  }
#if BYTES > 16
  SHORTER(subtract_two)(first, x + i, second, y + i, z + i, count - i);
#else
  for (; i < count; i++) z[i] -= first * x[i] + second * y[i];
#endif
}

KERNEL void NAME(eliminate)(
    const REAL *first, const REAL *second, long count, const REAL *unknowns, REAL *columns, long stride, long width) {
  for (long j = 0; j < width; j++, unknowns += stride, columns += stride) {
    NAME(subtract_two)(unknowns[0], first, unknowns[1], second, columns, count);
  }
}

KERNEL void NAME(reflect_columns)(
    const REAL *tail, long count, REAL tau, REAL *columns, long stride, long width) {
  for (long j = 0; j < width; j++, columns += stride) {
    NAME(part) zero = {};
    REAL factor = tau * (columns[0] + NAME(dot)(tail, columns + 1, count, zero));
    columns[0] -= factor;
    NAME(subtract)(factor, tail, columns + 1, count);
  }
}

#undef JOIN
#undef NAMED
#undef NAME
#undef LANES
#undef SHORTER
#undef TARGET
#undef KERNEL
#undef BYTES
