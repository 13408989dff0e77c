// Training of small networks in single precision: whole passes over a batch, without allocation.
//
// Layout. A matrix of n rows and f features has f rounded up to a multiple of LNQ_LANES floats a row, its "width"; the
// numbers between f and the width are 0. It starts at a multiple of 64 bytes and has room for n rounded up to a
// multiple of LNQ_LANES rows; what stands in the rows after the n-th has no meaning. Parameters, their gradients and
// running statistics stand without padding, in PyTorch's order.
//
// The same source is compiled for several instruction sets; `lnq_kernels` gives each. Results of different instruction
// sets differ in their last bits. None of these functions keeps a pointer after it returned.

#ifndef LNQ_CKERNELS_H
#define LNQ_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "adam.h"
#include "bits.h"

/// What widths are multiples of.
#define LNQ_LANES 16

/// Networks in rows are computed in slices of so many rows: a slice stays in the nearest caches, and is what a thread works on. Sums
/// over a batch are sums over its slices in their order, so that they do not depend on the number of threads.
#define LNQ_SLICE_ROWS 256
/// The most threads that make a step together.
#define LNQ_MOST_MEMBERS 64
/// How many rows of numbers a normalization works with.
#define LNQ_NORMALIZATION_ROWS 6

/// Rows start ..< start + rows of a batch; start is a multiple of LNQ_SLICE_ROWS.
typedef struct {
  uint32_t start;
  uint32_t rows;
} lnq_slice;

/// Where the threads that make a step together wait for each other.
typedef struct lnq_barrier lnq_barrier;

/// One of `count` threads that make a step together; where there is one, it needs no barrier.
typedef struct {
  size_t index;
  size_t count;
  lnq_barrier *barrier;
} lnq_member;

/// What a pass over a batch found.
typedef struct {
  /// The sum over the rows of −log softmax(logits)[label].
  double loss;
  /// In how many rows the prediction is the label.
  int64_t correct;
} lnq_outcome;

#include "columns.h"

/// Batch normalization, ReLU and dropout in this order, each of them optional: y from x, element by element.
typedef struct {
  size_t features;
  size_t width;
  /// Without batch normalization y may be x.
  const float *x;
  float *y;
  /// Whether negative values become 0.
  int rectifies;
  /// rows × width factors, 0 or 1 / (1 − p), which only training uses; NULL without dropout.
  const float *mask;
  /// γ; NULL without batch normalization, then none of what follows is used.
  const float *weight;
  const float *bias;
  float *weight_gradient;
  float *bias_gradient;
  float *running_mean;
  float *running_variance;
  float epsilon;
  float momentum;
  /// Memory of LNQ_NORMALIZATION_ROWS · width floats a member, 0 at the start: the mean, 1/√(variance + ε), γ/√(variance + ε), β, and
  /// two sums.
  float *memory;
  /// Memory of 4 · width floats a slice.
  float *slice_sums;
} lnq_pointwise;

/// y = W x + b.
typedef struct {
  size_t inputs;
  size_t outputs;
  size_t input_width;
  size_t output_width;
  const float *x;
  float *y;
  /// W, outputs × inputs, and b, which may be NULL.
  const float *weight;
  const float *bias;
  float *weight_gradient;
  float *bias_gradient;
  /// 1 where an output sees an input, else 0, shaped like W; NULL when all do.
  const float *mask;
  /// Memory, 0 at the start: W as outputs × input_width, NULL where it has this width anyway; Wᵀ as inputs × output_width;
  /// b as output_width.
  float *padded;
  float *transposed;
  float *start;
  /// Memory of outputs × input_width a member; NULL where `padded` is.
  float *padded_gradient;
} lnq_linear;

/// One step of a network.
typedef struct {
  int is_linear;
  lnq_pointwise pointwise;
  lnq_linear linear;
} lnq_stage;

/// The most classes of a head.
#define LNQ_MOST_HEAD_CLASSES 8

/// A network with the memory for its batch.
typedef struct {
  /// Those before the head, if there is one.
  const lnq_stage *stages;
  size_t stage_count;
  /// The last linear layer, of at most LNQ_MOST_HEAD_CLASSES outputs, with nothing or a ReLU behind it; NULL where the network ends otherwise.
  /// Its `transposed`, `start` and `y` are not used.
  const lnq_linear *head;
  int head_rectifies;
  /// The outputs and their gradients: a column of `head_stride` floats a class.
  float *head_logits;
  float *head_gradient;
  size_t head_stride;
  /// The input, rows × width of the first stage; stages without batch normalization may change it.
  float *input;
  size_t input_width;
  /// The last stage's outputs, without a head.
  const float *logits;
  size_t classes;
  size_t class_width;
  const int32_t *labels;
  /// The class of each row with the largest logit, the first of equals; room for the padded number of rows.
  int32_t *predictions;
  /// Two matrices as wide as the widest stage.
  float *gradient;
  float *other_gradient;
  size_t widest;
  /// class_width × LNQ_LANES floats a member.
  float *scratch;
  /// What each slice found.
  lnq_outcome *outcomes;
  /// The gradients of all parameters; those of each further slice stand `gradient_step` floats after those before.
  float *gradients;
  size_t parameters;
  size_t gradient_step;
} lnq_network;

/// Rows that batches are made of.
typedef struct {
  /// count × width, row after row.
  const float *features;
  size_t width;
  const int32_t *labels;
  size_t count;
  /// A label is in 0 ..< classes.
  size_t classes;
} lnq_labelled_rows;

/// By how much the state of SplitMix64 grows with each number.
#define LNQ_SPLITMIX_STEP UINT64_C(0x9E3779B97F4A7C15)

/// The state of SplitMix64 some numbers later.
static inline uint64_t lnq_skip(uint64_t state, size_t numbers) { return state + numbers * LNQ_SPLITMIX_STEP; }

/// A dropout: its mask and how to draw it.
typedef struct {
  size_t features;
  size_t width;
  /// What is drawn below it becomes 0, all else `kept`.
  uint64_t threshold;
  float kept;
  float *mask;
} lnq_dropout;

/// The functions, compiled for one instruction set.
typedef struct {
  /// `x86-64-v4`, `x86-64-v3` or `baseline`.
  const char *name;

  /// Copies rows and their labels: row order[i], or first + i when order is NULL, becomes row i, with `pitch` floats.
  /// Stops at the first i without such a row, or with a label that is no class, and returns it; count when all went well.
  /// Fetches the rows that will be gathered next: there are `known` ≥ count indices in `order`.
  size_t (*gather)(
      const lnq_labelled_rows *rows, const int32_t *order, size_t known, size_t first, size_t count, float *x, size_t pitch,
      int32_t *y);

  /// What has to be done before `train` when parameters have changed, a member's share of it.
  void (*prepare)(const lnq_network *network, const lnq_member *member);

  /// Forward, loss and backward, a member's share: all gradients and the running statistics change. All members get the outcome.
  lnq_outcome (*train)(const lnq_network *network, size_t rows, const lnq_member *member);

  /// Forward and loss with the running statistics.
  lnq_outcome (*evaluate)(const lnq_network *network, size_t rows);

  /// Fills rows of the mask of a dropout with one number of SplitMix64 a feature; `state` is that before the first row of all.
  void (*draw_mask)(uint64_t state, const lnq_dropout *dropout, size_t start, size_t rows);

  /// A step of Adam for `count` parameters.
  void (*adam)(size_t count, float *p, const float *g, float *m, float *v, const lnq_adam *adam);

  /// As `gather`, into columns of `pitch` floats. The rows up to the next multiple of LNQ_LANES repeat the last one.
  size_t (*gather_columns)(
      const lnq_labelled_rows *rows, const int32_t *order, size_t known, size_t first, size_t count, float *columns, size_t pitch,
      int32_t *y);

  /// As `train`, in columns. Polynomials and sub-networks, and widths that columns share, need a single member.
  lnq_outcome (*train_columns)(const lnq_column_network *network, size_t rows, const lnq_member *member);

  /// As `evaluate`, in columns.
  lnq_outcome (*evaluate_columns)(const lnq_column_network *network, size_t rows);

  /// The loss of a network's logits, in columns; unless it is NULL, the columns of `gradient` become ∂loss/∂logits.
  lnq_outcome (*cross_entropy)(const lnq_column_network *network, size_t rows, float *gradient);
} lnq_kernels;

/// Fetches the first rows that will be gathered, of those that `order` lists; `gather` fetches the others itself.
void lnq_fetch(const lnq_labelled_rows *rows, const int32_t *order, size_t count);

/// What several training steps have in common.
typedef struct {
  const lnq_kernels *kernels;
  /// How many threads make a step together.
  size_t members;
  /// The network, in rows or in columns; the other one is NULL.
  const lnq_network *rows;
  const lnq_column_network *columns;
  /// Where a batch goes, as `gather` has it.
  float *input;
  size_t pitch;
  int32_t *labels;
  const lnq_dropout *dropouts;
  size_t dropout_count;
  float *parameters;
  const float *gradients;
  /// m and v of Adam.
  float *first;
  float *second;
  /// Where parameters begin to have weight decay, or to have none, in turns, beginning with decay; the last one is their number.
  const size_t *segments;
  size_t segment_count;
} lnq_training;

/// What a training step has of its own.
typedef struct {
  /// How many rows its batch has.
  size_t count;
  /// Where the generator of its dropouts stands.
  uint64_t dropout;
  lnq_adam adam;
} lnq_step;

/// Why steps were not all made.
typedef enum { LNQ_ALL_STEPS = 0, LNQ_WRONG_ROW, LNQ_LOSS_NOT_FINITE } lnq_stop;

/// Makes `count` steps, one after the other, in `members` threads, one of which is the caller's: gathers a batch, draws masks, trains, and moves the parameters by Adam.
///
/// `order` has `known` indices; the first step takes the first of them. `outcomes` gets what the passes found.
/// `made` becomes how many steps moved the parameters. With LNQ_WRONG_ROW nothing of the next step was done, and `wrong` is
/// the place of its row in `order`; with LNQ_LOSS_NOT_FINITE its outcome stands in `outcomes`.
lnq_stop lnq_make_steps(
    const lnq_training *training, const lnq_labelled_rows *rows, const int32_t *order, size_t known, const lnq_step *steps,
    size_t count, lnq_outcome *outcomes, size_t *made, size_t *wrong);

/// The kernels that this processor can run, best first; NULL when `index` is not below their number.
const lnq_kernels *lnq_kernels_at(size_t index);

/// Whether the processor has the 512-bit instructions that OpenBLAS calls SkylakeX.
int lnq_has_avx512(void);

#endif
