// Drives a network in Verilator, one sample a clock: reads data_i of samples from standard input, as `lnq encode --output x.bin` writes it,
// and prints for each a line with the hexadecimal digits of data_o, and the class.
//
//   lnq emit-verilog jsc-s --output rtl && lnq encode jsc-s rows.csv --output rows.bin
//   build/Vnetwork < rows.bin
//
// README.md has the command that builds it: HEADER is the C header beside the Verilog, NAME how its macros begin.
//
// Inputs change while the clock is low, and outputs are read before it rises. A result comes LATENCY clocks after its sample; valid_o
// says so, and nothing else has to be counted.
#include HEADER
#include "Vnetwork.h"
#include "verilated.h"

#include <cstdio>
#include <cstring>
#include <memory>

#define JOIN(a, b) a##b
#define OF(name, what) JOIN(name, what)
static const int input_bytes = (OF(NAME, _DATA_I_WIDTH) + 7) / 8;
static const int output_bits = OF(NAME, _DATA_O_WIDTH);

int main(int argc, char** argv) {
  const auto context = std::make_unique<VerilatedContext>();
  context->commandArgs(argc, argv);
  const auto network = std::make_unique<Vnetwork>(context.get());
  const auto clock = [&](int level) {
    network->clk_i = level;
    network->eval();
  };
  network->rst_ni = 0;
  network->valid_i = 0;
  clock(0);
  clock(1);
  network->rst_ni = 1;

  unsigned char sample[input_bytes], codes[(output_bits + 7) / 8];
  long sent = 0, received = 0;
  bool more = true;
  while (more || received < sent) {
    more = more && std::fread(sample, input_bytes, 1, stdin) == 1;
    network->valid_i = more;
    // A port is a number or an array of 32-bit words, the lowest first: on little-endian machines the same bytes.
    if (more) std::memcpy(&network->data_i, sample, input_bytes);
    sent += more;
    clock(0);
    if (network->valid_o) {
      std::memcpy(codes, &network->data_o, sizeof codes);
      int digits = (output_bits + 3) / 4;
      while (digits-- > 0) std::printf("%x", codes[digits / 2] >> (digits % 2 * 4) & 15);
      std::printf(" %d\n", int(network->class_o));
      ++received;
    }
    clock(1);
  }
  return 0;
}
