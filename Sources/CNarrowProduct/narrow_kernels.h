// A product of few rows with a large matrix: see narrow_product.h. For kernels.h.
//
// The few rows are packed so that their entries of a column stand side by side, a vector or two of them. Of each entry of
// the large matrix, read where it is, multiples of these vectors are added to sums in registers. So the sums need not be
// added up across vectors, and each is one sum in one order wherever it stands.

// How many packed entries are in use at once; as doubles they take 64 KiB, a part of the second cache.
#define PACKED 8192
// How large a block of the large matrix is whose rows are contiguous: it and its sums stay in the first cache.
#define BLOCK_ROWS 16
#define BLOCK_COLUMNS 128
#define FULL (2 * LANES)

// out[i + j * FULL] += sum over p < length of few[p * lanes + i] * large[p * step + j * stride], where the lanes are
// those of `vectors` vectors and, if `more` is 1, of half a one. These, `columns` and one of the strides are constants
// where this is inlined. The block at `next` is fetched on the way, unless that is 0.
TARGET INLINE void NAME(narrow_tile)(
    const REAL *few, long vectors, long more, const REAL *large, long step, long stride, long columns, long length,
    const REAL *next, REAL *out) {
  const long lanes = vectors * LANES + more * LANES / 2, line = 64 / (long)sizeof(REAL);
  NAME(vector) sums[NARROW_COLUMNS][2];
  NAME(half) last_sums[NARROW_COLUMNS];
  UNROLL for (long j = 0; j < columns; j++) {
    const REAL *from = out + j * FULL;
    UNROLL for (long i = 0; i < vectors; i++) sums[j][i] = *(const NAME(vector) *)(from + i * LANES);
    if (more) last_sums[j] = *(const NAME(half) *)(from + vectors * LANES);
  }
  for (long p = 0; p < length; p++) {
    NAME(vector) factors[2];
    NAME(half) last_factors;
    UNROLL for (long i = 0; i < vectors; i++) factors[i] = *(const NAME(vector) *)(few + p * lanes + i * LANES);
    if (more) last_factors = *(const NAME(half) *)(few + p * lanes + vectors * LANES);
    if (next && step != 1) __builtin_prefetch(next + p * step);
    if (next && step == 1 && p % line == 0) {
      UNROLL for (long j = 0; j < columns; j++) __builtin_prefetch(next + p + j * stride);
    }
    UNROLL for (long j = 0; j < columns; j++) {
      REAL value = large[p * step + j * stride];
      UNROLL for (long i = 0; i < vectors; i++) sums[j][i] += value * factors[i];
      if (more) last_sums[j] += value * last_factors;
    }
  }
  UNROLL for (long j = 0; j < columns; j++) {
    REAL *to = out + j * FULL;
    UNROLL for (long i = 0; i < vectors; i++) *(NAME(vector) *)(to + i * LANES) = sums[j][i];
    if (more) *(NAME(half) *)(to + vectors * LANES) = last_sums[j];
  }
}

// The same for a number of lanes that is known only now.
TARGET INLINE void NAME(narrow_tile_of)(
    long lanes, const REAL *few, const REAL *large, long step, long stride, long columns, long length, const REAL *next,
    REAL *out) {
  switch (2 * lanes / LANES) {
    case 1: NAME(narrow_tile)(few, 0, 1, large, step, stride, columns, length, next, out); break;
    case 2: NAME(narrow_tile)(few, 1, 0, large, step, stride, columns, length, next, out); break;
    case 3: NAME(narrow_tile)(few, 1, 1, large, step, stride, columns, length, next, out); break;
    default: NAME(narrow_tile)(few, 2, 0, large, step, stride, columns, length, next, out);
  }
}

// Packs `length` columns of the few rows: two vectors of rows at a time, and what is left as the last, filled up with
// zeros to half vectors.
TARGET static void NAME(pack)(const REAL *few, long few_row, long few_column, long count, long padded, long length, REAL *packed) {
  // So few columns at a time that what is written stays in the first cache.
  for (long start = 0; start < length; start += 32) {
    long end = MIN(start + 32, length);
    for (long i = 0; i < padded; i++) {
      long first = i / FULL * FULL, lanes = MIN(FULL, padded - first);
      REAL *to = packed + first * length + i - first;
      const REAL *from = few + i * few_row;
      if (i < count) {
        for (long p = start; p < end; p++) to[p * lanes] = from[p * few_column];
      } else {
        for (long p = start; p < end; p++) to[p * lanes] = 0;
      }
    }
  }
}

// c(i, j) = alpha * sum over p of few(i, p) * large[p * step + j * stride] + beta * c(i, j). The large matrix is read in
// blocks of `block_rows` x `block_columns`, the next of which is fetched while one is in use.
TARGET INLINE void NAME(narrow_blocks)(
    const REAL *few, long few_row, long few_column, long count, const REAL *large, long step, long stride,
    long block_rows, long block_columns, long inner, long width, REAL alpha, REAL beta, REAL *c, long c_row,
    long c_column) {
  REAL packed[PACKED], out[FA_NARROW_MOST * BLOCK_COLUMNS];
  const long padded = (2 * count + LANES - 1) / LANES * LANES / 2, tiles = (padded + FULL - 1) / FULL;
  const long stretches = (inner + PACKED / padded - 1) / (PACKED / padded), stretch = (inner + stretches - 1) / stretches;
  for (long start = 0; start < inner; start += stretch, beta = 1) {
    long length = MIN(stretch, inner - start);
    NAME(pack)(few + start * few_column, few_row, few_column, count, padded, length, packed);
    for (long left = 0; left < width; left += block_columns) {
      long columns = MIN(block_columns, width - left);
      const REAL *block = large + start * step + left * stride;
      for (long index = 0; index < tiles * FULL * columns; index++) out[index] = 0;
      for (long p = 0; p < length; p += block_rows) {
        long rows = MIN(block_rows, length - p), ahead = block_columns * stride;
        const REAL *next = left + 2 * block_columns <= width ? block + ahead : 0;
        if (p + 2 * block_rows <= length) next = block + (p + block_rows) * step;
        for (long j = 0; j < columns;) {
          int is_whole = j + NARROW_COLUMNS <= columns;
          const REAL *from = block + p * step + j * stride;
          for (long first = 0; first < padded; first += FULL) {
            long lanes = MIN(FULL, padded - first);
            const REAL *factors = packed + first * length + p * lanes;
            REAL *to = out + first * columns + j * FULL;
            if (is_whole) {
              NAME(narrow_tile_of)(lanes, factors, from, step, stride, NARROW_COLUMNS, rows, first || !next ? 0 : next + j * stride, to);
            } else {
              NAME(narrow_tile_of)(lanes, factors, from, step, stride, 1, rows, 0, to);
            }
          }
          j += is_whole ? NARROW_COLUMNS : 1;
        }
      }
      for (long j = 0; j < columns; j++) {
        for (long i = 0; i < count; i++) {
          REAL sum = out[i / FULL * FULL * columns + j * FULL + i % FULL];
          NAME(put)(sum, alpha, beta, c + i * c_row + (left + j) * c_column);
        }
      }
    }
  }
}

TARGET static void NAME(narrow_product)(
    const REAL *few, long few_row, long few_column, long count, const REAL *large, long stride, int runs_across,
    long inner, long width, REAL alpha, REAL beta, REAL *c, long c_row, long c_column) {
  if (runs_across) {
    NAME(narrow_blocks)(
        few, few_row, few_column, count, large, stride, 1, BLOCK_ROWS, BLOCK_COLUMNS / NARROW_COLUMNS * NARROW_COLUMNS,
        inner, width, alpha, beta, c, c_row, c_column);
  } else {
    NAME(narrow_blocks)(
        few, few_row, few_column, count, large, 1, stride, PACKED, NARROW_COLUMNS, inner, width, alpha, beta, c, c_row,
        c_column);
  }
}

#undef PACKED
#undef BLOCK_ROWS
#undef BLOCK_COLUMNS
#undef FULL
