// Stores alpha * sum + beta * c in c, which need not hold a number where beta is 0.
INLINE void NAME(put)(REAL sum, REAL alpha, REAL beta, REAL *c) {
  *c = beta == 0 ? alpha * sum : alpha * sum + beta * *c;
}

// How many groups of at most `most` so many take, and how many the group `g` has of them, of nearly one size: the
// smaller ones come first.
#define GROUPS(count, most) (((count) + (most)-1) / (most))
#define GROUP(count, groups, g) (((count) + (g)) / (groups))

#include "narrow.h"
#include "residual.h"
#include "short.h"
#include "tall.h"
