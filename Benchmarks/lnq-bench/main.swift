import Foundation
import LNQData
import LNQRandom
import LNQTraining

// Measures training steps: gathering rows by index, forward, backward, Adam. One line a measurement:
// model executor batch samples-per-second
//
// Usage: lnq-bench MODEL-FILE EXECUTOR BATCHES REPEATS [THREADS]

let rows = 400_000
var generator = SplitMix64(seed: 1)
var features = [Float](repeating: 0, count: rows * 16)
for i in features.indices { features[i] = Float(generator.next() >> 40) * 0x1p-23 - 1 }
let labels = (0..<rows).map { _ in Int32(generator.next() % 5) }
let data = LabelledRows(featureCount: 16, features: features, labels: labels)
var order = (0..<Int32(rows)).map { $0 }
generator.shuffle(&order)

let words = Array(CommandLine.arguments.dropFirst())
let model = try ModelDescription(name: words[0], text: String(contentsOfFile: words[0], encoding: .utf8))
let network = Network(model, seed: 0)
func now() -> Double {
  var time = timespec()
  clock_gettime(words.count > 4 && words[4] == "cpu" ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
for batch in words[2].split(separator: ",").compactMap({ Int($0) }) {
  let executor: any BatchExecutor =
    words[1] == "blas"
    ? NetworkExecutor<Float>(network, batchSize: batch)
    : FusedExecutor(network, batchSize: batch, kernels: KernelSet.available.first { $0.name == words[1] } ?? .best)!
  let optimizer = OptimizerState<Float>(.adam(), weightDecay: 0, parameterCount: executor.parameters.count)
  var dropout = SplitMix64(seed: 3)
  var start = 0
  func steps(for seconds: Double) throws -> Double {
    let begin = now()
    var samples = 0
    while now() - begin < seconds {
      for _ in 0..<max(1, 4096 / batch) {
        if start + batch > rows { start = 0 }
        try executor.load(data, at: order[start..<start + batch])
        _ = executor.trainingPass(count: batch, dropout: &dropout)
        optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: 1e-5)
        start += batch
        samples += batch
      }
    }
    return Double(samples) / (now() - begin)
  }
  _ = try steps(for: 0.1)
  let figures = try (0..<(Int(words[3]) ?? 5)).map { _ in try steps(for: 0.2) }.sorted()
  print(words[0], words[1], batch, Int(figures[figures.count / 2]), Int(figures.last ?? 0))
}
