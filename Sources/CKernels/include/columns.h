// Training of sparse networks of few bits, feature by feature: what CKernels.h has for small dense ones.
//
// Layout. A matrix of n rows and f features has f columns of `stride` floats; a column is one feature of all rows. It starts
// at a multiple of 64 bytes, and `stride` is n rounded up to a multiple of LNQ_LANES, or more. What stands in the rows after
// the n-th has no meaning, but is as finite as the rows before. So everything is vectorised over the rows, and a neuron
// costs what its connections cost. Parameters, their gradients and running statistics stand as in CKernels.h.

#ifndef LNQ_COLUMNS_H
#define LNQ_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

/// y = s · clamp(round-half-even(x / s), lowest, highest), straight-through in the other direction.
typedef struct {
  /// The least and the greatest code.
  float lowest;
  float highest;
  /// t, where s = unit · 2^t, or unit · 2^round(t) with `is_power_of_two`; NULL when nothing is quantized.
  const float *log2_scale;
  float *log2_scale_gradient;
  int is_power_of_two;
  float unit;
  /// What ∂loss/∂t is multiplied by.
  float gradient_factor;
  /// b, where a column has the codes of n = round-half-even(b) bits and the step s 2^(most − n), and n is least to most; NULL when
  /// the codes above are those of all columns. With a step of 1 each column has a width, with 0 all have the same.
  const float *bits;
  float *bits_gradient;
  size_t bits_step;
  float least_bits;
  float most_bits;
  int is_signed;
} lnq_quantizer;

/// What a neuron computes from its inputs.
typedef enum {
  /// Nothing: the stage's outputs are its inputs.
  LNQ_NO_NEURON,
  /// Σ w x + b over the connections.
  LNQ_SPARSE,
  /// Σ w x + b over all inputs.
  LNQ_DENSE,
  /// All monomials of the connected inputs up to a degree, each with a coefficient.
  LNQ_POLYNOMIAL,
  /// A network of its own with a ReLU after each layer but the last.
  LNQ_SUBNETWORK
} lnq_neuron_kind;

/// How many inputs a polynomial or a sub-network can have.
#define LNQ_MOST_INPUTS 64
/// How many rows polynomials and sub-networks compute at once, at most. The stride of the latter is no power of two, since
/// columns would push each other out of the caches.
#define LNQ_POLYNOMIAL_ROWS 64
#define LNQ_SUBNETWORK_ROWS 256
#define LNQ_SUBNETWORK_STRIDE (LNQ_SUBNETWORK_ROWS + LNQ_LANES)

/// An affine function of a sub-network: W v + b, where v are the values from `from` on and the result are those from `to` on.
/// b stands after W among the neuron's parameters.
typedef struct {
  int32_t inputs;
  int32_t outputs;
  int32_t weight;
  int32_t from;
  int32_t to;
  /// Whether the result is added to what the function before gave, as a shortcut is.
  int32_t adds;
  /// Whether negative results become 0 afterwards.
  int32_t rectifies;
} lnq_affine;

/// The neurons of a layer. Neuron j has the connections first[j] ..< first[j + 1].
typedef struct {
  lnq_neuron_kind kind;
  size_t count;
  /// The input of each connection.
  const int32_t *first;
  const int32_t *input;
  /// Of sparse ones: where in `weight` each connection has its number.
  const int32_t *place;
  /// Of sparse ones the same by input: which neurons see input i, at user_first[i] ..< user_first[i + 1].
  const int32_t *user_first;
  const int32_t *user;
  const int32_t *user_place;
  /// Linear: neurons × inputs numbers. Else neurons × `parameters`.
  const float *weight;
  float *weight_gradient;
  /// Of linear ones, `bias_step` apart; NULL without. Polynomials and sub-networks have theirs among the weights.
  const float *bias;
  float *bias_gradient;
  size_t bias_step;
  /// How many inputs, and how many numbers, a polynomial or a sub-network has.
  size_t fan_in;
  size_t parameters;

  /// Polynomials: `degree` ≥ 1. The monomials are ordered by degree: those of degree d begin at level[d], for d up to degree +
  /// 1, where they end. Within a degree they are ordered by their last input. The first prefix[d · fan_in + v] of degree d
  /// have no input after v; times input v they are the monomials from successor[d · fan_in + v] on, for d < degree.
  /// coefficient[m] says where in a neuron's weights the factor of monomial m is.
  size_t degree;
  const int32_t *level;
  const int32_t *prefix;
  const int32_t *successor;
  const int32_t *coefficient;

  /// Sub-networks: their affine functions in the order of computation, and how many values they have in all, the inputs among
  /// them. The last value is the neuron's.
  const lnq_affine *affines;
  size_t affine_count;
  size_t value_count;

  /// Memory. Of polynomials: 2 · level[degree] · LNQ_POLYNOMIAL_ROWS + `parameters` · (LNQ_LANES + 1) floats. Of sub-networks:
  /// (2 · value_count + the most values that one function reads or writes) · LNQ_SUBNETWORK_STRIDE + 2 · `parameters` floats.
  float *scratch;
} lnq_neurons;

/// Neurons, the sum of their quantized values, batch normalization, and ReLU or a quantizer, in this order, each optional.
typedef struct {
  size_t inputs;
  size_t outputs;
  /// The inputs; what the neurons give, if there are any; the sums, if there are any; the outputs. What a part does not
  /// change stands in the same columns.
  const float *x;
  float *z;
  float *sum;
  float *y;
  lnq_neurons neurons;
  /// How many neurons are added to an output, each quantized by `adder`; 1 when none are.
  size_t adders;
  lnq_quantizer adder;
  /// γ; NULL without batch normalization, then none of what follows up to `momentum` is used.
  const float *weight;
  const float *bias;
  float *weight_gradient;
  float *bias_gradient;
  float *running_mean;
  float *running_variance;
  float epsilon;
  float momentum;
  /// Memory of a float for each output: the mean and 1/√(variance + ε) of this pass.
  float *mean;
  float *inverse;
  /// Whether negative values become 0.
  int rectifies;
  lnq_quantizer quantizer;
  /// Whether the stage or one before it has parameters, and so whether its inputs need gradients.
  int has_parameters;
  int needs_input_gradient;
} lnq_column_stage;

/// A network of such stages with the memory for its batch.
typedef struct {
  const lnq_column_stage *stages;
  size_t stage_count;
  size_t stride;
  float *input;
  const float *logits;
  size_t classes;
  /// ε of label smoothing in training.
  float smoothing;
  /// Room for the padded number of rows, both.
  const int32_t *labels;
  int32_t *predictions;
  /// Two matrices with as many columns as the widest stage has inputs, neurons or outputs.
  float *gradient;
  float *other_gradient;
  /// Two columns a member.
  float *columns;
  /// Of each column and of each neuron of the widest stage, its share in the gradient of a scale; two of each, for stages in turn.
  double *scale_shares[2];
  double *adder_shares[2];
  /// What the pass found, for all members.
  lnq_outcome *outcome;
  /// LNQ_LANES floats a class.
  float *scratch;
} lnq_column_network;

#endif
