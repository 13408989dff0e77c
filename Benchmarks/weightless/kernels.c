// kernels [TABLES [ROWS [INPUTS]]]: what the kernels over bits take for a layer of tables of six pins, on one core. Best of many runs,
// in time of the thread, so that what else the machine does counts little. A line a step: its name, the number, its unit.
//
// Compiled with Sources/CKernels/bits.c; Benchmarks/weightless/pytorch_layer.py is the same layer in PyTorch.
#include <bits.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/// Zeroed memory at a multiple of 64 bytes.
static void *memory(size_t bytes) {
  void *block = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (block == NULL) exit(1);
  return memset(block, 0, (bytes + 63) / 64 * 64);
}

static uint64_t state = 1;

static uint64_t draw(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

/// Within −1 ..< 1.
static float number(void) { return (float)(draw() >> 40) / 8388608.0f - 1; }

/// The least seconds of `CALL`, over at least 30 runs and half a second.
#define BEST(CALL)                                         \
  ({                                                       \
    double best = 1e9, spent = 0;                          \
    for (int run = 0; run < 30 || spent < 0.5; run++) {    \
      const double start = now();                          \
      CALL;                                                \
      const double seconds = now() - start;                \
      spent += seconds;                                    \
      if (seconds < best) best = seconds;                  \
    }                                                      \
    best;                                                  \
  })

int main(int count, char **arguments) {
  const size_t tables = count > 1 ? strtoul(arguments[1], NULL, 10) : 1000;
  const size_t rows = count > 2 ? strtoul(arguments[2], NULL, 10) : 256;
  const size_t inputs = count > 3 ? strtoul(arguments[3], NULL, 10) : 576;
  if (tables == 0 || inputs == 0 || rows == 0 || rows % 64 != 0) {
    fprintf(stderr, "kernels [TABLES [ROWS [INPUTS]]]; ROWS is a multiple of 64\n");
    return 2;
  }
  const size_t pins = tables * LNQ_PINS, weights = pins * inputs, entries = tables * LNQ_ADDRESSES;
  uint64_t *planes = memory(inputs * rows / 8);
  for (size_t i = 0; i < inputs * rows / 64; i++) planes[i] = draw();
  int16_t *slopes = memory(rows * sizeof(int16_t));
  for (size_t row = 0; row < rows; row++) slopes[row] = (int16_t)(draw() % 65535 - 32767);
  int8_t *slope_bytes = memory(rows);
  for (size_t row = 0; row < rows; row++) slope_bytes[row] = (int8_t)(slopes[row] / 258);
  const size_t padded = (inputs + LNQ_BIT_LANES - 1) / LNQ_BIT_LANES * LNQ_BIT_LANES;
  float unit = 1e-6f;
  lnq_bit_layer layer = {
      .inputs = inputs,
      .tables = tables,
      .pins = LNQ_PINS,
      .rows = rows,
      .planes = planes,
      .mapping = memory(pins * sizeof(int32_t)),
      .addresses = memory(tables * rows),
      .outputs = memory(tables * rows / 8),
      .entries = memory(entries * sizeof(float)),
      .entry_first = memory(entries * sizeof(float)),
      .entry_second = memory(entries * sizeof(float)),
      .worth = memory(entries * sizeof(float)),
      .bytes = memory(entries),
      .slopes = slopes,
      .slope_units = &unit,
      // All tables have the same class: its slopes are in the cache, as those of any class would be.
      .group = tables,
      .slope_bytes = slope_bytes,
      .pin_steps = memory(pins * rows),
      .pin_units = memory(pins * sizeof(float)),
      .input_sums = memory(padded * sizeof(int32_t)),
      .sloped = memory((rows / 4 + 1) * sizeof(uint32_t)),
      .choices = inputs,
      .weights = memory(weights * sizeof(float)),
      .weight_first = memory(weights * sizeof(float)),
      .weight_second = memory(weights * sizeof(float)),
  };
  layer.smoothing = 0.25f;
  for (size_t i = 0; i < entries; i++) layer.entries[i] = number();
  for (size_t i = 0; i < weights; i++) layer.weights[i] = number();
  for (size_t i = 0; i < pins; i++) layer.mapping[i] = (int32_t)(draw() % inputs);
  uint64_t *words = memory(padded * rows / 8);
  uint32_t *sums = memory(rows * sizeof(uint32_t));
  int32_t *totals = memory(entries * sizeof(int32_t));
  const lnq_adam adam = {1, 0, 0.1f, 0.999f, 0.001f, 1e-4f, 1, 1e-8f};

  for (size_t index = 0; lnq_bit_kernels_at(index) != NULL; index++) {
    const lnq_bit_kernels *kernels = lnq_bit_kernels_at(index);
    kernels->refresh(&layer, 0, tables);
    const double lookups = (double)tables * (double)rows / 1e9;
    const double forward = BEST(kernels->look_up(&layer, 0, tables));
    const double summing = BEST(kernels->add_bytes(&layer, 0, tables, sums));
    const double gradient = BEST(kernels->sum_slopes(&layer, 0, tables, totals));
    const double stepping = BEST(kernels->update_entries(&layer, 0, tables, &adam));
    const double smoothed = BEST(kernels->differentiate(&layer, 0, tables));
    // As networks of one layer train.
    lnq_bit_layer soft = layer;
    soft.sharpness = 4;
    kernels->refresh(&soft, 0, tables);
    const double differentiating = BEST(kernels->differentiate(&soft, 0, tables));
    const double spreading = BEST(kernels->spread(planes, inputs, rows, words));
    const double summing_inputs = BEST(kernels->sum_inputs(&layer, 0, 1, words));
    const double mapping = BEST(kernels->update_mapping(&layer, 0, tables, words, &adam));
    // Adam, and the largest weight, take as long for fewer rows.
    lnq_bit_layer small = layer;
    small.rows = 64;
    kernels->sum_inputs(&small, 0, 1, words);
    const double rest = BEST(kernels->update_mapping(&small, 0, tables, words, &adam));
    const double products = (double)pins * (double)padded * (double)(rows - 64) / 1e9;
    printf("%s forward %.4f ns a table and row\n", kernels->name, forward / lookups);
    printf("%s counting %.4f ns a table and row\n", kernels->name, summing / lookups);
    printf("%s table-gradient %.4f ns a table and row\n", kernels->name, gradient / lookups);
    printf("%s table-step %.4f ns a table and row\n", kernels->name, stepping / lookups);
    printf("%s input-gradients %.4f ns a table and row\n", kernels->name, differentiating / lookups);
    printf("%s smoothed-input-gradients %.4f ns a table and row\n", kernels->name, smoothed / lookups);
    printf("%s spreading %.4f ns an input and row\n", kernels->name, spreading / (double)(inputs * rows) * 1e9);
    printf("%s input-sums %.4f ns an input and row, once for a class\n", kernels->name, summing_inputs / (double)(inputs * rows) * 1e9);
    printf("%s mapping-step %.4f ms\n", kernels->name, mapping * 1e3);
    if (rows > 64) printf("%s mapping-product %.1f GMAC/s\n", kernels->name, products / (mapping - rest));
  }
  return 0;
}
