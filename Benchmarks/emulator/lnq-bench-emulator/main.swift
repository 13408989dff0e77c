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

for file in files {
  let tables = try JSONDecoder().decode(TableNetwork.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
  // Codes of a byte, with a sign where one of the inputs has it.
  let isSigned = tables.inputs.contains { $0.format.codes.lowerBound < 0 }
  let lines =
    isSigned
    ? try Rates.lines(of: tables, as: Int8.self, showsGrowth: showsGrowth, verilator: verilator)
    : try Rates.lines(of: tables, as: UInt8.self, showsGrowth: showsGrowth, verilator: verilator)
  for line in lines { print(line) }
}
