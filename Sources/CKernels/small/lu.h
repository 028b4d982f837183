// LU decompositions, and what is computed with them: see CKernels.h. Steps are taken by twos: what is right of their columns
// is loaded and stored once for both.

INLINE void NAME(exchange)(REAL *x, REAL *y) {
  REAL value = *x;
  *x = *y;
  *y = value;
}

// Exchanges two rows of `width` columns.
INLINE void NAME(exchange_rows)(REAL *a, long stride, long first, long second, long width) {
  if (first == second) return;
  for (long j = 0; j < width; j++) NAME(exchange)(a + first + j * stride, a + second + j * stride);
}

// Eliminates the first of two unknowns from the equation of the second.
INLINE void NAME(eliminate_first)(REAL factor, REAL *unknowns, long stride, long width) {
  for (long j = 0; j < width; j++) unknowns[j * stride + 1] -= factor * unknowns[j * stride];
}

// Eliminates two unknowns, which are adjacent, from `count` equations with these coefficients.
INLINE void NAME(eliminate_two)(
    const REAL *first, const REAL *second, long count, const REAL *unknowns, REAL *columns, long stride, long width) {
  for (long j = 0; j < width; j++, unknowns += stride, columns += stride) {
    NAME(subtract_two)(unknowns[0], first, unknowns[1], second, columns, count);
  }
}

// Exchanges the row of a step with that of its pivot, the first of the largest entries of its column, and divides what is
// below by it. Returns whether the pivot is zero.
INLINE int NAME(pivot)(REAL *a, long rows, long columns, long stride, long step, int *pivots) {
  REAL *column = a + step * stride, largest = NAME(largest)(column + step, rows - step);
  long place = step;
  while (place < rows && NAME(magnitude)(column[place]) != largest) place++;
  // What overflowed is no number.
  if (place == rows) place = step;
  pivots[step] = (int)place + 1;
  NAME(exchange_rows)(a, stride, step, place, columns);
  REAL pivot = column[step];
  if (pivot == 0) return 1;
  if (NAME(magnitude)(pivot) >= SMALLEST) {
    NAME(scale)(column + step + 1, 1 / pivot, rows - step - 1);
  } else {
    // Its reciprocal may be infinite.
    for (long i = step + 1; i < rows; i++) column[i] /= pivot;
  }
  return 0;
}

TARGET static long NAME(lu)(REAL *a, long rows, long columns, long stride, int *pivots) {
  long first_zero = 0, count = MIN(rows, columns);
  for (long step = 0; step < count; step += 2) {
    REAL *first = a + step * stride, *second = first + stride;
    long next = step + 1;
    if (NAME(pivot)(a, rows, columns, stride, step, pivots) && !first_zero) first_zero = step + 1;
    if (next == count) {
      // The last row has only itself left; the last column has nothing to its right.
      break;
    }
    NAME(subtract_columns)(first + next, stride, second + step, stride, 1, second + next, rows - next);
    if (NAME(pivot)(a, rows, columns, stride, next, pivots) && !first_zero) first_zero = next + 1;
    REAL *unknowns = second + stride + step;
    long width = columns - next - 1;
    NAME(eliminate_first)(first[next], unknowns, stride, width);
    NAME(eliminate_two)(first + next + 1, second + next + 1, rows - next - 1, unknowns, unknowns + 2, stride, width);
  }
  return first_zero;
}

TARGET static void NAME(lu_solve)(
    const REAL *factors, long order, long stride, const int *pivots, REAL *b, long b_stride, long count) {
  for (long step = 0; step < order; step++) NAME(exchange_rows)(b, b_stride, step, pivots[step] - 1, count);
  for (long step = 0; step + 1 < order; step += 2) {
    const REAL *first = factors + step * (stride + 1) + 1;
    REAL *unknowns = b + step;
    NAME(eliminate_first)(*first, unknowns, b_stride, count);
    NAME(eliminate_two)(first + 1, first + stride + 1, order - step - 2, unknowns, unknowns + 2, b_stride, count);
  }
  long step = order;
  while (step > 1) {
    step -= 2;
    const REAL *first = factors + step * stride, *second = first + stride;
    REAL *unknowns = b + step;
    for (long j = 0; j < count; j++, unknowns += b_stride) {
      unknowns[1] /= second[step + 1];
      unknowns[0] = (unknowns[0] - unknowns[1] * second[step]) / first[step];
    }
    NAME(eliminate_two)(first, second, step, b + step, b, b_stride, count);
  }
  if (step == 0) return;
  for (long j = 0; j < count; j++) b[j * b_stride] /= *factors;
}

// The inverse of U, times that of L, with the columns exchanged.
TARGET static void NAME(lu_inverse)(REAL *a, long order, long stride, const int *pivots) {
  REAL room[FA_LARGEST_ORDER * FA_LARGEST_ORDER];
  for (long j = 0; j < order; j++) {
    REAL *column = a + j * stride, *factors = room + j * order;
    for (long i = 0; i < order; i++) {
      factors[i] = column[i];
      column[i] = 0;
    }
    REAL inverse = 1 / factors[j];
    NAME(subtract_columns)(a, stride, factors, 1, j, column, j);
    NAME(scale)(column, inverse, j);
    column[j] = inverse;
  }
  for (long j = order - 2; j >= 0; j--) {
    REAL *column = a + j * stride;
    NAME(subtract_columns)(column + stride, stride, room + j * order + j + 1, 1, order - j - 1, column, order);
  }
  for (long j = order - 1; j >= 0; j--) {
    REAL *column = a + j * stride, *other = a + (pivots[j] - 1) * stride;
    for (long i = 0; column != other && i < order; i++) NAME(exchange)(column + i, other + i);
  }
}
