#include "reflection_product.h"

#include "cholesky.h"
#include "lu.h"
#include "qr.h"
