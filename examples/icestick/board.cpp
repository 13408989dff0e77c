// A simulated board: the UART wrapper of a network in Verilator, behind a pseudo-terminal that programs open like /dev/ttyUSB1.
//
// README.md has the command that builds it.
//
// It prints the terminal's name and runs until nobody has written for ten seconds after the last byte, or nobody came for a minute.
#include "Vboard.h"
#include "verilated.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

static const int divisor = 8;  // clocks a bit, as -GDIVISOR says

int main(int argc, char** argv) {
  const auto context = std::make_unique<VerilatedContext>();
  context->commandArgs(argc, argv);
  const auto board = std::make_unique<Vboard>(context.get());
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) return std::perror("posix_openpt"), 74;
  // This end of the other side stays open: otherwise the terminal hangs up whenever a program closes it.
  const int other = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  termios raw;
  if (other < 0 || tcgetattr(other, &raw) != 0) return std::perror(ptsname(terminal)), 74;
  cfmakeraw(&raw);
  tcsetattr(other, TCSANOW, &raw);
  std::printf("%s\n", ptsname(terminal));
  std::fflush(stdout);

  board->rx_i = 1;
  const auto clock = [&] {
    board->clk_i = 0;
    board->eval();
    board->clk_i = 1;
    board->eval();
  };
  board->rst_ni = 0;
  clock();
  board->rst_ni = 1;

  using time = std::chrono::steady_clock;
  auto last = time::now();
  bool began = false;
  int sending = -1, sent_bits = 0, taking = -1, taken_bits = 0, sent_clocks = 0, taken_clocks = 0, quiet = 0;
  unsigned char in = 0, out = 0;
  while (time::now() - last < std::chrono::seconds(began ? 10 : 60)) {
    // A byte from the terminal goes out on rx_i: start bit, eight bits, stop bit.
    if (sending < 0) {
      pollfd ready = {terminal, POLLIN, 0};
      // With nothing on its way the simulation waits instead of running idle.
      if (poll(&ready, 1, quiet > 20 * divisor && taking < 0 ? 100 : 0) > 0 && read(terminal, &in, 1) == 1) {
        sending = in | 1 << 8, sent_bits = -1, sent_clocks = 0;
        last = time::now();
        began = true;
        quiet = 0;
      } else {
        ++quiet;
      }
    }
    if (sending >= 0 && sent_clocks-- == 0) {
      sent_clocks = divisor - 1;
      if (sent_bits == 9) sending = -1, board->rx_i = 1;
      else board->rx_i = sent_bits < 0 ? 0 : sending >> sent_bits & 1, ++sent_bits;
    }
    clock();
    // tx_o: bits are read in their middle.
    if (taking < 0 && !board->tx_o) taking = 0, taken_bits = 0, taken_clocks = divisor + divisor / 2 - 1;
    else if (taking >= 0 && taken_clocks-- == 0) {
      taken_clocks = divisor - 1;
      if (taken_bits < 8) taking |= board->tx_o << taken_bits++;
      else {
        out = (unsigned char)taking;
        taking = -1;
        last = time::now();
        if (write(terminal, &out, 1) != 1) return std::perror("write"), 74;
      }
    }
  }
  return 0;
}
