#include "program.h"

#include <string.h>

// Vectors are wider than what some of the instruction sets pass in registers; every function that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// The sources ending in .inc are compiled once for each instruction set.

#if defined(__x86_64__)
#define LEVEL(name) name##_avx512
#define LEVEL_NAME "avx512"
#define TARGET __attribute__((target("arch=x86-64-v4,avx512vbmi"), min_vector_width(512)))
#define WIDTH 64
#define HAS_AVX512 1
#include "vectors.inc"
#include "operations.inc"
#include "columns.inc"
#undef LEVEL
#undef LEVEL_NAME
#undef TARGET
#undef WIDTH
#undef HAS_AVX512

#define LEVEL(name) name##_avx2
#define LEVEL_NAME "avx2"
#define TARGET __attribute__((target("arch=x86-64-v3")))
#define WIDTH 32
#define HAS_AVX2 1
#include "vectors.inc"
#include "operations.inc"
#include "columns.inc"
#undef LEVEL
#undef LEVEL_NAME
#undef TARGET
#undef WIDTH
#undef HAS_AVX2
#endif

#if defined(__aarch64__)
#define LEVEL(name) name##_neon
#define LEVEL_NAME "neon"
#define TARGET
#define WIDTH 16
#define HAS_NEON 1
#include "vectors.inc"
#include "operations.inc"
#include "columns.inc"
#undef LEVEL
#undef LEVEL_NAME
#undef TARGET
#undef WIDTH
#undef HAS_NEON
#endif

#define LEVEL(name) name##_plain
#define LEVEL_NAME "plain"
#define TARGET
#define WIDTH 16
#include "vectors.inc"
#include "operations.inc"
#include "columns.inc"

const lnq_kernels_of_emulator *lnq_emulator_kernels(size_t index) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi")) {
      if (index == 0) return &generated_avx512;
      if (index == 1) return &kernels_avx512;
      index -= 2;
    }
    if (index == 0) return &kernels_avx2;
    index -= 1;
  }
#elif defined(__aarch64__)
  if (index == 0) return &kernels_neon;
  index -= 1;
#endif
  return index == 0 ? &kernels_plain : NULL;
}

const char *lnq_instructions(size_t index) {
  const lnq_kernels_of_emulator *kernels = lnq_emulator_kernels(index);
  return kernels == NULL ? NULL : kernels->name;
}
