// Raw values to the bytes of data_i, with nothing but the C header that stands beside the Verilog:
//
//   lnq emit-verilog jsc-s --output rtl
//   cc -std=c11 -ffp-contract=off -I rtl -DHEADER='"jsc_s.h"' -DINPUTS=JSC_S_INPUTS -DBITS=JSC_S_DATA_I_WIDTH encode.c -lm -o encode
//   ./encode < rows.txt > rows.bin
//
// It reads rows of raw values, the features in the order of the training data, and writes data_i of each, the lowest byte first:
// the bytes that `lnq encode jsc-s ROWS --output rows.bin` writes.
#include HEADER
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifndef FEATURES
#define FEATURES 4096
#endif

// The code of an input. `x` is a float on purpose: that is what the network was trained on. A compiler that fuses a product and a sum
// rounds once where lnq rounds twice: -ffp-contract=off forbids it.
static int64_t code(double raw, double mean, double deviation, double factor, double offset, double scale, int width,
                    int is_signed) {
  float x = (float)((raw - mean) / deviation);
  double product = (double)x * factor;
  double rounded = nearbyint((product + offset) / scale);  // half to even, unless somebody has changed the mode
  double high = (double)((INT64_C(1) << (is_signed ? width - 1 : width)) - 1), low = is_signed ? -high - 1 : 0;
  return (int64_t)(rounded < low ? low : rounded > high ? high : rounded);
}

void lnq_encode(const double *raw, uint8_t data_i[(BITS + 7) / 8]) {
  memset(data_i, 0, (BITS + 7) / 8);
#define INPUT(feature, mean, deviation, factor, offset, scale, width, is_signed, lsb)                                  \
  {                                                                                                                    \
    uint64_t bits = (uint64_t)code(raw[feature], mean, deviation, factor, offset, scale, width, is_signed);            \
    for (int bit = 0; bit < width; bit++)                                                                              \
      data_i[(lsb + bit) / 8] |= (uint8_t)((bits >> bit & 1) << (lsb + bit) % 8);                                      \
  }
  INPUTS(INPUT)
#undef INPUT
}

#ifndef LNQ_NO_MAIN
int main(void) {
  static double raw[FEATURES];
  uint8_t data_i[(BITS + 7) / 8];
  int features = 0, read = 0;
#define HIGHEST(feature, ...) \
  if (feature >= features) features = feature + 1;
  INPUTS(HIGHEST)
  while (features <= FEATURES && scanf("%lf", &raw[read]) == 1) {
    if (++read < features) continue;
    lnq_encode(raw, data_i);
    if (fwrite(data_i, 1, sizeof data_i, stdout) != sizeof data_i) return 1;
    read = 0;
  }
  return features > FEATURES || read != 0;
}
#endif
