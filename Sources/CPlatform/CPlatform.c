#define _GNU_SOURCE
#include "CPlatform.h"

#include <dlfcn.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

const char *fa_library_of(const char *symbol) {
  Dl_info info;
  void *address = dlsym(RTLD_DEFAULT, symbol);
  return address && dladdr(address, &info) ? info.dli_fname : 0;
}

static char **arguments;

char **fa_arguments(void) { return arguments; }

static long limit_of(int resource) {
  struct rlimit limit;
  return getrlimit(resource, &limit) || limit.rlim_cur > LONG_MAX ? LONG_MAX : (long)limit.rlim_cur;
}

long fa_address_space_limit(void) { return limit_of(RLIMIT_AS); }

long fa_data_limit(void) { return limit_of(RLIMIT_DATA); }

int fa_count_on_thread(int change) {
  static _Thread_local int count;
  return count += change;
}

#ifdef __GLIBC__
// The C library hands them to whatever runs before main.
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
  if (count > 0) arguments = values;
}
#endif

#ifdef __linux__

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

// Where the kernel shows the open files of the process, by which a file is given a name.
#define OPEN_FILES "/proc/self/fd"

int fa_open_unnamed(const char *directory, unsigned mode) {
  if (access(OPEN_FILES, X_OK)) return -1;
  return open(directory, O_WRONLY | O_TMPFILE | O_CLOEXEC, mode);
}

int fa_name(int descriptor, const char *path) {
  char open_file[64];
  snprintf(open_file, sizeof open_file, OPEN_FILES "/%d", descriptor);
  return linkat(AT_FDCWD, open_file, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

void fa_expect_large_pages(void *start, long size) {
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = ((uintptr_t)start + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)start + (uintptr_t)size) / page * page;
  if (end > first) madvise((void *)first, end - first, MADV_HUGEPAGE);
}

static const int bits = 8 * sizeof(unsigned long);

fa_placement fa_current_placement(void) {
  fa_placement placement = {gettid(), -1, {0}};
  if (sched_getaffinity(0, sizeof placement.allowed, (cpu_set_t *)placement.allowed)) placement.thread = 0;
  return placement;
}

void fa_keep_off_caller(fa_placement *placement) {
  int processor = sched_getcpu();
  if (processor < 0 || processor >= (int)(8 * sizeof placement->allowed)) return;
  if (!placement->thread || processor == placement->avoided) return;
  unsigned long others[16], any = 0;
  for (int word = 0; word < 16; ++word) {
    others[word] = placement->allowed[word];
    if (word == processor / bits) others[word] &= ~(1ul << processor % bits);
    any |= others[word];
  }
  if (any && !sched_setaffinity(placement->thread, sizeof others, (const cpu_set_t *)others))
    placement->avoided = processor;
}

void fa_let_go(fa_placement *placement) {
  if (!placement->thread || placement->avoided < 0) return;
  sched_setaffinity(placement->thread, sizeof placement->allowed, (const cpu_set_t *)placement->allowed);
  placement->avoided = -1;
}

#else

int fa_open_unnamed(const char *directory, unsigned mode) {
  (void)directory;
  (void)mode;
  return -1;
}

int fa_name(int descriptor, const char *path) {
  (void)descriptor;
  (void)path;
  return -1;
}

void fa_expect_large_pages(void *start, long size) {
  (void)start;
  (void)size;
}

fa_placement fa_current_placement(void) { return (fa_placement){0, -1, {0}}; }

void fa_keep_off_caller(fa_placement *placement) { (void)placement; }

void fa_let_go(fa_placement *placement) { (void)placement; }

#endif
