#include "reflections.h"

// Stores the first columns of the product of reflections, of which the one with number k leaves the first k rows alone.
// From the last one to the first, what one does to the columns is done when the next one is multiplied with them.
TARGET static void NAME(multiply_reflections)(
    const NAME(lanes) *reflections, long rows, long count, const REAL *scales, NAME(lanes) *q, long columns) {
  long vectors = VECTORS(rows);
  NAME(lanes) none[2 * MOST_VECTORS], products[2 * MOST_VECTORS];
  for (long i = 0; i < vectors; i++) none[i] = products[i] = (NAME(lanes)){};
  for (long i = 0; i < columns * vectors; i++) q[i] = (NAME(lanes)){};
  for (long j = 0; j < columns; j++) ((REAL *)(q + j * vectors))[j] = 1;
  const NAME(lanes) *last = none;
  REAL *z = (REAL *)products;
  for (long step = count - 1; step >= 0; step--) {
    const NAME(lanes) *v = reflections + step * vectors;
    long next = step + 1, top = step / LANES;
    CALL_TALL(
        NAME(update_and_multiply), vectors - top, q + next * vectors + top, vectors, columns - next, last + top,
        z + next, 0, z + next, v + top, scales[step])
    // This column is one of the identity yet.
    z[step] = scales[step] * ((const REAL *)v)[step];
    last = v;
  }
  for (long j = 0; j < columns; j++) {
    for (long i = 0; i < vectors; i++) q[i + j * vectors] -= last[i] * z[j];
  }
}
