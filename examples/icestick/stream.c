// stream PORT < ROWS: sends rows of raw values through a serial line to a network on a board, and prints the class of each, by number.
//
//   lnq synthesize jsc-s --board icestick --output board
// and, in one line,
//
//   cc -std=c11 -D_DEFAULT_SOURCE -ffp-contract=off -I board -DHEADER='"jsc_s.h"' -DINPUTS=JSC_S_INPUTS -DBITS=JSC_S_DATA_I_WIDTH
//      stream.c -lm -o stream
//
//   ./stream /dev/ttyUSB1 < rows.txt
//
// The rows are raw values, the features in the order of the training data.
#define LNQ_NO_MAIN
#include "../tables/encode.c"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

int main(int count, char **words) {
  if (count != 2) {
    fprintf(stderr, "usage: stream PORT < ROWS\n");
    return 64;
  }
  int port = open(words[1], O_RDWR | O_NOCTTY);
  struct termios line;
  if (port < 0 || tcgetattr(port, &line) != 0) {
    perror(words[1]);
    return 74;
  }
  cfmakeraw(&line);
  cfsetspeed(&line, B115200);
  tcsetattr(port, TCSANOW, &line);
  tcflush(port, TCIOFLUSH);

  static double raw[FEATURES];
  uint8_t data_i[(BITS + 7) / 8], class_o;
  int features = 0, read_numbers = 0;
#define HIGHEST(feature, ...) \
  if (feature >= features) features = feature + 1;
  INPUTS(HIGHEST)
  while (scanf("%lf", &raw[read_numbers]) == 1) {
    if (++read_numbers < features) continue;
    read_numbers = 0;
    lnq_encode(raw, data_i);
    if (write(port, data_i, sizeof data_i) != (ssize_t)sizeof data_i || read(port, &class_o, 1) != 1) {
      perror(words[1]);
      return 74;
    }
    printf("%d\n", class_o);
  }
  return read_numbers != 0;
}
