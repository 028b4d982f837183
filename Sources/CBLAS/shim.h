#ifndef FA_CBLAS_SHIM_H
#define FA_CBLAS_SHIM_H

// Complex types as plain structs: without these, complex arrays reach Swift as
// OpaquePointer, and defining them later would change every caller.
#define FORCE_OPENBLAS_COMPLEX_STRUCT
#define HAVE_LAPACK_CONFIG_H
#define LAPACK_COMPLEX_STRUCTURE

// dladdr is an extension that the C library shows only when asked to.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <cblas.h>
#include <dlfcn.h>
#include <lapacke.h>

// The file of the library that a call of the named function reaches, or NULL.
static inline const char *fa_library_of(const char *symbol) {
  Dl_info info;
  void *address = dlsym(RTLD_DEFAULT, symbol);
  return address && dladdr(address, &info) ? info.dli_fname : 0;
}

#endif
