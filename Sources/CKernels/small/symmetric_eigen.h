#include "reflections.h"

// Subtracts v w' + w v' from columns whose entries of v and w are given too, and adds up multiples of them.
INLINE void NAME(update)(
    long vectors, NAME(lanes) *column, long stride, long count, const NAME(lanes) *v, const NAME(lanes) *w,
    const REAL *v_entries, const REAL *w_entries, const REAL *factors, NAME(lanes) *product) {
  NAME(lanes) sums[MOST_VECTORS];
  UNROLL_VECTORS for (long i = 0; i < vectors; i++) sums[i] = (NAME(lanes)){};
  for (long j = 0; j < count; j++) {
    UNROLL_VECTORS for (long i = 0; i < vectors; i++) {
      NAME(lanes) value = column[i] - v[i] * w_entries[j] - w[i] * v_entries[j];
      column[i] = value;
      sums[i] += value * factors[j];
    }
    column += stride;
  }
  UNROLL_VECTORS for (long i = 0; i < vectors; i++) product[i] = sums[i];
}

// Reduces a symmetric matrix to a tridiagonal one by reflections, whose vectors replace its columns. What a reflection
// does to the matrix is done when the next one multiplies with it.
TARGET static void NAME(tridiagonalize)(
    NAME(lanes) *a, long order, long vectors, REAL *diagonal, REAL *off_diagonal, REAL *scales) {
  NAME(lanes) none[MOST_VECTORS] = {}, w[MOST_VECTORS], product[MOST_VECTORS];
  UNROLL for (long i = 0; i < MOST_VECTORS; i++) w[i] = (NAME(lanes)){};
  const NAME(lanes) *v = none;
  for (long step = 0; step + 1 < order; step++) {
    NAME(lanes) *x = a + step * vectors;
    REAL x_v = ((const REAL *)v)[step], x_w = ((const REAL *)w)[step];
    for (long i = step / LANES; i < vectors; i++) x[i] -= v[i] * x_w + w[i] * x_v;
    diagonal[step] = ((REAL *)x)[step];
    long next = step + 1, top = next / LANES, rest = vectors - top;
    REAL tau = NAME(reflect)(rest, x + top, next - top * LANES, off_diagonal + step);
    scales[step] = tau;
    CALL(
        NAME(update), rest, x + vectors + top, vectors, order - next, v + top, w + top, (const REAL *)v + next,
        (const REAL *)w + next, (const REAL *)x + next, product);
    REAL half = tau / 2 * NAME(dot)(rest, product, x + top);
    for (long i = 0; i < rest; i++) w[top + i] = tau * (product[i] - half * x[top + i]);
    v = x;
  }
  long last = order - 1;
  REAL *corner = (REAL *)(a + last * vectors) + last;
  diagonal[last] = *corner - 2 * ((const REAL *)v)[last] * ((const REAL *)w)[last];
}

// Multiplies a block of rows of q, which is part of the identity, by the reflections. What one does to the rows is done
// when the next one multiplies with them.
INLINE void NAME(reflect_rows)(
    long vectors, NAME(lanes) *q, long stride, const NAME(lanes) *reflections, long order, const REAL *scales) {
  NAME(lanes) product[MOST_VECTORS];
  UNROLL_VECTORS for (long i = 0; i < vectors; i++) product[i] = (NAME(lanes)){};
  const REAL *last = (const REAL *)reflections;
  for (long step = 0; step < order; step++) {
    const REAL *v = (const REAL *)(reflections + step * stride);
    REAL tau = step + 1 < order ? scales[step] : 0;
    NAME(lanes) sums[MOST_VECTORS];
    UNROLL_VECTORS for (long i = 0; i < vectors; i++) {
      sums[i] = (NAME(lanes)){};
      if (step > 0) q[i + step * stride] -= product[i] * last[step];
    }
    for (long j = step + 1; j < order; j++) {
      NAME(lanes) *column = q + j * stride;
      UNROLL_VECTORS for (long i = 0; i < vectors; i++) {
        NAME(lanes) value = column[i] - product[i] * last[j];
        column[i] = value;
        sums[i] += value * v[j];
      }
    }
    UNROLL_VECTORS for (long i = 0; i < vectors; i++) product[i] = sums[i] * tau;
    last = v;
  }
}

// Stores the product of the reflections, of four vectors of rows at a time.
TARGET static void NAME(multiply_by_rows)(
    const NAME(lanes) *reflections, long order, long vectors, const REAL *scales, NAME(lanes) *q) {
  for (long i = 0; i < order * vectors; i++) q[i] = (NAME(lanes)){};
  for (long i = 0; i < order; i++) ((REAL *)(q + i * vectors))[i] = 1;
  for (long top = 0; top < vectors; top += 4) {
    switch (vectors - top) {
      case 1: NAME(reflect_rows)(1, q + top, vectors, reflections, order, scales); break;
      case 2: NAME(reflect_rows)(2, q + top, vectors, reflections, order, scales); break;
      case 3: NAME(reflect_rows)(3, q + top, vectors, reflections, order, scales); break;
      default: NAME(reflect_rows)(4, q + top, vectors, reflections, order, scales);
    }
  }
}

// What a QL step carries from row to row: what it has yet to do to the next entries, and the last rotation.
typedef struct {
  REAL bulge, f, b, correction, sine, cosine;
} NAME(chase);

INLINE NAME(chase) NAME(start)(const REAL *d, const REAL *e, long last, REAL shift) {
  return (NAME(chase)){.bulge = d[last] - shift, .f = e[last - 1], .b = e[last - 1], .cosine = 1};
}

// Computes the rotation of rows k and k + 1, and applies the last one to the columns of q.
//
// Each rotation needs the one before. The square root and the reciprocal, which take the longest, are therefore taken
// side by side, and columns are rotated while the processor waits for them.
INLINE void NAME(turn)(long vectors, NAME(chase) *now, REAL *d, REAL *e, NAME(lanes) *q, long k, long last) {
  REAL bulge = now->bulge, f = now->f, b = now->b;
  REAL square = bulge * bulge + f * f, inverse = 1 / square, length = __builtin_elementwise_sqrt(square);
  if (k + 1 < last) {
    e[k + 1] = length;
    if (q) NAME(rotate)(vectors, q + (k + 1) * vectors, q + (k + 2) * vectors, now->sine, now->cosine);
  }
  REAL old = d[k + 1] - now->correction, next = e[k - 1];
  if (__builtin_expect(square >= TINY, 1)) {
    REAL r = 2 * b * bulge + (d[k] - old) * f, f_part = f * inverse, b_part = bulge * inverse;
    now->sine = f_part * length;
    now->cosine = b_part * length;
    now->correction = f_part * r;
    now->bulge = b_part * r - b;
    now->f = f_part * next * length;
    now->b = b_part * next * length;
  } else {
    // The matrix falls apart here, and any rotation would do.
    *now = (NAME(chase)){.bulge = b, .b = next, .cosine = 1};
    if (k + 1 < last) e[k + 1] = 0;
  }
  d[k + 1] = old + now->correction;
}

INLINE void NAME(finish)(long vectors, const NAME(chase) *now, REAL *d, REAL *e, NAME(lanes) *q, long first) {
  if (q) NAME(rotate)(vectors, q + first * vectors, q + (first + 1) * vectors, now->sine, now->cosine);
  d[first] -= now->correction;
  e[first] = now->bulge;
}

// One QL step on the rows from `first` to `last` of a tridiagonal matrix, whose rotations are applied to the columns of
// q, or two with one shift. The second follows the first two rows behind it, while the processor would be waiting: what
// it takes more of them in all is less than what this saves.
INLINE void NAME(sweep)(long vectors, REAL *d, REAL *e, NAME(lanes) *q, long first, long last) {
  // Wilkinson's shift: the eigenvalue of the leading block of order 2 that is nearest to its corner.
  REAL corner = e[first], gap = (d[first + 1] - d[first]) / 2;
  REAL distance = __builtin_elementwise_sqrt(gap * gap + corner * corner);
  REAL shift = d[first] - corner * corner / (gap < 0 ? gap - distance : gap + distance);
  e[last] = 0;
  NAME(chase) one = NAME(start)(d, e, last, shift);
  if (last - first < 3) {
    for (long k = last - 1; k >= first; k--) NAME(turn)(vectors, &one, d, e, q, k, last);
    NAME(finish)(vectors, &one, d, e, q, first);
    return;
  }
  NAME(turn)(vectors, &one, d, e, q, last - 1, last);
  NAME(turn)(vectors, &one, d, e, q, last - 2, last);
  NAME(chase) two = NAME(start)(d, e, last, shift);
  for (long k = last - 3; k >= first; k--) {
    NAME(turn)(vectors, &one, d, e, q, k, last);
    NAME(turn)(vectors, &two, d, e, q, k + 2, last);
  }
  NAME(finish)(vectors, &one, d, e, q, first);
  NAME(turn)(vectors, &two, d, e, q, first + 1, last);
  NAME(turn)(vectors, &two, d, e, q, first, last);
  NAME(finish)(vectors, &two, d, e, q, first);
}

// Replaces the diagonal of a tridiagonal matrix by its eigenvalues, and applies the rotations that this takes to the
// columns of q. Returns how many were not found.
INLINE void NAME(iterate)(long vectors, REAL *d, REAL *e, NAME(lanes) *q, long order, long *missing) {
  *missing = 0;
  REAL norm = 0;
  for (long i = 0; i < order; i++) {
    REAL larger = NAME(magnitude)(d[i]) > NAME(magnitude)(e[i]) ? NAME(magnitude)(d[i]) : NAME(magnitude)(e[i]);
    norm = larger > norm ? larger : norm;
  }
  // So small an entry beside the norm would only make rotations inaccurate, and a smaller one no rotation.
  REAL negligible = norm * EPSILON * EPSILON, least = __builtin_elementwise_sqrt(TINY);
  if (negligible < least) negligible = least;
  for (long first = 0; first < order; first++) {
    for (int sweeps = 0;; sweeps++) {
      // The end of the block that starts here.
      long last = first;
      for (; last + 1 < order; last++) {
        REAL size = NAME(magnitude)(e[last]);
        if (size <= negligible) break;
        if (size <= EPSILON / 2 * (NAME(magnitude)(d[last]) + NAME(magnitude)(d[last + 1]))) break;
      }
      if (last == first) break;
      if (sweeps == 30) {
        *missing = order - first;
        return;
      }
      NAME(sweep)(vectors, d, e, q, first, last);
    }
  }
}

TARGET static long NAME(symmetric_eigen)(REAL *a, long order, REAL *values, int computing_vectors) {
  NAME(lanes) matrix[FA_LARGEST_ORDER * MOST_VECTORS], basis[FA_LARGEST_ORDER * MOST_VECTORS];
  REAL diagonal[FA_LARGEST_ORDER], room[FA_LARGEST_ORDER + 1], scales[FA_LARGEST_ORDER];
  long vectors = (order + LANES - 1) / LANES, stride = vectors * LANES, missing;
  REAL *entries = (REAL *)matrix, *off_diagonal = room + 1;
  for (long i = 0; i < order * vectors; i++) matrix[i] = (NAME(lanes)){};
  for (long j = 0; j < order; j++) {
    for (long i = j; i < order; i++) entries[i + j * stride] = entries[j + i * stride] = a[i + j * order];
  }
  NAME(tridiagonalize)(matrix, order, vectors, diagonal, off_diagonal, scales);
  off_diagonal[-1] = off_diagonal[order - 1] = 0;
  NAME(lanes) *q = computing_vectors ? basis : 0;
  if (q) {
    NAME(multiply_by_rows)(matrix, order, vectors, scales, q);
    CALL(NAME(iterate), vectors, diagonal, off_diagonal, q, order, &missing);
  } else {
    NAME(iterate)(0, diagonal, off_diagonal, 0, order, &missing);
  }
  if (missing) return missing;
  // Ascending, which they nearly are.
  int places[FA_LARGEST_ORDER];
  for (long i = 0; i < order; i++) {
    long place = i;
    for (; place > 0 && values[place - 1] > diagonal[i]; place--) {
      values[place] = values[place - 1];
      places[place] = places[place - 1];
    }
    values[place] = diagonal[i];
    places[place] = (int)i;
  }
  if (q) {
    for (long j = 0; j < order; j++) {
      const REAL *column = (const REAL *)(q + places[j] * vectors);
      for (long i = 0; i < order; i++) a[i + j * order] = column[i];
    }
  }
  return 0;
}
