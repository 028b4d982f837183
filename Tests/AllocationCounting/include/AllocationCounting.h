#ifndef ALLOCATION_COUNTING_H
#define ALLOCATION_COUNTING_H

#include <stdbool.h>

// Whether allocations are counted at all: on glibc, and not under a sanitizer, which has an
// allocator of its own.
bool allocation_counting_is_available(void);

// How often the calling thread has allocated memory so far.
long allocation_count(void);

// How many bytes the calling thread has allocated, less those it has freed.
long live_byte_count(void);

// The largest that live_byte_count has been on the calling thread since the last call of
// forget_peak_byte_count.
long peak_byte_count(void);
void forget_peak_byte_count(void);

#endif
