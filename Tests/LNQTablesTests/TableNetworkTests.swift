import Foundation
import LNQFixedPoint
import LNQTables
import LNQTestSupport
import Testing

@Suite("TableNetwork")
struct TableNetworkTests {
  let u2: FixedPointFormat
  let s3: FixedPointFormat

  init() throws {
    u2 = try FixedPointFormat(width: 2, fractionBits: 0, isSigned: false)
    s3 = try FixedPointFormat(width: 3, fractionBits: 0, isSigned: true)
  }

  /// Two inputs of 2 bits; one neuron a − b, one neuron (2a + b + 1) >> 1 from two parts.
  func example(
    firstInputs: [Int] = [0, 1], table: Int = 0, requantization: Requantization? = nil, outputs: [Int] = [2, 3],
    classNames: [String] = ["minus", "plus"]
  ) throws -> TableNetwork {
    let difference = TruthTable(addressWidth: 4, output: s3) { [s3] row in s3.saturate((row & 3) - (row >> 2)) }
    let u3 = try FixedPointFormat(width: 3, fractionBits: 0, isSigned: false)
    let double = TruthTable(addressWidth: 2, output: u3) { 2 * $0 }
    let same = TruthTable(addressWidth: 2, output: u3) { $0 }
    return try TableNetwork(
      name: "example", inputs: ["a", "b"].map { Signal(name: $0, quantizer: Quantizer(u2)) },
      tables: [difference, double, same],
      layers: [
        TableLayer(
          name: "layer1", origin: "by hand",
          neurons: [
            Neuron(
              lookups: [Lookup(table: table, inputs: firstInputs)], requantization: requantization,
              output: Signal(name: "minus", quantizer: Quantizer(s3))),
            Neuron(
              lookups: [Lookup(table: 1, inputs: [0]), Lookup(table: 2, inputs: [1])],
              requantization: try Requantization(shift: 1, output: s3),
              output: Signal(name: "plus", quantizer: Quantizer(s3))),
          ])
      ], outputs: outputs, classNames: classNames)
  }

  @Test("computes what its tables say, for every input")
  func everyInput() throws {
    let network = try example()
    for a in 0...3 {
      for b in 0...3 {
        let codes = try network.signalCodes(for: [a, b])
        #expect(codes == [a, b, a - b, min(3, (2 * a + b + 1) >> 1)])
      }
    }
  }

  @Test("puts the first input into the lowest address bits: permuting inputs permutes rows")
  func addressOrder() throws {
    let (straight, swapped) = (try example(), try example(firstInputs: [1, 0]))
    for a in 0...3 {
      for b in 0...3 {
        #expect(try straight.signalCodes(for: [a, b])[2] == swapped.signalCodes(for: [b, a])[2])
      }
    }
  }

  @Test(
    "takes the lowest index among equal classes", arguments: [[3, 3, 1], [0, 0, 0], [-4, -1, -1], [1, 2, 3], [7]])
  func argmax(codes: [Int]) {
    #expect(TableNetwork.argmax(codes) == codes.firstIndex(of: codes.max() ?? 0))
  }

  @Test("evaluates many samples as it evaluates one", arguments: TableNetworkGenerator.Neurons.allCases, 1...20)
  func evaluator(neurons: TableNetworkGenerator.Neurons, seed: UInt64) throws {
    var generator = TableNetworkGenerator(seed: seed)
    let network = try generator.network(neurons)
    let inputs = generator.inputCodes(for: network, count: 300)
    let evaluator = TableEvaluator(network)
    let outputs = try evaluator.outputs(for: inputs)
    let width = network.inputs.count
    var expected: [Int] = []
    for sample in 0..<inputs.count / width {
      let codes = try network.signalCodes(for: Array(inputs[sample * width..<(sample + 1) * width]))
      expected += network.outputs.map { codes[$0] }
    }
    #expect(outputs == expected)
    let count = network.outputs.count
    #expect(
      evaluator.classes(of: outputs)
        == stride(from: 0, to: outputs.count, by: count).map { TableNetwork.argmax(outputs[$0..<$0 + count]) })
  }

  @Test("evaluates 32-bit unsigned codes")
  func wideCodes() throws {
    let u32 = try FixedPointFormat(width: 32, fractionBits: 0, isSigned: false)
    let network = try TableNetwork(
      name: "wide", inputs: [Signal(name: "a", quantizer: Quantizer(u2))],
      tables: [TruthTable(addressWidth: 2, output: u32) { u32.maximumCode - $0 }],
      layers: [
        TableLayer(
          name: "layer1", origin: "by hand",
          neurons: [
            Neuron(
              lookups: [Lookup(table: 0, inputs: [0])], requantization: nil,
              output: Signal(name: "y", quantizer: Quantizer(u32)))
          ])
      ], outputs: [1], classNames: [])
    #expect(try TableEvaluator(network).outputs(for: [0, 3]) == [4_294_967_295, 4_294_967_292])
  }

  @Test("returns from JSON as it was", arguments: TableNetworkGenerator.Neurons.allCases)
  func json(neurons: TableNetworkGenerator.Neurons) throws {
    var generator = TableNetworkGenerator(seed: 5)
    let network = try generator.network(neurons)
    let data = try JSONEncoder().encode(network)
    #expect(try JSONDecoder().decode(TableNetwork.self, from: data) == network)
    let newer = String(decoding: data, as: UTF8.self).replacing(#""version":2"#, with: #""version":3"#)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(TableNetwork.self, from: Data(newer.utf8)) }
    // Version 1 knew no encodings.
    var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    object["encodings"] = nil
    object["version"] = 1
    let older = try JSONSerialization.data(withJSONObject: object)
    #expect(try JSONDecoder().decode(TableNetwork.self, from: older) == network)
  }

  @Test("refuses parts that do not fit, and says where")
  func invariants() throws {
    func problem(_ make: () throws -> TableNetwork) -> String? {
      #expect(throws: TableError.self) { _ = try make() }?.description
    }
    #expect(
      problem { try example(firstInputs: [0]) }
        == "neuron 0 of layer1: inputs of 2 bits address table 0, which takes 4")
    #expect(problem { try example(table: 9) } == "neuron 0 of layer1: table 9 does not exist")
    #expect(
      problem { try example(firstInputs: [0, 2]) }
        == "neuron 0 of layer1: input signal 2 is not among the 2 that its layer can read")
    #expect(
      problem { try example(firstInputs: [0], table: 1) }
        == "neuron 0 of layer1: a table of u3.0 codes for an output of s3.0")
    #expect(
      problem { try example(requantization: try Requantization(shift: 0, output: u2)) }
        == "neuron 0 of layer1: it requantizes to u2.0 for an output of s3.0")
    #expect(problem { try example(outputs: [2, 4]) } == "output signal 4 does not exist; there are 4")
    #expect(problem { try example(outputs: []) } == "a table network has at least one output")
    #expect(problem { try example(classNames: ["one"]) } == "1 class names for 2 outputs")
    #expect(
      problem { try example(outputs: [0, 2]) }
        == "outputs in the formats u2.0 and s3.0: a class is chosen among codes of one format")
  }

  @Test("refuses input codes that do not fit")
  func inputCodes() throws {
    let network = try example()
    #expect(throws: TableError.inputCodes("code 4 for input b, whose format u2.0 has the codes 0 to 3")) {
      try network.signalCodes(for: [0, 4])
    }
    #expect(throws: TableError.inputCodes("3 codes for example, which has 2 inputs")) {
      try TableEvaluator(network).outputs(for: [0, 1, 2])
    }
  }

  @Test("knows which signals reach an output")
  func liveness() throws {
    #expect(try example().liveSignals == [true, true, true, true])
    #expect(
      try example(
        firstInputs: [0], table: 1, requantization: Requantization(shift: 0, output: s3), outputs: [2], classNames: []
      ).liveSignals == [true, false, true, false])
  }

  @Test("counts its lookups and rows")
  func statistics() throws {
    #expect(try example().lookupCount == 3)
    #expect(try example().rowCount == 16 + 4 + 4)
  }
}
