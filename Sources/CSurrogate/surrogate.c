#include "CSurrogate.h"

#include <string.h>

// Vectors are wider than what some of the instruction sets pass in registers; every function that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"
// A fused multiplication and addition rounds once, and not every processor has one.
#pragma STDC FP_CONTRACT OFF

#define LANES LNQ_SURROGATE_LANES
#define EACH(I, COUNT) _Pragma("clang loop unroll(full)") for (int I = 0; I < (COUNT); I++)

typedef double D __attribute__((vector_size(8 * LANES)));
/// Somewhere in memory.
typedef double LOOSE __attribute__((vector_size(8 * LANES), aligned(8)));
typedef double FOUR __attribute__((vector_size(32), aligned(8)));
typedef uint64_t U __attribute__((vector_size(8 * LANES)));
typedef int64_t I __attribute__((vector_size(8 * LANES)));
typedef int32_t W __attribute__((vector_size(4 * LANES)));

// draw.inc is compiled once for each instruction set.

#if defined(__x86_64__)
#define LEVEL(name) name##_v4
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#include "draw.inc"
#undef LEVEL
#undef TARGET

#define LEVEL(name) name##_v3
#define TARGET __attribute__((target("arch=x86-64-v3")))
#include "draw.inc"
#undef LEVEL
#undef TARGET
#endif

#define LEVEL(name) name##_baseline
#define TARGET
#include "draw.inc"

lnq_draw lnq_draw_at(size_t index) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
      if (index == 0) return draw_v4;
      index -= 1;
    }
    if (index == 0) return draw_v3;
    index -= 1;
  }
#endif
  return index == 0 ? draw_baseline : NULL;
}
