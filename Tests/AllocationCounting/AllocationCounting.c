// Takes the place of the C library's allocation functions in the test program, counts, and hands
// on to the C library: all memory comes from the same allocator as ever.

#include "AllocationCounting.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

// Tests run side by side: each thread counts for itself.
static __thread long count;
static __thread long live;
static __thread long peak;

bool allocation_counting_is_available(void) { return true; }
long allocation_count(void) { return count; }
long live_byte_count(void) { return live; }
long peak_byte_count(void) { return peak; }
void forget_peak_byte_count(void) { peak = live; }

static void *taken(void *memory) {
  count++;
  if (memory) live += (long)malloc_usable_size(memory);
  if (live > peak) peak = live;
  return memory;
}

void *malloc(size_t size) { return taken(__libc_malloc(size)); }

void *calloc(size_t number, size_t size) { return taken(__libc_calloc(number, size)); }

void *realloc(void *memory, size_t size) {
  long old = memory ? (long)malloc_usable_size(memory) : 0;
  void *found = __libc_realloc(memory, size);
  if (found || size == 0) live -= old;
  return taken(found);
}

void *memalign(size_t alignment, size_t size) { return taken(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) {
  return taken(__libc_memalign(alignment, size));
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *found = taken(__libc_memalign(alignment, size));
  if (!found) return ENOMEM;
  *memory = found;
  return 0;
}

void free(void *memory) {
  if (memory) live -= (long)malloc_usable_size(memory);
  __libc_free(memory);
}

#else

bool allocation_counting_is_available(void) { return false; }
long allocation_count(void) { return 0; }
long live_byte_count(void) { return 0; }
long peak_byte_count(void) { return 0; }
void forget_peak_byte_count(void) {}

#endif
