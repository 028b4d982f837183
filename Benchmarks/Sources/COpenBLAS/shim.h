// Complex types as plain structs, as in the library's own shim.
#define FORCE_OPENBLAS_COMPLEX_STRUCT
#define HAVE_LAPACK_CONFIG_H
#define LAPACK_COMPLEX_STRUCTURE

#include <cblas.h>
#include <lapacke.h>
