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

#include "bits.h"
#include "columns.h"

/// What widths are multiples of.
#define LNQ_LANES 16

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
  /// Memory of width floats each, 0 at the start: the mean, 1/√(variance + ε), γ/√(variance + ε), β, and two sums.
  float *mean;
  float *inverse;
  float *slope;
  float *shift;
  float *sum;
  float *product;
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
  /// Memory, 0 at the start: W as outputs × input_width; Wᵀ as inputs × output_width; b as output_width.
  float *padded;
  float *transposed;
  float *start;
  /// Memory of outputs × input_width.
  float *padded_gradient;
} lnq_linear;

/// One step of a network.
typedef struct {
  int is_linear;
  lnq_pointwise pointwise;
  lnq_linear linear;
} lnq_stage;

/// A network with the memory for its batch.
typedef struct {
  const lnq_stage *stages;
  size_t stage_count;
  /// The input, rows × width of the first stage; stages without batch normalization may change it.
  float *input;
  size_t input_width;
  /// The last stage's outputs.
  const float *logits;
  size_t classes;
  size_t class_width;
  const int32_t *labels;
  /// The class of each row with the largest logit, the first of equals; room for the padded number of rows.
  int32_t *predictions;
  /// Two matrices as wide as the widest stage.
  float *gradient;
  float *other_gradient;
  /// classes rounded up to LNQ_LANES, times LNQ_LANES floats.
  float *scratch;
} lnq_network;

/// What a pass over a batch found.
typedef struct {
  /// The sum over the rows of −log softmax(logits)[label].
  double loss;
  /// In how many rows the prediction is the label.
  int64_t correct;
} lnq_outcome;

/// The functions, compiled for one instruction set.
typedef struct {
  /// `x86-64-v4`, `x86-64-v3` or `baseline`.
  const char *name;

  /// Copies rows of `width` features and their labels: row order[i], or first + i when order is NULL, becomes row i.
  /// Stops at the first i without such a row among `row_count`, or with a label that is not in 0 ..< classes, and
  /// returns it; count when all went well.
  size_t (*gather)(
      const float *features, size_t width, const int32_t *labels, size_t row_count, const int32_t *order, size_t first,
      size_t count, size_t classes, float *x, size_t x_width, int32_t *y);

  /// Forward, loss and backward: all gradients and the running statistics change.
  lnq_outcome (*train)(const lnq_network *network, size_t rows);

  /// Forward and loss with the running statistics.
  lnq_outcome (*evaluate)(const lnq_network *network, size_t rows);

  /// Fills a dropout mask with one number of SplitMix64 a feature: 0 where it is below threshold, else kept.
  /// Returns the generator's state afterwards.
  uint64_t (*draw_mask)(
      uint64_t state, size_t rows, size_t features, size_t width, uint64_t threshold, float kept, float *mask);

  /// A step of Adam: g ← g + decay · p; m += share (g − m); v ← old · v + new · g²; p ← keep · p − step · m / (√v / root + ε).
  void (*adam)(
      size_t count, float *p, const float *g, float *m, float *v, float keep, float decay, float share, float old,
      float new_share, float step, float root, float epsilon);

  /// As `gather`, into columns. The rows up to the next multiple of LNQ_LANES repeat the last one.
  size_t (*gather_columns)(
      const float *features, size_t width, const int32_t *labels, size_t row_count, const int32_t *order, size_t first,
      size_t count, size_t classes, float *columns, size_t stride, int32_t *y);

  /// As `train`, in columns.
  lnq_outcome (*train_columns)(const lnq_column_network *network, size_t rows);

  /// As `evaluate`, in columns.
  lnq_outcome (*evaluate_columns)(const lnq_column_network *network, size_t rows);

  /// The loss of a network's logits, in columns; unless it is NULL, the columns of `gradient` become ∂loss/∂logits.
  lnq_outcome (*cross_entropy)(const lnq_column_network *network, size_t rows, float *gradient);
} lnq_kernels;

/// Fetches the first rows of a batch that will be gathered, of those that `order` lists; `gather` fetches the others itself.
void lnq_fetch(
    const float *features, size_t width, const int32_t *labels, size_t row_count, const int32_t *order, size_t count);

/// The kernels that this processor can run, best first; NULL when `index` is not below their number.
const lnq_kernels *lnq_kernels_at(size_t index);

/// Whether the processor has the 512-bit instructions that OpenBLAS calls SkylakeX.
int lnq_has_avx512(void);

#endif
