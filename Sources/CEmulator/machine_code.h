// Machine code while it is made: x86-64 with AVX-512.

#ifndef LNQ_MACHINE_CODE_H
#define LNQ_MACHINE_CODE_H

#include "program.h"

#include <stdlib.h>

typedef struct {
  uint8_t *bytes;
  size_t size, room;
  int is_full;
} code;

static inline void byte(code *c, unsigned value) {
  if (c->size == c->room) {
    size_t room = c->room == 0 ? 4096 : 2 * c->room;
    uint8_t *larger = realloc(c->bytes, room);
    if (larger == NULL) {
      c->is_full = 1;
      c->size = 0;
      if (c->room == 0) return;
    } else {
      c->bytes = larger, c->room = room;
    }
  }
  c->bytes[c->size++] = (uint8_t)value;
}

static inline void number(code *c, uint32_t value) {
  for (int i = 0; i < 4; i++) byte(c, value >> 8 * i & 255);
}

/// A register of 512 bits, or 64 bytes in memory behind the slots' (7) or the tables' (6) pointer.
typedef struct {
  int is_memory, which;
  uint32_t offset;
} operand;

static inline operand in_register(int which) { return (operand){0, which, 0}; }
static inline operand in_slot(uint32_t offset) { return (operand){1, 7, offset}; }
static inline operand in_table(uint32_t offset) { return (operand){1, 6, offset}; }

/// What an instruction is: the map of its opcode (1: 0F, 2: 0F38, 3: 0F3A), its prefix (0: none, 1: 66, 2: F3, 3: F2), W, the opcode.
typedef struct { uint8_t map, prefix, wide, opcode; } instruction;

static const instruction MOVE = {1, 1, 1, 0x6F}, STORE = {1, 1, 1, 0x7F}, TERNARY = {3, 1, 1, 0x25};

/// An instruction with EVEX prefix over 512 bits: `first` op= `second`, `last`, where opmask `k` has ones (0: everywhere).
static inline void emit(code *c, instruction what, int first, int second, operand last, int k) {
  int high = last.is_memory ? 0 : last.which;
  byte(c, 0x62);
  byte(c, (unsigned)((~first & 8) << 4 | (~high & 16) << 2 | (~high & 8) << 2 | (~first & 16) | what.map));
  byte(c, (unsigned)(what.wide << 7 | (~second & 15) << 3 | 4 | what.prefix));
  byte(c, (unsigned)(0x40 | (~second & 16) >> 1 | k));
  byte(c, what.opcode);
  unsigned fields = (unsigned)(first & 7) << 3 | (unsigned)(last.which & 7);
  if (!last.is_memory) {
    byte(c, 0xC0 | fields);
  } else if (last.offset % 64 == 0 && last.offset / 64 < 128) {
    byte(c, 0x40 | fields);
    byte(c, last.offset / 64);
  } else {
    byte(c, 0x80 | fields);
    number(c, last.offset);
  }
}

/// Every stretch is a loop over 64 bytes of all slots: the end of one that begins at `top`.
static inline void end_loop(code *c, size_t top) {
  static const uint8_t advance[] = {0x48, 0x83, 0xC7, 0x40, 0x48, 0x39, 0xD7, 0x0F, 0x82};  // add rdi, 64; cmp rdi, rdx; jb ...
  for (size_t i = 0; i < sizeof advance; i++) byte(c, advance[i]);
  number(c, (uint32_t)(top - (c->size + 4)));
  static const uint8_t back[] = {0xC5, 0xF8, 0x77, 0xC3};  // vzeroupper; ret
  for (size_t i = 0; i < sizeof back; i++) byte(c, back[i]);
}

/// Bytes of code of a stretch, about.
enum { MOST_CODE = 20 * 1024 };

/// How many of the operations before `end` are one stretch of gates, and its code.
size_t lnq_gate_stretch(const uint32_t **operations, size_t end);
void lnq_generate_gates(code *c, const uint32_t **operations, size_t count);

#endif
