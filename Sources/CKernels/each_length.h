// Includes KERNELS for every length of vectors; see each_vector.h.

#ifdef __x86_64__
#define BYTES 32
#define TARGET __attribute__((target("avx2,fma")))
#define UNROLL _Pragma("clang loop unroll(full)")
// Calls a kernel with a number of vectors that is a constant in it, so that sums stay in registers.
#define CALL(kernel, vectors, ...)                        \
  switch (vectors) {                                      \
    case 1: kernel(1, __VA_ARGS__); break;                \
    case 2: kernel(2, __VA_ARGS__); break;                \
    case 3: kernel(3, __VA_ARGS__); break;                \
    case 4: kernel(4, __VA_ARGS__); break;                \
    case 5: kernel(5, __VA_ARGS__); break;                \
    case 6: kernel(6, __VA_ARGS__); break;                \
    case 7: kernel(7, __VA_ARGS__); break;                \
    default: kernel(8, __VA_ARGS__); break;               \
  }
#include "small_vectors.h"
#include KERNELS
#undef BYTES
#undef TARGET
#undef UNROLL
#undef CALL
#endif

#define BYTES 16
#define TARGET
#define UNROLL
#define CALL(kernel, vectors, ...) kernel(vectors, __VA_ARGS__)
#include "small_vectors.h"
#include KERNELS
#undef BYTES
#undef TARGET
#undef UNROLL
#undef CALL
