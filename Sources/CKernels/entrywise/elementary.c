#include "CKernels.h"

#define KERNELS "entrywise/elementary.h"
#define LONGEST 64
#include "../dispatch.h"

void fa_exp(char scalar, int bytes, const void *x, long count, void *y) { DISPATCH(map_exp, x, count, y); }

void fa_log(char scalar, int bytes, const void *x, long count, void *y) { DISPATCH(map_log, x, count, y); }

void fa_tanh(char scalar, int bytes, const void *x, long count, void *y) { DISPATCH(map_tanh, x, count, y); }
