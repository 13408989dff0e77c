import Foundation
import LNQFixedPoint
import LNQTables
import LNQTestSupport
import Testing

/// The page is the specification of `tables.json`: its example is read and computed.
@Suite("docs/tables-json.md")
struct TablesDocumentTests {
  private func example() throws -> TableNetwork {
    let page = try String(contentsOf: Repository.root.appending(path: "docs/tables-json.md"), encoding: .utf8)
    let start = try #require(page.range(of: "```json\n"))
    let end = try #require(page.range(of: "\n```", range: start.upperBound..<page.endIndex))
    return try JSONDecoder().decode(TableNetwork.self, from: Data(page[start.upperBound..<end.lowerBound].utf8))
  }

  @Test("has the hand-built network as its example")
  func network() throws {
    let (example, built) = (try example(), try HandBuiltNetwork.network())
    #expect(example.tables == built.tables && example.layers.map(\.neurons) == built.layers.map(\.neurons))
    #expect(example.inputs.map(\.format) == built.inputs.map(\.format) && example.takesRawValues)
    // What is written is read.
    #expect(try JSONDecoder().decode(TableNetwork.self, from: JSONEncoder().encode(example)) == example)
  }

  @Test("computes its rows")
  func rows() throws {
    let network = try example()
    let rows = try #require(MarkdownTable("tables-json", in: "tables-json.md")).rows
    #expect(rows.count == 5)
    for row in rows {
      let raw = try row.prefix(2).map { try #require(Double($0)) }
      let codes = try network.inputEncoder.codes(ofRaw: raw)
      let signals = try network.signalCodes(for: codes)
      #expect(signals.map(String.init) == Array(row[2..<8]), "\(row)")
      #expect("\(TableNetwork.argmax(network.outputs.map { signals[$0] }))" == row[8])
      var (word, lsb) = (UInt32(0), 0)
      for (input, code) in zip(network.inputs, codes) {
        word |= input.format.bitPattern(of: code) << UInt32(lsb)
        lsb += input.format.width
      }
      #expect(UInt32(row[9], radix: 16) == word)
      // Raw values, then standardised ones, give the same codes.
      let features = zip(raw, network.encodings).compactMap { $1.standardization?($0) }
      #expect(try network.inputEncoder.codes(of: features) == codes)
    }
  }
}

@Suite("Encoders of raw values")
struct RawValueTests {
  /// Random networks, with and without bits of one input, their scales random too.
  private func network(_ seed: UInt64) throws -> TableNetwork {
    let network = try HandBuiltNetwork.network()
    let scale = [1.7, -0.4, 0.3, 2.5][Int(seed % 4)]
    return try TableNetwork(
      name: "raw",
      encodings: [
        FeatureEncoding(
          feature: 1, scale: scale, offset: 0.3 * Double(seed),
          standardization: FeatureStandardization(mean: 3.3, deviation: 7.1)),
        FeatureEncoding(feature: 0, standardization: FeatureStandardization(mean: -0.01, deviation: 0.37)),
      ], inputs: network.inputs, tables: network.tables, layers: network.layers, outputs: network.outputs,
      classNames: network.classNames)
  }

  @Test("give the codes of the float path for every raw code", arguments: 0..<4 as Range<UInt64>)
  func everyCode(seed: UInt64) throws {
    let network = try network(seed)
    let formats = try ["s12.5", "u10.3"].map { try #require(FixedPointFormat($0)) }
    let raw = try network.takingRawValues(formats, encoderName: "encoder")
    #expect(raw.inputs.map(\.name) == ["b", "a"] && raw.layers[0].name == "encoder" && raw.layers.count == 3)
    let (first, second) = (formats[0], formats[1])
    for code in stride(from: first.minimumCode, through: first.maximumCode, by: 1) {
      let other = (code &* 37) & second.maximumCode
      let values = [Double(code) * first.scale, Double(other) * second.scale]
      let wanted = try network.signalCodes(for: network.inputEncoder.codes(ofRaw: values))
      // The raw values themselves are codes, and the encoder has the network's inputs as its neurons.
      #expect(try raw.inputEncoder.codes(ofRaw: values) == [code, other])
      #expect(try Array(raw.signalCodes(for: [code, other]).dropFirst(2)) == wanted)
    }
  }

  @Test("make a bit of one input of the raw value itself, and share equal inputs")
  func bits() throws {
    let (u1, u8) = (try #require(FixedPointFormat("u1.0")), try #require(FixedPointFormat("u8.0")))
    var pool = TablePool()
    let limits = [20, 130].map { limit in pool.index(of: TruthTable(addressWidth: 8, output: u1) { $0 > limit ? 1 : 0 })
    }
    let both = pool.index(of: TruthTable(addressWidth: 16, output: u8) { max($0 & 255, $0 >> 8) })
    func neuron(_ table: Int, _ inputs: [Int], _ format: FixedPointFormat) -> Neuron {
      Neuron(
        lookups: [Lookup(table: table, inputs: inputs)], requantization: nil,
        output: Signal(name: "n", quantizer: Quantizer(format)))
    }
    func made(of last: [Neuron]) throws -> TableNetwork {
      try TableNetwork(
        name: "bits",
        encodings: (0..<3).map {
          FeatureEncoding(
            feature: min($0, 1), scale: 40, offset: 100, standardization: FeatureStandardization(mean: 1, deviation: 2))
        }, inputs: ["x", "y", "y (2)"].map { Signal(name: $0, quantizer: Quantizer(u8)) }, tables: pool.tables,
        layers: [
          TableLayer(name: "encoder", origin: "", neurons: limits.map { neuron($0, [0], u1) }),
          TableLayer(name: "layer2", origin: "", neurons: last),
        ], outputs: last.indices.map { 5 + $0 }, classNames: [])
    }
    let format = try #require(FixedPointFormat("s12.6"))
    // All that reads an input is a bit: no code is made.
    let bits = pool.index(of: TruthTable(addressWidth: 2, output: u1) { $0 & $0 >> 1 })
    let thermometer = try made(of: [neuron(bits, [3, 4], u1)]).takingRawValues(
      [format, format], encoderName: "encoder")
    #expect(thermometer.layers.count == 2 && thermometer.layers[0].neurons.map(\.lookups[0].inputs) == [[0], [0]])
    #expect(thermometer.tables[thermometer.layers[0].neurons[0].lookups[0].table].addressWidth == 12)
    // Two inputs of one feature with the same codes are one.
    let shared = try made(of: [neuron(both, [1, 2], u8)]).takingRawValues([format, format], encoderName: "encoder")
    #expect(shared.layers[0].name == "encoder_of_raw_values" && shared.layers[0].neurons.count == 1)
    #expect(shared.layers[2].neurons[0].lookups[0].inputs == [2, 2])
    for code in stride(from: format.minimumCode, through: format.maximumCode, by: 3) {
      let raw = Double(code) * format.scale
      let plain = try made(of: [neuron(both, [1, 2], u8)])
      let wanted = try plain.signalCodes(for: plain.inputEncoder.codes(ofRaw: [raw, -raw])).last
      #expect(try shared.signalCodes(for: shared.inputEncoder.codes(ofRaw: [raw, -raw])).last == wanted)
    }
  }
}
