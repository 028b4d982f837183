#include "CKernels.h"

// A fused multiplication would round otherwise than one that is not, and a distance depend on its place.
#pragma STDC FP_CONTRACT OFF

#define KERNELS "products/distances.h"
#define LONGEST 64
#include "../dispatch.h"

int fa_distances(
    char scalar, int bytes, const void *points, long stride, long count, const void *others, long other_row,
    long other_column, long other_count, long dimension, int squared, void *out, long out_stride) {
  return DISPATCH(
      distances, points, stride, count, others, other_row, other_column, other_count, dimension, squared, out,
      out_stride);
}
