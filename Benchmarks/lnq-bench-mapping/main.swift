// lnq-bench-mapping FILE... [--luts K] [--fast]: maps networks (tables.json) and functions (.truth, one line an output, the
// last row first) into LUTs of K inputs, checks each, and prints a line a file: LUTs, depth, seconds.
import Foundation
import LNQHardware
import LNQMapping
import LNQTables

var files: [String] = []
var options = MappingOptions()
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--luts": options.lutSize = arguments.popFirst().flatMap { Int($0) } ?? 6
  case "--fast": options.isThorough = false
  default: files.append(argument)
  }
}

func seconds(_ start: ContinuousClock.Instant) -> String {
  String(
    format: "%.2f",
    Double((ContinuousClock.now - start).components.attoseconds) / 1e18
      + Double((ContinuousClock.now - start).components.seconds))
}

var total = 0
for file in files {
  let data = try Data(contentsOf: URL(fileURLWithPath: file))
  let start = ContinuousClock.now
  if file.hasSuffix(".truth") {
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map { Array($0.utf8.reversed()) }
    let inputCount = lines[0].count.trailingZeroBitCount
    let function = BitFunction(inputCount: inputCount, outputCount: lines.count) { row in
      lines.enumerated().reduce(UInt64(0)) { $0 | ($1.element[row] == 49 ? 1 << UInt64($1.offset) : 0) }
    }
    let piece = FunctionMapper.piece(function, options)
    total += piece.cost
    print(
      "\(file.split(separator: "/").last ?? "") \(piece.cost) \(piece.method) \(piece.computes(function)) \(seconds(start)) s"
    )
    continue
  }
  let tables = try JSONDecoder().decode(TableNetwork.self, from: data)
  let netlist = try HardwareFlow().netlist(of: tables)
  let circuit = try BitCircuit(mapping: netlist, options)
  let statistics = BitStatistics(circuit)
  let withoutHead = BitStatistics(circuit) { $0.place != .classIndex }
  let mapped = seconds(start)
  let proofStart = ContinuousClock.now
  let proof = try EquivalenceProof(circuit, computes: netlist)
  var counts: [String: Int] = [:]
  for evidence in proof.evidence { counts[String("\(evidence)".prefix { $0 != "(" }), default: 0] += 1 }
  if let (part, difference) = proof.firstDifference { print("WRONG: \(circuit.parts[part].place): \(difference)") }
  print(
    "\(tables.name) \(withoutHead.luts) + argmax \(statistics.luts - withoutHead.luts), by size \(statistics.lutsBySize), pairs \(withoutHead.lutPairs),",
    "depth \(statistics.depth), \(mapped) s;",
    "proof \(counts.sorted { $0.key < $1.key }.map { "\($0.value) by \($0.key)" }.joined(separator: ", ")), \(seconds(proofStart)) s"
  )
}
if total > 0 { print("total \(total)") }
