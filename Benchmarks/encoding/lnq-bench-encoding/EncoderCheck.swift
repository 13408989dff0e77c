import LNQData
import LNQFixedPoint
import LNQHardware
import LNQMapping
import LNQRandom
import LNQStudies
import LNQTables

/// The mapped circuit of a network that takes raw values, beside the float path of `lnq test`.
///
/// The float path standardises raw values as rows of a data set, encodes the floats, and computes the tables without an encoder.
struct EncoderCheck {
  /// A code of the circuit that depends on one feature alone: a code of the encoder, or a bit of a thermometer.
  struct Code {
    /// Its bits in the circuit; nil where they went into the LUTs that read them.
    var bits: [BitCircuit.Literal]?
    /// The feature that it is made of, and its table over the feature's raw code.
    let feature: Int
    let raw: TruthTable
    /// The input of the network without an encoder that it is, or is made of.
    let input: Int
    /// What makes a bit of that input's code; nil for the code itself.
    let table: TruthTable?
    let format: FixedPointFormat
  }

  /// What was found in some rows.
  struct Findings {
    var rows = 0
    /// Codes and outputs that differ, and the first of them.
    var differences = 0
    var first: String?
  }

  private let plain, raw: TabulatedRun
  private let formats: [FixedPointFormat]
  private var circuit: BitCircuit
  private let evaluator: TableEvaluator
  private(set) var codes: [Code] = []
  /// How many of the codes are wires.
  var visibleCount: Int { codes.count { $0.bits != nil } }

  init(_ run: TabulatedRun, _ formats: [FixedPointFormat]) throws {
    (plain, self.formats) = (run, formats)
    raw = try run.takingRawValues(formats)
    circuit = try BitCircuit(mapping: HardwareFlow().netlist(of: raw.tables))
    evaluator = TableEvaluator(run.tables)
    let (inputs, layers, tables) = (run.tables.inputs, run.tables.layers, run.tables.tables)
    /// Adds the code that a neuron of the network with an encoder gives.
    func add(_ layer: TableLayer, _ index: Int, _ input: Int, _ table: TruthTable?, _ format: FixedPointFormat) {
      let lookup = layer.neurons[index].lookups[0]
      let part = circuit.parts.first { $0.place == .neuron(.init(layer: layer.name, index: index)) }
      codes.append(
        Code(
          bits: part?.code, feature: lookup.inputs[0], raw: raw.tables.tables[lookup.table], input: input, table: table,
          format: format))
    }
    let new = raw.tables.layers.dropLast(layers.count)
    for layer in new {
      for (index, neuron) in layer.neurons.enumerated() {
        if let input = inputs.firstIndex(of: neuron.output) { add(layer, index, input, nil, neuron.output.format) }
      }
    }
    for (layer, rawLayer) in zip(layers, raw.tables.layers.dropFirst(new.count)) {
      for (index, neuron) in layer.neurons.enumerated() where neuron.output.format.width == 1 {
        guard neuron.lookups.count == 1, neuron.lookups[0].inputs.count == 1, neuron.lookups[0].inputs[0] < inputs.count
        else { continue }
        add(rawLayer, index, neuron.lookups[0].inputs[0], tables[neuron.lookups[0].table], neuron.output.format)
      }
    }
  }

  /// The same with one wire inverted that carries a bit of a code: what has to be found.
  func withFault() throws -> EncoderCheck {
    guard let wire = codes.lazy.compactMap(\.bits).joined().map(\.wire).first(where: { $0 >= circuit.firstNodeWire })
    else {
      return self
    }
    var (nodes, check) = (circuit.nodes, self)
    guard case .lut(let inputs, let mask) = nodes[wire - circuit.firstNodeWire] else { return self }
    let rows = inputs.count == 6 ? UInt64.max : 1 << (1 << UInt64(inputs.count)) - 1
    nodes[wire - circuit.firstNodeWire] = .lut(inputs, mask: ~mask & rows)
    check.circuit = try BitCircuit(
      lutSize: circuit.lutSize, inputCount: circuit.inputCount, nodes: nodes, parts: circuit.parts,
      outputs: circuit.outputs)
    return check
  }

  /// The codes of raw values (row-major), as `lnq encode --encoder` makes them.
  func rawCodes(of values: [Double]) throws -> [Int] { try raw.tables.inputEncoder.codes(ofRaw: values) }

  /// The codes of the network's inputs, by the float path.
  private func inputCodes(ofRaw rawCodes: [Int]) throws -> [Int] {
    let checkpoint = plain.run.checkpoint
    let values = rawCodes.enumerated().map { Double($1) * formats[$0 % formats.count].scale }
    let table = RawTable(
      name: "raw values", featureNames: checkpoint.featureNames, classNames: checkpoint.classNames,
      features: FeatureValues(values), labels: [Int32](repeating: 0, count: values.count / formats.count),
      provenance: Provenance(source: "raw values", sha256: "", notice: nil))
    let rows = try table.labelledRows(
      standardizedBy: checkpoint.standardization, featureNames: checkpoint.featureNames,
      classNames: checkpoint.classNames)
    return try plain.tables.inputEncoder.codes(of: rows.features)
  }

  /// Compares rows of raw codes (row-major).
  func compare(_ rawCodes: [Int]) throws -> Findings {
    let (width, inputCount) = (formats.count, plain.tables.inputs.count)
    let inputCodes = try inputCodes(ofRaw: rawCodes)
    let outputs = try evaluator.outputs(for: inputCodes)
    let classes = evaluator.classes(of: outputs)
    let outputFormats = plain.tables.outputs.map { plain.tables.signals[$0].format }
    let classWidth = circuit.outputs.count - 1 - outputFormats.reduce(0) { $0 + $1.width }
    var simulator = BitSimulator(circuit)
    var findings = Findings(rows: rawCodes.count / width)
    for start in stride(from: 0, to: findings.rows, by: 64) {
      let count = min(64, findings.rows - start)
      /// A word for each bit of a code, with a sample in each of its bits.
      func words(_ bits: Int, _ pattern: (Int) -> UInt32) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: bits)
        for sample in 0..<count {
          let pattern = pattern(start + sample)
          for bit in 0..<bits where pattern >> UInt32(bit) & 1 == 1 { words[bit] |= 1 << UInt64(sample) }
        }
        return words
      }
      let mask = count == 64 ? UInt64.max : 1 << UInt64(count) - 1
      func check(_ got: [UInt64], _ wanted: [UInt64], _ what: @autoclosure () -> String) {
        let wrong = zip(got, wanted).reduce(UInt64(0)) { $0 | ($1.0 ^ $1.1) } & mask
        guard wrong != 0 else { return }
        findings.differences += wrong.nonzeroBitCount
        let row = start + wrong.trailingZeroBitCount
        findings.first = findings.first ?? "\(what()), raw codes \(rawCodes[row * width..<(row + 1) * width])"
      }
      simulator.evaluate(
        inputs: formats.indices.flatMap { feature in
          words(formats[feature].width) { formats[feature].bitPattern(of: rawCodes[$0 * width + feature]) }
        } + [.max])
      for code in codes {
        let format = plain.tables.inputs[code.input].format
        let wanted = words(code.format.width) { row in
          let pattern = format.bitPattern(of: inputCodes[row * inputCount + code.input])
          return code.table.map { code.format.bitPattern(of: $0[Int(pattern)]) } ?? pattern
        }
        let inTable = words(code.format.width) { row in
          let raw = formats[code.feature].bitPattern(of: rawCodes[row * width + code.feature])
          return code.format.bitPattern(of: code.raw[Int(raw)])
        }
        check(inTable, wanted, "the table of \(plain.tables.inputs[code.input].name)")
        check(
          code.bits.map { $0.map { $0.isInverted ? ~simulator[$0.wire] : simulator[$0.wire] } } ?? inTable, wanted,
          "the code of \(plain.tables.inputs[code.input].name)")
      }
      var place = 0
      for (output, format) in outputFormats.enumerated() {
        check(
          circuit.outputs[place..<place + format.width].map { simulator[$0] },
          words(format.width) { format.bitPattern(of: outputs[$0 * outputFormats.count + output]) }, "output \(output)")
        place += format.width
      }
      if classWidth > 0 {
        check(
          circuit.outputs[place..<place + classWidth].map { simulator[$0] }, words(classWidth) { UInt32(classes[$0]) },
          "the class")
      }
    }
    return findings
  }

  /// Every raw code of each feature, in another order for each.
  func allRows() -> [Int] {
    let count = 1 << (formats.map(\.width).max() ?? 0)
    return (0..<count).flatMap { row in
      formats.enumerated().map { feature, format in
        format.codes.lowerBound + (row &* (2 &* feature &+ 1) &+ 977 &* feature) & (1 << format.width - 1)
      }
    }
  }

  /// How many thresholds the inputs have, and rows with the raw code at each, the one below and the one above.
  func rowsNearThresholds() throws -> (count: Int, rows: [Int]) {
    let size = 1 << (formats.map(\.width).max() ?? 0)
    // Codes in ascending order; where a format has fewer, the last one again.
    let ascending = (0..<size).flatMap { row in
      formats.map { min($0.codes.upperBound, $0.codes.lowerBound + row) }
    }
    let codes = try inputCodes(ofRaw: ascending)
    let inputCount = plain.tables.inputs.count
    var near = [[Int]](repeating: [], count: formats.count)
    var count = 0
    for (input, encoding) in plain.tables.encodings.enumerated() {
      let format = formats[encoding.feature]
      for row in 1..<(1 << format.width) where codes[row * inputCount + input] != codes[(row - 1) * inputCount + input]
      {
        count += 1
        near[encoding.feature] += (row - 1...row + 1).map { format.saturate(format.codes.lowerBound + $0) }
      }
    }
    let rows = near.map(\.count).max() ?? 0
    return (
      count,
      (0..<rows).flatMap { row in
        near.enumerated().map { $1.isEmpty ? formats[$0].codes.lowerBound : $1[row % $1.count] }
      }
    )
  }

  /// Random raw values: near the mean, within four deviations of it, or anywhere in the format and a little beyond.
  func randomValues(rows: Int, _ random: inout SplitMix64) -> [Double] {
    let standardization = plain.run.checkpoint.standardization
    return (0..<rows).flatMap { row in
      formats.enumerated().map { feature, format in
        let (mean, deviation) = (standardization.mean[feature], standardization.scale[feature])
        let (low, high) = (Double(format.minimumCode - 9) * format.scale, Double(format.maximumCode + 9) * format.scale)
        switch row % 3 {
        case 0: return mean + deviation * Double.random(in: -1...1, using: &random)
        case 1: return mean + deviation * Double.random(in: -4...4, using: &random)
        default: return Double.random(in: low...high, using: &random)
        }
      }
    }
  }
}
