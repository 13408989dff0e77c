// Translates gates, tables of six planes, to machine code: x86-64 with AVX-512.
//
// Of three inputs an instruction makes any function, the leaves; each of the other three inputs chooses between two functions. Constant
// and equal halves take no instruction. Which inputs are the leaves' is tried.

#include "machine_code.h"

#if defined(__x86_64__)

/// Registers 0 to 5 hold the inputs in the order of the tree, the leaves' first; from here on, one for each level, what is computed.
enum { FIRST_RESULT = 6 };
/// What a function of three inputs is, the first and the second for the instruction's first two operands.
enum { FIRST = 0xF0, SECOND = 0xCC, CHOICE = 0xD8, EITHER_BUT_NOT_BOTH = FIRST ^ SECOND };

/// A value of a tree: a constant, or in a register.
typedef enum { ZERO, ONE, COMPUTED } value;

/// Row r of a table whose input i is input order[i] of another table.
static uint64_t reordered(uint64_t rows, const int *order) {
  uint64_t found = 0;
  for (unsigned r = 0; r < 64; r++) {
    unsigned row = 0;
    for (int i = 0; i < 6; i++) row |= (r >> i & 1) << order[i];
    found |= (rows >> row & 1) << r;
  }
  return found;
}

/// The function of three inputs that an instruction has for a table of 8 rows: its first operand is the highest bit.
static unsigned leaf(unsigned rows) {
  unsigned found = 0;
  for (unsigned r = 0; r < 8; r++) found |= (rows >> r & 1) << ((r & 1) << 2 | (r & 2) | r >> 2);
  return found;
}

/// Computes a table of 2^bits rows into a register, with the inputs in registers; without code it only counts instructions.
static value grow(code *c, uint64_t rows, int bits, int result, int *count) {
  uint64_t all = bits == 6 ? UINT64_MAX : ((uint64_t)1 << (1 << bits)) - 1;
  if (rows == 0) return ZERO;
  if (rows == all) return ONE;
  if (bits == 3) {
    *count += 2;
    if (c == NULL) return COMPUTED;
    emit(c, MOVE, result, 0, in_register(0), 0);
    emit(c, TERNARY, result, 1, in_register(2), 0), byte(c, leaf((unsigned)rows));
    return COMPUTED;
  }
  int half = 1 << (bits - 1), input = bits - 1;
  uint64_t mask = ((uint64_t)1 << half) - 1, low = rows & mask, high = rows >> half;
  if (low == high) return grow(c, low, bits - 1, result, count);
  // The register's value and the input, as the first two operands.
  unsigned function = EITHER_BUT_NOT_BOTH;
  value first = grow(c, low, bits - 1, result, count), second = COMPUTED;
  if (high != (~low & mask)) {
    second = grow(c, high, bits - 1, first == COMPUTED ? result + 1 : result, count);
    if (first == COMPUTED && second == COMPUTED) {
      *count += 1;
      if (c != NULL) emit(c, TERNARY, result, result + 1, in_register(input), 0), byte(c, CHOICE);
      return COMPUTED;
    }
    if (first == COMPUTED) function = second == ONE ? FIRST | SECOND : FIRST & ~SECOND & 255;
    else function = first == ONE ? FIRST | (~SECOND & 255) : FIRST & SECOND;
  } else if (first != COMPUTED) {
    // The input itself, or its complement.
    function = first == ZERO ? SECOND : ~SECOND & 255;
  }
  *count += 1;
  if (c != NULL) emit(c, TERNARY, result, input, in_register(input), 0), byte(c, function);
  return COMPUTED;
}

/// The order of inputs with the fewest instructions.
static void choose_order(uint64_t rows, int *best) {
  int least = 1 << 30;
  // The leaves' inputs in any order; the others in each.
  for (int d = 0; d < 6; d++) {
    for (int e = 0; e < 6; e++) {
      for (int f = 0; f < 6; f++) {
        if (d == e || d == f || e == f) continue;
        int order[6] = {0}, next = 0, count = 0;
        for (int i = 0; i < 6; i++) {
          if (i != d && i != e && i != f) order[next++] = i;
        }
        order[3] = d, order[4] = e, order[5] = f;
        grow(NULL, reordered(rows, order), 6, FIRST_RESULT, &count);
        if (count < least) {
          least = count;
          for (int i = 0; i < 6; i++) best[i] = order[i];
        }
      }
    }
  }
}

/// About as many bytes as a gate has.
enum { GATE_SIZE = 220 };

size_t lnq_gate_stretch(const uint32_t **operations, size_t end) {
  size_t count = 0;
  while (count < end && count < MOST_CODE / GATE_SIZE && operations[end - count - 1][0] == LNQ_GATE) count += 1;
  return count;
}

void lnq_generate_gates(code *c, const uint32_t **operations, size_t count) {
  while (c->size % 64 != 0) byte(c, 0x90);
  size_t top = c->size;
  for (size_t g = 0; g < count; g++) {
    const uint32_t *w = operations[g];
    uint64_t rows = (uint64_t)w[3] << 32 | w[2];
    int order[6] = {0, 1, 2, 3, 4, 5}, instructions = 0;
    choose_order(rows, order);
    for (int i = 0; i < 6; i++) emit(c, MOVE, i, 0, in_slot(w[5 + order[i]]), 0);
    value made = grow(c, reordered(rows, order), 6, FIRST_RESULT, &instructions);
    if (made != COMPUTED) {
      emit(c, TERNARY, FIRST_RESULT, FIRST_RESULT, in_register(FIRST_RESULT), 0);
      byte(c, made == ONE ? 255 : 0);
    }
    emit(c, STORE, FIRST_RESULT, 0, in_slot(w[1]), 0);
  }
  end_loop(c, top);
}

#endif
