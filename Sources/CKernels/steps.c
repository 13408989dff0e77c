#include "crew.h"

#include <math.h>
#include <pthread.h>

/// Steps at work.
typedef struct {
  const lnq_training *training;
  const lnq_labelled_rows *rows;
  const int32_t *order;
  size_t known;
  const lnq_step *steps;
  size_t count;
  lnq_outcome *outcomes;
  /// The first place in `order` of a row that cannot be gathered, of those that members found.
  _Atomic size_t wrong;
  size_t made;
  lnq_stop stop;
  lnq_barrier barrier;
  /// How many threads make the steps; 0 while they are started.
  _Atomic size_t members;
} lnq_run;

/// A thread's part in a run.
typedef struct {
  lnq_run *run;
  size_t index;
} lnq_part;

/// Gathers a member's slices of a batch, whose rows begin at `position`, and draws their masks.
static void load(lnq_run *run, const lnq_step *step, size_t position, const lnq_member *member) {
  const lnq_training *training = run->training;
  const lnq_kernels *kernels = training->kernels;
  const int is_in_columns = training->columns != NULL;
  for (size_t start = member->index * LNQ_SLICE_ROWS; start < step->count; start += member->count * LNQ_SLICE_ROWS) {
    const size_t rest = step->count - start, count = rest < LNQ_SLICE_ROWS ? rest : LNQ_SLICE_ROWS;
    const size_t first = position + start;
    const size_t loaded = (is_in_columns ? kernels->gather_columns : kernels->gather)(
        run->rows, run->order + first, run->known - first, 0, count,
        training->input + start * (is_in_columns ? 1 : training->pitch), training->pitch, training->labels + start);
    if (loaded < count) {
      size_t wrong = atomic_load(&run->wrong);
      while (first + loaded < wrong && !atomic_compare_exchange_weak(&run->wrong, &wrong, first + loaded)) {
      }
      return;
    }
    uint64_t state = step->dropout;
    for (size_t d = 0; d < training->dropout_count; d++) {
      kernels->draw_mask(state, training->dropouts + d, start, count);
      state = lnq_skip(state, step->count * training->dropouts[d].features);
    }
  }
}

/// Moves a member's share of the parameters; those without weight decay stand between those with it.
static void move(const lnq_training *training, const lnq_adam *adam, const lnq_member *member) {
  lnq_adam undecayed = *adam;
  undecayed.keep = 1;
  undecayed.decay = 0;
  const lnq_range own = lnq_share(training->segments[training->segment_count - 1], LNQ_SHARED_FLOATS, member);
  size_t next = 0;
  for (size_t i = 0; i < training->segment_count; i++) {
    const size_t start = next > own.start ? next : own.start;
    next = training->segments[i];
    const size_t end = next < own.end ? next : own.end;
    if (start >= end) continue;
    training->kernels->adam(
        end - start, training->parameters + start, training->gradients + start, training->first + start,
        training->second + start, i % 2 == 0 ? adam : &undecayed);
  }
}

static void make(lnq_run *run, const lnq_member *member) {
  const lnq_training *training = run->training;
  const lnq_kernels *kernels = training->kernels;
  size_t position = 0;
  for (size_t i = 0; i < run->count; i++) {
    const lnq_step *step = run->steps + i;
    load(run, step, position, member);
    position += step->count;
    if (training->columns == NULL) kernels->prepare(training->rows, member);
    lnq_wait(member);
    // Nobody writes these before all have read them.
    if (atomic_load(&run->wrong) != SIZE_MAX) {
      if (member->index == 0) run->stop = LNQ_WRONG_ROW;
      return;
    }
    const lnq_outcome outcome = training->columns == NULL ? kernels->train(training->rows, step->count, member)
                                                          : kernels->train_columns(training->columns, step->count, member);
    if (member->index == 0) run->outcomes[i] = outcome;
    if (!isfinite(outcome.loss)) {
      if (member->index == 0) run->stop = LNQ_LOSS_NOT_FINITE;
      return;
    }
    lnq_wait(member);
    move(training, &step->adam, member);
    if (member->index == 0) run->made = i + 1;
    lnq_wait(member);
  }
}

static void *make_part(void *argument) {
  const lnq_part *part = argument;
  size_t members;
  while ((members = atomic_load(&part->run->members)) == 0) sched_yield();
  make(part->run, &(lnq_member){part->index, members, &part->run->barrier});
  return NULL;
}

lnq_stop lnq_make_steps(
    const lnq_training *training, const lnq_labelled_rows *rows, const int32_t *order, size_t known,
    const lnq_step *steps, size_t count, lnq_outcome *outcomes, size_t *made, size_t *wrong) {
  lnq_run run = {
      .training = training, .rows = rows, .order = order, .known = known, .steps = steps, .count = count,
      .outcomes = outcomes, .wrong = SIZE_MAX, .stop = LNQ_ALL_STEPS};
  lnq_part parts[LNQ_MOST_MEMBERS];
  pthread_t threads[LNQ_MOST_MEMBERS];
  size_t members = 1;
  for (; members < training->members && members < LNQ_MOST_MEMBERS; members++) {
    parts[members] = (lnq_part){&run, members};
    // With fewer threads the numbers are the same.
    if (pthread_create(threads + members, NULL, make_part, parts + members) != 0) break;
  }
  run.barrier.members = members;
  atomic_store(&run.members, members);
  make(&run, &(lnq_member){0, members, &run.barrier});
  for (size_t i = 1; i < members; i++) pthread_join(threads[i], NULL);
  *made = run.made;
  *wrong = atomic_load(&run.wrong);
  return run.stop;
}
