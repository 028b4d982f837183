#ifndef FA_PLATFORM_H
#define FA_PLATFORM_H

// What Swift cannot ask the system for by itself. Elsewhere than on Linux threads and pages stay as the system has them.

// The file of the library that a call of the named function reaches, or NULL.
const char *fa_library_of(const char *symbol);

// The arguments of the process, the program's name first and NULL last, as the system handed them over; NULL where the C
// library does not tell. What Swift knows of them it reads from /proc, which need not be there.
char **fa_arguments(void);

// How many bytes the address space of the process may have, and its data; LONG_MAX if there is no limit.
long fa_address_space_limit(void);
long fa_data_limit(void);

// Adds to a number that each thread has for itself, and returns it.
int fa_count_on_thread(int change);

// Opens a file without a name for writing, which is gone when it is closed, or fails with a number below zero: not every
// system and file system has them.
int fa_open_unnamed(const char *directory, unsigned mode);

// Gives a name to such a file. Returns zero, or a number below zero if it fails.
int fa_name(int descriptor, const char *path);

// Asks for large pages behind the whole small ones in a stretch of memory. A system that has none may refuse.
void fa_expect_large_pages(void *start, long size);

// A thread, the processors that it may use, and the one that it is kept off, or -1; the thread is 0 before it is known.
typedef struct {
  int thread;
  int avoided;
  unsigned long allowed[16];
} fa_placement;

// The placement of the calling thread.
fa_placement fa_current_placement(void);

// Keeps a thread off the processor of the calling one, unless it may use no other.
void fa_keep_off_caller(fa_placement *placement);

// Lets a thread use all processors again that it was allowed.
void fa_let_go(fa_placement *placement);

#endif
