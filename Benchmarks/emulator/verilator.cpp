// Samples a second of a design in Verilator, one a clock, over random inputs: prints processor time's rate of the best of five passes.
// Compiled with LNQ_DESIGN, the class that Verilator made, and LNQ_BITS, the width of data_i.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <random>
#include <vector>
#define STRING(x) #x
#define HEADER(x) STRING(x.h)
#include HEADER(LNQ_DESIGN)

static double seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

int main() {
  LNQ_DESIGN top;
  constexpr size_t bytes = sizeof top.data_i, count = 4096;
  std::mt19937 random(1);
  std::vector<uint8_t> inputs(count * bytes);
  for (size_t i = 0; i < count; i++) {
    // Bits above the port's are 0.
    for (size_t bit = 0; bit < LNQ_BITS; bit++) inputs[i * bytes + bit / 8] |= static_cast<uint8_t>((random() & 1) << bit % 8);
  }
  top.rst_ni = 1;
  top.valid_i = 1;
  uint64_t sum = 0;
  double best = 1e9;
  for (int pass = 0; pass < 5; pass++) {
    size_t done = 0;
    double start = seconds(), end;
    do {
      for (size_t i = 0; i < count; i++) {
        std::memcpy(&top.data_i, &inputs[i * bytes], bytes);
        top.clk_i = 0;
        top.eval();
        top.clk_i = 1;
        top.eval();
        sum += top.class_o;
      }
      done += count;
      end = seconds();
    } while (end - start < 0.3);
    if ((end - start) / static_cast<double>(done) < best) best = (end - start) / static_cast<double>(done);
  }
  top.final();
  std::printf("%.3f\n", 1e-6 / best);
  return sum == 1;
}
