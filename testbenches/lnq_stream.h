// Streams a stimulus through a design, one sample a clock with random gaps, and writes down what comes out.
//
//   V<design> STIMULUS RESPONSE
//
// In each cycle the inputs change while the clock is low, the outputs are read before it rises: a result of latency L is
// read L cycles after its sample was put in, in the same cycle when L is 0. While valid_i is low, data_i is random.
// The k-th result that comes out is the k-th sample's; whether it came in the right cycle is checked for each.
// A record of the response is data_o, then class_o where there is one. The last line printed is a summary in JSON.
#include "lnq_model.h"

#include <chrono>

namespace lnq {

constexpr int recordWords = outputWords + (LNQ_CLASS_BITS > 0);

// Counts what must not happen and remembers the first.
struct Violations {
  uint64_t count = 0;
  const char* kind = "";
  uint64_t cycle = 0, sample = 0, latency = 0;

  void add(const char* newKind, uint64_t atCycle, uint64_t ofSample, uint64_t observed) {
    if (count++) return;
    kind = newKind;
    cycle = atCycle;
    sample = ofSample;
    latency = observed;
  }
};

inline int stream(const char* stimulusPath, const char* responsePath) {
  const Stimulus stimulus(stimulusPath);
  std::vector<uint32_t> response(stimulus.count * recordWords);
  std::vector<uint64_t> enteredAt(stimulus.count);
  Violations violations;
  SplitMix64 random(stimulus.seed);
  uint32_t garbage[inputWords];
  const auto newGarbage = [&] {
    for (uint32_t& word : garbage) word = uint32_t(random.next() >> 32);
    garbage[inputWords - 1] &= topMask;
  };
  newGarbage();
  Design design(stimulus.seed);
  auto& model = *design.model;
  if (!design.reset(garbage)) violations.add("reset", 0, 0, 0);

  const auto start = std::chrono::steady_clock::now();
  uint64_t cycle = 0, in = 0, out = 0, firstLatency = 0;
  // After the last result the design must stay quiet; results that are late get some time.
  uint64_t rest = LNQ_LATENCY + 4, patience = 2 * LNQ_LATENCY + 64;
  while (in < stimulus.count || (out < in ? patience-- > 0 : rest-- > 0)) {
    if (in == stimulus.count || (random.next() >> 56) < stimulus.gaps) {
      newGarbage();
      put(model.data_i, garbage);
      model.valid_i = 0;
    } else {
      put(model.data_i, stimulus.vector(in));
      model.valid_i = 1;
      enteredAt[in++] = cycle;
    }
    design.low();
    if (model.valid_o) {
      if (out == in) {
        violations.add("unexpected", cycle, out, 0);
      } else {
        const uint64_t latency = cycle - enteredAt[out];
        if (latency != LNQ_LATENCY) violations.add("latency", cycle, out, latency);
        if (out == 0) firstLatency = latency;
        uint32_t* record = &response[out++ * recordWords];
        get(model.data_o, record);
#if LNQ_CLASS_BITS > 0
        record[outputWords] = uint32_t(model.class_o);
#endif
      }
    }
    design.high();
    ++cycle;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (out < in) violations.add("missing", cycle, out, 0);
  writeResponse(responsePath, recordWords, out, response.data());

  using ull = unsigned long long;
  std::printf("\n{\"samples\":%llu,\"cycles\":%llu,\"latencyCycles\":%llu,\"seconds\":%.6f,\"violations\":%llu", ull(out),
              ull(cycle), ull(firstLatency), seconds.count(), ull(violations.count));
  if (violations.count)
    std::printf(",\"first\":{\"kind\":\"%s\",\"cycle\":%llu,\"sample\":%llu,\"latencyCycles\":%llu}", violations.kind,
                ull(violations.cycle), ull(violations.sample), ull(violations.latency));
  std::printf("}\n");
  return 0;
}

}  // namespace lnq

int main(int argc, char** argv) {
  if (argc != 3) lnq::fail("usage: STIMULUS RESPONSE");
  return lnq::stream(argv[1], argv[2]);
}
