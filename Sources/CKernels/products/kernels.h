// Stores alpha * sum + beta * c in c, which need not hold a number where beta is 0.
INLINE void NAME(put)(REAL sum, REAL alpha, REAL beta, REAL *c) {
  *c = beta == 0 ? alpha * sum : alpha * sum + beta * *c;
}

#include "narrow.h"
#include "residual.h"
#include "short.h"
#include "tall.h"
