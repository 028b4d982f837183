#ifndef FA_CBLAS_SHIM_H
#define FA_CBLAS_SHIM_H

// Complex types as plain structs: without these, complex arrays reach Swift as
// OpaquePointer, and defining them later would change every caller.
#define FORCE_OPENBLAS_COMPLEX_STRUCT
#define HAVE_LAPACK_CONFIG_H
#define LAPACK_COMPLEX_STRUCTURE

#include <dlfcn.h>
#include "routines.h"

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

// A thread, the processors that it may use, and the one that it is kept off; zero before it is known.
typedef struct {
  int thread;
  int avoided;
  unsigned long allowed[16];
} fa_placement;

#ifdef __linux__
extern int fa_gettid(void) __asm__("gettid");
extern int fa_sched_getcpu(void) __asm__("sched_getcpu");
extern int fa_sched_getaffinity(int, unsigned long, unsigned long *) __asm__("sched_getaffinity");
extern int fa_sched_setaffinity(int, unsigned long, const unsigned long *) __asm__(
    "sched_setaffinity");
extern int fa_madvise(void *, unsigned long, int) __asm__("madvise");

// The placement of the calling thread.
static inline fa_placement fa_current_placement(void) {
  fa_placement placement = {fa_gettid(), -1, {0}};
  if (fa_sched_getaffinity(0, sizeof placement.allowed, placement.allowed)) placement.thread = 0;
  return placement;
}

// Keeps a thread off the processor of the calling one, unless it may use no other.
static inline void fa_keep_off_caller(fa_placement *placement) {
  const unsigned long bits = 8 * sizeof placement->allowed[0];
  int processor = fa_sched_getcpu();
  if (processor < 0 || processor >= (int)(8 * sizeof placement->allowed)) return;
  if (!placement->thread || processor == placement->avoided) return;
  unsigned long others[16], any = 0;
  for (int word = 0; word < 16; ++word) {
    others[word] = placement->allowed[word];
    if (word == processor / (int)bits) others[word] &= ~(1ul << processor % bits);
    any |= others[word];
  }
  if (any && !fa_sched_setaffinity(placement->thread, sizeof others, others))
    placement->avoided = processor;
}

// Asks for large pages behind the whole small ones in a stretch of memory. A system that has none
// may refuse.
static inline void fa_expect_large_pages(void *start, long size) {
  const unsigned long page = 4096, first = ((unsigned long)start + page - 1) / page * page;
  const unsigned long end = ((unsigned long)start + size) / page * page;
  const int huge_page = 14; // MADV_HUGEPAGE
  if (end > first) fa_madvise((void *)first, end - first, huge_page);
}
#else
static inline void fa_expect_large_pages(void *start, long size) {}
static inline fa_placement fa_current_placement(void) { return (fa_placement){0}; }
static inline void fa_keep_off_caller(fa_placement *placement) { (void)placement; }
#endif

#endif
