// The kernels for numbers of type REAL and vectors of BYTES, which whoever includes this defines.

#define UNROLL _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define LANES ((long)(BYTES / sizeof(REAL)))
#define JOIN(x, real, bytes) x##_##real##_##bytes
#define NAMED(x, real, bytes) JOIN(x, real, bytes)
#define NAME(x) NAMED(x, REAL, BYTES)

// How many registers hold sums: half of those that there are, and some. The rest is for what is multiplied.
#if BYTES == 64
#define TARGET __attribute__((target("avx512f,avx512vl")))
#define NARROW_COLUMNS 8
#define SHORT_COLUMNS 4
#elif BYTES == 32
#define TARGET __attribute__((target("avx2,fma")))
#define NARROW_COLUMNS 6
#define SHORT_COLUMNS 2
#else
#define TARGET
#define NARROW_COLUMNS 4
#define SHORT_COLUMNS 2
#endif

typedef REAL NAME(vector) __attribute__((vector_size(BYTES), aligned(sizeof(REAL)), may_alias));
typedef REAL NAME(half) __attribute__((vector_size(BYTES / 2), aligned(sizeof(REAL)), may_alias));

// Stores alpha * sum + beta * c in c, which need not hold a number where beta is 0.
TARGET INLINE void NAME(put)(REAL sum, REAL alpha, REAL beta, REAL *c) {
  *c = beta == 0 ? alpha * sum : alpha * sum + beta * *c;
}

#include "narrow_kernels.h"
#include "residual_kernels.h"
#include "short_kernels.h"
#include "tall_kernels.h"

#undef UNROLL
#undef INLINE
#undef MIN
#undef LANES
#undef JOIN
#undef NAMED
#undef NAME
#undef TARGET
#undef NARROW_COLUMNS
#undef SHORT_COLUMNS
#undef BYTES
