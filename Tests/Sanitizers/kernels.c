// Calls every kernel with every remainder of sizes, with memory that ends where the matrix ends. It is compiled with the
// kernels under the sanitizers of clang, which end it at the first use of memory out of bounds and at undefined
// behaviour; the tests of CKernels look at the results. `Scripts/sanitize.sh` builds and runs it.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

static char scalar;
static int bytes;
static long calls;

static size_t width(void) { return scalar == 'd' ? sizeof(double) : sizeof(float); }

// A fresh matrix of numbers from 1 to 2; none at all for no entries.
static void *numbers(long count) {
  if (count == 0) return NULL;
  void *memory = malloc((size_t)count * width());
  for (long i = 0; i < count; i++) {
    double value = 1 + (double)(i * 7919 % 1000) / 1000;
    if (scalar == 'd') {
      ((double *)memory)[i] = value;
    } else {
      ((float *)memory)[i] = (float)value;
    }
  }
  return memory;
}

// Adds to the diagonal, which makes a symmetric matrix of such numbers positive definite.
static void *dominant(long order) {
  void *a = numbers(order * order);
  for (long i = 0; i < order; i++) {
    for (long j = 0; j < i; j++) {
      memcpy((char *)a + (size_t)(j + i * order) * width(), (char *)a + (size_t)(i + j * order) * width(), width());
    }
    long place = i * (order + 1);
    if (scalar == 'd') {
      ((double *)a)[place] += 2. * (double)order;
    } else {
      ((float *)a)[place] += 2.f * (float)order;
    }
  }
  return a;
}

static void products(void) {
  for (long count = 1; count <= FA_NARROW_MOST; count += count < 9 ? 1 : 5) {
    for (long inner = 1; inner <= 70; inner += inner < 5 ? 1 : 13) {
      for (long columns = 0; columns <= 40; columns += columns < 5 ? 1 : 7) {
        void *few = numbers(count * inner), *large = numbers(inner * columns), *c = numbers(count * columns);
        fa_narrow_product(scalar, bytes, few, 1, count, count, large, inner, 0, inner, columns, 2, 1, c, 1, count);
        fa_narrow_product(scalar, bytes, few, inner, 1, count, large, columns, 1, inner, columns, 2, 0, c, columns, 1);
        if (count <= 16 && columns <= 16 && columns) {
          fa_short_product(scalar, bytes, few, inner, count, large, inner, columns, inner, 0, 2, 1, c, 1, count);
          calls++;
        }
        free(few), free(large), free(c), calls += 2;
      }
      if (count <= 16) {
        void *few = numbers(count * inner), *c = numbers(count * count);
        fa_short_product(scalar, bytes, few, inner, count, few, inner, count, inner, 1, 2, 1, c, 1, count);
        free(few), free(c), calls++;
      }
    }
  }
  for (long rows = 1; rows <= 70; rows += rows < 9 ? 1 : 11) {
    for (long inner = 1; inner <= 17; inner += 3) {
      for (long columns = 1; columns <= 16; columns += 3) {
        void *x = numbers(rows * inner), *few = numbers(inner * columns), *c = numbers(rows * columns);
        if (rows >= 4) {
          fa_tall_product(scalar, bytes, x, rows, rows, few, 1, inner, inner, columns, 1, 1, 0, c, rows, c, rows);
          fa_tall_product(scalar, bytes, x, rows, rows, few, 1, inner, inner, columns, 1, 1, x, c, rows, c, rows);
          fa_tall_product(scalar, bytes, x, rows, rows, few, 1, inner, inner, columns, 1, 1, 0, 0, 0, c, rows);
        }
        fa_scale_rows(scalar, bytes, x, rows, c, rows, columns, c, rows);
        fa_residual_squares(scalar, bytes, c, rows, x, rows, rows, few, 1, columns, columns, inner);
        free(x), free(few), free(c), calls += 3;
      }
      for (long others = 1; others <= 5; others++) {
        void *x = numbers(rows * inner), *y = numbers(others * inner), *out = numbers(rows * others);
        fa_distances(scalar, bytes, x, rows, rows, y, 1, others, others, inner, 0, out, rows);
        fa_distances(scalar, bytes, x, rows, rows, y, inner, 1, others, inner, 1, out, rows);
        free(x), free(y), free(out), calls += 2;
      }
      void *x = numbers(rows * inner), *upper = numbers(inner * inner);
      fa_tall_solve(scalar, bytes, x, rows, rows, upper, inner);
      free(x), free(upper), calls++;
    }
  }
  for (long count = 0; count < 90; count++) {
    void *a = numbers(count), *b = numbers(count), *out = numbers(count);
    if (count) {
      fa_add_scaled(scalar, bytes, a, .5, b, count, out);
      fa_exp(scalar, bytes, a, count, out);
      fa_log(scalar, bytes, a, count, out);
      fa_tanh(scalar, bytes, a, count, out);
      calls += 4;
    }
    free(a), free(b), free(out);
  }
}

static void decompositions(void) {
  for (long order = 1; order <= FA_LARGEST_ORDER; order++) {
    int pivots[FA_LARGEST_ORDER];
    void *a = dominant(order), *b = numbers(order * 3), *values = numbers(order);
    fa_lu(scalar, bytes, a, order, order, order, pivots);
    fa_lu_solve(scalar, bytes, a, order, order, pivots, b, order, 3);
    fa_lu_inverse(scalar, bytes, a, order, order, pivots);
    free(a), a = dominant(order);
    fa_cholesky(scalar, bytes, a, order, order);
    free(a), a = dominant(order);
    fa_symmetric_eigen(scalar, bytes, a, order, values, 1);
    free(a), a = dominant(order);
    fa_symmetric_eigen(scalar, bytes, a, order, values, 0);
    free(a), free(b), free(values), calls += 6;
    for (long rows = 1; rows <= FA_LARGEST_ORDER; rows += 3) {
      long least = rows < order ? rows : order;
      void *matrix = numbers(rows * order), *scales = numbers(least);
      fa_lu(scalar, bytes, matrix, rows, order, rows, pivots);
      free(matrix), matrix = numbers(rows * order);
      fa_qr(scalar, bytes, matrix, rows, order, rows, scales);
      fa_reflection_product(scalar, bytes, matrix, rows, least, least, rows, scales);
      free(matrix), free(scales), calls += 3;
    }
    for (long rows = order; rows <= 2 * FA_LARGEST_ORDER; rows += 7) {
      void *matrix = numbers(rows * order), *s = numbers(order), *u = numbers(rows * order),
           *v = numbers(order * order);
      fa_singular_values(scalar, bytes, matrix, rows, order, s, u, order, v, 0);
      fa_singular_values(scalar, bytes, matrix, rows, order, s, u, order, v, 1);
      fa_singular_values(scalar, bytes, matrix, rows, order, s, NULL, 0, NULL, 0);
      free(matrix), free(s), free(u), free(v), calls += 3;
    }
  }
}

int main(void) {
  for (bytes = 16; bytes <= fa_vector_bytes(); bytes *= 2) {
    for (int kind = 0; kind < 2; kind++) {
      scalar = "ds"[kind];
      products();
      if (bytes <= 32) decompositions();
    }
  }
  printf("%ld calls of kernels, with vectors of up to %d bytes\n", calls, fa_vector_bytes());
  return 0;
}
