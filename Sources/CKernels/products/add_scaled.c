#include "CKernels.h"

#include <stdint.h>

// A fused multiplication would round otherwise than processors without it.
#pragma STDC FP_CONTRACT OFF

#define KERNELS "products/add_scaled.h"
#define LONGEST 64
#include "../dispatch.h"

void fa_add_scaled(char scalar, int bytes, const void *a, double scale, const void *b, long count, void *out) {
  DISPATCH(add_scaled, a, scale, b, count, out);
}

void fa_scale_rows(
    char scalar, int bytes, const void *scales, long rows, const void *a, long stride, long columns, void *out,
    long out_stride) {
  DISPATCH(scale_rows, scales, rows, a, stride, columns, out, out_stride);
}
