// The kernels for numbers of type REAL and vectors of BYTES, which whoever includes this defines.

#define UNROLL _Pragma("clang loop unroll(full)")
#define LANES ((long)(BYTES / sizeof(REAL)))
#define JOIN(x, real, bytes) x##_##real##_##bytes
#define NAMED(x, real, bytes) JOIN(x, real, bytes)
#define NAME(x) NAMED(x, REAL, BYTES)

// How many columns of the large matrix are multiplied at once, with four sums for each in registers, and of how many
// of its rows multiples are added at once, with two factors for each in registers.
#if BYTES == 64
#define COLUMNS 4
#define DEPTH 8
#define TARGET __attribute__((target("avx512f")))
#elif BYTES == 32
#define COLUMNS 2
#define DEPTH 4
#define TARGET __attribute__((target("avx2,fma")))
#else
#define COLUMNS 2
#define DEPTH 4
#define TARGET
#endif

typedef REAL NAME(vector) __attribute__((vector_size(BYTES), aligned(sizeof(REAL)), may_alias));

// out[i * width + j] += the dot products of `columns` columns with `rows` packed rows; both are constants where this
// is inlined, so that the sums stay in registers. Columns at `next` are fetched on the way, unless that is 0.
TARGET static inline __attribute__((always_inline)) void NAME(dots)(
    const REAL *few, long few_stride, long rows, const REAL *large, long stride, long columns, long length,
    long width, REAL *out, const REAL *next) {
  NAME(vector) sums[4][4] = {};
  long p = 0;
  for (; p + LANES <= length; p += LANES) {
    NAME(vector) values[4];
    UNROLL for (long j = 0; j < columns; j++) {
      values[j] = *(const NAME(vector) *)(large + p + j * stride);
      if (next) __builtin_prefetch(next + p + j * stride);
    }
    UNROLL for (long i = 0; i < rows; i++) {
      NAME(vector) factor = *(const NAME(vector) *)(few + p + i * few_stride);
      UNROLL for (long j = 0; j < columns; j++) sums[i][j] += factor * values[j];
    }
  }
  UNROLL for (long i = 0; i < rows; i++) {
    UNROLL for (long j = 0; j < columns; j++) {
      REAL sum = out[i * width + j];
      for (long lane = 0; lane < LANES; lane++) sum += sums[i][j][lane];
      for (long q = p; q < length; q++) sum += few[q + i * few_stride] * large[q + j * stride];
      out[i * width + j] = sum;
    }
  }
}

// The same for all rows: four at a time, and the rest.
TARGET static inline __attribute__((always_inline)) void NAME(columns)(
    const REAL *few, long few_stride, long count, const REAL *large, long stride, long columns, long length,
    long width, REAL *out, const REAL *next) {
  long i = 0;
  if (count >= 4) {
    NAME(dots)(few, few_stride, 4, large, stride, columns, length, width, out, next);
    i = 4;
  }
  for (; i + 4 <= count; i += 4) {
    NAME(dots)(few + i * few_stride, few_stride, 4, large, stride, columns, length, width, out + i * width, 0);
  }
  few += i * few_stride;
  out += i * width;
  switch (count - i) {
    case 3: NAME(dots)(few, few_stride, 3, large, stride, columns, length, width, out, 0); break;
    case 2: NAME(dots)(few, few_stride, 2, large, stride, columns, length, width, out, 0); break;
    case 1: NAME(dots)(few, few_stride, 1, large, stride, columns, length, width, out, 0); break;
  }
}

// The columns of the large matrix are contiguous: dot products, over stretches of the inner dimension so short that
// the few rows stay in the caches. Those that are not contiguous are packed.
TARGET static void NAME(along)(
    const REAL *few, long few_row, long few_column, long count, const REAL *large, long stride, long inner,
    long width, REAL *out) {
  REAL packed[4096];
  int packs = few_column != 1 && inner > 1;
  long stretch = packs ? 4096 / count / LANES * LANES : 2048;
  for (long start = 0; start < inner; start += stretch) {
    long length = inner - start < stretch ? inner - start : stretch;
    const REAL *rows = few + start, *from = large + start;
    long rows_stride = few_row, j = 0;
    if (packs) {
      for (long p = 0; p < length; p++) {
        for (long i = 0; i < count; i++) packed[p + i * length] = few[i * few_row + (start + p) * few_column];
      }
      rows = packed;
      rows_stride = length;
    }
    for (; j + COLUMNS <= width; j += COLUMNS) {
      const REAL *next = from + (j + 2 * COLUMNS <= width ? j + COLUMNS : j) * stride;
      NAME(columns)(rows, rows_stride, count, from + j * stride, stride, COLUMNS, length, width, out + j, next);
    }
    for (; j < width; j++) {
      NAME(columns)(rows, rows_stride, count, from + j * stride, stride, 1, length, width, out + j, 0);
    }
  }
}

// out[i * width + j] += multiples of `depth` rows of the large matrix, for `rows` rows of the result; both are constants
// where this is inlined, so that the factors stay in registers. Rows at `next` are fetched on the way, unless that is 0.
TARGET static inline __attribute__((always_inline)) void NAME(add)(
    const REAL *few, long few_row, long few_column, long rows, const REAL *large, long stride, long depth, long width,
    REAL *out, const REAL *next) {
  REAL factors[2][DEPTH];
  UNROLL for (long i = 0; i < rows; i++) {
    UNROLL for (long p = 0; p < depth; p++) factors[i][p] = few[i * few_row + p * few_column];
  }
  long j = 0;
  for (; j + LANES <= width; j += LANES) {
    NAME(vector) sums[2];
    UNROLL for (long i = 0; i < rows; i++) sums[i] = *(NAME(vector) *)(out + i * width + j);
    UNROLL for (long p = 0; p < depth; p++) {
      NAME(vector) values = *(const NAME(vector) *)(large + p * stride + j);
      if (next) __builtin_prefetch(next + p * stride + j);
      UNROLL for (long i = 0; i < rows; i++) sums[i] += factors[i][p] * values;
    }
    UNROLL for (long i = 0; i < rows; i++) *(NAME(vector) *)(out + i * width + j) = sums[i];
  }
  for (; j < width; j++) {
    UNROLL for (long i = 0; i < rows; i++) {
      UNROLL for (long p = 0; p < depth; p++) out[i * width + j] += factors[i][p] * large[p * stride + j];
    }
  }
}

// The same for all rows of the result: two at a time, and the last.
TARGET static inline __attribute__((always_inline)) void NAME(rows)(
    const REAL *few, long few_row, long few_column, long count, const REAL *large, long stride, long depth, long width,
    REAL *out, const REAL *next) {
  long i = 0;
  if (count >= 2) {
    NAME(add)(few, few_row, few_column, 2, large, stride, depth, width, out, next);
    i = 2;
  }
  for (; i + 2 <= count; i += 2) {
    NAME(add)(few + i * few_row, few_row, few_column, 2, large, stride, depth, width, out + i * width, 0);
  }
  if (i < count) {
    NAME(add)(few + i * few_row, few_row, few_column, 1, large, stride, depth, width, out + i * width, 0);
  }
}

// The rows of the large matrix are contiguous: multiples of a few of them at a time are added to the result, which
// stays in the first cache, as they do.
TARGET static void NAME(across)(
    const REAL *few, long few_row, long few_column, long count, const REAL *large, long stride, long inner,
    long width, REAL *out) {
  long p = 0;
  for (; p + DEPTH <= inner; p += DEPTH) {
    const REAL *next = large + (p + 2 * DEPTH <= inner ? p + DEPTH : p) * stride;
    NAME(rows)(few + p * few_column, few_row, few_column, count, large + p * stride, stride, DEPTH, width, out, next);
  }
  for (; p < inner; p++) {
    NAME(rows)(few + p * few_column, few_row, few_column, count, large + p * stride, stride, 1, width, out, 0);
  }
}

TARGET static void NAME(product)(
    const REAL *few, long few_row, long few_column, long count, const REAL *large, long stride, int runs_across,
    long inner, long width, REAL *out) {
  for (long index = 0; index < count * width; index++) out[index] = 0;
  if (runs_across) {
    NAME(across)(few, few_row, few_column, count, large, stride, inner, width, out);
  } else {
    NAME(along)(few, few_row, few_column, count, large, stride, inner, width, out);
  }
}

#undef LANES
#undef UNROLL
#undef JOIN
#undef NAMED
#undef NAME
#undef COLUMNS
#undef DEPTH
#undef TARGET
#undef BYTES
