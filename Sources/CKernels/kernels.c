#include "crew.h"

#include <math.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Vectors are wider than what some of the instruction sets pass in registers; every function that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

/// How many rows ahead are fetched: rows in random order are not in any cache.
#define LNQ_FETCHED_ROWS 64

/// Brings the beginning and the end of a row and its label into the second cache, which has room for more that is on its way
/// than the first; how long a row is, the processor finds out by itself.
static inline void lnq_fetch_row(const lnq_labelled_rows *rows, int32_t index) {
  const size_t row = (size_t)index;
  if (row >= rows->count) return;
  __builtin_prefetch(rows->features + row * rows->width, 0, 2);
  __builtin_prefetch(rows->features + row * rows->width + rows->width - 1, 0, 2);
  __builtin_prefetch(rows->labels + row, 0, 2);
}

// level.inc is compiled once for each instruction set. MANY_REGISTERS says whether there are 32 vector registers.

#if defined(__x86_64__)
#define LEVEL(name) name##_v4
#define LEVEL_NAME "x86-64-v4"
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define LANES 16
#define MANY_REGISTERS 1
#include "level.inc"
#undef LEVEL
#undef LEVEL_NAME
#undef TARGET
#undef LANES
#undef MANY_REGISTERS

#define LEVEL(name) name##_v3
#define LEVEL_NAME "x86-64-v3"
#define TARGET __attribute__((target("arch=x86-64-v3")))
#define LANES 8
#define MANY_REGISTERS 0
#include "level.inc"
#undef LEVEL
#undef LEVEL_NAME
#undef TARGET
#undef LANES
#undef MANY_REGISTERS
#endif

#define LEVEL(name) name##_baseline
#define LEVEL_NAME "baseline"
#define TARGET
#define LANES 4
#if defined(__x86_64__)
#define MANY_REGISTERS 0
#else
#define MANY_REGISTERS 1
#endif
#include "level.inc"

int lnq_has_avx512(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
#else
  return 0;
#endif
}

void lnq_fetch(const lnq_labelled_rows *rows, const int32_t *order, size_t count) {
  for (size_t i = 0; i < count && i < LNQ_FETCHED_ROWS; i++) lnq_fetch_row(rows, order[i]);
}

const lnq_kernels *lnq_kernels_at(size_t index) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) {
    if (lnq_has_avx512()) {
      if (index == 0) return &kernels_v4;
      index -= 1;
    }
    if (index == 0) return &kernels_v3;
    index -= 1;
  }
#endif
  return index == 0 ? &kernels_baseline : NULL;
}
