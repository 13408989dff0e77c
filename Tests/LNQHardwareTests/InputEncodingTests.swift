import Foundation
import LNQFixedPoint
import LNQHardware
import LNQTables
import LNQTestSupport
import Testing

@Suite("What becomes an input code, in the documents beside the Verilog")
struct InputEncodingTests {
  private func interface(_ encodings: [FeatureEncoding]?) throws -> (
    design: VerilogDesign, interface: HardwareInterface
  ) {
    let plain = try HandBuiltNetwork.network()
    let network = try TableNetwork(
      name: plain.name, encodings: encodings, inputs: plain.inputs, tables: plain.tables, layers: plain.layers,
      outputs: plain.outputs, classNames: plain.classNames)
    // Registers change nothing about the inputs.
    let design = VerilogDesign(emitting: try Netlist(lowering: network).pipelined(every: 1))
    return (design, design.interface)
  }

  @Test("is in the comment, in the JSON and in the C header where it is not the feature itself")
  func documents() throws {
    let encoding = FeatureEncoding(feature: 0, scale: 1.5, offset: -0.25)
    let (design, interface) = try interface([FeatureEncoding(feature: 0), encoding])
    #expect(interface.inputs.map(\.encoding) == [nil, encoding])
    #expect(try JSONDecoder().decode(HardwareInterface.self, from: Data(interface.json.utf8)) == interface)
    #expect(
      interface.cHeader.contains(
        "#define HAND_BUILT_IN_1_FEATURE 0\n#define HAND_BUILT_IN_1_FACTOR 1.5\n#define HAND_BUILT_IN_1_OFFSET -0.25\n")
    )
    #expect(!interface.cHeader.contains("IN_0_FACTOR"))
    let top = try #require(design.sources.first { $0.name == "hand_built.v" })
    #expect(top.text.contains("//   input 1: x0 * 1.5 + -0.25  (b)\n"))
  }

  @Test("is not mentioned where features are quantized as they are")
  func plain() throws {
    let (_, interface) = try interface(nil)
    #expect(!interface.json.contains("encoding") && !interface.cHeader.contains("FACTOR"))
  }

  @Test("is checked: each input has one, finite, and every feature an input")
  func invariants() throws {
    func sentence(_ encodings: [FeatureEncoding]) -> String? {
      #expect(throws: TableError.self) { try interface(encodings) }?.description
    }
    #expect(sentence([FeatureEncoding(feature: 0)]) == "1 input encodings for 2 inputs")
    #expect(
      sentence([FeatureEncoding(feature: 0), FeatureEncoding(feature: 1, scale: .infinity)])
        == "the encoding of input b is not finite: inf, 0.0")
    #expect(
      sentence([FeatureEncoding(feature: 1), FeatureEncoding(feature: 1)])
        == "a feature below the last one has no input")
    #expect(
      sentence([FeatureEncoding(feature: 0), FeatureEncoding(feature: 2)])
        == "input b is made of feature 2, and every feature has an input")
  }
}
