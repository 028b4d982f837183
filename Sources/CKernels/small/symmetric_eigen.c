#include "CKernels.h"

#define KERNELS "small/symmetric_eigen.h"
#define LONGEST 32
#include "../dispatch.h"

long fa_symmetric_eigen(char scalar, int bytes, void *a, long order, void *values, int computing_vectors) {
  return DISPATCH(symmetric_eigen, a, order, values, computing_vectors);
}
