#define _GNU_SOURCE
#include "CPlatform.h"

#include <dlfcn.h>
#include <stdint.h>

const char *fa_library_of(const char *symbol) {
  Dl_info info;
  void *address = dlsym(RTLD_DEFAULT, symbol);
  return address && dladdr(address, &info) ? info.dli_fname : 0;
}

#ifdef __linux__

#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

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

void fa_expect_large_pages(void *start, long size) {
  (void)start;
  (void)size;
}

fa_placement fa_current_placement(void) { return (fa_placement){0, -1, {0}}; }

void fa_keep_off_caller(fa_placement *placement) { (void)placement; }

void fa_let_go(fa_placement *placement) { (void)placement; }

#endif
