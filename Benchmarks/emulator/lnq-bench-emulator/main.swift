// lnq-bench-emulator TABLES.json [--verilator M] [--growth]: samples a second of a compiled network, a line of a table: seconds to compile; for
// each instruction set from encoded rows on one core, in processor time; on all cores, in real time, of more rows, and how many times
// as fast as one core with the same rows; from features; Verilator's
// million samples a second and how many times as fast the first is. With --growth instead a line for each number of samples: seconds.
//
// lnq-bench-emulator --layers: for random networks of so many neurons, seconds for 65,536 samples.
// lnq-bench-emulator --costs: what operations cost on this processor, and the lines of CostTable that fit.
// lnq-bench-emulator --check RUN...: compares codes and classes of every test row with the reference interpreter, from codes and from
// features, with every instruction set; the exit code is 1 when one differs, 2 when a file cannot be read.
import Foundation
import LNQEmulator
import LNQTables

/// What a user can do wrong.
struct BenchError: Error, CustomStringConvertible {
  let description: String
}

/// Does what the arguments say; whether all that was compared is equal.
func run(_ arguments: [String]) throws -> Bool {
  var files: [String] = []
  var (verilator, showsGrowth): (Double?, Bool) = (nil, false)
  var rest = arguments[...]
  while let argument = rest.popFirst() {
    switch argument {
    case "--verilator": verilator = rest.popFirst().flatMap { Double($0) }
    case "--growth": showsGrowth = true
    case "--costs":
      for instructions in Instructions.available {
        for line in try CostMeasurement.report(instructions) { print(line) }
      }
      return true
    case "--layers":
      for line in try CostMeasurement.growth() { print(line) }
      return true
    case "--check": return try rest.allSatisfy { try ReferenceCheck.agrees($0) }
    case let option where option.hasPrefix("-"):
      throw BenchError(
        description: "\(option): there is no such option; the beginning of main.swift says what there is")
    default: files.append(argument)
    }
  }
  guard !files.isEmpty else {
    throw BenchError(
      description: "give the hardware/tables.json of a quantized run, --check RUN..., --layers or --costs")
  }
  for file in files {
    let tables = try TableFile.tables(file)
    // Codes of a byte, with a sign where one of the inputs has it.
    let isSigned = tables.inputs.contains { $0.format.codes.lowerBound < 0 }
    let lines =
      isSigned
      ? try Rates.lines(of: tables, as: Int8.self, showsGrowth: showsGrowth, verilator: verilator)
      : try Rates.lines(of: tables, as: UInt8.self, showsGrowth: showsGrowth, verilator: verilator)
    for line in lines { print(line) }
  }
  return true
}

/// Tables in a file.
enum TableFile {
  static func tables(_ path: String) throws -> TableNetwork {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BenchError(description: "\(path) cannot be read: give the hardware/tables.json of a quantized run")
    }
    do {
      return try JSONDecoder().decode(TableNetwork.self, from: data)
    } catch {
      throw BenchError(
        description: "\(path) holds no tables: give the hardware/tables.json of a quantized run (\(error))")
    }
  }
}

do {
  exit(try run(Array(CommandLine.arguments.dropFirst())) ? 0 : 1)
} catch {
  FileHandle.standardError.write(Data("lnq-bench-emulator: \(error)\n".utf8))
  exit(2)
}
