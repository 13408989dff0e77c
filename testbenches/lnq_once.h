// What a model does once, at its beginning, need not be fast: without optimization it compiles faster. For g++ alone; clang++ has no
// such attribute.
#include "verilated.h"

#if defined(__GNUC__) && !defined(__clang__)
#undef VL_ATTR_COLD
#define VL_ATTR_COLD __attribute__((cold, optimize("O0")))
#endif
