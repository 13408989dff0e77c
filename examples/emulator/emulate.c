// emulate PROGRAM: reads rows of features from standard input, one a line, and prints the class of each.
//
//   lnq emulate jsc-s --program jsc-s.lnqp
//   cc emulate.c $(pkg-config --cflags --libs lnq) -o emulate
//   ./emulate jsc-s.lnqp < rows.txt
//
// The features are those of the training data, standardised.
#include <lnq.h>
#include <stdio.h>
#include <stdlib.h>

static int fail(lnq_status status) {
  fprintf(stderr, "emulate: %s\n", lnq_status_text(status));
  return 1;
}

int main(int count, char **words) {
  if (count != 2) {
    fprintf(stderr, "usage: emulate PROGRAM < ROWS\n");
    return 64;
  }
  lnq_program *program;
  lnq_status status = lnq_open(words[1], &program);
  if (status != LNQ_OK) return fail(status);

  size_t width = lnq_feature_count(program), numbers = 0, room = 1024 * width;
  float *features = malloc(room * sizeof *features);
  while (features != NULL && scanf("%f", &features[numbers]) == 1) {
    if (++numbers == room) features = realloc(features, (room *= 2) * sizeof *features);
  }
  size_t rows = numbers / width;
  int32_t *classes = malloc((rows + 1) * sizeof *classes);
  if (features == NULL || classes == NULL) return fail(LNQ_MEMORY);

  lnq_rows input = {.data = features, .size = numbers * sizeof *features, .count = rows, .type = LNQ_FLOAT32};
  lnq_results results = {.classes = classes, .classes_size = rows};
  lnq_place place;
  status = lnq_run(program, &input, &results, 0, NULL, &place);
  if (status != LNQ_OK) return fail(status);
  for (size_t i = 0; i < rows; i++) {
    const char *name = lnq_class_name(program, (size_t)classes[i]);
    if (name == NULL) printf("%d\n", classes[i]); else printf("%s\n", name);
  }
  free(features);
  free(classes);
  lnq_close(program);
}
