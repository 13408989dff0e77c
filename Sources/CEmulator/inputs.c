// What is known of a program's inputs before rows come.

#include "program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int32_t smaller(int64_t a, int64_t b) { return (int32_t)(a < b ? a : b); }
static int32_t larger(int64_t a, int64_t b) { return (int32_t)(a > b ? a : b); }

/// What bytes of rows an input has. A row's bytes of features are right.
static lnq_limits limits_of(const lnq_input *input, lnq_type type) {
  if (type == LNQ_FLOAT32) return (lnq_limits){0, UINT8_MAX};
  int32_t least = larger(lnq_least(input->width, input->is_signed), type == LNQ_INT8 ? INT8_MIN : 0);
  int32_t greatest = smaller(lnq_greatest(input->width, input->is_signed), type == LNQ_INT8 ? INT8_MAX : UINT8_MAX);
  return (lnq_limits){(uint8_t)least, (uint8_t)(greatest - least)};
}

/// The code above the least that a feature has.
static double above_least(const lnq_input *input, float x) {
#pragma STDC FP_CONTRACT OFF
  double product = (double)x * input->scale;
  double code = rint((product + input->offset) / input->step);
  double low = (double)lnq_least(input->width, input->is_signed), high = (double)lnq_greatest(input->width, input->is_signed);
  return (code < low ? low : code > high ? high : code) - low;
}

/// The float whose number in ascending order, from −∞ on, this is.
static float ordered(uint32_t number) {
  uint32_t bits = number < 0x7F800001u ? 0xFF800000u - number : number - 0x7F800001u;
  float x;
  memcpy(&x, &bits, 4);
  return x;
}

/// The least feature, times its sign, that reaches a code: codes never fall as it grows.
static float threshold(const lnq_input *input, float sign, unsigned above) {
  uint32_t low = 0, high = 2 * 0x7F800000u + 1;
  if (above_least(input, sign * ordered(high)) < above) return NAN;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (above_least(input, sign * ordered(middle)) >= above) high = middle; else low = middle + 1;
  }
  return ordered(low);
}

/// Zeros for so many numbers of at most 8 bytes, and up to the next multiple of 16; NULL without memory.
static void *zeros(size_t count) {
  size_t room = (count + 15) / 16 * 128;
  void *memory = aligned_alloc(128, room);
  return memory == NULL ? NULL : memset(memory, 0, room);
}

/// Whether there was memory. Other programs need none.
static int prepare_sixteen(lnq_program *p) {
  int is_sixteen = p->input_count == 16;
  for (size_t c = 0; c < 16 && is_sixteen; c++) is_sixteen = p->inputs[c].width <= 6;
  if (!is_sixteen) return 1;
  lnq_sixteen *s = p->sixteen = aligned_alloc(64, (sizeof *s + 63) / 64 * 64);
  if (s == NULL) return 0;
  for (size_t c = 0; c < 16; c++) {
    unsigned width = p->inputs[c].width, mask = (1u << width) - 1;
    for (int type = LNQ_INT8; type <= LNQ_FLOAT32; type++) {
      for (size_t part = 0; part < 64; part += 16) {
        // The reach is one less than a power of two.
        s->least[type][part + c] = p->limits[type][c].least, s->outside[type][part + c] = (uint8_t)~p->limits[type][c].reach;
      }
    }
    s->offset[c] = (uint32_t)(p->stride * (p->inputs[c].slot == LNQ_NONE ? p->slot_count : p->inputs[c].slot));
    for (unsigned code = 0; code < 64; code++) s->repeated[c][code] = lnq_repeated((uint8_t)(code & mask), (int)width);
  }
  for (unsigned row = 0; row < 64; row++) {
    s->order[0][row] = (uint8_t)((row / 4 & 1) << 6 | 16 * (row % 4) | row / 8);
    s->order[1][row] = s->order[0][row] + 8;
  }
  return 1;
}

/// The input of each comparison, and how many thresholds inputs have at most; 0 when a comparison is of something else.
static size_t compared_inputs(const lnq_program *p, uint32_t *inputs, uint32_t *input_of, uint32_t *counts) {
  size_t thresholds = 0;
  for (size_t k = 0; k < p->input_count; k++) {
    if (p->inputs[k].slot != LNQ_NONE) input_of[p->inputs[k].slot] = (uint32_t)k;
  }
  for (size_t i = 0; i < p->comparisons; i++) {
    const uint32_t *w = p->words + i * lnq_shapes[LNQ_COMPARE].fixed;
    uint32_t k = w[0] == LNQ_COMPARE ? input_of[w[2] / p->stride] : LNQ_NONE;
    if (k == LNQ_NONE) return 0;
    const lnq_input *input = &p->inputs[k];
    uint32_t sign = input->is_signed ? 1u << (input->width - 1) : 0;
    if (input->width > 8 || w[3] != (1u << input->width) - 1 || w[4] != sign || w[5] > UINT8_MAX) return 0;
    inputs[i] = k, counts[k] += 1;
    thresholds = counts[k] > thresholds ? counts[k] : thresholds;
    // What is written is no input any more.
    input_of[w[1] / p->stride] = LNQ_NONE;
  }
  return thresholds;
}

/// More thresholds of an input are compared one after the other.
enum { MOST_THRESHOLDS = 64 };

/// Whether there was memory. `inputs` has the input of each comparison.
static int fill_planes(lnq_program *p, const uint32_t *inputs, size_t thresholds, size_t room, size_t end) {
  lnq_planes *s = p->planes = calloc(1, sizeof *s);
  if (s == NULL) return 0;
  s->end = end, s->threshold_count = thresholds;
  uint32_t unused = (uint32_t)(p->slot_count * p->stride);
  int is_there = 1;
#define BYTES(POINTER, COUNT) is_there &= (POINTER = aligned_alloc(64, ((COUNT) + 63) / 64 * 64)) != NULL
  BYTES(s->mask, room), BYTES(s->flip, room), BYTES(s->thresholds, thresholds * room), BYTES(s->is_used, thresholds * room / 64);
  BYTES(s->targets, thresholds * room * sizeof(uint32_t));
  for (int type = LNQ_INT8; type <= LNQ_FLOAT32; type++) {
    BYTES(s->least[type], room), BYTES(s->reach[type], room), BYTES(s->is_limited[type], room / 64);
  }
#undef BYTES
  if (!is_there) return 0;
  memset(s->is_used, 0, thresholds * room / 64);
  memset(s->thresholds, UINT8_MAX, thresholds * room);
  for (size_t i = 0; i < thresholds * room; i++) s->targets[i] = unused;
  for (int type = LNQ_INT8; type <= LNQ_FLOAT32; type++) {
    memset(s->is_limited[type], 0, room / 64);
    for (size_t k = 0; k < room; k++) {
      lnq_limits limits = k < p->input_count ? p->limits[type][k] : (lnq_limits){0, UINT8_MAX};
      s->least[type][k] = limits.least, s->reach[type][k] = limits.reach;
      s->is_limited[type][k / 64] |= limits.reach != UINT8_MAX;
    }
  }
  memset(s->mask, 0, room), memset(s->flip, 0, room);
  for (size_t k = 0; k < p->input_count; k++) {
    s->mask[k] = (uint8_t)((1u << p->inputs[k].width) - 1);
    s->flip[k] = (uint8_t)(p->inputs[k].is_signed ? 1u << (p->inputs[k].width - 1) : 0);
  }
  for (size_t i = 0; i < p->comparisons; i++) {
    const uint32_t *w = p->words + i * lnq_shapes[LNQ_COMPARE].fixed;
    size_t at = inputs[i];
    while (s->targets[at] != unused) at += room;
    s->thresholds[at] = (uint8_t)w[5], s->targets[at] = w[1], s->is_used[at / 64] = 1;
  }
  return 1;
}

/// Whether it costs less to compare 64 inputs of a row at once, a round for each threshold that one of them has, than to exchange rows and
/// columns and to compare each by itself: in cycles for 64 samples 250 a round, and 6 an input and 2.5 a comparison.
static int is_dense(const lnq_program *p, const uint32_t *counts) {
  size_t rounds = 0;
  for (size_t first = 0; first < p->input_count; first += 64) {
    size_t most = 0;
    for (size_t k = first; k < p->input_count && k < first + 64; k++) most = counts[k] > most ? counts[k] : most;
    rounds += most;
  }
  return 250 * rounds < 6 * p->input_count + 5 * p->comparisons / 2;
}

/// Whether there was memory. Other programs need none.
static int prepare_planes(lnq_program *p) {
  size_t end = p->comparisons * lnq_shapes[LNQ_COMPARE].fixed, room = (p->input_count + 63) / 64 * 64;
  if (end == 0 || end > p->word_count) return 1;
  uint32_t *inputs = malloc(p->comparisons * sizeof *inputs), *input_of = malloc(p->slot_count * sizeof *input_of);
  uint32_t *counts = calloc(p->input_count, sizeof *counts);
  int is_there = inputs != NULL && input_of != NULL && counts != NULL;
  if (is_there) {
    memset(input_of, 0xFF, p->slot_count * sizeof *input_of);
    size_t thresholds = compared_inputs(p, inputs, input_of, counts);
    if (thresholds > 0 && thresholds <= MOST_THRESHOLDS && is_dense(p, counts)) is_there = fill_planes(p, inputs, thresholds, room, end);
  }
  free(inputs), free(input_of), free(counts);
  return is_there;
}

int lnq_prepare_inputs(lnq_program *p) {
  size_t n = p->input_count;
  lnq_encodings *e = &p->encodings;
  int is_there = 1;
#define ROOM(POINTER) is_there &= (POINTER = zeros(n)) != NULL
  ROOM(e->scale), ROOM(e->offset), ROOM(e->step), ROOM(e->low), ROOM(e->high);
  ROOM(e->is_input), ROOM(e->sign), ROOM(e->first);
  for (size_t t = 0; t < 7; t++) ROOM(e->thresholds[t]);
  for (int type = LNQ_INT8; type <= LNQ_FLOAT32; type++) ROOM(p->limits[type]);
#undef ROOM
  if (!is_there) return 0;

  p->is_narrow = 1;
  e->is_plain = n == p->feature_count;
  unsigned widest = 0;
  int is_counted = 1;
  for (size_t i = 0; i < n; i++) {
    const lnq_input *input = &p->inputs[i];
    p->is_narrow &= input->width <= 8;
    e->is_plain &= input->feature == i && input->width <= 8;
    // Without a scale an infinite feature becomes no number, which counting would not see.
    is_counted &= input->width <= 3 && input->scale != 0;
    widest = input->width > widest ? input->width : widest;
    for (int type = LNQ_INT8; type <= LNQ_FLOAT32; type++) p->limits[type][i] = limits_of(input, (lnq_type)type);
    e->scale[i] = input->scale, e->offset[i] = input->offset, e->step[i] = input->step;
    e->low[i] = (double)lnq_least(input->width, input->is_signed);
    e->high[i] = (double)lnq_greatest(input->width, input->is_signed);
    e->is_input[i] = -1;
    e->first[i] = (int32_t)lnq_least(input->width, input->is_signed);
    e->sign[i] = input->scale < 0 ? -1 : 1;
  }
  e->threshold_count = e->is_plain && is_counted ? (1u << widest) - 1 : 0;
  for (size_t i = 0; i < n; i++) {
    for (size_t t = 0; t < e->threshold_count; t++) {
      // What no feature reaches is no number: comparisons with it fail.
      int has = t + 1 < (size_t)1 << p->inputs[i].width;
      e->thresholds[t][i] = has ? threshold(&p->inputs[i], e->sign[i], (unsigned)t + 1) : NAN;
    }
  }
  return prepare_sixteen(p) && prepare_planes(p);
}

void lnq_release_inputs(lnq_program *p) {
  lnq_encodings *e = &p->encodings;
  free(e->scale), free(e->offset), free(e->step), free(e->low), free(e->high);
  free(e->is_input), free(e->first), free(e->sign);
  for (size_t t = 0; t < 7; t++) free(e->thresholds[t]);
  for (int type = LNQ_INT8; type <= LNQ_FLOAT32; type++) free(p->limits[type]);
  free(p->sixteen);
  if (p->planes == NULL) return;
  lnq_planes *s = p->planes;
  free(s->mask), free(s->flip), free(s->thresholds), free(s->is_used), free(s->targets);
  for (int type = LNQ_INT8; type <= LNQ_FLOAT32; type++) free(s->least[type]), free(s->reach[type]), free(s->is_limited[type]);
  free(s);
}
