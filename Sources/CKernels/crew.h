// Threads that make a step together.

#ifndef LNQ_CREW_H
#define LNQ_CREW_H

#include "CKernels.h"

#include <sched.h>
#include <stdatomic.h>

struct lnq_barrier {
  size_t members;
  _Alignas(64) _Atomic size_t arrived;
  _Alignas(64) _Atomic size_t phase;
};

/// How often a waiting thread looks before it lets others have the processor.
#define LNQ_LOOKS 4096

/// Returns when all members have called it.
static inline void lnq_wait(const lnq_member *member) {
  if (member->count == 1) return;
  lnq_barrier *barrier = member->barrier;
  const size_t phase = atomic_load_explicit(&barrier->phase, memory_order_relaxed);
  if (atomic_fetch_add_explicit(&barrier->arrived, 1, memory_order_acq_rel) + 1 == barrier->members) {
    atomic_store_explicit(&barrier->arrived, 0, memory_order_relaxed);
    atomic_store_explicit(&barrier->phase, phase + 1, memory_order_release);
    return;
  }
  for (size_t looks = 0; atomic_load_explicit(&barrier->phase, memory_order_acquire) == phase; looks++) {
    if (looks < LNQ_LOOKS) {
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    } else {
      sched_yield();
    }
  }
}

/// Parameters are divided in multiples of so many, so that no two members write to a line of a cache.
#define LNQ_SHARED_FLOATS 64

/// start ..< end.
typedef struct {
  size_t start;
  size_t end;
} lnq_range;

/// A member's share of `count` things, from a multiple of `unit` on.
static inline lnq_range lnq_share(size_t count, size_t unit, const lnq_member *member) {
  const size_t units = (count + unit - 1) / unit;
  if (member->count == 1) return (lnq_range){0, count};
  const size_t start = units * member->index / member->count * unit;
  const size_t end = units * (member->index + 1) / member->count * unit;
  return (lnq_range){start < count ? start : count, end < count ? end : count};
}

#endif
