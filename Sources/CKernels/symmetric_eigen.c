#include "symmetric_eigen.h"

#define KERNELS "symmetric_eigen_kernels.h"
#include "each_vector.h"

#define DEFINE(real) \
  long fa_symmetric_eigen_##real(int bytes, real *a, long order, real *values, int computing_vectors) { \
    return DISPATCH(symmetric_eigen, real, a, order, values, computing_vectors); \
  }

DEFINE(double)
DEFINE(float)
