// What both Verilator benches share: files, ports and the reset of one design.
//
// A generated file of a few lines defines the following and then includes lnq_stream.h or lnq_probe.h:
//   LNQ_MODEL        the class that Verilator made (its code is included first)
//   LNQ_INPUT_BITS   the width of data_i
//   LNQ_OUTPUT_BITS  the width of data_o
//   LNQ_CLASS_BITS   the width of class_o, 0 when there is no such port
//   LNQ_LATENCY      clock cycles from a sample to its result
// Only what every Verilator 5 has is used. C++17.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "verilated.h"

namespace lnq {

constexpr int words(int bits) { return (bits + 31) / 32; }
constexpr int inputWords = words(LNQ_INPUT_BITS);
constexpr int outputWords = words(LNQ_OUTPUT_BITS);
constexpr uint32_t topMask = LNQ_INPUT_BITS % 32 ? (1u << LNQ_INPUT_BITS % 32) - 1 : ~0u;

[[noreturn]] inline void fail(const std::string& sentence) {
  std::fprintf(stderr, "error: %s\n", sentence.c_str());
  std::exit(2);
}

// The type that Verilator gives to a port of that many bits.
template <class Port>
constexpr bool holds(int bits) {
  return sizeof(Port) == size_t(bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : bits <= 64 ? 8 : 4 * words(bits));
}

template <class Port>
void put(Port& port, const uint32_t* from) {
  static_assert(holds<Port>(LNQ_INPUT_BITS), "data_i is not as wide as the interface says");
  if constexpr (!std::is_integral_v<Port>) {
    for (int i = 0; i < inputWords; ++i) port[i] = from[i];
  } else if constexpr (inputWords == 2) {
    port = Port(from[0] | uint64_t(from[1]) << 32);
  } else {
    port = Port(from[0]);
  }
}

template <class Port>
void get(const Port& port, uint32_t* to) {
  static_assert(holds<Port>(LNQ_OUTPUT_BITS), "data_o is not as wide as the interface says");
  if constexpr (!std::is_integral_v<Port>) {
    for (int i = 0; i < outputWords; ++i) to[i] = port[i];
  } else {
    to[0] = uint32_t(port);
    if constexpr (outputWords == 2) to[1] = uint32_t(uint64_t(port) >> 32);
  }
}

// Steele, Lea and Flood's generator; equal seeds give equal gaps and equal garbage on every machine.
class SplitMix64 {
 public:
  explicit SplitMix64(uint64_t seed) : state(seed) {}
  uint64_t next() {
    uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
  }

 private:
  uint64_t state;
};

// The vectors to put in. 32-bit words, little-endian: "LNQS", version 1, bits of a vector, gaps per 256 cycles,
// seed (two words), number of vectors (two words); then every vector from its lowest word up.
struct Stimulus {
  uint64_t seed = 0;
  uint64_t count = 0;
  uint32_t gaps = 0;
  std::vector<uint32_t> data;

  explicit Stimulus(const char* path) {
    std::FILE* file = std::fopen(path, "rb");
    if (!file) fail(std::string("cannot open ") + path);
    uint32_t h[8];
    if (std::fread(h, 4, 8, file) != 8 || h[0] != 0x53514E4Cu) fail(std::string(path) + " is not a stimulus file");
    if (h[1] != 1) fail(std::string(path) + " has another version than 1");
    if (h[2] != LNQ_INPUT_BITS) fail(std::string(path) + " is for another width of data_i");
    gaps = h[3];
    seed = h[4] | uint64_t(h[5]) << 32;
    count = h[6] | uint64_t(h[7]) << 32;
    if (count > SIZE_MAX / 4 / inputWords) fail(std::string(path) + " is not a stimulus file");
    data.resize(count * inputWords);
    if (std::fread(data.data(), 4, data.size(), file) != data.size() || std::fgetc(file) != EOF)
      fail(std::string(path) + " is truncated or too long");
    std::fclose(file);
  }
  const uint32_t* vector(uint64_t index) const { return &data[index * inputWords]; }
};

// What came out. "LNQR", version 1, words of one record, 0, number of records (two words); then the records.
// It appears under its name only when it is complete.
inline void writeResponse(const char* path, uint32_t recordWords, uint64_t records, const uint32_t* data) {
  const std::string temporary = std::string(path) + ".tmp";
  std::FILE* file = std::fopen(temporary.c_str(), "wb");
  if (!file) fail("cannot write " + temporary);
  const uint32_t h[6] = {0x52514E4Cu, 1, recordWords, 0, uint32_t(records), uint32_t(records >> 32)};
  const size_t size = records * recordWords;
  const bool complete = std::fwrite(h, 4, 6, file) == 6 && std::fwrite(data, 4, size, file) == size;
  if (std::fclose(file) != 0 || !complete) fail("cannot write " + temporary);
  if (std::rename(temporary.c_str(), path) != 0) fail(std::string("cannot write ") + path);
}

// The design with its clock. Registers start at random values, so that a missing reset shows.
class Design {
 public:
  std::unique_ptr<VerilatedContext> context = std::make_unique<VerilatedContext>();
  std::unique_ptr<LNQ_MODEL> model;

  explicit Design(uint64_t seed) {
    context->randReset(2);
    context->randSeed(int(seed & 0x7FFFFFFE) + 1);
    model = std::make_unique<LNQ_MODEL>(context.get());
  }
  ~Design() { model->final(); }

  void low() {
    model->clk_i = 0;
    model->eval();
  }
  void high() {
    model->clk_i = 1;
    model->eval();
  }
  // Puts the design into reset without a clock edge, clocks it there, and lets it go. `garbage` is on data_i; with
  // registers valid_i is high meanwhile, and nothing of it may come out. True when valid_o stayed low.
  bool reset(const uint32_t* garbage) {
    bool quiet = true;
    model->rst_ni = 1;
    model->valid_i = 0;
    put(model->data_i, garbage);
    low();
    model->rst_ni = 0;
    for (int cycle = 0; cycle < LNQ_LATENCY + 3; ++cycle) {
      low();
      quiet &= !model->valid_o;
      model->valid_i = LNQ_LATENCY > 0;
      high();
    }
    model->valid_i = 0;
    low();
    model->rst_ni = 1;
    low();
    return quiet && !model->valid_o;
  }
};

}  // namespace lnq
