import LNQFixedPoint
import LNQTables

/// A table network small enough to be checked with paper and pencil; the golden Verilog is made from it.
public enum HandBuiltNetwork {
  /// Inputs a (u2.0) and b (s3.1). Layer 1 has one table and one neuron assembled from two parts, layer 2 two tables.
  ///
  /// - n0 = a + 1, 2 bits, wrapping (a table that layer 2 uses again)
  /// - n1 = max(0, (4·a + 3·b + 2) >> 2) in u3.0
  /// - first = n1 − n0, second = n0 − n1, in s4.0
  public static func network() throws -> TableNetwork {
    let u2 = try FixedPointFormat(width: 2, fractionBits: 0, isSigned: false)
    let u3 = try FixedPointFormat(width: 3, fractionBits: 0, isSigned: false)
    let s3 = try FixedPointFormat(width: 3, fractionBits: 1, isSigned: true)
    let s4 = try FixedPointFormat(width: 4, fractionBits: 0, isSigned: true)
    let u4 = try FixedPointFormat(width: 4, fractionBits: 2, isSigned: false)
    let s5 = try FixedPointFormat(width: 5, fractionBits: 2, isSigned: true)
    var pool = TablePool()
    let increment = pool.index(of: TruthTable(addressWidth: 2, output: u2) { ($0 + 1) & 3 })
    let fourTimes = pool.index(of: TruthTable(addressWidth: 2, output: u4) { 4 * $0 })
    let threeTimes = pool.index(of: TruthTable(addressWidth: 3, output: s5) { 3 * s3.code(ofBitPattern: UInt32($0)) })
    let difference = pool.index(of: TruthTable(addressWidth: 5, output: s4) { ($0 >> 2) - ($0 & 3) })
    let reverse = pool.index(of: TruthTable(addressWidth: 5, output: s4) { ($0 & 3) - ($0 >> 2) })
    func neuron(_ name: String, _ format: FixedPointFormat, _ table: Int, _ inputs: [Int]) -> Neuron {
      Neuron(
        lookups: [Lookup(table: table, inputs: inputs)], requantization: nil,
        output: Signal(name: name, quantizer: Quantizer(format)))
    }
    return try TableNetwork(
      name: "hand-built",
      inputs: [Signal(name: "a", quantizer: Quantizer(u2)), Signal(name: "b", quantizer: Quantizer(s3))],
      tables: pool.tables,
      layers: [
        TableLayer(
          name: "layer1", origin: "by hand",
          neurons: [
            neuron("layer1.0", u2, increment, [0]),
            Neuron(
              lookups: [Lookup(table: fourTimes, inputs: [0]), Lookup(table: threeTimes, inputs: [1])],
              requantization: try Requantization(shift: 2, output: u3),
              output: Signal(name: "layer1.1", quantizer: Quantizer(u3))),
          ]),
        TableLayer(
          name: "layer2", origin: "by hand",
          neurons: [neuron("first", s4, difference, [2, 3]), neuron("second", s4, reverse, [2, 3])]),
      ], outputs: [4, 5], classNames: ["first", "second"])
  }
}
