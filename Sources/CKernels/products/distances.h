// The distances between points, or their squares: see CKernels.h.

// Those of `vectors` vectors of points from `others` others, both constants where this is inlined, so that the sums stay in
// registers; notes the smallest and the largest square.
INLINE void NAME(distances_of)(
    long vectors, long others, const REAL *points, long stride, const REAL *other, long other_row, long other_column,
    long dimension, int squared, REAL *out, long out_stride, NAME(vector) *least, NAME(vector) *most) {
  NAME(vector) squares[2][4] = {};
  for (long k = 0; k < dimension; k++) {
    UNROLL for (long v = 0; v < vectors; v++) {
      NAME(vector) coordinates = *(const NAME(vector) *)(points + v * LANES + k * stride);
      UNROLL for (long j = 0; j < others; j++) {
        NAME(vector) difference = coordinates - other[j * other_row + k * other_column];
        squares[j][v] += difference * difference;
      }
    }
  }
  UNROLL for (long j = 0; j < others; j++) {
    UNROLL for (long v = 0; v < vectors; v++) {
      *least = __builtin_elementwise_min(*least, squares[j][v]);
      *most = __builtin_elementwise_max(*most, squares[j][v]);
      *(NAME(vector) *)(out + v * LANES + j * out_stride) =
          squared ? squares[j][v] : __builtin_elementwise_sqrt(squares[j][v]);
    }
  }
}

TARGET static int NAME(distances)(
    const REAL *points, long stride, long count, const REAL *others, long other_row, long other_column,
    long other_count, long dimension, int squared, REAL *out, long out_stride) {
  NAME(vector) least = TINY + (NAME(vector)){}, most = {};
  long i = 0;
  for (; i + LANES <= count; i += i + 4 * LANES <= count ? 4 * LANES : LANES) {
    const REAL *from = points + i, *other = others;
    REAL *to = out + i;
    long j = 0;
    if (i + 4 * LANES <= count) {
      for (; j + 2 <= other_count; j += 2, other += 2 * other_row, to += 2 * out_stride) {
        NAME(distances_of)(
            4, 2, from, stride, other, other_row, other_column, dimension, squared, to, out_stride, &least, &most);
      }
      if (j < other_count) {
        NAME(distances_of)(
            4, 1, from, stride, other, other_row, other_column, dimension, squared, to, out_stride, &least, &most);
      }
    } else {
      for (; j < other_count; j++, other += other_row, to += out_stride) {
        NAME(distances_of)(
            1, 1, from, stride, other, other_row, other_column, dimension, squared, to, out_stride, &least, &most);
      }
    }
  }
  int all = 1;
  UNROLL for (long lane = 0; lane < LANES; lane++) all &= least[lane] >= TINY && most[lane] <= LARGEST;
#if BYTES > 16
  if (i == count) return all;
  return SHORTER(distances)(
             points + i, stride, count - i, others, other_row, other_column, other_count, dimension, squared, out + i,
             out_stride) &
         all;
#else
  for (; i < count; i++) {
    for (long j = 0; j < other_count; j++) {
      REAL square = 0;
      for (long k = 0; k < dimension; k++) {
        REAL difference = points[i + k * stride] - others[j * other_row + k * other_column];
        square += difference * difference;
      }
      all &= square >= TINY && square <= LARGEST;
      out[i + j * out_stride] = squared ? square : __builtin_elementwise_sqrt(square);
    }
  }
  return all;
#endif
}
