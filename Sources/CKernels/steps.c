#include "CKernels.h"

#include <math.h>

/// Moves the parameters; those without weight decay stand between those with it.
static void move(const lnq_training *training, const lnq_adam *adam) {
  lnq_adam undecayed = *adam;
  undecayed.keep = 1;
  undecayed.decay = 0;
  size_t start = 0;
  for (size_t i = 0; i < training->segment_count; i++) {
    const size_t end = training->segments[i];
    training->kernels->adam(
        end - start, training->parameters + start, training->gradients + start, training->first + start,
        training->second + start, i % 2 == 0 ? adam : &undecayed);
    start = end;
  }
}

lnq_stop lnq_make_steps(
    const lnq_training *training, const lnq_labelled_rows *rows, const int32_t *order, size_t known, const lnq_step *steps,
    size_t count, lnq_outcome *outcomes, size_t *made, size_t *wrong) {
  const lnq_kernels *kernels = training->kernels;
  size_t position = 0;
  for (size_t i = 0; i < count; i++) {
    const lnq_step *step = steps + i;
    *made = i;
    const size_t loaded = (training->columns == NULL ? kernels->gather : kernels->gather_columns)(
        rows, order + position, known - position, 0, step->count, training->input, training->pitch, training->labels);
    if (loaded < step->count) {
      *wrong = position + loaded;
      return LNQ_WRONG_ROW;
    }
    position += step->count;
    uint64_t state = step->dropout;
    for (size_t d = 0; d < training->dropout_count; d++)
      state = kernels->draw_mask(state, training->dropouts + d, step->count);
    outcomes[i] = training->columns == NULL ? kernels->train(training->rows, step->count)
                                            : kernels->train_columns(training->columns, step->count);
    if (!isfinite(outcomes[i].loss)) return LNQ_LOSS_NOT_FINITE;
    move(training, &step->adam);
  }
  *made = count;
  return LNQ_ALL_STEPS;
}
