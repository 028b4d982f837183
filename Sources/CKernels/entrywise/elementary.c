#define _GNU_SOURCE
#include "CKernels.h"

#include <dlfcn.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>

#define KERNELS "entrywise/elementary.h"
#define LONGEST 64
#include "../dispatch.h"

static const char *const names[] = {"exp", "log", "tanh"};

#ifdef __x86_64__
// The function of the C library for vectors (libmvec, a part of glibc), or NULL. Each is looked up once.
static void *vector_function(int function, char scalar, int bytes) {
  static _Atomic(void *) found[3][2][3];
  static char none;
  _Atomic(void *) *place = &found[function][scalar == 's'][bytes == 64 ? 2 : bytes == 32];
  void *known = atomic_load_explicit(place, memory_order_acquire);
  if (known) return known == &none ? 0 : known;
  void *library = dlopen("libmvec.so.1", RTLD_LAZY | RTLD_LOCAL);
  char symbol[32];
  snprintf(
      symbol, sizeof symbol, "_ZGV%cN%dv_%s%s", bytes == 64 ? 'e' : bytes == 32 ? 'd' : 'b',
      bytes / (scalar == 's' ? 4 : 8), names[function], scalar == 's' ? "f" : "");
  void *address = library ? dlsym(library, symbol) : 0;
  atomic_store_explicit(place, address ? address : &none, memory_order_release);
  return address;
}
#else
static void *vector_function(int function, char scalar, int bytes) {
  (void)function, (void)scalar, (void)bytes;
  return 0;
}
#endif

void fa_elementary(int function, char scalar, int bytes, const void *x, long count, void *y) {
  static double (*const doubles[])(double) = {exp, log, tanh};
  static float (*const floats[])(float) = {expf, logf, tanhf};
  void *vectorized = vector_function(function, scalar, bytes);
  if (vectorized) {
    DISPATCH(elementary, vectorized, x, count, y);
  } else if (scalar == 'd') {
    for (long i = 0; i < count; i++) ((double *)y)[i] = doubles[function](((const double *)x)[i]);
  } else {
    for (long i = 0; i < count; i++) ((float *)y)[i] = floats[function](((const float *)x)[i]);
  }
}
