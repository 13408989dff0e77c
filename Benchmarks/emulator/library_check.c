// library_check PROGRAM...: calls liblnq in every way that is right and in many that are wrong, for a sanitizer to watch. Instruction sets
// must agree for every number of rows; damaged programs must be refused, or run within their memory; threads share a program.
#include <lnq.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 1;

static uint64_t draw(void) {
  uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

static void check(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "library_check: %s\n", what);
  exit(1);
}

/// What all results so far hash to: the same on every machine.
static uint64_t digest = UINT64_C(0xcbf29ce484222325);

static void note(const int32_t *results, size_t count) {
  for (size_t i = 0; i < count; i++) digest = (digest ^ (uint32_t)results[i]) * UINT64_C(0x100000001b3);
}

/// Exactly as many bytes as are needed, so that one too many is noticed.
static void *copied(const void *bytes, size_t size) {
  void *copy = malloc(size == 0 ? 1 : size);
  check(copy != NULL, "no memory");
  if (size > 0) memcpy(copy, bytes, size);
  return copy;
}

typedef struct {
  const lnq_program *program;
  const int32_t *rows;
  size_t count, inputs, outputs;
  const int32_t *wanted;
} share;

static void *run_shared(void *argument) {
  const share *s = argument;
  size_t numbers = s->count * s->outputs;
  int32_t *codes = malloc(numbers * sizeof *codes);
  lnq_rows rows = {s->rows, s->count * s->inputs * 4, s->count, LNQ_INT32};
  lnq_results results = {.codes = codes, .codes_size = numbers};
  check(lnq_run(s->program, &rows, &results, 2, NULL, NULL) == LNQ_OK, "a shared run fails");
  check(memcmp(codes, s->wanted, numbers * sizeof *codes) == 0, "a shared run gives other codes");
  free(codes);
  return NULL;
}

static void check_counts(const lnq_program *p) {
  static const size_t counts[] = {0, 1, 63, 64, 65, 511, 512, 513, 4097, 9000};
  size_t inputs = lnq_input_count(p), outputs = lnq_output_count(p), features = lnq_feature_count(p);
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
    size_t n = counts[c];
    int32_t *codes = malloc(n * inputs * 4 + 4);
    int8_t *bytes = malloc(n * inputs + 1);
    float *reals = malloc(n * features * 4 + 4);
    int are_signed = 1, are_unsigned = 1;
    for (size_t i = 0; i < n * inputs; i++) {
      int64_t least, greatest;
      check(lnq_input_range(p, i % inputs, &least, &greatest) == LNQ_OK, "an input has no range");
      int64_t code = least + (int64_t)(draw() % (uint64_t)(greatest - least + 1));
      codes[i] = (int32_t)code, bytes[i] = (int8_t)code;
      are_signed &= least >= INT8_MIN && greatest <= INT8_MAX, are_unsigned &= least >= 0 && greatest <= UINT8_MAX;
    }
    for (size_t i = 0; i < n * features; i++) reals[i] = (float)((double)(draw() >> 11) * 0x1p-51 - 2);
    int32_t *wanted = NULL, *real_wanted = NULL;
    for (size_t set = 0; lnq_instructions(set) != NULL; set++) {
      int32_t *found = malloc(n * outputs * 4 + 4), *classes = malloc(n * 4 + 4);
      lnq_results results = {.codes = found, .codes_size = n * outputs, .classes = classes, .classes_size = n};
      // Without a byte behind the last one.
      int32_t *rows = copied(codes, n * inputs * 4);
      lnq_rows input = {rows, n * inputs * 4, n, LNQ_INT32};
      check(lnq_run(p, &input, &results, 1, lnq_instructions(set), NULL) == LNQ_OK, "codes are refused");
      free(rows);
      if (wanted == NULL) wanted = copied(found, n * outputs * 4);
      check(memcmp(found, wanted, n * outputs * 4) == 0, "instruction sets differ");
      if (are_signed || are_unsigned) {
        int8_t *own = copied(bytes, n * inputs);
        lnq_rows narrow = {own, n * inputs, n, are_signed ? LNQ_INT8 : LNQ_UINT8};
        check(lnq_run(p, &narrow, &results, 3, lnq_instructions(set), NULL) == LNQ_OK, "bytes are refused");
        free(own);
        check(memcmp(found, wanted, n * outputs * 4) == 0, "bytes and 32-bit codes differ");
      }
      float *own = copied(reals, n * features * 4);
      lnq_rows real = {own, n * features * 4, n, LNQ_FLOAT32};
      check(lnq_run(p, &real, &results, 2, lnq_instructions(set), NULL) == LNQ_OK, "features are refused");
      free(own);
      if (real_wanted == NULL) real_wanted = copied(found, n * outputs * 4);
      check(memcmp(found, real_wanted, n * outputs * 4) == 0, "instruction sets differ for features");
      free(found), free(classes);
    }
    note(wanted, n * outputs), note(real_wanted, n * outputs);
    if (n > 4097) {
      share s = {p, codes, n, inputs, outputs, wanted};
      pthread_t threads[3];
      for (int i = 0; i < 3; i++) check(pthread_create(&threads[i], NULL, run_shared, &s) == 0, "no thread");
      for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
    }
    free(codes), free(bytes), free(reals), free(wanted), free(real_wanted);
  }
}

static void check_wrong_calls(lnq_program *p) {
  size_t inputs = lnq_input_count(p);
  int8_t *bytes = calloc(2 * inputs, 1);
  int32_t classes[2];
  lnq_rows rows = {bytes, 2 * inputs, 2, LNQ_INT8};
  lnq_results results = {.classes = classes, .classes_size = 2};
  lnq_place place;
#define IS(WANTED, CALL) check((CALL) == (WANTED), #CALL " is not " #WANTED)
  lnq_program *none;
  IS(LNQ_NULL, lnq_open(NULL, &none));
  IS(LNQ_NULL, lnq_load("x", 1, NULL));
  IS(LNQ_NULL, lnq_load(NULL, 1, &none));
  IS(LNQ_FOREIGN, lnq_load("a foreign file, which is long enough to have a header of a program and more", 75, &none));
  IS(LNQ_UNREADABLE, lnq_open("/nowhere/at/all", &none));
  IS(LNQ_NULL, lnq_run(NULL, &rows, &results, 0, NULL, &place));
  IS(LNQ_NULL, lnq_run(p, NULL, &results, 0, NULL, &place));
  IS(LNQ_NULL, lnq_run(p, &rows, NULL, 0, NULL, &place));
  IS(LNQ_CHOICE, lnq_run(p, &rows, &results, 0, "none", &place));
  rows.size -= 1;
  IS(LNQ_SIZE, lnq_run(p, &rows, &results, 0, NULL, &place));
  rows.size += 1, rows.count = SIZE_MAX;
  IS(LNQ_SIZE, lnq_run(p, &rows, &results, 0, NULL, &place));
  rows.count = 2, results.classes_size = 3;
  IS(LNQ_SIZE, lnq_run(p, &rows, &results, 0, NULL, &place));
  results.classes_size = 2, rows.data = NULL;
  IS(LNQ_NULL, lnq_run(p, &rows, &results, 0, NULL, &place));
  rows.data = bytes, rows.type = (lnq_type)99;
  IS(LNQ_CHOICE, lnq_run(p, &rows, &results, 0, NULL, &place));
  rows.type = LNQ_INT8;
  uint64_t confusion[1];
  results.confusion = confusion, results.confusion_size = 1;
  IS(LNQ_NULL, lnq_run(p, &rows, &results, 0, NULL, &place));
#undef IS
  free(bytes);
  lnq_close(NULL);
}

/// Programs with changed bytes and the checksum that fits them.
static void check_forged(const uint8_t *bytes, size_t size) {
  size_t head = size < 4000 ? size : 4000;
  for (int round = 0; round < 2000; round++) {
    size_t length = draw() % 8 == 0 ? 9 + draw() % (size - 8) : size;
    uint8_t *changed = copied(bytes, length);
    // Near the beginning, or anywhere.
    size_t reach = draw() % 2 == 0 || head > length ? length : head;
    for (uint64_t k = draw() % 3 + 1; k > 0; k--) changed[8 + draw() % (reach - 8)] = (uint8_t)draw();
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i + 8 < length; i++) hash = (hash ^ changed[i]) * UINT64_C(0x100000001b3);
    if (length >= 16) memcpy(changed + length - 8, &hash, 8);
    lnq_program *p;
    if (lnq_load(changed, length, &p) == LNQ_OK && lnq_input_count(p) < 4096 && lnq_output_count(p) < 4096) {
      size_t n = 70, inputs = lnq_input_count(p);
      int8_t *rows = calloc(n * inputs, 1);
      int32_t *classes = calloc(n, 4);
      lnq_rows input = {rows, n * inputs, n, LNQ_INT8};
      lnq_results results = {.classes = classes, .classes_size = n};
      for (size_t set = 0; lnq_instructions(set) != NULL; set++) lnq_run(p, &input, &results, 1, lnq_instructions(set), NULL);
      free(rows), free(classes);
    }
    lnq_close(p);
    free(changed);
  }
}

int main(int count, char **paths) {
  for (int i = 1; i < count; i++) {
    FILE *file = fopen(paths[i], "rb");
    check(file != NULL, "a program cannot be opened");
    uint8_t *bytes = malloc(1 << 24);
    size_t size = fread(bytes, 1, 1 << 24, file);
    fclose(file);
    lnq_program *program;
    check(lnq_open(paths[i], &program) == LNQ_OK, "a program cannot be loaded");
    check_counts(program);
    check_wrong_calls(program);
    lnq_close(program);
    check_forged(bytes, size);
    free(bytes);
    printf("%s: as it should be, %016llx, with %s first\n", paths[i], (unsigned long long)digest, lnq_instructions(0));
  }
  return 0;
}
