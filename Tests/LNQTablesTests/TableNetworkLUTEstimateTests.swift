import LNQFixedPoint
import LNQTables
import Testing

@Suite("LUT estimate")
struct LUTEstimateTests {
  @Test(
    "a table's LUTs follow the formula of the LogicNets paper",
    arguments: [
      (address: 0, output: 5, luts: 0), (1, 2, 2), (5, 3, 3), (6, 1, 1), (6, 2, 2), (7, 1, 3), (8, 1, 5), (9, 1, 11),
      (10, 1, 21), (12, 3, 255), (12, 2, 170), (15, 1, 683), (20, 1, 21845),
    ])
  func formula(_ row: (address: Int, output: Int, luts: Int)) {
    #expect(TruthTable.lutEstimate(addressWidth: row.address, outputWidth: row.output) == row.luts)
  }

  @Test("165 neurons of jsc-s and of jsc-m have the published 330 and 42,075 LUTs")
  func published() {
    #expect(165 * TruthTable.lutEstimate(addressWidth: 6, outputWidth: 2) == 330)
    #expect(165 * TruthTable.lutEstimate(addressWidth: 12, outputWidth: 3) == 42_075)
  }

  /// One 2-bit input; a dead neuron, then an output that adds three 3-bit tables of it.
  func network(signed: Bool) throws -> TableNetwork {
    let input = Signal(
      name: "a", quantizer: Quantizer(try FixedPointFormat(width: 2, fractionBits: 0, isSigned: false)))
    let three = try FixedPointFormat(width: 3, fractionBits: 0, isSigned: signed)
    let table = TruthTable(addressWidth: 2, output: three) { $0 }
    let lookup = Lookup(table: 0, inputs: [0])
    return try TableNetwork(
      name: "sums", inputs: [input], tables: [table],
      layers: [
        TableLayer(
          name: "layer1", origin: "by hand",
          neurons: [
            Neuron(lookups: [lookup], requantization: nil, output: Signal(name: "dead", quantizer: Quantizer(three))),
            Neuron(
              lookups: [lookup, lookup, lookup], requantization: try Requantization(shift: 1, output: three),
              output: Signal(name: "sum", quantizer: Quantizer(three))),
          ])
      ], outputs: [2], classNames: [])
  }

  @Test("dead neurons do not count, and adders have the width of the exact sum")
  func liveAndAdders() throws {
    // 3 · 7 = 21 needs 5 bits; −12 … 9 needs 5 bits with the sign.
    #expect(try network(signed: false).lutEstimate == TableNetwork.LUTEstimate(lookups: 9, adderBits: 10))
    #expect(try network(signed: true).lutEstimate == TableNetwork.LUTEstimate(lookups: 9, adderBits: 10))
  }
}
