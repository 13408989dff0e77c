// Draws rows of jsc-synth: a mixture of Gaussians, the quantiles of the features, and classes from a small network.
//
// Everything is in double precision, in one order of operations and without fused ones, so that all instruction sets and all
// machines give the same bytes. The formulas are those of LNQRandom's SplitMix64 and PortableMath.

#ifndef LNQ_CSURROGATE_H
#define LNQ_CSURROGATE_H

#include <stddef.h>
#include <stdint.h>

/// What widths are multiples of.
#define LNQ_SURROGATE_LANES 8
/// The greatest widths.
#define LNQ_MOST_LATENTS 32
#define LNQ_MOST_HIDDEN 64
#define LNQ_MOST_CLASSES 16

/// The parameters, laid out for drawing. A width is a count rounded up to a multiple of LNQ_SURROGATE_LANES; padding is 0.
typedef struct {
  size_t latents;
  size_t latent_width;
  size_t hidden;
  size_t hidden_width;
  size_t classes;
  size_t class_width;
  size_t features;
  size_t components;
  /// The sums of the components' shares, ascending.
  const double *cumulated;
  /// components × latent_width.
  const double *means;
  /// components × latents × latent_width: by which the j-th normal deviate goes into the i-th latent feature, 0 where i < j.
  const double *factors;
  /// hidden_width, and latents × hidden_width: the weight of latent feature j for hidden neuron i.
  const double *hidden_bias;
  const double *hidden_weight;
  /// class_width, and hidden × class_width.
  const double *output_bias;
  const double *output_weight;
  /// For each node the four coefficients of a cubic of Φ, that of 1 first; nodes from −limit on, nodes_per_unit a unit.
  const double *cubics;
  double limit;
  double nodes_per_unit;
  /// What u is clamped to.
  double lowest;
  double highest;
  /// For each of bucket_count parts of 0 ... 1, and for 1, the interval that its beginning is in, and the border in it to the next interval; 2
  /// where there is none. No part has more than one border.
  const int32_t *first_interval;
  const double *borders;
  double bucket_count;
  /// For each latent feature and interval four numbers: where the interval begins, the quantile there, the slope, and 0.
  const double *lines;
  size_t intervals;
  /// Which latent feature a feature shows, and whether it is rounded to an integer.
  const int32_t *latent_of_feature;
  const uint8_t *is_integer;
} lnq_surrogate;

/// Draws `rows` rows with the numbers of SplitMix64 from `state` on: rows × features numbers, and labels.
typedef void (*lnq_draw)(
    const lnq_surrogate *surrogate, uint64_t state, size_t rows, float *features, int32_t *labels);

/// The function for an instruction set that this processor has, best first; NULL when `index` is not below their number.
lnq_draw lnq_draw_at(size_t index);

#endif
