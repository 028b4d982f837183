#ifndef FA_CBLAS_SHIM_H
#define FA_CBLAS_SHIM_H

// Complex types as plain structs: without these, complex arrays reach Swift as
// OpaquePointer, and defining them later would change every caller.
#define FORCE_OPENBLAS_COMPLEX_STRUCT
#define HAVE_LAPACK_CONFIG_H
#define LAPACK_COMPLEX_STRUCTURE

#include <cblas.h>
#include <dlfcn.h>
#include <lapacke.h>

#ifdef __GLIBC__
// glibc shows dladdr only under _GNU_SOURCE. Defining that here would give this module another
// fd_set than Swift's own Glibc module, and a build without a module cache would fail on that.
typedef struct {
  const char *dli_fname;
  void *dli_fbase;
  const char *dli_sname;
  void *dli_saddr;
} fa_dl_info;
extern int fa_dladdr(const void *address, fa_dl_info *info) __asm__("dladdr");
#define FA_RTLD_DEFAULT ((void *)0)
#else
typedef Dl_info fa_dl_info;
#define fa_dladdr dladdr
#define FA_RTLD_DEFAULT RTLD_DEFAULT
#endif

// The file of the library that a call of the named function reaches, or NULL.
static inline const char *fa_library_of(const char *symbol) {
  fa_dl_info info;
  void *address = dlsym(FA_RTLD_DEFAULT, symbol);
  return address && fa_dladdr(address, &info) ? info.dli_fname : 0;
}

#endif
