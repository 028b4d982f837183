#include "reflection_product.h"
#include "bidiagonal.h"

// Numbers of two sweeps over a block, of which the second is two rows behind the first. Each rotation needs the one
// before: with two sweeps, the processor has something to do while it waits for a square root.
typedef REAL NAME(pair) __attribute__((vector_size(2 * sizeof(REAL))));

// The rotations that take (f, g) to (length, 0). Their cosines and sines are `f` and `g` times `root`: what is multiplied
// with them can be multiplied with `root` at last, since the square root comes later than the reciprocal.
typedef struct {
  NAME(pair) f, g, root, length;
} NAME(rotations);

INLINE NAME(rotations) NAME(make_rotations)(NAME(pair) f, NAME(pair) g) {
  NAME(pair) square = f * f + g * g, scale = {1, 1};
  if (__builtin_expect(square[0] < TINY || square[1] < TINY, 0)) {
    for (int i = 0; i < 2; i++) {
      if (square[i] >= TINY) continue;
      scale[i] = TINY;
      f[i] /= TINY;
      g[i] /= TINY;
      if (f[i] == 0 && g[i] == 0) {
        f[i] = 1;
        scale[i] = 0;
      }
    }
    square = f * f + g * g;
  }
  NAME(pair) inverse = 1 / square, root = __builtin_elementwise_sqrt(square);
  return (NAME(rotations)){f * inverse, g * inverse, root, root * scale};
}

// The rows from 0 to `last` of a bidiagonal matrix, counted from the top or, if `step` is -1, from the bottom: upside
// down, and with U and V exchanged, the transpose of a bidiagonal matrix is one again.
typedef struct {
  long last, step;
  REAL *d, *e;
  // The columns that rotations from the right apply to, and those that rotations from the left do; null for none.
  NAME(lanes) *inner, *outer;
  long inner_vectors, outer_vectors;
} NAME(block);

// What the sweeps carry from row to row: the next rotation from the right, what it has yet to apply to, and the cosines
// and sines of the last ones.
typedef struct {
  NAME(pair) f, g, corner, entry, inner_cosine, inner_sine, outer_cosine, outer_sine;
} NAME(chase);

INLINE void NAME(start)(const NAME(block) *b, REAL unit, REAL shift, NAME(chase) *now, int i) {
  REAL corner = b->d[0], entry = b->e[0], scaled = corner * unit;
  now->f[i] = scaled - shift / scaled;
  now->g[i] = entry * unit;
  now->corner[i] = corner;
  now->entry[i] = entry;
  now->inner_cosine[i] = now->outer_cosine[i] = 1;
  now->inner_sine[i] = now->outer_sine[i] = 0;
}

// Applies the last rotations of a sweep, in the plane of row k and the next one, to columns of U and V.
INLINE void NAME(apply)(const NAME(block) *b, long k, const NAME(chase) *now, int i) {
  if (!b->inner) return;
  NAME(lanes) *x = b->inner + k * b->step * b->inner_vectors, *y = b->outer + k * b->step * b->outer_vectors;
  NAME(rotate)(b->inner_vectors, x + b->step * b->inner_vectors, x, now->inner_sine[i], now->inner_cosine[i]);
  NAME(rotate)(b->outer_vectors, y + b->step * b->outer_vectors, y, now->outer_sine[i], now->outer_cosine[i]);
}

// Does row k of the first sweep and row k - 2 of the second, where they have it. The shift zero has steps of its own, in
// which nothing is subtracted.
//
// Columns are rotated one row late, while the processor would be waiting for this row's rotations.
INLINE void NAME(turn)(const NAME(block) *b, int shifted, NAME(chase) *now, long k, int first, int second) {
  long step = b->step;
  REAL *d = b->d + k * step, *e = b->e + k * step;
  NAME(pair) next = {d[step], d[-step]}, f, g, entry, corner, above;
  NAME(rotations) inner;
  if (shifted) {
    inner = NAME(make_rotations)(now->f, now->g);
    above = inner.length;
    f = inner.root * (inner.f * now->corner + inner.g * now->entry);
    g = inner.root * (inner.g * next);
    entry = inner.root * (inner.f * now->entry - inner.g * now->corner);
    corner = inner.root * (inner.f * next);
  } else {
    NAME(pair) here = {d[0], d[-2 * step]}, beside = {e[0], e[-2 * step]};
    inner = NAME(make_rotations)(here * now->inner_cosine, beside);
    above = now->outer_sine * inner.length;
    f = now->outer_cosine * inner.length;
    g = inner.root * (inner.g * next);
  }
  if (first && k > 0) {
    e[-step] = above[0];
    NAME(apply)(b, k - 1, now, 0);
  }
  NAME(rotations) outer = NAME(make_rotations)(f, g);
  if (first) d[0] = outer.length[0];
  if (second) {
    d[-2 * step] = outer.length[1];
    if (k > 2) {
      e[-3 * step] = above[1];
      NAME(apply)(b, k - 3, now, 1);
    }
  }
  if (shifted) {
    NAME(pair) following = {e[step], e[-step]};
    now->f = outer.root * (outer.f * entry + outer.g * corner);
    now->g = outer.root * (outer.g * following);
    now->entry = outer.root * (outer.f * following);
    now->corner = outer.root * (outer.f * corner - outer.g * entry);
  }
  now->inner_cosine = inner.f * inner.root;
  now->inner_sine = inner.g * inner.root;
  now->outer_cosine = outer.f * outer.root;
  now->outer_sine = outer.g * outer.root;
}

INLINE void NAME(finish)(const NAME(block) *b, int shifted, const NAME(chase) *now, int i) {
  REAL *d = b->d + b->last * b->step, *e = b->e + (b->last - 1) * b->step;
  if (shifted) {
    *d = now->corner[i];
    *e = now->f[i];
  } else {
    REAL rest = *d * now->inner_cosine[i];
    *d = rest * now->outer_cosine[i];
    *e = rest * now->outer_sine[i];
  }
  NAME(apply)(b, b->last - 1, now, i);
}

// One step of the implicit QR iteration or, if `paired`, two with one shift, which is a square, of the block times `unit`.
INLINE void NAME(sweep)(const NAME(block) *b, int paired, int shifted, REAL unit, REAL shift) {
  NAME(chase) now;
  NAME(start)(b, unit, shift, &now, 0);
  NAME(start)(b, unit, shift, &now, 1);
  // One call for all rows and one for both ends, or the compiler would be as long at each.
  for (long k = 0;; k++) {
    if (k == 2) NAME(start)(b, unit, shift, &now, 1);
    if (k == b->last || k == b->last + 2) {
      NAME(finish)(b, shifted, &now, k > b->last);
      if (k == b->last + 2 * paired) return;
    }
    NAME(turn)(b, shifted, &now, k, k < b->last, paired && k >= 2);
  }
}

// An entry beside the diagonal that is so small beside its neighbour does not matter. In double precision LAPACK allows ten
// times as much, which leaves residuals of up to 50 units of rounding on 2 x 2 matrices.
#define TOLERANCE (5 * EPSILON)

// Sets to zero an entry beside the diagonal that does not matter to any singular value, if there is one, and returns
// whether there is. Otherwise stores the reciprocal of a lower bound on the smallest singular value.
INLINE int NAME(drops_entry)(const NAME(block) *b, REAL *inverse_bound) {
  REAL *last = b->e + (b->last - 1) * b->step, inverses[FA_LARGEST_ORDER];
  if (NAME(magnitude)(*last) <= TOLERANCE * NAME(magnitude)(b->d[b->last * b->step])) {
    *last = 0;
    return 1;
  }
  for (long k = 0; k <= b->last; k++) inverses[k] = 1 / NAME(magnitude)(b->d[k * b->step]);
  REAL inverse = inverses[0], most = inverse;
  for (long k = 0; k < b->last; k++) {
    REAL entry = NAME(magnitude)(b->e[k * b->step]);
    if (entry * inverse <= TOLERANCE) {
      b->e[k * b->step] = 0;
      return 1;
    }
    // A zero on the diagonal makes it infinite.
    inverse = entry * inverses[k + 1] * inverse + inverses[k + 1];
    most = most > inverse ? most : inverse;
  }
  *inverse_bound = most;
  return 0;
}

// Does one step or two on a block, of which `largest` is the largest entry. Returns how many rotations of U that took.
INLINE long NAME(step)(const NAME(block) *b, long order, REAL largest, REAL inverse_bound) {
  long last = b->last, step = b->step;
  REAL unit = 1 / largest, shift = 0;
  REAL corner = b->d[last * step] * unit, beside = b->e[(last - 1) * step] * unit;
  // Elsewhere a shift would cost small singular values their accuracy.
  int may_shift = order * TOLERANCE > (EPSILON / 2) * largest * inverse_bound;
  if (may_shift) {
    // Wilkinson's shift: of B'B, the eigenvalue of the last block of order 2 that is nearest to its corner.
    REAL before = b->d[(last - 1) * step] * unit, above = last > 1 ? b->e[(last - 2) * step] * unit : 0;
    REAL low = corner * corner + beside * beside, product = before * beside, first = b->d[0] * unit;
    REAL gap = (before * before + above * above - low) / 2;
    REAL distance = __builtin_elementwise_sqrt(gap * gap + product * product);
    shift = low - product * product / (gap < 0 ? gap - distance : gap + distance);
    // Not where it would not matter, or the divisor was zero.
    if (!(shift >= EPSILON / 2 * first * first)) shift = 0;
  }
  // One step is enough where the cube of an entry, which is what becomes of it, is negligible.
  REAL size = NAME(magnitude)(beside / corner);
  int paired = last > 2 && !(b->inner && size * size * size < EPSILON / 100);
  if (shift > 0) {
    NAME(sweep)(b, paired, 1, unit, shift);
  } else {
    NAME(sweep)(b, paired, 0, 1, 0);
  }
  return paired ? 2 * last : last;
}

// A bound on the entries beside the diagonal that cannot matter: the tolerance times a lower bound on the smallest
// singular value.
INLINE REAL NAME(negligible)(const REAL *d, const REAL *e, long order) {
  REAL bound = NAME(magnitude)(d[0]), least = bound;
  for (long k = 1; k < order && least > 0; k++) {
    bound = NAME(magnitude)(d[k]) * (bound / (bound + NAME(magnitude)(e[k - 1])));
    least = bound < least ? bound : least;
  }
  REAL bounded = TOLERANCE * least / __builtin_elementwise_sqrt((REAL)order), floor = 6 * order * order * SMALLEST;
  return bounded > floor ? bounded : floor;
}

// Replaces the diagonal of a bidiagonal matrix by its singular values, of any sign and in any order, and applies the
// rotations that this takes to the columns of U and V, which may be null. Stores whether it took no more than 6 n^2
// rotations, LAPACK's limit.
INLINE void NAME(iterate)(
    long left_vectors, NAME(lanes) *left, long right_vectors, NAME(lanes) *right, REAL *d, REAL *e, long order,
    int *converged) {
  REAL negligible = NAME(negligible)(d, e, order);
  // The block that the last step worked on, and which way: towards its smaller end.
  long rotations = 6 * order * order, last_first = 0, last_end = -1, end = order - 1;
  int downward = 1;
  *converged = 0;
  while (end > 0) {
    if (rotations < 0) return;
    // The block that ends here.
    long first = end;
    REAL largest = NAME(magnitude)(d[end]);
    for (; first > 0; first--) {
      REAL entry = NAME(magnitude)(e[first - 1]), other = NAME(magnitude)(d[first - 1]);
      if (entry <= negligible) {
        e[first - 1] = 0;
        break;
      }
      other = other > entry ? other : entry;
      largest = largest > other ? largest : other;
    }
    if (first == end) {
      end--;
      continue;
    }
    if (first > last_end || end < last_first) downward = NAME(magnitude)(d[first]) >= NAME(magnitude)(d[end]);
    last_first = first;
    last_end = end;
    long start = downward ? first : end;
    NAME(lanes) *l = left ? left + start * left_vectors : 0, *r = left ? right + start * right_vectors : 0;
    NAME(block) b = {
        .last = end - first,
        .step = downward ? 1 : -1,
        .d = d + start,
        .e = e + (downward ? first : end - 1),
        .inner = downward ? r : l,
        .outer = downward ? l : r,
        .inner_vectors = downward ? right_vectors : left_vectors,
        .outer_vectors = downward ? left_vectors : right_vectors};
    REAL inverse_bound;
    if (NAME(drops_entry)(&b, &inverse_bound)) continue;
    rotations -= NAME(step)(&b, order, largest, inverse_bound);
  }
  *converged = 1;
}

INLINE void NAME(iterate_square)(
    long vectors, NAME(lanes) *left, NAME(lanes) *right, REAL *d, REAL *e, long order, int *converged) {
  NAME(iterate)(vectors, left, vectors, right, d, e, order, converged);
}

// Stores columns by columns or, transposed, by rows of so many numbers each.
INLINE void NAME(store_vector)(const NAME(lanes) *column, long rows, REAL sign, REAL *target, long stride) {
  for (long i = 0; i < rows; i++) target[i * stride] = sign * ((const REAL *)column)[i];
}

TARGET static int NAME(singular_values)(
    const REAL *a, long rows, long columns, REAL *values, REAL *left, long left_columns, REAL *right, int transposed) {
  NAME(lanes) matrix[2 * FA_LARGEST_ORDER * MOST_VECTORS], reflections[FA_LARGEST_ORDER * MOST_VECTORS];
  NAME(lanes) u[4 * FA_LARGEST_ORDER * MOST_VECTORS], v[FA_LARGEST_ORDER * MOST_VECTORS];
  REAL left_scales[FA_LARGEST_ORDER], right_scales[FA_LARGEST_ORDER];
  // A sweep that waits, or is done, reads up to three numbers beyond the ends, of which nothing comes but time if they are
  // zeros.
  REAL room[2][FA_LARGEST_ORDER + 8], *diagonal = room[0] + 4, *off_diagonal = room[1] + 4;
  long vectors = VECTORS(rows), right_vectors = VECTORS(columns);
  for (long i = 0; i < FA_LARGEST_ORDER + 8; i++) room[0][i] = room[1][i] = 1;
  for (long j = 0; j < columns; j++) {
    REAL *column = (REAL *)(matrix + j * vectors);
    matrix[(j + 1) * vectors - 1] = (NAME(lanes)){};
    for (long i = 0; i < rows; i++) column[i] = a[i + j * rows];
  }
  NAME(bidiagonalize)(matrix, rows, columns, diagonal, off_diagonal, left_scales, reflections, right_scales);
  int converged;
  if (!left) {
    NAME(iterate)(0, 0, 0, 0, diagonal, off_diagonal, columns, &converged);
  } else {
    NAME(multiply_reflections)(matrix, rows, columns, left_scales, u, left_columns);
    NAME(multiply_reflections)(reflections, columns, columns, right_scales, v, columns);
    if (vectors == right_vectors) {
      CALL(NAME(iterate_square), vectors, u, v, diagonal, off_diagonal, columns, &converged);
    } else {
      NAME(iterate)(vectors, u, right_vectors, v, diagonal, off_diagonal, columns, &converged);
    }
  }
  if (!converged) return 0;
  int places[FA_LARGEST_ORDER];
  for (long i = 0; i < columns; i++) {
    REAL value = NAME(magnitude)(diagonal[i]);
    long place = i;
    for (; place > 0 && values[place - 1] < value; place--) {
      values[place] = values[place - 1];
      places[place] = places[place - 1];
    }
    values[place] = value;
    places[place] = (int)i;
  }
  if (!left) return 1;
  for (long j = 0; j < left_columns; j++) {
    const NAME(lanes) *column = u + (j < columns ? places[j] : j) * vectors;
    if (transposed) {
      NAME(store_vector)(column, rows, 1, left + j, left_columns);
    } else {
      NAME(store_vector)(column, rows, 1, left + j * rows, 1);
    }
  }
  for (long j = 0; j < columns; j++) {
    const NAME(lanes) *column = v + places[j] * right_vectors;
    REAL sign = diagonal[places[j]] < 0 ? -1 : 1;
    if (transposed) {
      NAME(store_vector)(column, columns, sign, right + j * columns, 1);
    } else {
      NAME(store_vector)(column, columns, sign, right + j, columns);
    }
  }
  return 1;
}

#undef TOLERANCE
