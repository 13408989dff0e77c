// lnq-bench-emulator FILE... [--threads N]: samples a second of compiled networks (tables.json), one line a network: seconds to compile, slots,
// then for each instruction set from encoded inputs (classes out), and from features for the best.
import Foundation
import LNQEmulator
import LNQFixedPoint
import LNQRandom
import LNQTables

var files: [String] = []
var threads = 1
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  if argument == "--threads" { threads = arguments.popFirst().flatMap { Int($0) } ?? 1 } else { files.append(argument) }
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  let (whole, rest) = (ContinuousClock.now - start).components
  return Double(whole) + Double(rest) / 1e18
}

/// The least of several times for rows whose number is doubled until it takes a tenth of a second.
func rate<Number: RowNumber>(
  _ network: CompiledNetwork, _ rows: [Number], width: Int, _ options: CompiledNetwork.Options
) throws -> Double {
  var classes = [Int32](repeating: 0, count: rows.count / width)
  var best = Double.infinity
  let passes = 5
  try rows.withUnsafeBufferPointer { rows in
    try classes.withUnsafeMutableBufferPointer { classes in
      for _ in 0..<passes {
        var repeats = 0
        let time = try seconds {
          let start = ContinuousClock.now
          repeat {
            try network.run(rows, codes: UnsafeMutableBufferPointer(start: nil, count: 0), classes: classes, options)
            repeats += 1
          } while ContinuousClock.now - start < .milliseconds(100)
        }
        best = min(best, time / Double(repeats))
      }
    }
  }
  return Double(rows.count / width) / best
}

func text(_ rate: Double) -> String { String(format: "%.1f M", rate / 1e6) }

for file in files {
  let tables = try JSONDecoder().decode(TableNetwork.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
  var line = tables.name
  var random = SplitMix64(seed: 1)
  let count = min(1 << 17, (1 << 24) / tables.inputs.count)
  let codes = (0..<count).flatMap { _ in
    tables.inputs.map { Int8(truncatingIfNeeded: Int.random(in: $0.format.codes, using: &random)) }
  }
  for instructions in Instructions.available {
    var compiled: CompiledNetwork?
    let time = try seconds { compiled = try CompiledNetwork(tables, for: instructions) }
    guard let compiled else { continue }
    let options = CompiledNetwork.Options(threads: threads, instructions: instructions)
    line +=
      " | \(instructions.rawValue) \(String(format: "%.2f", time)) s, \(text(try rate(compiled, codes, width: compiled.inputCount, options)))"
    if instructions == .best {
      let features = (0..<count * compiled.featureCount).map { _ in Float(random.normal()) }
      line += ", features \(text(try rate(compiled, features, width: compiled.featureCount, options)))"
      let codeResults = try compiled.results(of: Array(codes.prefix(1000 * compiled.inputCount)), options).codes
      let wanted = try TableEvaluator(tables).outputs(for: codes.prefix(1000 * compiled.inputCount).map { Int($0) })
      line += codeResults.map { Int($0) } == wanted ? " equal" : " DIFFERENT"
    }
  }
  print(line)
}
