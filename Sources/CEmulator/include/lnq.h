// liblnq: trained networks of tables on this machine, with the exact results of their hardware.
//
// A program is a network that lnq compiled (`lnq emulate MODEL --program FILE`). It is read once and never changes: any number of
// threads may run it at the same time. Nothing here prints, exits or keeps a pointer that a caller gave, but programs, which
// `lnq_close` frees. Every function that can fail returns a status, 0 when all went well.

#ifndef LNQ_H
#define LNQ_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The library shows these functions and nothing else.
#pragma GCC visibility push(default)

/// What came of a call.
typedef enum {
  LNQ_OK = 0,
  /// A pointer that is needed is NULL.
  LNQ_NULL = 1,
  /// There was no memory, or no thread.
  LNQ_MEMORY = 2,
  /// The file cannot be read.
  LNQ_UNREADABLE = 3,
  /// The bytes are not a program of lnq.
  LNQ_FOREIGN = 4,
  /// The program is of a version that this library does not know.
  LNQ_VERSION = 5,
  /// The program is damaged.
  LNQ_DAMAGED = 6,
  /// A buffer has the wrong size.
  LNQ_SIZE = 7,
  /// There is no such type of rows, or no such instruction set on this processor.
  LNQ_CHOICE = 8,
  /// A code is none of its input's; the place says which.
  LNQ_CODE = 9,
  /// A feature is not a number, or becomes none; the place says which.
  LNQ_NAN = 10,
  /// A label is none of the classes; the place says which row.
  LNQ_LABEL = 11
} lnq_status;

/// One sentence about a status, never NULL.
const char *lnq_status_text(lnq_status status);

/// A compiled network.
typedef struct lnq_program lnq_program;

/// Reads a program from a file.
lnq_status lnq_open(const char *path, lnq_program **program);

/// Reads a program from memory, which is not needed afterwards.
lnq_status lnq_load(const void *bytes, size_t size, lnq_program **program);

/// Frees a program; NULL is fine.
void lnq_close(lnq_program *program);

/// How many codes a row of input codes has; 0 for NULL, as with all counts.
size_t lnq_input_count(const lnq_program *program);
/// How many features a row of features has.
size_t lnq_feature_count(const lnq_program *program);
/// How many outputs (logits) there are, and so how many classes.
size_t lnq_output_count(const lnq_program *program);
/// The model's name; empty for NULL.
const char *lnq_name(const lnq_program *program);
/// The name of a class; NULL when classes have no names or there is no such class.
const char *lnq_class_name(const lnq_program *program, size_t index);
/// The least and the greatest code of an input; NULL pointers are skipped.
lnq_status lnq_input_range(const lnq_program *program, size_t input, int64_t *least, int64_t *greatest);
/// The least and the greatest code of the outputs. Codes of a format of 32 bits without a sign are given as their bits.
lnq_status lnq_output_range(const lnq_program *program, int64_t *least, int64_t *greatest);

/// The instruction sets that this processor can run, best first, as `native` (AVX-512, code generated for the program), `avx512`,
/// `avx2`, `neon`, `plain`; NULL after the last.
const char *lnq_instructions(size_t index);

/// What the numbers of rows are.
typedef enum {
  /// Input codes.
  LNQ_INT8 = 0,
  LNQ_UINT8 = 1,
  LNQ_INT16 = 2,
  LNQ_INT32 = 3,
  /// Features, standardised as the training rows were: they are scaled, rounded half to even and saturated.
  LNQ_FLOAT32 = 4
} lnq_type;

/// What goes in: `count` rows of `lnq_input_count` codes, or of `lnq_feature_count` features, without gaps.
typedef struct {
  const void *data;
  /// The size of `data` in bytes: exactly what the rows need.
  size_t size;
  size_t count;
  lnq_type type;
} lnq_rows;

/// What comes out; a NULL is not computed. Sizes count numbers and must be exact.
typedef struct {
  /// For each row the codes of all outputs.
  int32_t *codes;
  size_t codes_size;
  /// For each row the index of the largest output, the first of equals.
  int32_t *classes;
  size_t classes_size;
  /// The class of each row, for `confusion`.
  const int32_t *labels;
  size_t labels_size;
  /// For each label and each class how often that class was chosen; added to what is there.
  uint64_t *confusion;
  size_t confusion_size;
} lnq_results;

/// Where an error is.
typedef struct {
  size_t row;
  /// The input's or feature's column; 0 for labels.
  size_t column;
} lnq_place;

/// Runs a program over rows.
///
/// - threads: how many, at most one for each 4096 rows; 0 for one a processor.
/// - instructions: one of `lnq_instructions`; NULL for the best.
/// - place: where an error of a row is, the first row; may be NULL.
///
/// After an error the results are undefined.
lnq_status lnq_run(
    const lnq_program *program, const lnq_rows *rows, const lnq_results *results, unsigned threads,
    const char *instructions, lnq_place *place);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
