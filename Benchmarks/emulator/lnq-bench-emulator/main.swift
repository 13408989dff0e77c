// lnq-bench-emulator TABLES.json [--verilator M] [--growth]: samples a second of a compiled network, a line of a table: seconds to compile; for
// each instruction set from encoded rows on one core, in processor time; on all cores, in real time; from features; Verilator's
// million samples a second and how many times as fast the first is. With --growth instead a line for each number of samples: seconds.
//
// lnq-bench-emulator --layers: for random networks of so many neurons, seconds for 65,536 samples.
// lnq-bench-emulator --costs: what operations cost on this processor, and the lines of CostTable that fit.
// lnq-bench-emulator --check RUN...: compares codes and classes of every test row with the reference interpreter, from codes and from
// features, with every instruction set; the exit code is 1 when one differs.
import Foundation
import LNQEmulator
import LNQFixedPoint
import LNQRandom
import LNQTables

var files: [String] = []
var (verilator, showsGrowth): (Double?, Bool) = (nil, false)
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--verilator": verilator = arguments.popFirst().flatMap { Double($0) }
  case "--growth": showsGrowth = true
  case "--costs":
    for instructions in Instructions.available {
      for line in try CostMeasurement.report(instructions) { print(line) }
    }
    exit(0)
  case "--layers":
    for line in try CostMeasurement.growth() { print(line) }
    exit(0)
  case "--check":
    for run in arguments where try !ReferenceCheck.agrees(run) { exit(1) }
    exit(0)
  default: files.append(argument)
  }
}

func rate(_ seconds: Double, _ count: Int) -> String { String(format: "%.1f M", Double(count) / seconds / 1e6) }

for file in files {
  let tables = try JSONDecoder().decode(TableNetwork.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
  var random = SplitMix64(seed: 1)
  // Rows that stay in the second cache, so that the network is measured and not the memory.
  let width = tables.inputs.count
  let count = showsGrowth ? 1 << 20 : max(8_192, (1 << 18) / width / 4_096 * 4_096)
  let codes = (0..<count).flatMap { _ in
    tables.inputs.map { Int8(truncatingIfNeeded: Int.random(in: $0.format.codes, using: &random)) }
  }
  let best = try CompiledNetwork(tables)
  if showsGrowth {
    for power in stride(from: 10, through: 20, by: 1) {
      let time = try seconds(best, codes[..<(width << power)], width: width, CompiledNetwork.Options(threads: 1))
      print("\(tables.name) \(1 << power) \(String(format: "%.7f", time))")
    }
    continue
  }
  var cells = [tables.name]
  var fastest = 0.0
  for instructions in Instructions.allCases {
    guard Instructions.available.contains(instructions) else {
      cells.append("–")
      continue
    }
    let start = now(CLOCK_MONOTONIC)
    let compiled = try CompiledNetwork(tables, for: instructions)
    if instructions == .best { cells.insert(String(format: "%.2f s", now(CLOCK_MONOTONIC) - start), at: 1) }
    let time = try seconds(
      compiled, codes[...], width: width, CompiledNetwork.Options(threads: 1, instructions: instructions))
    if instructions == .best { fastest = Double(count) / time / 1e6 }
    cells.append(rate(time, count))
  }
  let many = Array(repeatElement(codes, count: 16).joined())
  cells.append(rate(try seconds(best, many[...], width: width, CompiledNetwork.Options()), 16 * count))
  let features = (0..<count * best.featureCount).map { _ in Float(random.normal()) }
  cells.append(
    rate(try seconds(best, features[...], width: best.featureCount, CompiledNetwork.Options(threads: 1)), count))
  cells.append(verilator.map { String(format: "%.2f M", $0) } ?? "–")
  cells.append(verilator.map { String(format: "%.1f ×", fastest / $0) } ?? "–")
  print("| " + cells.joined(separator: " | ") + " |")
}
