import Foundation
import LNQData
import LNQRandom
import LNQTraining

// Measures training steps: gathering rows by index, forward, backward, Adam, in float32, on random rows.
//
// Usage: lnq-bench MODEL-FILE EXECUTOR BATCHES [REPEATS [THREADS [CLOCK]]]
//   EXECUTOR  rows, columns, either with one of their kernel sets (columns:x86-64-v3), or blas
//   BATCHES   comma-separated
//   CLOCK     wall, or cpu: the time of the process alone, for a machine that others use too (one thread only)
// Prints a line a repeat: MODEL EXECUTOR BATCH SAMPLES-PER-SECOND THREADS.

let words = Array(CommandLine.arguments.dropFirst())
guard words.count >= 3 else {
  FileHandle.standardError.write(
    Data("usage: lnq-bench MODEL-FILE EXECUTOR BATCHES [REPEATS [THREADS [CLOCK]]]\n".utf8))
  exit(64)
}
let path = words[0]
let repeats = words.count > 3 ? Int(words[3]) ?? 5 : 5
let threads = words.count > 4 ? Int(words[4]) ?? 1 : 1
let clock = words.count > 5 && words[5] == "cpu" ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC

/// Seconds on the chosen clock.
func now() -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

let name = String(path.split(separator: "/").last?.split(separator: ".").first ?? "network")
let model = try ModelDescription(name: name, text: String(contentsOfFile: path, encoding: .utf8), source: path)
let network = Network(model, seed: 0)

/// As many rows as jsc-synth has for training, or as MNIST has when rows are as long as there: more than the caches hold, in
/// an order drawn by chance.
let rowCount = min(789_445, 47_040_000 / network.inputCount)
func randomRows(_ count: Int) -> (rows: LabelledRows, order: [Int32]) {
  var generator = SplitMix64(seed: 1)
  let features = (0..<count * network.inputCount).map { _ in Float(generator.next() >> 40) * 0x1p-23 - 1 }
  let labels = (0..<count).map { _ in Int32(generator.next() % UInt64(network.outputCount)) }
  var order = Array(0..<Int32(count))
  generator.shuffle(&order)
  return (LabelledRows(featureCount: network.inputCount, features: features, labels: labels), order)
}
let (rows, order) = randomRows(rowCount)

/// nil where the kernels do not know all layers.
func executor(batchSize: Int) -> (any BatchExecutor)? {
  let word = words[1].split(separator: ":")
  let kernels = word.count > 1 ? KernelSet.available.first { $0.name == word[1] } : .best
  switch (word[0], kernels) {
  case ("blas", _): return NetworkExecutor<Float>(network, batchSize: batchSize, threads: threads)
  case ("rows", let kernels?): return RowExecutor(network, batchSize: batchSize, threads: threads, kernels: kernels)
  case ("columns", let kernels?):
    return ColumnExecutor(network, batchSize: batchSize, threads: threads, kernels: kernels)
  default: return nil
  }
}

for batch in words[2].split(separator: ",").compactMap({ Int($0) }) {
  guard let executor = executor(batchSize: batch) else {
    FileHandle.standardError.write(Data("lnq-bench: \(words[1]) does not know all layers of \(path)\n".utf8))
    exit(65)
  }
  let optimizer = OptimizerState<Float>(.adam(), weightDecay: 0, parameterCount: executor.parameters.count)
  var start = 0
  func samplesPerSecond(for seconds: Double) throws -> Double {
    let begin = now()
    var samples = 0
    while now() - begin < seconds {
      // As the trainer makes them.
      let count = max(1, 16384 / batch)
      if start + count * batch > rowCount { start = 0 }
      let begin = samples / batch
      let steps = (0..<count).map { i in
        TrainingStep(
          count: batch, learningRate: 1e-5, dropout: SplitMix64(seed: 3, stream: UInt64(begin + i)), share: 0)
      }
      _ = try executor.makeSteps(steps, of: rows, order: order, from: start, optimizer: optimizer)
      start += count * batch
      samples += count * batch
    }
    return Double(samples) / (now() - begin)
  }
  _ = try samplesPerSecond(for: 0.1)
  for _ in 0..<repeats { print(name, words[1], batch, Int(try samplesPerSecond(for: 0.2)), threads) }
}
