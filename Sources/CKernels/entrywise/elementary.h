// y = f(x), by a function of vectors. The last one is filled up with ones, so that a value does not depend on its place.
TARGET static void NAME(elementary)(void *function, const REAL *x, long count, REAL *y) {
  NAME(vector) (*f)(NAME(vector)) = (NAME(vector)(*)(NAME(vector)))function;
  long i = 0;
  for (; i + LANES <= count; i += LANES) *(NAME(vector) *)(y + i) = f(*(const NAME(vector) *)(x + i));
  if (i == count) return;
  REAL rest[LANES];
  for (long lane = 0; lane < LANES; lane++) rest[lane] = i + lane < count ? x[i + lane] : 1;
  *(NAME(vector) *)rest = f(*(NAME(vector) *)rest);
  for (long lane = 0; i + lane < count; lane++) y[i + lane] = rest[lane];
}
