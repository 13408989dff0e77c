import LNQFixedPoint
import LNQHardware
import LNQTables
import Testing

@Suite("Verilog of mapped circuits")
struct CircuitEmissionTests {
  @Test("names a bit that two codes share by what drives it, so that no code reads itself")
  func sharedBits() throws {
    let bit = try FixedPointFormat(width: 1, fractionBits: 0, isSigned: false)
    let tables = [
      TruthTable(addressWidth: 2, output: bit) { [0, 1, 0, 0][$0] },
      TruthTable(addressWidth: 2, output: bit) { $0 / 3 },
    ]
    func place(_ index: Int) -> Netlist.Place { .neuron(.init(layer: "layer1", index: index)) }
    let netlist = try Netlist(
      name: "shared", inputs: ["a", "b"].map { Signal(name: $0, quantizer: Quantizer(bit)) },
      outputSignals: ["y", "z"].map { Signal(name: $0, quantizer: Quantizer(bit)) }, classNames: [], tables: tables,
      modules: [.init(name: "", origin: ""), .init(name: "layer1", origin: "by hand")],
      cells: (0...1).map {
        .init(
          cell: .lookup(table: $0, inputs: [0, 1]), wire: .init(name: "n\($0)", format: bit, place: place($0)),
          module: 1)
      }, outputs: [3, 4], classOutput: nil, validOutput: 2, latency: 0)
    var builder = BitCircuitBuilder(lutSize: 3, inputCount: 3)
    let and = builder.lut([2, 3], mask: 0b1000)
    let other = builder.lut([and, 2], mask: 0b0110)
    builder.endPart("n0", module: 1, place: place(0), outputs: [.init(other)])
    builder.endPart("n1", module: 1, place: place(1), outputs: [.init(and)])
    let circuit = try builder.circuit(outputs: [other, and, 4])
    let text = try #require(VerilogDesign(emitting: circuit, of: netlist).sources.last).text
    #expect(text.contains("wire w1 = T1[{w0, data_i[0]}];") || text.contains("wire w1 = T1[{data_i[0], w0}];"))
    #expect(text.contains("wire [0:0] layer1_n0 = w1;") && text.contains("wire [0:0] layer1_n1 = w0;"))
    #expect(text.contains("assign data_o = {w0, layer1_n0[0]};"))
  }
}
