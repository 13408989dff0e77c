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
  return prepare_sixteen(p);
}

void lnq_release_inputs(lnq_program *p) {
  lnq_encodings *e = &p->encodings;
  free(e->scale), free(e->offset), free(e->step), free(e->low), free(e->high);
  free(e->is_input), free(e->first), free(e->sign);
  for (size_t t = 0; t < 7; t++) free(e->thresholds[t]);
  for (int type = LNQ_INT8; type <= LNQ_FLOAT32; type++) free(p->limits[type]);
  free(p->sixteen);
}
