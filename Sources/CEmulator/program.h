// A loaded program. Its bytes, all numbers little-endian:
//
//   "lnqemul\n"; version, inputs, features, outputs, classes with names, slots, words of operations, bytes of tables, bytes of
//   texts, comparisons: ten numbers of 32 bits; the inputs; the outputs; the operations' words; the texts, each ended by a 0: the name and the
//   classes; the tables; FNV-1a of 64 bits over all of it. So many comparisons come first of the operations, and nothing but them reads an
//   input; 0 where that is not so.
//
// A block of samples lies in slots, a byte a sample in each. A signal of at most 8 bits has one slot: a code of w bits is there
// repeated at the bits 0, w, 2w, ..., so that it is where an address needs it. A wider one has four slots: 32 bits a sample, the
// code's pattern. Sums are of 16 bits (two slots, in an order of the kernels' own) or of 32 bits (four). A signal of one bit can also be a
// plane: a bit a sample, at the beginning of a slot; bit i % 8 of byte i / 8 is sample i's.

#ifndef LNQ_PROGRAM_H
#define LNQ_PROGRAM_H

#include "lnq.h"

#define LNQ_MAGIC "lnqemul\n"
#define LNQ_PROGRAM_VERSION 2
/// Blocks have a multiple of so many samples.
#define LNQ_UNIT 256
/// No slot, no table.
#define LNQ_NONE UINT32_MAX
/// Of a slot of `LNQ_WIDE`: whether it has 32 bits a sample.
#define LNQ_WIDE_SLOT 0x80000000u

/// The operations: a word of kind, then these words. Part of all of them: `table` is an offset into the tables, a multiple of
/// 64; `bits` is 6, 7 or 8 for tables of so many address bits; n inputs follow at the end.
enum {
  /// target, base, end, end bits, table, bits, n, (slot, mask) × n: target = end[base + table[address]]. The address is the first
  /// input's byte with the bits of each further input in its mask. Without base nothing is added, without end it is the sum. A sum is
  /// at most 255.
  LNQ_BYTES = 1,
  /// target, is first, start, table, bits, n, (slot, mask) × n: adds a table of 16 bits, all low bytes first, to a sum of 16 bits,
  /// the first to `start`.
  LNQ_WORDS = 2,
  /// target, sum, shift, least, greatest, table, bits: target = table[clamp(sum >> shift) − least], all of 16 bits with signs; `bits`
  /// may also be 16 for a table of any size.
  LNQ_END_WORDS = 3,
  /// target, sum: adds a sum of 16 bits without sign to one of 32 bits.
  LNQ_WIDEN = 4,
  /// target, value: a sum of 32 bits begins.
  LNQ_START = 5,
  /// target, table, address bits, n, (slot, mask, shift) × n: target = table[address], a byte, of at most 16 address bits.
  LNQ_TAKE = 6,
  /// what, target, table, address bits, n, (slot, mask, shift) × n: a table of bytes or of 32-bit numbers becomes the target (0, 1), or
  /// is added to a sum of 32 bits (2). A slot with LNQ_WIDE_SLOT has 32 bits.
  LNQ_WIDE = 7,
  /// target, width, sum, is signed, shift, least low, least high, greatest low, greatest high: rounds half up and saturates a sum of
  /// 32 bits to a code of so many bits.
  LNQ_END_WIDE = 8,
  /// target, byte, mask, flip, threshold: a plane of whether (byte & mask) ^ flip is the threshold or more.
  LNQ_COMPARE = 9,
  /// target, rows 0 to 31, rows 32 to 63, 6, plane × 6: the plane of a table of six bits, the first plane lowest.
  LNQ_GATE = 10,
  /// target, n, plane × n: a byte, how many of at most 255 planes are 1.
  LNQ_COUNT = 11,
  /// target, plane: a byte of 0 or 255.
  LNQ_SPREAD = 12,
  LNQ_OPERATION_COUNT
};

/// Of each kind of operation: how many words it has before its inputs, which of them is the number of inputs (0 for none), how many words
/// an input has, and a bit for each word that is a slot.
typedef struct { uint8_t fixed, count, per_input, slots; } lnq_shape;

static const lnq_shape lnq_shapes[LNQ_OPERATION_COUNT] = {
    [LNQ_BYTES] = {8, 7, 2, 0x06},     [LNQ_WORDS] = {7, 6, 2, 0x02}, [LNQ_END_WORDS] = {8, 0, 0, 0x06}, [LNQ_WIDEN] = {3, 0, 0, 0x06},
    [LNQ_START] = {3, 0, 0, 0x02},     [LNQ_TAKE] = {5, 4, 3, 0x02},  [LNQ_WIDE] = {6, 5, 3, 0x04},      [LNQ_END_WIDE] = {10, 0, 0, 0x0A},
    [LNQ_COMPARE] = {6, 0, 0, 0x06},   [LNQ_GATE] = {5, 4, 1, 0x02},  [LNQ_COUNT] = {3, 2, 1, 0x02},     [LNQ_SPREAD] = {3, 0, 0, 0x06},
};

/// How many inputs an operation of a known kind has.
static inline uint32_t lnq_operation_inputs(const uint32_t *w) { return lnq_shapes[w[0]].count ? w[lnq_shapes[w[0]].count] : 0; }

/// How many words it has.
static inline size_t lnq_operation_length(const uint32_t *w) {
  return lnq_shapes[w[0]].fixed + (size_t)lnq_shapes[w[0]].per_input * lnq_operation_inputs(w);
}

typedef struct {
  uint32_t feature;
  uint8_t width;
  uint8_t is_signed;
  uint8_t unused[2];
  uint32_t slot;
  uint32_t order;
  double scale;
  double offset;
  double step;
} lnq_input;

typedef struct {
  uint32_t slot;
  uint8_t width;
  uint8_t is_signed;
  uint8_t unused[2];
} lnq_output;

/// The bytes of an input: `least` and so many above it, as bytes that overflow.
typedef struct {
  uint8_t least;
  uint8_t reach;
} lnq_limits;

/// For rows of 16 inputs of at most 6 bits, four rows a register: for each type the least codes and which bits no byte has once they are
/// subtracted; for each input its byte for the low 6 bits of a code, and where its slot is, or an unused one; how the last round of
/// exchanging rows and columns puts bytes of two registers into the order of rows, for the first and the second column of the two.
typedef struct {
  uint8_t least[LNQ_FLOAT32 + 1][64], outside[LNQ_FLOAT32 + 1][64], repeated[16][64], order[2][64];
  uint32_t offset[16];
} lnq_sixteen;

/// What makes planes of rows of bytes, for programs that compare their inputs and do nothing else with them. Arrays have a number for each
/// input, and up to the next multiple of 64.
typedef struct {
  /// The words of the comparisons.
  size_t end;
  /// The input's bits in a byte, and those that order the codes of signed ones; of a type the least code, and how many lie above it.
  uint8_t *mask, *flip, *least[LNQ_FLOAT32 + 1], *reach[LNQ_FLOAT32 + 1];
  /// Whether a byte of 64 inputs can be outside; whether one of 64 inputs has the threshold.
  uint8_t *is_limited[LNQ_FLOAT32 + 1], *is_used;
  /// How many thresholds inputs have at most; the first of each, then the second; where their planes are, or an unused slot.
  size_t threshold_count;
  uint8_t *thresholds;
  uint32_t *targets;
} lnq_planes;

/// What is done to features, by inputs: arrays at multiples of 128 bytes, with room for a multiple of 16 inputs.
typedef struct {
  /// Whether input i is made of feature i, for all of them, and has at most 8 bits.
  int is_plain;
  double *scale, *offset, *step, *low, *high;
  /// −1 for inputs, 0 behind them.
  int32_t *is_input;
  /// How many thresholds the inputs have at most; 0 when codes are not counted. A feature times its sign reaches thresholds[t][i]
  /// when the code of input i is more than t above the least, `first`.
  size_t threshold_count;
  float *sign, *thresholds[7];
  int32_t *first;
} lnq_encodings;

/// Operations that have generated code: from a word to another, and where the code begins.
typedef struct { size_t first, end, at; } lnq_stretch;

/// The code of a stretch, for the samples of the first slot up to `end`.
typedef void lnq_code(uint8_t *slots, const uint8_t *tables, const uint8_t *end);

struct lnq_program {
  size_t input_count, feature_count, output_count, class_count, slot_count, word_count;
  /// Samples a block, a multiple of LNQ_UNIT.
  size_t block;
  /// Bytes from a slot to the next one: 64 more than a block, so that the same samples of all slots lie in different sets of the caches.
  size_t stride;
  /// Whether every input has at most 8 bits.
  int is_narrow;
  /// `order` lists the inputs by their features.
  lnq_input *inputs;
  /// For LNQ_INT8 and LNQ_UINT8 of narrow programs, and without limits for features.
  lnq_limits *limits[LNQ_FLOAT32 + 1];
  /// NULL for other rows.
  lnq_sixteen *sixteen;
  /// NULL for other programs. `comparisons` is what its bytes say.
  lnq_planes *planes;
  size_t comparisons;
  lnq_encodings encodings;
  lnq_output *outputs;
  /// The operations, with the slots' offsets in bytes instead of their numbers.
  uint32_t *words;
  char *texts;
  const char **class_names;
  /// Starts at a multiple of 64 bytes.
  uint8_t *tables;
  /// Generated code, and its stretches, the last first. There may be none.
  uint8_t *code;
  size_t code_size, stretch_count;
  lnq_stretch *stretches;
};

/// What a thread has for itself: the slots of a block, 64 rows of bytes, and the classes of a block.
typedef struct {
  uint8_t *slots;
  uint8_t *rows;
  int32_t *classes;
} lnq_scratch;

/// The kernels for one instruction set.
typedef struct {
  const char *name;
  /// Whether it makes planes of rows of bytes.
  int has_planes;
  /// Runs the operations from a word on over the first `count` samples of a block, and up to the next multiple of LNQ_UNIT.
  void (*run)(const lnq_program *program, const lnq_scratch *scratch, size_t first, size_t count);
  /// Fills the inputs' slots from rows of codes or features, or what is compared with them; whether one is not allowed.
  int (*load)(const lnq_program *program, const lnq_scratch *scratch, const void *rows, lnq_type type, size_t count);
  /// The class of each sample.
  void (*classify)(const lnq_program *program, const lnq_scratch *scratch, int32_t *classes, size_t count);
} lnq_kernels_of_emulator;

/// The kernels that this processor can run, best first; NULL after the last.
const lnq_kernels_of_emulator *lnq_emulator_kernels(size_t index);

/// How many bytes a number of a type has; 0 when there is no such type.
size_t lnq_type_size(lnq_type type);

/// The integer at a place of rows of codes.
static inline int32_t lnq_code_at(const void *rows, lnq_type type, size_t at) {
  return type == LNQ_INT8    ? ((const int8_t *)rows)[at]
         : type == LNQ_UINT8 ? ((const uint8_t *)rows)[at]
         : type == LNQ_INT16 ? ((const int16_t *)rows)[at]
                             : ((const int32_t *)rows)[at];
}

/// Generates code for a loaded program's lookups of bytes, for AVX-512 with VBMI; `lnq_release_code` frees it.
void lnq_generate(lnq_program *program);
void lnq_release_code(lnq_program *program);

/// A code of `width` bits at the bits 0, width, 2 width, ... of a byte.
static inline uint8_t lnq_repeated(uint8_t code, int width) {
  uint8_t byte = code;
  for (int at = width; at < 8; at += width) byte |= (uint8_t)(code << at);
  return byte;
}

/// Whether rows of a type become planes without becoming slots.
static inline int lnq_makes_planes(const lnq_program *p, lnq_type type) {
  if (p->planes == NULL || !p->is_narrow) return 0;
  return type == LNQ_FLOAT32 ? p->encodings.is_plain : type == LNQ_INT8 || type == LNQ_UINT8;
}

/// Prepares what loading inputs needs; whether there was memory. `lnq_release_inputs` frees it.
int lnq_prepare_inputs(lnq_program *program);
void lnq_release_inputs(lnq_program *program);

/// The least and the greatest code of a format.
static inline int64_t lnq_least(unsigned width, int is_signed) { return is_signed ? -((int64_t)1 << (width - 1)) : 0; }
static inline int64_t lnq_greatest(unsigned width, int is_signed) {
  return ((int64_t)1 << (is_signed ? width - 1 : width)) - 1;
}

#endif
