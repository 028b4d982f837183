#ifndef FA_CBLAS_SHIM_H
#define FA_CBLAS_SHIM_H

// Complex types as plain structs: without these, complex arrays reach Swift as
// OpaquePointer, and defining them later would change every caller.
#define FORCE_OPENBLAS_COMPLEX_STRUCT
#define HAVE_LAPACK_CONFIG_H
#define LAPACK_COMPLEX_STRUCTURE

#include "routines.h"

#endif
