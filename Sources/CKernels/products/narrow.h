// A product of few rows with a large matrix: see CKernels.h.
//
// Sums are in registers, and the large matrix is read where it is; only the few rows are packed. Where the columns of the
// large matrix are contiguous, vectors hold entries of a column of the few rows, and multiples of them are added: the sums
// need not be added up across vectors, and each is one sum in one order wherever it stands. Where its rows are
// contiguous, vectors hold entries of these.

// How many packed entries are in use at once; as doubles they take 64 KiB, a part of the second cache.
#define PACKED 8192
// How many registers hold sums: half of those that there are, and some. The rest is for what is multiplied.
#define NARROW_COLUMNS (BYTES == 64 ? 8 : BYTES == 32 ? 6 : 4)
// How many lanes of the few rows are in registers: two vectors.
#define FULL (2 * LANES)

// Packs `length` columns of the few rows, `group` rows at a time so that their entries of a column stand side by side. The
// rows from `count` to `padded` are zero.
TARGET static void NAME(pack)(
    const REAL *few, long few_row, long few_column, long count, long padded, long group, long length, REAL *packed) {
  // So few columns at a time that what is written stays in the first cache.
  for (long start = 0; start < length; start += 32) {
    long end = MIN(start + 32, length);
    for (long i = 0; i < padded; i++) {
      long first = i / group * group, lanes = MIN(group, padded - first);
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

// out[i + j * FULL] = sum over p < length of few[p * lanes + i] * large[p + j * stride], where the lanes are those of
// `vectors` vectors and, if `more` is 1, of half a one. These and `columns` are constants where this is inlined. The
// columns at `next` are fetched on the way, unless that is 0.
INLINE void NAME(along_tile)(
    const REAL *few, long vectors, long more, const REAL *large, long stride, long columns, long length,
    const REAL *next, REAL *out) {
  const long lanes = vectors * LANES + more * LANES / 2, line = 64 / (long)sizeof(REAL);
  NAME(vector) sums[NARROW_COLUMNS][2] = {};
  NAME(half) last_sums[NARROW_COLUMNS] = {};
  for (long p = 0; p < length; p++) {
    NAME(vector) factors[2];
    NAME(half) last_factors;
    UNROLL for (long i = 0; i < vectors; i++) factors[i] = *(const NAME(vector) *)(few + p * lanes + i * LANES);
    if (more) last_factors = *(const NAME(half) *)(few + p * lanes + vectors * LANES);
    if (next && p % line == 0) {
      UNROLL for (long j = 0; j < columns; j++) __builtin_prefetch(next + p + j * stride);
    }
    UNROLL for (long j = 0; j < columns; j++) {
      REAL value = large[p + j * stride];
      UNROLL for (long i = 0; i < vectors; i++) sums[j][i] += value * factors[i];
      if (more) last_sums[j] += value * last_factors;
    }
  }
  UNROLL for (long j = 0; j < columns; j++) {
    REAL *to = out + j * FULL;
    UNROLL for (long i = 0; i < vectors; i++) { *(NAME(vector) *)(to + i * LANES) = sums[j][i]; }
    if (more) *(NAME(half) *)(to + vectors * LANES) = last_sums[j];
  }
}

// The same for a number of lanes that is known only now.
INLINE void NAME(along_lanes)(
    long lanes, const REAL *few, const REAL *large, long stride, long columns, long length, const REAL *next,
    REAL *out) {
  switch (2 * lanes / LANES) {
    case 1: NAME(along_tile)(few, 0, 1, large, stride, columns, length, next, out); break;
    case 2: NAME(along_tile)(few, 1, 0, large, stride, columns, length, next, out); break;
    case 3: NAME(along_tile)(few, 1, 1, large, stride, columns, length, next, out); break;
    default: NAME(along_tile)(few, 2, 0, large, stride, columns, length, next, out);
  }
}

// c(i, j) = alpha * sum over p < length of few(i, p) * large[p + j * stride] + beta * c(i, j), for `length` columns of the
// few rows that are packed by pairs of vectors.
TARGET static void NAME(along)(
    const REAL *packed, long count, long padded, const REAL *large, long stride, long length, long width, REAL alpha,
    REAL beta, REAL *c, long c_row, long c_column) {
  REAL out[NARROW_COLUMNS * FULL];
  for (long j = 0; j < width;) {
    long columns = j + NARROW_COLUMNS <= width ? NARROW_COLUMNS : 1;
    const REAL *from = large + j * stride, *next = j + 2 * NARROW_COLUMNS <= width ? from + NARROW_COLUMNS * stride : 0;
    for (long first = 0; first < padded; first += FULL) {
      long lanes = MIN(FULL, padded - first), rows = MIN(FULL, count - first);
      const REAL *few = packed + first * length;
      if (columns == 1) {
        NAME(along_lanes)(lanes, few, from, stride, 1, length, 0, out);
      } else {
        NAME(along_lanes)(lanes, few, from, stride, NARROW_COLUMNS, length, first ? 0 : next, out);
      }
      for (long q = 0; q < columns; q++) {
        for (long i = 0; i < rows; i++) {
          NAME(put)(out[i + q * FULL], alpha, beta, c + (first + i) * c_row + (j + q) * c_column);
        }
      }
    }
    j += columns;
  }
}

// How large a block of the large matrix is that is in use at once, and stays in the first cache with its sums; and how
// many vectors of it are in registers.
#define BLOCK_ROWS 16
#define BLOCK_COLUMNS 64
#define ABREAST (BYTES == 64 ? 4 : 2)
#define ROWS 4

// out[i * BLOCK_COLUMNS + j] += sum over p < depth of few[p * rows + i] * large[p * stride + j], for `vectors` vectors of
// j; both numbers are constants where this is inlined. Of each row of the block at `next`, `lines` vectors are fetched.
INLINE void NAME(across_tile)(
    const REAL *few, long rows, const REAL *large, long stride, long vectors, long depth, const REAL *next, long lines,
    REAL *out) {
  NAME(vector) sums[ROWS][ABREAST];
  UNROLL for (long i = 0; i < rows; i++) {
    UNROLL for (long j = 0; j < vectors; j++) {
      sums[i][j] = *(const NAME(vector) *)(out + i * BLOCK_COLUMNS + j * LANES);
    }
  }
  for (long p = 0; p < depth; p++) {
    NAME(vector) values[ABREAST];
    UNROLL for (long j = 0; j < vectors; j++) {
      values[j] = *(const NAME(vector) *)(large + p * stride + j * LANES);
      if (j < lines) __builtin_prefetch(next + p * stride + j * LANES);
    }
    UNROLL for (long i = 0; i < rows; i++) {
      REAL factor = few[p * rows + i];
      UNROLL for (long j = 0; j < vectors; j++) sums[i][j] += factor * values[j];
    }
  }
  UNROLL for (long i = 0; i < rows; i++) {
    UNROLL for (long j = 0; j < vectors; j++) { *(NAME(vector) *)(out + i * BLOCK_COLUMNS + j * LANES) = sums[i][j]; }
  }
}

// The same for a number of rows that is known only now.
INLINE void NAME(across_rows)(
    long rows, const REAL *few, const REAL *large, long stride, long vectors, long depth, const REAL *next, long lines,
    REAL *out) {
  switch (rows) {
    case 1: NAME(across_tile)(few, 1, large, stride, vectors, depth, next, lines, out); break;
    case 2: NAME(across_tile)(few, 2, large, stride, vectors, depth, next, lines, out); break;
    case 3: NAME(across_tile)(few, 3, large, stride, vectors, depth, next, lines, out); break;
    default: NAME(across_tile)(few, ROWS, large, stride, vectors, depth, next, lines, out);
  }
}

// A block of the large matrix, with `columns` columns: what it adds to the sums in out. The block at `next` is fetched on
// the way, unless that is this one: an equal part with each four of the rows, so that the memory keeps pace.
INLINE void NAME(across_block)(
    const REAL *packed, long count, long length, long p, const REAL *large, long stride, long columns, long depth,
    const REAL *next, REAL *out) {
  long turns = (count + ROWS - 1) / ROWS, lines = next == large ? 0 : (ABREAST + turns - 1) / turns,
       whole = columns / LANES * LANES;
  // The last columns, less than a vector of them, are filled up with zeros.
  REAL last[BLOCK_ROWS * LANES];
  for (long q = 0; whole < columns && q < depth; q++) {
    for (long j = 0; j < LANES; j++) last[q * LANES + j] = whole + j < columns ? large[q * stride + whole + j] : 0;
  }
  for (long first = 0, ahead = 0; first < count; first += ROWS, ahead += lines) {
    long rows = MIN(ROWS, count - first), j = 0, fetched = MIN(lines, ABREAST - ahead);
    const REAL *few = packed + first * length + p * rows;
    REAL *to = out + first * BLOCK_COLUMNS;
    for (; j + ABREAST * LANES <= whole; j += ABREAST * LANES) {
      NAME(across_rows)(rows, few, large + j, stride, ABREAST, depth, next + j + ahead * LANES, fetched, to + j);
    }
    for (; j < whole; j += LANES) {
      NAME(across_rows)(rows, few, large + j, stride, 1, depth, next + j, ahead ? 0 : lines, to + j);
    }
    if (j < columns) NAME(across_rows)(rows, few, last, LANES, 1, depth, last, 0, to + j);
  }
}

// c(i, j) = alpha * sum over p < length of few(i, p) * large[p * stride + j] + beta * c(i, j), for `length` columns of the
// few rows that are packed by fours.
TARGET static void NAME(across)(
    const REAL *packed, long count, const REAL *large, long stride, long length, long width, REAL alpha, REAL beta,
    REAL *c, long c_row, long c_column) {
  REAL out[FA_NARROW_MOST * BLOCK_COLUMNS];
  for (long left = 0; left < width; left += BLOCK_COLUMNS) {
    long columns = MIN(BLOCK_COLUMNS, width - left);
    for (long index = 0; index < count * BLOCK_COLUMNS; index++) out[index] = 0;
    for (long p = 0; p < length; p += BLOCK_ROWS) {
      const REAL *block = large + left + p * stride;
      const REAL *next = left + 2 * BLOCK_COLUMNS <= width ? large + left + BLOCK_COLUMNS : block;
      if (p + 2 * BLOCK_ROWS <= length) next = block + BLOCK_ROWS * stride;
      NAME(across_block)(packed, count, length, p, block, stride, columns, MIN(BLOCK_ROWS, length - p), next, out);
    }
    for (long i = 0; i < count; i++) {
      for (long j = 0; j < columns; j++) {
        NAME(put)(out[i * BLOCK_COLUMNS + j], alpha, beta, c + i * c_row + (left + j) * c_column);
      }
    }
  }
}

TARGET static void NAME(narrow_product)(
    const REAL *few, long few_row, long few_column, long count, const REAL *large, long stride, int runs_across,
    long inner, long width, REAL alpha, REAL beta, REAL *c, long c_row, long c_column) {
  REAL packed[PACKED];
  const long padded = runs_across ? count : (2 * count + LANES - 1) / LANES * LANES / 2, most = PACKED / padded;
  const long stretches = (inner + most - 1) / most, stretch = (inner + stretches - 1) / stretches;
  for (long start = 0; start < inner; start += stretch, beta = 1) {
    long length = MIN(stretch, inner - start);
    NAME(pack)(few + start * few_column, few_row, few_column, count, padded, runs_across ? ROWS : FULL, length, packed);
    if (runs_across) {
      NAME(across)(packed, count, large + start * stride, stride, length, width, alpha, beta, c, c_row, c_column);
    } else {
      NAME(along)(packed, count, padded, large + start, stride, length, width, alpha, beta, c, c_row, c_column);
    }
  }
}

#undef PACKED
#undef NARROW_COLUMNS
#undef FULL
#undef BLOCK_ROWS
#undef BLOCK_COLUMNS
#undef ABREAST
#undef ROWS
