// Translates lookups of bytes to machine code: x86-64 with AVX-512 and VBMI.
//
// A stretch is a run of LNQ_BYTES operations, or of gates (gates.c). Its code does all of them for 64 samples, then for the next 64: registers are a cache of the
// slots, so that most codes are never stored. A stretch is so small that its code and tables stay in the first caches.

#include "machine_code.h"

#include <string.h>

#if defined(__x86_64__)

#include <sys/mman.h>
#include <unistd.h>

/// Bytes of tables of a stretch, about.
enum { MOST_TABLES = 20 * 1024 };
/// Registers 0 to 23 hold slots; the others hold masks, and the last three what an operation needs for itself.
enum { CACHED = 24, FIRST_MASK = CACHED, MASK_COUNT = 5, SPARE = FIRST_MASK + MASK_COUNT, TABLE = SPARE + 1, OTHER = SPARE + 2 };
/// Of a slot's next use: nothing in the stretch, but something behind it reads it; nothing reads it.
#define BEHIND (UINT32_MAX - 1)
#define NEVER UINT32_MAX

// MARK: Instructions

static const instruction PERMUTE = {2, 1, 0, 0x8D}, PERMUTE_TWO = {2, 1, 0, 0x75}, ADD = {1, 1, 0, 0xDC}, TO_MASK = {2, 2, 0, 0x29},
                         BLEND = {1, 3, 0, 0x6F}, BROADCAST = {2, 1, 0, 0x7C};

static void broadcast(code *c, int which, uint32_t mask) {
  byte(c, 0xB8);  // mov eax, ...
  number(c, mask * 0x01010101u);
  emit(c, BROADCAST, which, 0, in_register(0), 0);
}

// MARK: Registers as a cache of slots

typedef struct {
  code code;
  const lnq_program *program;
  /// Of each slot: the register that has it, or −1; the next operation that uses it, in the order of the stretch.
  int *registers;
  uint32_t *next_use;
  /// Of each register: its slot, or LNQ_NONE; whether memory does not have it; whether an operation is writing it.
  uint32_t slots[CACHED];
  uint8_t is_changed[CACHED], is_taken[CACHED];
  /// The masks in registers.
  uint32_t masks[MASK_COUNT];
} generator;

static uint32_t slot_of(const generator *g, uint32_t offset) { return offset / (uint32_t)g->program->stride; }

static void drop(generator *g, int which) {
  if (g->slots[which] != LNQ_NONE) g->registers[g->slots[which]] = -1;
  g->slots[which] = LNQ_NONE, g->is_changed[which] = 0;
}

static void save(generator *g, int which) {
  if (g->is_changed[which]) emit(&g->code, STORE, which, 0, in_slot(g->slots[which] * (uint32_t)g->program->stride), 0);
  g->is_changed[which] = 0;
}

/// A register that nothing needs before `limit`; the one that is needed last is emptied. −1 when there is none.
static int empty(generator *g, uint32_t limit) {
  int found = -1;
  uint32_t latest = limit;
  for (int i = 0; i < CACHED; i++) {
    if (g->is_taken[i]) continue;
    if (g->slots[i] == LNQ_NONE) return i;
    uint32_t next = g->next_use[g->slots[i]];
    if (next > latest) found = i, latest = next;
  }
  if (found >= 0) save(g, found), drop(g, found);
  return found;
}

/// Where a slot's codes are; they come into a register when they are used again before others are.
static operand fetched(generator *g, uint32_t offset) {
  uint32_t slot = slot_of(g, offset);
  if (g->registers[slot] >= 0) return in_register(g->registers[slot]);
  if (g->next_use[slot] >= BEHIND) return in_slot(offset);
  int which = empty(g, g->next_use[slot]);
  if (which < 0) return in_slot(offset);
  emit(&g->code, MOVE, which, 0, in_slot(offset), 0);
  g->slots[which] = slot, g->registers[slot] = which;
  return in_register(which);
}

static int mask_register(generator *g, uint32_t mask) {
  for (int i = 0; i < MASK_COUNT; i++) {
    if (g->masks[i] == mask) return FIRST_MASK + i;
  }
  broadcast(&g->code, SPARE, mask);
  return SPARE;
}

/// The register's bytes become what a table has for them.
static void look_up(generator *g, int which, uint32_t table, uint32_t bits) {
  code *c = &g->code;
  if (bits == 6) {
    emit(c, PERMUTE, which, which, in_table(table), 0);
    return;
  }
  if (bits == 8) {
    emit(c, TO_MASK, 1, 0, in_register(which), 0);
    emit(c, MOVE, OTHER, 0, in_register(which), 0);
  }
  emit(c, MOVE, TABLE, 0, in_table(table), 0);
  emit(c, PERMUTE_TWO, which, TABLE, in_table(table + 64), 0);
  if (bits == 7) return;
  emit(c, MOVE, TABLE, 0, in_table(table + 128), 0);
  emit(c, PERMUTE_TWO, OTHER, TABLE, in_table(table + 192), 0);
  emit(c, BLEND, which, 0, in_register(OTHER), 1);
}

// MARK: Operations

/// Calls a function for each slot that an operation reads.
#define EACH_READ(W, OFFSET, STATEMENT)                                                                                         \
  do {                                                                                                                         \
    for (uint32_t j = 0; j < (W)[7]; j++) { uint32_t OFFSET = (W)[8 + 2 * j]; STATEMENT; }                                      \
    if ((W)[2] != LNQ_NONE) { uint32_t OFFSET = (W)[2]; STATEMENT; }                                                            \
  } while (0)

/// Whether an operation reads the slot of its first input again.
static int is_read_again(const uint32_t *w) {
  int count = 0;
  EACH_READ(w, offset, count += offset == w[8]);
  return count > 1;
}

/// A register for what an operation computes, with its first input.
static int begin(generator *g, const uint32_t *w) {
  code *c = &g->code;
  int own = w[7] == 0 ? -1 : g->registers[slot_of(g, w[8])];
  if (own >= 0 && g->next_use[slot_of(g, w[8])] == NEVER && !is_read_again(w)) {
    drop(g, own);
    return own;
  }
  // The inputs that are in registers stay there.
  uint8_t *taken = g->is_taken;
  if (w[7] < CACHED / 2) EACH_READ(w, at, if (g->registers[slot_of(g, at)] >= 0) taken[g->registers[slot_of(g, at)]] = 1);
  int which = empty(g, 0);
  memset(taken, 0, sizeof g->is_taken);
  taken[which] = 1;
  if (w[7] == 0) emit(c, TERNARY, which, which, in_register(which), 0), byte(c, 0);
  else emit(c, MOVE, which, 0, fetched(g, w[8]), 0);
  return which;
}

/// One operation. `next_use` says what follows it, and of its target's old codes NEVER.
static void translate(generator *g, const uint32_t *w, uint32_t target_next) {
  code *c = &g->code;
  int which = begin(g, w);
  g->is_taken[which] = 1;
  for (uint32_t j = 1; j < w[7]; j++) {
    uint32_t bits = w[8 + 2 * j + 1] & 255;
    // A mask without ones takes nothing of the input.
    if (bits == 0) continue;
    operand input = fetched(g, w[8 + 2 * j]);
    int mask = mask_register(g, bits);
    // Where the mask has ones the input's bits, else those that are there.
    if (input.is_memory) emit(c, TERNARY, which, mask, input, 0), byte(c, 0xB8);
    else emit(c, TERNARY, which, input.which, in_register(mask), 0), byte(c, 0xD8);
  }
  look_up(g, which, w[5], w[6]);
  if (w[2] != LNQ_NONE) emit(c, ADD, which, which, fetched(g, w[2]), 0);
  if (w[3] != LNQ_NONE) look_up(g, which, w[3], w[4]);
  uint32_t target = slot_of(g, w[1]);
  if (g->registers[target] >= 0) drop(g, g->registers[target]);
  g->next_use[target] = target_next;
  g->is_taken[which] = 0;
  g->slots[which] = target, g->registers[target] = which, g->is_changed[which] = 1;
}

/// The masks that the stretch uses most.
static void choose_masks(generator *g, const uint32_t *w, const uint32_t *end) {
  uint32_t counts[256] = {0};
  for (; w < end; w += lnq_operation_length(w)) {
    for (uint32_t j = 1; j < w[7]; j++) counts[w[8 + 2 * j + 1] & 255] += 1;
  }
  for (int i = 0; i < MASK_COUNT; i++) {
    uint32_t best = 0;
    for (uint32_t mask = 1; mask < 256; mask++) {
      if (counts[mask] > counts[best]) best = mask;
    }
    // Without another mask this one is 0, of which nobody asks.
    g->masks[i] = best;
    counts[best] = 0;
    if (best != 0) broadcast(&g->code, FIRST_MASK + i, best);
  }
}

// MARK: Stretches

/// The function of a stretch, (slots, tables, end of the first slot's samples), for its operations in order. `live` says which slots are
/// read behind it; `uses` has room for a number for each word.
static void translate_stretch(generator *g, const uint32_t **operations, size_t count, const uint8_t *live, uint32_t *uses) {
  code *c = &g->code;
  while (c->size % 64 != 0) byte(c, 0x90);
#define EACH_SLOT(W, OFFSET, STATEMENT)                                                                                        \
  do {                                                                                                                         \
    EACH_READ(W, OFFSET, STATEMENT);                                                                                           \
    uint32_t OFFSET = (W)[1];                                                                                                  \
    STATEMENT;                                                                                                                 \
  } while (0)
  for (size_t i = 0; i < count; i++) {
    EACH_SLOT(operations[i], offset, g->next_use[slot_of(g, offset)] = live[slot_of(g, offset)] ? BEHIND : NEVER);
  }
#undef EACH_SLOT
  // Backwards: the next use of each slot that an operation touches, its target first.
  uint32_t *use = uses;
  for (size_t i = count; i-- > 0;) {
    const uint32_t *w = operations[i];
    uint32_t target = slot_of(g, w[1]);
    *use++ = g->next_use[target];
    g->next_use[target] = NEVER;
    EACH_READ(w, offset, *use++ = g->next_use[slot_of(g, offset)]);
    EACH_READ(w, offset, g->next_use[slot_of(g, offset)] = (uint32_t)i);
  }
  choose_masks(g, operations[0], operations[count - 1] + lnq_operation_length(operations[count - 1]));
  size_t top = c->size;
  for (size_t i = 0; i < count; i++) {
    const uint32_t *w = operations[i];
    use -= 1 + w[7] + (w[2] != LNQ_NONE);
    uint32_t at = 1;
    EACH_READ(w, offset, g->next_use[slot_of(g, offset)] = use[at++]);
    translate(g, w, use[0]);
    for (int r = 0; r < CACHED; r++) {
      if (g->slots[r] != LNQ_NONE && g->next_use[g->slots[r]] == NEVER) drop(g, r);
    }
  }
  for (int r = 0; r < CACHED; r++) save(g, r), drop(g, r);
  end_loop(c, top);
}

static size_t size_of(const uint32_t *w) { return 32 + 12 * (size_t)w[7] + (w[6] == 6 ? 0 : 40) + (w[3] == LNQ_NONE ? 0 : 50); }
static size_t tables_of(const uint32_t *w) { return ((size_t)1 << w[6]) + (w[3] == LNQ_NONE ? 0 : (size_t)1 << w[4]); }

/// How many of the operations before `end` are one stretch.
static size_t stretch_length(const uint32_t **operations, size_t end) {
  size_t count = 0, size = 0, tables = 0;
  while (count < end && operations[end - count - 1][0] == LNQ_BYTES) {
    const uint32_t *w = operations[end - count - 1];
    size += size_of(w), tables += tables_of(w);
    if (count > 0 && (size > MOST_CODE || tables > MOST_TABLES)) break;
    count += 1;
  }
  return count;
}

/// Marks what an operation needs, and of a lookup what it makes as not needed before it. Of the others all that they touch is needed: four
/// slots, what a sum or a wide code takes at most.
static void mark(const lnq_program *p, const uint32_t *w, uint8_t *live) {
  size_t stride = p->stride;
  if (w[0] == LNQ_BYTES) {
    live[w[1] / stride] = 0;
    EACH_READ(w, offset, live[offset / stride] = 1);
    return;
  }
  lnq_shape shape = lnq_shapes[w[0]];
  for (uint32_t k = 1; k < shape.fixed; k++) {
    if (shape.slots >> k & 1 && w[k] != LNQ_NONE) memset(live + w[k] / stride, 1, 4);
  }
  for (const uint32_t *input = w + shape.fixed; input < w + lnq_operation_length(w); input += shape.per_input) {
    memset(live + (input[0] & ~LNQ_WIDE_SLOT) / stride, 1, 4);
  }
}

/// Translates all stretches, the last first, which becomes the first of `stretches`. How many there are.
static size_t translate_all(
    generator *g, const uint32_t **operations, size_t count, uint8_t *live, uint32_t *uses, lnq_stretch *stretches) {
  const lnq_program *p = g->program;
  size_t found = 0;
  for (size_t o = 0; o < p->output_count; o++) memset(live + p->outputs[o].slot, 1, p->outputs[o].width > 8 ? 4 : 1);
  while (count > 0 && !g->code.is_full) {
    size_t gates = lnq_gate_stretch(operations, count), length = gates > 0 ? gates : stretch_length(operations, count);
    size_t first = count - (length > 0 ? length : 1);
    if (length > 0) {
      size_t at = (g->code.size + 63) / 64 * 64;
      if (gates > 0) lnq_generate_gates(&g->code, operations + first, gates);
      else translate_stretch(g, operations + first, length, live, uses);
      const uint32_t *last = operations[count - 1];
      size_t end = (size_t)(last - p->words) + lnq_operation_length(last);
      stretches[found++] = (lnq_stretch){(size_t)(operations[first] - p->words), end, at};
    }
    while (count > first) mark(p, operations[--count], live);
  }
  return found;
}

void lnq_generate(lnq_program *p) {
  size_t count = 0, slots = p->slot_count + 4;
  for (const uint32_t *w = p->words; w < p->words + p->word_count; w += lnq_operation_length(w)) count += 1;
  // Offsets are signed numbers of 32 bits.
  if (count == 0 || slots * p->stride > INT32_MAX) return;
  generator g = {.program = p, .registers = malloc(slots * sizeof(int)), .next_use = malloc(slots * sizeof(uint32_t))};
  const uint32_t **operations = malloc(count * sizeof *operations);
  uint8_t *live = calloc(slots, 1);
  uint32_t *uses = malloc((p->word_count + 1) * sizeof *uses);
  lnq_stretch *stretches = malloc(count * sizeof *stretches);
  size_t found = 0;
  if (g.registers && g.next_use && operations && live && uses && stretches) {
    for (size_t i = 0; i < slots; i++) g.registers[i] = -1;
    for (int i = 0; i < CACHED; i++) g.slots[i] = LNQ_NONE;
    count = 0;
    for (const uint32_t *w = p->words; w < p->words + p->word_count; w += lnq_operation_length(w)) operations[count++] = w;
    found = translate_all(&g, operations, count, live, uses, stretches);
  }
  if (found > 0 && !g.code.is_full) {
    void *memory = mmap(NULL, g.code.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (memory != MAP_FAILED) {
      memcpy(memory, g.code.bytes, g.code.size);
      // Where the system allows no generated code the operations run one by one.
      if (mprotect(memory, g.code.size, PROT_READ | PROT_EXEC) == 0) {
        p->code = memory, p->code_size = g.code.size, p->stretches = stretches, p->stretch_count = found;
        stretches = NULL;
      } else {
        munmap(memory, g.code.size);
      }
    }
  }
  free(g.registers), free(g.next_use), free(operations), free(live), free(uses), free(stretches), free(g.code.bytes);
}

void lnq_release_code(lnq_program *p) {
  if (p->code != NULL) munmap(p->code, p->code_size);
  free(p->stretches);
}

#else

void lnq_generate(lnq_program *p) { (void)p; }
void lnq_release_code(lnq_program *p) { (void)p; }

#endif
