#ifndef ALLOCATION_COUNTING_H
#define ALLOCATION_COUNTING_H

#include <stdbool.h>

// Whether allocations are counted at all: on glibc, and not under a sanitizer, which has an
// allocator of its own.
bool allocation_counting_is_available(void);

// How often the calling thread has allocated memory so far.
long allocation_count(void);

#endif
