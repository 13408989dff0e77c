// Holds each vector of a stimulus on the inputs until the design has settled, then reads wires inside it.
//
//   V<design> STIMULUS WIRES RESPONSE
//
// WIRES is a text file: a hierarchical name and a number of bits in each line. A record of the response holds, for each
// wire, one word that is 1 when the wire exists in the model and 0 when not, then its value from the lowest word up.
#include "lnq_model.h"

#include <fstream>

#include "verilated_vpi.h"

namespace lnq {

inline int probe(const char* stimulusPath, const char* wiresPath, const char* responsePath) {
  const Stimulus stimulus(stimulusPath);
  Design design(stimulus.seed);
  auto& model = *design.model;
  const std::vector<uint32_t> zeros(inputWords);
  design.reset(zeros.data());

  struct Wire {
    vpiHandle handle;
    int words;
  };
  std::vector<Wire> wires;
  std::ifstream list(wiresPath);
  if (!list) fail(std::string("cannot open ") + wiresPath);
  std::string name;
  int bits = 0;
  uint32_t recordWords = 0;
  while (list >> name >> bits) {
    vpiHandle handle = vpi_handle_by_name(const_cast<PLI_BYTE8*>(name.c_str()), nullptr);
    if (handle && vpi_get(vpiSize, handle) != bits) handle = nullptr;
    wires.push_back({handle, words(bits)});
    recordWords += 1 + words(bits);
  }

  std::vector<uint32_t> response(stimulus.count * recordWords);
  uint32_t* to = response.data();
  for (uint64_t sample = 0; sample < stimulus.count; ++sample) {
    put(model.data_i, stimulus.vector(sample));
    model.valid_i = 1;
    for (int cycle = 0; cycle < LNQ_LATENCY + 2; ++cycle) {
      design.low();
      design.high();
    }
    design.low();
    for (const Wire& wire : wires) {
      s_vpi_value value{};
      value.format = vpiVectorVal;
      if (wire.handle) vpi_get_value(wire.handle, &value);
      *to++ = wire.handle != nullptr;
      for (int i = 0; i < wire.words; ++i) *to++ = wire.handle ? uint32_t(value.value.vector[i].aval) : 0;
    }
  }
  writeResponse(responsePath, recordWords, stimulus.count, response.data());
  return 0;
}

}  // namespace lnq

int main(int argc, char** argv) {
  if (argc != 4) lnq::fail("usage: STIMULUS WIRES RESPONSE");
  return lnq::probe(argv[1], argv[2], argv[3]);
}
