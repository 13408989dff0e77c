// Runs a program over rows: threads take pieces of them in order.

#define _GNU_SOURCE
#include "program.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#endif

/// What all threads of a run share.
typedef struct {
  const lnq_program *program;
  const lnq_kernels_of_emulator *kernels;
  const lnq_rows *rows;
  const lnq_results *results;
  /// Rows a piece; a multiple of the block.
  size_t piece;
  atomic_size_t next;
  pthread_mutex_t mutex;
  /// The first error, of all that threads found.
  lnq_status status;
  lnq_place place;
} job;

size_t lnq_type_size(lnq_type type) {
  switch (type) {
  case LNQ_INT8:
  case LNQ_UINT8: return 1;
  case LNQ_INT16: return 2;
  case LNQ_INT32:
  case LNQ_FLOAT32: return 4;
  }
  return 0;
}

static size_t columns(const lnq_program *p, lnq_type type) {
  return type == LNQ_FLOAT32 ? p->feature_count : p->input_count;
}

static void fail(job *job, lnq_status status, size_t row, size_t column) {
  pthread_mutex_lock(&job->mutex);
  if (job->status == LNQ_OK || row < job->place.row) job->status = status, job->place = (lnq_place){row, column};
  pthread_mutex_unlock(&job->mutex);
}

/// Finds the first number of a block that its kernel refused.
static void find(job *job, const uint8_t *rows, size_t first, size_t count) {
  const lnq_program *p = job->program;
  size_t width = columns(p, job->rows->type);
  for (size_t i = 0; i < count; i++) {
    for (size_t k = 0; k < p->input_count; k++) {
      const lnq_input *input = &p->inputs[k];
      if (job->rows->type == LNQ_FLOAT32) {
        double x = ((const float *)rows)[i * width + input->feature] * input->scale;
        x = (x + input->offset) / input->step;
        if (x != x) return fail(job, LNQ_NAN, first + i, input->feature);
        continue;
      }
      // Codes of 32 bits without sign come as their bits.
      if (input->width == 32 && !input->is_signed) continue;
      int64_t code = lnq_code_at(rows, job->rows->type, i * width + k);
      if (code < lnq_least(input->width, input->is_signed) || code > lnq_greatest(input->width, input->is_signed)) {
        return fail(job, LNQ_CODE, first + i, k);
      }
    }
  }
}

static void write_codes(const lnq_program *p, const uint8_t *slots, int32_t *codes, size_t count) {
  for (size_t o = 0; o < p->output_count; o++) {
    const lnq_output *output = &p->outputs[o];
    const uint8_t *slot = slots + output->slot * p->stride;
    unsigned unused = 32 - output->width;
    for (size_t i = 0; i < count; i++) {
      uint32_t pattern = (output->width > 8 ? ((const uint32_t *)slot)[i] : slot[i]) << unused;
      codes[i * p->output_count + o] = output->is_signed ? (int32_t)pattern >> unused : (int32_t)(pattern >> unused);
    }
  }
}

/// Runs a block; whether all went well.
static int run_block(job *job, const lnq_scratch *scratch, uint64_t *confusion, size_t first, size_t count) {
  const lnq_program *p = job->program;
  const lnq_results *results = job->results;
  const uint8_t *rows =
      (const uint8_t *)job->rows->data + first * columns(p, job->rows->type) * lnq_type_size(job->rows->type);
  if (job->kernels->load(p, scratch, rows, job->rows->type, count)) {
    find(job, rows, first, count);
    return 0;
  }
  // Comparisons of what was never in slots were made while loading.
  int is_compared = job->kernels->has_planes && lnq_makes_planes(p, job->rows->type);
  job->kernels->run(p, scratch, is_compared ? p->planes->end : 0, count);
  if (results->codes != NULL) write_codes(p, scratch->slots, results->codes + first * p->output_count, count);
  if (results->classes == NULL && confusion == NULL) return 1;
  int32_t *classes = results->classes == NULL ? scratch->classes : results->classes + first;
  job->kernels->classify(p, scratch, classes, count);
  if (confusion == NULL) return 1;
  for (size_t i = 0; i < count; i++) {
    int32_t label = results->labels[first + i];
    if (label < 0 || (size_t)label >= p->output_count) {
      fail(job, LNQ_LABEL, first + i, 0);
      return 0;
    }
    confusion[(size_t)label * p->output_count + (size_t)classes[i]] += 1;
  }
  return 1;
}

static void *work(void *argument) {
  job *job = argument;
  // A thread that comes when all is done needs no memory.
  if (atomic_load(&job->next) >= job->rows->count && job->rows->count > 0) return NULL;
  const lnq_program *p = job->program;
  size_t block = p->block, cells = p->output_count * p->output_count;
  uint64_t *confusion = job->results->confusion == NULL ? NULL : calloc(cells, sizeof *confusion);
  lnq_scratch scratch = {
      .slots = aligned_alloc(64, (p->slot_count + 1) * p->stride),
      .rows = aligned_alloc(64, 64 * ((p->input_count + 79) / 64 * 64)),
      .classes = aligned_alloc(64, block * sizeof(int32_t)),
  };
  if (!scratch.slots || !scratch.rows || !scratch.classes || (job->results->confusion && !confusion)) {
    fail(job, LNQ_MEMORY, 0, 0);
  } else {
    memset(scratch.slots, 0, (p->slot_count + 1) * p->stride);
    memset(scratch.rows, 0, 64 * ((p->input_count + 79) / 64 * 64));
    int is_well = 1;
    while (is_well) {
      size_t start = atomic_fetch_add(&job->next, job->piece);
      if (start >= job->rows->count) break;
      size_t end = job->rows->count - start < job->piece ? job->rows->count : start + job->piece;
      for (size_t first = start; first < end && is_well; first += block) {
        is_well = run_block(job, &scratch, confusion, first, end - first < block ? end - first : block);
      }
    }
    if (!is_well) atomic_store(&job->next, job->rows->count);
    if (confusion != NULL) {
      pthread_mutex_lock(&job->mutex);
      for (size_t i = 0; i < cells; i++) job->results->confusion[i] += confusion[i];
      pthread_mutex_unlock(&job->mutex);
    }
  }
  free(scratch.slots);
  free(scratch.rows);
  free(scratch.classes);
  free(confusion);
  return NULL;
}

/// How many processors this process may use.
static size_t processors(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return (size_t)CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : (size_t)count;
}

static lnq_status checked(const lnq_program *p, const lnq_rows *rows, const lnq_results *results) {
  size_t number = lnq_type_size(rows->type);
  if (number == 0) return LNQ_CHOICE;
  if (rows->count > 0 && rows->data == NULL) return LNQ_NULL;
  size_t row = columns(p, rows->type) * number, outputs = p->output_count;
  if (rows->count > SIZE_MAX / row || rows->size != rows->count * row) return LNQ_SIZE;
  if (results->codes != NULL && (rows->count > SIZE_MAX / outputs || results->codes_size != rows->count * outputs)) return LNQ_SIZE;
  if (results->classes != NULL && results->classes_size != rows->count) return LNQ_SIZE;
  if (results->confusion == NULL) return LNQ_OK;
  if (results->labels == NULL && rows->count > 0) return LNQ_NULL;
  return results->labels_size == rows->count && results->confusion_size == outputs * outputs ? LNQ_OK : LNQ_SIZE;
}

lnq_status lnq_run(
    const lnq_program *program, const lnq_rows *rows, const lnq_results *results, unsigned threads,
    const char *instructions, lnq_place *place) {
  if (program == NULL || rows == NULL || results == NULL) return LNQ_NULL;
  lnq_status status = checked(program, rows, results);
  if (status != LNQ_OK) return status;
  const lnq_kernels_of_emulator *kernels = lnq_emulator_kernels(0);
  for (size_t i = 1; instructions != NULL && kernels != NULL && strcmp(kernels->name, instructions) != 0; i++) {
    kernels = lnq_emulator_kernels(i);
  }
  if (kernels == NULL) return LNQ_CHOICE;

  job job = {.program = program, .kernels = kernels, .rows = rows, .results = results, .status = LNQ_OK};
  job.piece = (4096 + program->block - 1) / program->block * program->block;
  size_t pieces = rows->count / job.piece + (rows->count % job.piece != 0), wanted = threads == 0 ? processors() : threads;
  size_t helpers = pieces < 2 ? 0 : (wanted < pieces ? wanted : pieces) - 1, started = 0;
  pthread_t *handles = helpers == 0 ? NULL : malloc(helpers * sizeof *handles);
  atomic_init(&job.next, 0);
  pthread_mutex_init(&job.mutex, NULL);
  // With fewer threads than wanted it takes longer, and that is all.
  while (handles != NULL && started < helpers && pthread_create(&handles[started], NULL, work, &job) == 0) started += 1;
  work(&job);
  for (size_t i = 0; i < started; i++) pthread_join(handles[i], NULL);
  pthread_mutex_destroy(&job.mutex);
  free(handles);
  if (place != NULL && job.status != LNQ_OK) *place = job.place;
  return job.status;
}
