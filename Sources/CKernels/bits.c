#include "bits.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// A multiplication and an addition stay two operations, also where one instruction could be both: the last bits of a network do
// not depend on how a compiler divides a loop.
#pragma STDC FP_CONTRACT OFF

// bits.inc is compiled once for each instruction set. BITS_512 says whether it has AVX-512 with VBMI and VNNI, and GFNI.

#if defined(__x86_64__)
#define LEVEL(name) name##_512
#define LEVEL_NAME "avx512-vnni"
#define TARGET __attribute__((target("arch=x86-64-v4,avx512vbmi,avx512vnni,gfni"), min_vector_width(512)))
#define BITS_512 1
#include "bits.inc"
#undef LEVEL
#undef LEVEL_NAME
#undef TARGET
#undef BITS_512
#endif

#define LEVEL(name) name##_baseline
#define LEVEL_NAME "baseline"
#define TARGET
#define BITS_512 0
#include "bits.inc"

const lnq_bit_kernels *lnq_bit_kernels_at(size_t index) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
      __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("gfni") && __builtin_cpu_supports("bmi2") &&
      __builtin_cpu_supports("fma")) {
    if (index == 0) return &bit_kernels_512;
    index -= 1;
  }
#endif
  return index == 0 ? &bit_kernels_baseline : NULL;
}
