import Foundation
import LNQData
import LNQQuantization
import LNQTables
import LNQTraining

// Measures the step from QuantizedNetwork to TableNetwork on a network as it is initialised: all rows of all tables.
//
// Usage: lnq-bench-tables MODEL-FILE [REPEATS]
// Prints: MODEL ROWS PACKED-BYTES MEDIAN-SECONDS PEAK-BYTES, with the peak of the whole process.

let words = Array(CommandLine.arguments.dropFirst())
guard let path = words.first else {
  FileHandle.standardError.write(Data("usage: lnq-bench-tables MODEL-FILE [REPEATS]\n".utf8))
  exit(64)
}
let repeats = words.count > 1 ? max(1, Int(words[1]) ?? 5) : 5

let name = String(path.split(separator: "/").last?.split(separator: ".").first ?? "network")
let model = try ModelDescription(name: name, text: String(contentsOfFile: path, encoding: .utf8), source: path)
let network = Network(model, seed: 1)
let rows = LabelledRows(
  featureCount: network.inputCount, features: Array(repeating: 0.5, count: network.inputCount), labels: [0])
let quantized = try QuantizedNetwork(
  quantizing: network, calibration: rows, featureNames: (0..<network.inputCount).map { "x\($0)" }, classNames: [])

/// How many rows all lookups have, and the bytes of their packed tables.
var (rowCount, packedBytes) = (0, 0)
var seconds: [Double] = []
for _ in 0..<repeats {
  let start = DispatchTime.now().uptimeNanoseconds
  let tables = try TableNetwork(tabulating: quantized)
  seconds.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
  let enumerated = tables.neurons.flatMap(\.neuron.lookups).map { tables.tables[$0.table] }
  rowCount = quantized.layers.flatMap { $0.neurons.flatMap(\.parts) }.reduce(0) { sum, part in
    sum + 1 << part.terms.reduce(0) { $0 + quantized.signals[$1.signal].format.width }
  }
  packedBytes = enumerated.reduce(0) { $0 + $1.words.count * 8 }
}
var usage = rusage()
// 0 is RUSAGE_SELF, which is of another type on each system.
getrusage(0, &usage)
#if os(Linux)
  let peakBytes = usage.ru_maxrss * 1024
#else
  let peakBytes = usage.ru_maxrss
#endif
print(name, rowCount, packedBytes, seconds.sorted()[repeats / 2], peakBytes)
