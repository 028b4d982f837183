#include "CKernels.h"

#include <stdint.h>

// A fused multiplication would round otherwise than processors without it.
#pragma STDC FP_CONTRACT OFF

#define KERNELS "products/add_scaled.h"
#define LONGEST 32
#include "../dispatch.h"

void fa_add_scaled(char scalar, int bytes, const void *a, double scale, const void *b, long count, void *out) {
  DISPATCH(add_scaled, a, scale, b, count, out);
}
