import Foundation
import LNQEmulator
import LNQFixedPoint
import LNQRandom
import LNQTables

/// Samples a second of one network.
enum Rates {
  private static func text(_ seconds: Double, _ count: Int) -> String {
    String(format: "%.1f M", Double(count) / seconds / 1e6)
  }

  /// A line of the table, or with `showsGrowth` one for each number of samples.
  ///
  /// - Parameter verilator: its million samples a second, from elsewhere.
  static func lines<Code: RowNumber & FixedWidthInteger>(
    of tables: TableNetwork, as code: Code.Type, showsGrowth: Bool, verilator: Double?
  ) throws -> [String] {
    var random = SplitMix64(seed: 1)
    // Rows that stay in the second cache, so that the network is measured and not the memory.
    let width = tables.inputs.count
    let count = showsGrowth ? 1 << 20 : max(8_192, (1 << 18) / width / 4_096 * 4_096)
    let codes = (0..<count).flatMap { _ in
      tables.inputs.map { Code(truncatingIfNeeded: Int.random(in: $0.format.codes, using: &random)) }
    }
    let best = try CompiledNetwork(tables)
    let alone = CompiledNetwork.Options(threads: 1)
    if showsGrowth {
      return try stride(from: 10, through: 20, by: 1).map { power in
        let time = try seconds(best, codes[..<(width << power)], width: width, alone)
        return "\(tables.name) \(1 << power) \(String(format: "%.7f", time))"
      }
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
      cells.append(text(time, count))
    }
    // So many rows that the start of a thread is nothing beside them: they come from the third cache or from memory, for one core as for
    // all.
    let copies = max(16, (1 << 20) / count)
    let many = Array(repeatElement(codes, count: copies).joined())
    let together = try seconds(best, many[...], width: width, CompiledNetwork.Options())
    let ratio = try seconds(best, many[...], width: width, alone) / together
    cells.append(text(together, copies * count) + String(format: ", %.2f ×", ratio))
    let features = (0..<count * best.featureCount).map { _ in Float(random.normal()) }
    cells.append(text(try seconds(best, features[...], width: best.featureCount, alone), count))
    cells.append(verilator.map { String(format: "%.2f M", $0) } ?? "–")
    cells.append(verilator.map { String(format: "%.1f ×", fastest / $0) } ?? "–")
    return ["| " + cells.joined(separator: " | ") + " |"]
  }
}
