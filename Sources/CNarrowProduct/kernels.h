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

// c(r, j) = scale * c(r, j) + sum over p < inner of x(r, p) * few[p + j * inner], for `columns` columns; that is a
// constant where this is inlined, so that the sums stay in registers.
TARGET static inline __attribute__((always_inline)) void NAME(combinations)(
    const REAL *x, long stride, long rows, const REAL *few, long inner, long columns, REAL scale, REAL *c,
    long c_stride) {
  long r = 0;
  for (; r + 2 * LANES <= rows; r += 2 * LANES) {
    NAME(vector) sums[4][2] = {};
    for (long p = 0; p < inner; p++) {
      NAME(vector) first = *(const NAME(vector) *)(x + r + p * stride);
      NAME(vector) second = *(const NAME(vector) *)(x + r + LANES + p * stride);
      UNROLL for (long j = 0; j < columns; j++) {
        sums[j][0] += few[p + j * inner] * first;
        sums[j][1] += few[p + j * inner] * second;
      }
    }
    UNROLL for (long j = 0; j < columns; j++) {
      UNROLL for (long half = 0; half < 2; half++) {
        NAME(vector) *place = (NAME(vector) *)(c + r + half * LANES + j * c_stride);
        *place = scale == 0 ? sums[j][half] : scale * *place + sums[j][half];
      }
    }
  }
  for (; r < rows; r++) {
    UNROLL for (long j = 0; j < columns; j++) {
      REAL sum = 0, *place = c + r + j * c_stride;
      for (long p = 0; p < inner; p++) sum += few[p + j * inner] * x[r + p * stride];
      *place = scale == 0 ? sum : scale * *place + sum;
    }
  }
}

TARGET static void NAME(tall_product)(
    const REAL *x, long stride, long rows, const REAL *few, long inner, long width, REAL scale, REAL *c,
    long c_stride) {
  // So few rows at a time that they stay in the first cache for all columns.
  for (long start = 0; start < rows; start += 128) {
    long length = rows - start < 128 ? rows - start : 128, j = 0;
    const REAL *from = x + start;
    REAL *to = c + start;
    for (; j + 4 <= width; j += 4) {
      NAME(combinations)(from, stride, length, few + j * inner, inner, 4, scale, to + j * c_stride, c_stride);
    }
    for (; j < width; j++) {
      NAME(combinations)(from, stride, length, few + j * inner, inner, 1, scale, to + j * c_stride, c_stride);
    }
  }
}

// Replaces each row x by the solution y of y * upper = x, where column j of `upper` begins at upper + j * order and its
// diagonal holds reciprocals.
TARGET static void NAME(tall_solve)(REAL *x, long stride, long rows, const REAL *upper, long order) {
  long r = 0;
  for (; r + 4 * LANES <= rows; r += 4 * LANES) {
    for (long j = 0; j < order; j++) {
      NAME(vector) *place = (NAME(vector) *)(x + r + j * stride), values[4];
      UNROLL for (long part = 0; part < 4; part++) values[part] = place[part];
      for (long p = 0; p < j; p++) {
        const NAME(vector) *solved = (const NAME(vector) *)(x + r + p * stride);
        UNROLL for (long part = 0; part < 4; part++) values[part] -= upper[p + j * order] * solved[part];
      }
      UNROLL for (long part = 0; part < 4; part++) place[part] = upper[j + j * order] * values[part];
    }
  }
  for (; r < rows; r++) {
    for (long j = 0; j < order; j++) {
      REAL value = x[r + j * stride];
      for (long p = 0; p < j; p++) value -= upper[p + j * order] * x[r + p * stride];
      x[r + j * stride] = upper[j + j * order] * value;
    }
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
