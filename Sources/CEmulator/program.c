// Reads a program and checks that running it stays within its slots and tables, whatever its bytes are.

#include "program.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_WORDS = 10, HEADER_SIZE = 8 + 4 * HEADER_WORDS };
/// More of anything than a network has, and few enough that no product overflows.
enum { MOST = 1 << 26 };

static uint64_t digest(const uint8_t *bytes, size_t size) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < size; i++) hash = (hash ^ bytes[i]) * 0x100000001b3u;
  return hash;
}

// MARK: What operations may say

static int is_slot(const lnq_program *p, uint32_t slot, uint32_t count) {
  return slot < p->slot_count && count <= p->slot_count - slot;
}

static int is_table(size_t size, uint32_t table, uint64_t rows) { return table % 64 == 0 && table <= size && rows <= size - table; }

static uint64_t rows_of(uint32_t bits) { return bits >= 6 && bits <= 8 ? (uint64_t)1 << bits : UINT64_MAX; }

/// The number of words of an operation at `w` of which `left` are there; 0 when it breaks a rule.
static size_t checked(const lnq_program *p, size_t table_size, const uint32_t *w, size_t left) {
  if (w[0] == 0 || w[0] >= LNQ_OPERATION_COUNT || left < lnq_shapes[w[0]].fixed) return 0;
  switch (w[0]) {
  case LNQ_BYTES:
    if (!is_slot(p, w[1], 1) || !is_table(table_size, w[5], rows_of(w[6]))) return 0;
    if (w[2] != LNQ_NONE && !is_slot(p, w[2], 1)) return 0;
    if (w[3] != LNQ_NONE && (w[2] == LNQ_NONE || !is_table(table_size, w[3], rows_of(w[4])))) return 0;
    break;
  case LNQ_WORDS:
    if (!is_slot(p, w[1], 2) || rows_of(w[5]) == UINT64_MAX) return 0;
    if (!is_table(table_size, w[4], 2 * rows_of(w[5]))) return 0;
    break;
  case LNQ_END_WORDS: {
    if (!is_slot(p, w[1], 1) || !is_slot(p, w[2], 2) || w[3] > 15) return 0;
    int32_t least = (int32_t)w[4], greatest = (int32_t)w[5];
    if (least < INT16_MIN || greatest > INT16_MAX || greatest < least) return 0;
    uint64_t rows = (uint64_t)(greatest - least) + 1;
    if (w[7] != 16 && rows > 256) return 0;
    if (!is_table(table_size, w[6], w[7] == 16 ? rows : rows_of(w[7]))) return 0;
    break;
  }
  case LNQ_WIDEN:
    if (!is_slot(p, w[1], 4) || !is_slot(p, w[2], 2)) return 0;
    break;
  case LNQ_START:
    if (!is_slot(p, w[1], 4)) return 0;
    break;
  case LNQ_TAKE:
    if (!is_slot(p, w[1], 1) || w[3] > 16 || !is_table(table_size, w[2], (uint64_t)1 << w[3])) return 0;
    break;
  case LNQ_WIDE:
    if (w[1] > 2 || !is_slot(p, w[2], w[1] == 0 ? 1 : 4) || w[4] > 20) return 0;
    if (!is_table(table_size, w[3], (w[1] == 0 ? 1 : 4) * ((uint64_t)1 << w[4]))) return 0;
    break;
  case LNQ_COMPARE:
  case LNQ_SPREAD:
    if (!is_slot(p, w[1], 1) || !is_slot(p, w[2], 1)) return 0;
    break;
  case LNQ_GATE:
    if (!is_slot(p, w[1], 1) || w[4] != 6) return 0;
    break;
  case LNQ_COUNT:
    if (!is_slot(p, w[1], 1) || w[2] > 255) return 0;
    break;
  case LNQ_END_WIDE:
    if (w[2] < 1 || w[2] > 32 || !is_slot(p, w[1], w[2] > 8 ? 4 : 1) || !is_slot(p, w[3], 4) || w[5] > 31) return 0;
    break;
  }
  uint32_t fixed = lnq_shapes[w[0]].fixed, per_input = lnq_shapes[w[0]].per_input;
  if (lnq_operation_inputs(w) > (w[0] == LNQ_COUNT ? 255 : 32) || left < lnq_operation_length(w)) return 0;
  for (const uint32_t *input = w + fixed; input < w + lnq_operation_length(w); input += per_input) {
    int is_wide = w[0] == LNQ_WIDE && input[0] & LNQ_WIDE_SLOT;
    if (!is_slot(p, is_wide ? input[0] & ~LNQ_WIDE_SLOT : input[0], is_wide ? 4 : 1)) return 0;
    if (per_input == 3 && input[2] > 31) return 0;
  }
  return lnq_operation_length(w);
}

static int is_right(const lnq_program *p, size_t table_size) {
  if (p->input_count == 0 || p->output_count == 0 || p->feature_count == 0) return 0;
  // Every feature has an input, and every slot belongs to an input or is written: no program takes memory that its bytes do not show.
  if (p->feature_count > p->input_count || p->slot_count > 4 * (p->input_count + p->word_count)) return 0;
  for (size_t i = 0; i < p->input_count; i++) {
    const lnq_input *input = &p->inputs[i];
    if (input->width < 1 || input->width > 32 || input->feature >= p->feature_count || input->order >= p->input_count) return 0;
    // An input that nothing reads is checked, but has no slot.
    if (input->slot != LNQ_NONE && !is_slot(p, input->slot, input->width > 8 ? 4 : 1)) return 0;
    if (!isfinite(input->scale) || !isfinite(input->offset) || !isfinite(input->step) || !(input->step > 0)) return 0;
  }
  for (size_t i = 0; i < p->output_count; i++) {
    const lnq_output *output = &p->outputs[i];
    if (output->width < 1 || output->width > 32 || !is_slot(p, output->slot, output->width > 8 ? 4 : 1)) return 0;
    if (output->width != p->outputs[0].width || output->is_signed != p->outputs[0].is_signed) return 0;
  }
  for (size_t at = 0; at < p->word_count;) {
    size_t length = checked(p, table_size, p->words + at, p->word_count - at);
    if (length == 0) return 0;
    at += length;
  }
  return 1;
}

// MARK: Offsets

/// Slots become offsets into a block's memory, of a program that is right.
static void place_slots(lnq_program *p) {
  for (uint32_t *w = p->words, *end = w + p->word_count; w < end;) {
    lnq_shape shape = lnq_shapes[w[0]];
    uint32_t *next = w + lnq_operation_length(w);
    for (uint32_t i = 1; i < shape.fixed; i++) {
      if (shape.slots >> i & 1 && w[i] != LNQ_NONE) w[i] *= (uint32_t)p->stride;
    }
    for (uint32_t *input = w + shape.fixed; input < next; input += shape.per_input) {
      input[0] = (input[0] & ~LNQ_WIDE_SLOT) * (uint32_t)p->stride | (input[0] & LNQ_WIDE_SLOT);
    }
    w = next;
  }
}

// MARK: Reading

/// A copy of `size` bytes, at a multiple of 64, with 64 zeros behind it; NULL without memory.
static void *copied(const uint8_t *bytes, size_t size) {
  size_t room = (size + 127) / 64 * 64;
  uint8_t *copy = aligned_alloc(64, room);
  if (copy == NULL) return NULL;
  memcpy(copy, bytes, size);
  memset(copy + size, 0, room - size);
  return copy;
}

static size_t block_size(size_t slots) {
  // A block stays in the second cache where that leaves it long enough for its operations to be worth their dispatch.
  size_t block = 1024;
  while (block > 512 && block * slots > 200 * 1024) block /= 2;
  return block;
}

lnq_status lnq_load(const void *data, size_t size, lnq_program **program) {
  if (program == NULL) return LNQ_NULL;
  *program = NULL;
  if (data == NULL) return LNQ_NULL;
  const uint8_t *bytes = data;
  uint32_t h[HEADER_WORDS];
  if (size < HEADER_SIZE + 8 || memcmp(bytes, LNQ_MAGIC, 8) != 0) return LNQ_FOREIGN;
  memcpy(h, bytes + 8, sizeof h);
  if (h[0] != LNQ_PROGRAM_VERSION) return LNQ_VERSION;
  for (int i = 1; i < HEADER_WORDS; i++) {
    if (h[i] > MOST) return LNQ_DAMAGED;
  }
  size_t inputs = h[1] * sizeof(lnq_input), outputs = h[3] * sizeof(lnq_output), words = (size_t)h[6] * 4;
  if (size != HEADER_SIZE + inputs + outputs + words + h[8] + h[7] + 8) return LNQ_DAMAGED;
  uint64_t stated;
  memcpy(&stated, bytes + size - 8, 8);
  if (stated != digest(bytes, size - 8)) return LNQ_DAMAGED;

  lnq_program *p = calloc(1, sizeof *p);
  if (p == NULL) return LNQ_MEMORY;
  p->input_count = h[1], p->feature_count = h[2], p->output_count = h[3], p->class_count = h[4], p->slot_count = h[5];
  p->word_count = h[6], p->comparisons = h[9];
  p->block = block_size(p->slot_count);
  p->stride = p->block + 64;
  const uint8_t *at = bytes + HEADER_SIZE;
  p->inputs = copied(at, inputs);
  p->outputs = copied(at += inputs, outputs);
  p->words = copied(at += outputs, words);
  p->texts = copied(at += words, h[8]);
  p->tables = copied(at += h[8], h[7]);
  p->class_names = calloc(p->class_count + 1, sizeof *p->class_names);
  if (!p->inputs || !p->outputs || !p->words || !p->texts || !p->tables || !p->class_names) {
    lnq_close(p);
    return LNQ_MEMORY;
  }
  // The zeros behind the texts end the last one in any case.
  const char *text = p->texts, *end = p->texts + h[8];
  int has_names = p->class_count == 0 || p->class_count == p->output_count;
  for (size_t i = 0; i < p->class_count && has_names; i++) {
    text += strlen(text) + 1;
    if (text >= end) has_names = 0; else p->class_names[i] = text;
  }
  if (!has_names || !is_right(p, h[7])) {
    lnq_close(p);
    return LNQ_DAMAGED;
  }
  // Offsets have 31 bits.
  int has_room = p->slot_count < LNQ_WIDE_SLOT / p->stride;
  if (has_room) place_slots(p);
  if (!has_room || !lnq_prepare_inputs(p)) {
    lnq_close(p);
    return LNQ_MEMORY;
  }
  if (strcmp(lnq_emulator_kernels(0)->name, "native") == 0) lnq_generate(p);
  *program = p;
  return LNQ_OK;
}

lnq_status lnq_open(const char *path, lnq_program **program) {
  if (program != NULL) *program = NULL;
  if (path == NULL || program == NULL) return LNQ_NULL;
  FILE *file = fopen(path, "rb");
  if (file == NULL) return LNQ_UNREADABLE;
  size_t size = 0, room = 1 << 16;
  uint8_t *bytes = malloc(room);
  lnq_status status = bytes == NULL ? LNQ_MEMORY : LNQ_OK;
  while (status == LNQ_OK) {
    size_t read = fread(bytes + size, 1, room - size, file);
    size += read;
    if (size < room) {
      if (ferror(file)) status = LNQ_UNREADABLE;
      break;
    }
    // What does not begin like a program is not read to its end.
    if (memcmp(bytes, LNQ_MAGIC, 8) != 0) break;
    uint8_t *larger = realloc(bytes, room *= 2);
    if (larger == NULL) status = LNQ_MEMORY; else bytes = larger;
  }
  fclose(file);
  if (status == LNQ_OK) status = lnq_load(bytes, size, program);
  free(bytes);
  return status;
}

void lnq_close(lnq_program *p) {
  if (p == NULL) return;
  lnq_release_inputs(p);
  lnq_release_code(p);
  free(p->inputs);
  free(p->outputs);
  free(p->words);
  free(p->texts);
  free(p->tables);
  free(p->class_names);
  free(p);
}

// MARK: Facts

size_t lnq_input_count(const lnq_program *p) { return p == NULL ? 0 : p->input_count; }
size_t lnq_feature_count(const lnq_program *p) { return p == NULL ? 0 : p->feature_count; }
size_t lnq_output_count(const lnq_program *p) { return p == NULL ? 0 : p->output_count; }
const char *lnq_name(const lnq_program *p) { return p == NULL ? "" : p->texts; }

const char *lnq_class_name(const lnq_program *p, size_t index) {
  return p == NULL || index >= p->class_count ? NULL : p->class_names[index];
}

static lnq_status range(unsigned width, int is_signed, int64_t *least, int64_t *greatest) {
  if (least != NULL) *least = lnq_least(width, is_signed);
  if (greatest != NULL) *greatest = lnq_greatest(width, is_signed);
  return LNQ_OK;
}

lnq_status lnq_input_range(const lnq_program *p, size_t input, int64_t *least, int64_t *greatest) {
  if (p == NULL) return LNQ_NULL;
  if (input >= p->input_count) return LNQ_CHOICE;
  return range(p->inputs[input].width, p->inputs[input].is_signed, least, greatest);
}

lnq_status lnq_output_range(const lnq_program *p, int64_t *least, int64_t *greatest) {
  return p == NULL ? LNQ_NULL : range(p->outputs[0].width, p->outputs[0].is_signed, least, greatest);
}

const char *lnq_status_text(lnq_status status) {
  switch (status) {
  case LNQ_OK: return "all went well";
  case LNQ_NULL: return "a pointer that is needed is NULL";
  case LNQ_MEMORY: return "there is not enough memory, or no thread can be started";
  case LNQ_UNREADABLE: return "the file cannot be read";
  case LNQ_FOREIGN: return "this is not a program of lnq: lnq emulate MODEL --program FILE writes one";
  case LNQ_VERSION: return "the program is of a version that this library does not know: compile it again";
  case LNQ_DAMAGED: return "the program is damaged: compile it again";
  case LNQ_SIZE: return "a buffer has the wrong size";
  case LNQ_CHOICE: return "there is no such type of rows, input or instruction set here";
  case LNQ_CODE: return "a code is none of its input's";
  case LNQ_NAN: return "a feature is not a number";
  case LNQ_LABEL: return "a label is none of the classes";
  }
  return "there is no such status";
}
