// Training of layers of learned tables over bits: DWN (Bacellar et al., ICML 2024, arXiv 2410.11112) on a CPU.
//
// Layout. A batch has `rows` rows, a multiple of 64. The bits of a feature, a "plane", are one word for each 64 rows, the first
// row in the lowest bit; a layer's planes stand one after the other. A table reads n planes, n ≤ LNQ_PINS, its pins; the first
// one is the lowest bit of the address. All sums over rows are of integers, and each table has its own, so that results do not
// depend on how the tables are divided among threads.

#ifndef LNQ_BITS_H
#define LNQ_BITS_H

#include <stddef.h>
#include <stdint.h>

#include "adam.h"

/// The most pins of a table.
#define LNQ_PINS 6
/// How many addresses the memory of a table has room for.
#define LNQ_ADDRESSES 64
/// What the inputs of a product are padded to.
#define LNQ_BIT_LANES 64
/// The step that is none.
#define LNQ_STEP_ZERO 128
/// How many of the finer steps of a slope one of its bytes is.
#define LNQ_SLOPE_RATIO (32767.0f / 127)

/// A layer of tables with the memory for its batch.
typedef struct {
  size_t inputs;
  size_t tables;
  size_t pins;
  size_t rows;
  /// inputs × rows / 64.
  const uint64_t *planes;
  /// tables × pins: the plane of each pin.
  int32_t *mapping;
  /// tables × rows.
  uint8_t *addresses;
  /// tables × rows / 64; NULL for the last layer.
  uint64_t *outputs;
  /// tables × 2^pins trained numbers, clamped to ±1, and what Adam remembers. A bit of the circuit is whether one is above 0.
  float *entries;
  float *entry_first;
  float *entry_second;
  /// tables × LNQ_ADDRESSES: what an address is worth in the forward pass. With a sharpness κ > 0 that is σ(κ · entry), with
  /// 0 the bit.
  float *worth;
  /// The same as a byte, 0 to 255 (of bits 0 or 1).
  uint8_t *bytes;
  float sharpness;
  /// Of tables that are read as bits: where the derivative of a pin counts the other ones as moved to, from 0.
  float smoothing;
  /// ∂loss/∂output as numbers within ±32767: a row for each `group` neighbouring tables, and what a 1 of it is worth.
  const int16_t *slopes;
  const float *slope_units;
  size_t group;
  /// The same within ±127, for the gradients of mappings: a 1 is worth LNQ_SLOPE_RATIO times as much.
  const int8_t *slope_bytes;
  /// tables × pins × rows: ∂output/∂input as numbers within ±127, plus LNQ_STEP_ZERO, and what a 1 of them times a 1 of `slope_bytes` is
  /// worth; NULL when nobody asks for it.
  uint8_t *pin_steps;
  float *pin_units;
  /// tables / group × inputs, padded to LNQ_BIT_LANES: the sum of the slopes of the rows where an input is 1.
  int32_t *input_sums;
  /// tables / group × (rows / 4 + 1): how many fours of rows have a slope that is not 0 in `slope_bytes`, and which.
  uint32_t *sloped;
  /// How many planes a pin chooses among, and which: tables × pins × choices; NULL for all inputs.
  size_t choices;
  const int32_t *candidates;
  /// tables × pins × choices: how much each pin wants each of those, and what Adam remembers; NULL for a fixed mapping.
  float *weights;
  float *weight_first;
  float *weight_second;
} lnq_bit_layer;

/// The functions, compiled for one instruction set.
typedef struct {
  /// `avx512-vnni` or `baseline`.
  const char *name;

  /// The planes of 64 rows: bit r of planes[p · pitch] is whether columns[feature[p] · stride + r] > threshold[p].
  void (*encode)(
      const float *columns, size_t stride, const int32_t *feature, const float *threshold, size_t count, uint64_t *planes,
      size_t pitch);

  /// Planes in the order of `update_mapping`: a word has four rows of LNQ_BIT_LANES / 4 planes, plane after plane, and the words of all rows
  /// stand together. The planes are padded to a multiple of LNQ_BIT_LANES.
  void (*spread)(const uint64_t *planes, size_t inputs, size_t rows, uint64_t *words);

  /// `worth` and `bytes` from the entries.
  void (*refresh)(const lnq_bit_layer *layer, size_t first, size_t last);

  /// The addresses of tables first ..< last, and their outputs unless those are NULL.
  void (*look_up)(const lnq_bit_layer *layer, size_t first, size_t last);

  /// Adds to sums[row] the bytes of the tables first ..< last, whose addresses are known.
  void (*add_bytes)(const lnq_bit_layer *layer, size_t first, size_t last, uint32_t *sums);

  /// For each pin ½ ∂f/∂x_pin at every address, LNQ_ADDRESSES numbers a pin, f being the multilinear extension of a table of 2^pins
  /// numbers, with the other inputs moved from 0 and 1 to `smoothing` and 1 − `smoothing`: the extended finite difference of DWN with
  /// ¼; with 0 the plain half difference. One pass over the table for each pin, and another one for each where it is smoothed.
  void (*differences)(const float *table, size_t pins, float smoothing, float *differences);

  /// The steps of the pins of tables first ..< last, for their entries as they are: with a sharpness of 0 `differences` of
  /// the entries, else the half difference of the bytes of the two values of the pin.
  void (*differentiate)(const lnq_bit_layer *layer, size_t first, size_t last);

  /// The sums of the slopes by address, LNQ_ADDRESSES for each of tables first ..< last: what `update_entries` follows.
  void (*sum_slopes)(const lnq_bit_layer *layer, size_t first, size_t last, int32_t *sums);

  /// A step of Adam for the entries of tables first ..< last; refreshes them.
  void (*update_entries)(const lnq_bit_layer *layer, size_t first, size_t last, const lnq_adam *adam);

  /// `input_sums` and `sloped` of the groups first ..< last.
  ///
  /// - Parameter words: what `spread` made of the layer's planes.
  void (*sum_inputs)(const lnq_bit_layer *layer, size_t first, size_t last, const uint64_t *words);

  /// A step of Adam for the weights of tables first ..< last, whose pins have steps; then each pin reads the plane of its largest
  /// weight, the first of equals.
  ///
  /// - Parameter words: what `spread` made of the layer's planes; neither it nor what `sum_inputs` made is read where pins have candidates.
  void (*update_mapping)(
      const lnq_bit_layer *layer, size_t first, size_t last, const uint64_t *words, const lnq_adam *adam);

  /// Numbers within ±32767 for a row of floats, and the same within ±127; returns what a 1 of the first is worth. The rows after
  /// `count` get 0.
  float (*round_slopes)(const float *values, size_t count, size_t rows, int16_t *slopes, int8_t *bytes);

  /// Adds to sums[row] what a pin's step times the slope of its table, one of `slopes`, is worth; `unit` is one of `pin_units`.
  void (*add_pin)(const uint8_t *steps, const int16_t *slopes, float unit, size_t rows, float *sums);
} lnq_bit_kernels;

/// The kernels that this processor can run, best first; NULL when `index` is not below their number.
const lnq_bit_kernels *lnq_bit_kernels_at(size_t index);

#endif
