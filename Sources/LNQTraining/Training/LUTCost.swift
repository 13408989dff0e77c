/// A differentiable estimate of the LUTs that a network becomes, by the widths of its codes: what `Recipe(cost='luts')` adds to the loss.
///
/// A table of a address bits and o output bits counts as o · L(a), where L is `TableCost.perOutputBit` between whole numbers of bits joined by
/// straight lines; so widths that are learned have a gradient. Widths that are fixed count as they are. Weights, and so what the
/// mapper finds in a table, are left out: `Benchmarks/lut_cost.py` compares with mapped circuits.
struct LUTCost: Sendable, Equatable {
  /// How wide a code is: always the same, or a parameter with that index.
  enum Width: Sendable, Equatable {
    case fixed(Double)
    case learned(Int)
  }

  /// Tables with the same outputs: one, or one for each part of a sum.
  struct Table: Sendable, Equatable {
    /// The widths of the address.
    var inputs: [Width]
    /// The width of the output, and how many bits a part of a sum has more.
    var output: Width
    var extraBits = 0.0
    /// Whether it is added to others.
    var isAdded = false
  }

  /// In the order of layers and neurons.
  private(set) var tables: [Table] = []

  init(_ network: Network) {
    var walk = Walk(network)
    walk.pass(network.places, of: network)
    walk.end(.fixed(Walk.unquantizedBits))
    tables = walk.tables
  }

  /// Whether a width has an influence.
  var hasLearnedWidths: Bool {
    tables.contains { table in
      (table.inputs + [table.output]).contains { if case .learned = $0 { true } else { false } }
    }
  }

  /// The estimate, in LUTs of six inputs.
  func value(_ parameters: (Int) -> Float) -> Double {
    tables.reduce(0) { sum, table in
      let address = table.inputs.reduce(0) { $0 + $1.bits(parameters) }
      let bits = table.output.bits(parameters)
      return sum + table.outputBits(bits) * table.lutsPerBit(address).value
    }
  }

  /// Adds `weight` times the derivative with respect to each width.
  func addGradient(times weight: Double, parameters: ScalarBuffer<Float>, to gradients: ScalarBuffer<Float>) {
    func add(_ derivative: Double, to width: Width) {
      guard case .learned(let place) = width else { return }
      gradients.pointer[place] += Float(weight * derivative)
    }
    for table in tables {
      let address = table.inputs.reduce(0) { $0 + $1.bits { parameters.pointer[$0] } }
      let bits = table.output.bits { parameters.pointer[$0] }
      let luts = table.lutsPerBit(address)
      for input in table.inputs { add(table.outputBits(bits) * luts.slope, to: input) }
      add((bits > 0 ? 1 : 0) * luts.value, to: table.output)
    }
  }
}

extension Network {
  /// What `LUTCost` counts, with the widths as they are used.
  public var estimatedLUTs: Double {
    LUTCost(self).value { parameters[$0].rounded(.toNearestOrEven) }
  }
}

extension LUTCost.Width {
  fileprivate func bits(_ parameters: (Int) -> Float) -> Double {
    switch self {
    case .fixed(let bits): bits
    case .learned(let place): Double(parameters(place))
    }
  }
}

extension LUTCost.Table {
  /// What an output of no bits leaves out is the whole table.
  fileprivate func outputBits(_ bits: Double) -> Double { bits > 0 ? bits + extraBits : 0 }

  /// The LUTs of an output bit, and their derivative; a part of a sum is added, too, unless it has no address.
  fileprivate func lutsPerBit(_ address: Double) -> (value: Double, slope: Double) {
    let table = TableCost.luts(addressBits: address)
    guard isAdded else { return table }
    let isThere = min(address, 1)
    return (
      table.value + TableCost.perAddedBit * isThere, table.slope + (address < 1 ? TableCost.perAddedBit : 0)
    )
  }
}

/// What a table costs when it is mapped: constants that `Benchmarks/lut_cost.py` measures.
enum TableCost {
  /// LUTs of six inputs for each output bit of a trained neuron whose table has 0, 1, … address bits. A table of up to six is one
  /// LUT; there L is a straight line, since narrow tables that are added can share one. 7 to 16 are measured, and go on evenly.
  static let perOutputBit: [Double] = [
    0, 0.17, 0.33, 0.5, 0.67, 0.83, 1, 1.75, 2.5, 3.33, 4.67, 5.5, 6.4, 9.6, 12.9, 16.8, 30, 35, 40, 45, 50,
  ]
  /// LUTs for each bit of a part that is added to others.
  static let perAddedBit = 1.0

  /// L, and its derivative, for any number of bits from 0; beyond the table it goes on as it ends.
  static func luts(addressBits: Double) -> (value: Double, slope: Double) {
    guard addressBits > 0 else { return (0, perOutputBit[1]) }
    // NaN, of a run that diverges, is in the last interval.
    let last = perOutputBit.count - 2
    let first = addressBits < Double(last) ? Int(addressBits) : last
    let slope = perOutputBit[first + 1] - perOutputBit[first]
    return (perOutputBit[first] + slope * (addressBits - Double(first)), slope)
  }
}

/// Goes through the layers with the widths of what flows.
private struct Walk {
  /// What stands for the width of numbers that no quantizer makes codes of: that of `lnq quantize`.
  static let unquantizedBits = 8.0
  /// How many bits a part of a sum has more than the sum's code.
  static let partBits = 5.0

  private(set) var tables: [LUTCost.Table] = []
  private var widths: [LUTCost.Width]
  /// Tables whose output widths are not known yet, each with the number of its neuron; empty when codes flow.
  private var open: [(table: LUTCost.Table, neuron: Int)] = []

  init(_ network: Network) {
    widths = Array(repeating: .fixed(Self.unquantizedBits), count: network.inputCount)
  }

  mutating func pass(_ places: [LayerPlace], of network: Network) {
    for place in places { pass(place, of: network) }
  }

  private mutating func pass(_ place: LayerPlace, of network: Network) {
    switch place.layer {
    case .quantizer(let settings): quantize(settings, place)
    case .linear(let inputCount, let outputCount, _, let fanIn):
      end(.fixed(Self.unquantizedBits))
      let connections = network.connections(at: place) ?? Array(repeating: Array(0..<inputCount), count: outputCount)
      if fanIn != nil { begin(connections) } else { beginSums(connections) }
    case .neurons(let shape):
      end(.fixed(Self.unquantizedBits))
      let connections = network.connections(at: place) ?? []
      guard let adder = shape.adderSettings else { return begin(connections) }
      close(connections.map { $0.map { widths[$0] } }, .fixed(Double(adder.bits)), isAdded: shape.adders > 1)
      widths = Array(repeating: .fixed(Double(adder.bits) + Self.bits(of: shape.adders)), count: shape.outputCount)
    case .kanLinear(let shape):
      end(.fixed(Self.unquantizedBits))
      let edges = Self.widths(shape.codes, place.tensors.last, count: shape.edgeCount)
      for (output, inputs) in (network.connections(at: place) ?? []).enumerated() {
        for input in inputs {
          close([[widths[input]]], edges[output * shape.inputCount + input], isAdded: inputs.count > 1)
        }
      }
      widths = Array(repeating: .fixed(Double(shape.codes.bits)), count: shape.outputCount)
    case .conv1d(let geometry, _):
      end(.fixed(Self.unquantizedBits))
      let terms = Conv1d(network, at: place)?.terms(length: widths.count / geometry.inputChannels) ?? []
      beginSums(terms.map { $0.map(\.input) })
    case .branches: branches(place.branches, of: network)
    case .batchNorm1d, .elementwise, .dropout, .flatten, .unflatten, .thermometer, .luts, .groupSum: break
    }
  }

  /// How many bits the sum of `count` codes has more than a code.
  private static func bits(of count: Int) -> Double { Double(Int.bitWidth - (count - 1).leadingZeroBitCount) }

  /// For each of `count` numbers the width of its code.
  ///
  /// - Parameter bits: where the learned ones are.
  private static func widths(
    _ settings: QuantizerSettings, _ bits: (tensor: LayerTensor, range: Range<Int>)?, count: Int
  ) -> [LUTCost.Width] {
    guard let learned = settings.learned, let bits else {
      return Array(repeating: .fixed(Double(settings.bits)), count: count)
    }
    return (0..<count).map { .learned(bits.range.lowerBound + $0 * learned.count / count) }
  }

  private mutating func quantize(_ settings: QuantizerSettings, _ place: LayerPlace) {
    let quantized = Self.widths(settings, place.tensors.last, count: widths.count)
    for (table, neuron) in open {
      var table = table
      table.output = quantized[neuron]
      tables.append(table)
    }
    open = []
    widths = quantized
  }

  /// Neurons that are one table each.
  private mutating func begin(_ connections: [[Int]]) {
    open = connections.enumerated().map { neuron, inputs in
      (LUTCost.Table(inputs: inputs.map { widths[$0] }, output: .fixed(0)), neuron)
    }
    widths = Array(repeating: .fixed(Self.unquantizedBits), count: connections.count)
  }

  /// Neurons that are sums of parts, a part for each input.
  private mutating func beginSums(_ connections: [[Int]]) {
    open = connections.enumerated().flatMap { neuron, inputs in
      inputs.map {
        (
          LUTCost.Table(inputs: [widths[$0]], output: .fixed(0), extraBits: Self.partBits, isAdded: inputs.count > 1),
          neuron
        )
      }
    }
    widths = Array(repeating: .fixed(Self.unquantizedBits), count: connections.count)
  }

  /// Tables of codes of their own, by the widths of their inputs.
  private mutating func close(_ inputs: [[LUTCost.Width]], _ output: LUTCost.Width, isAdded: Bool) {
    tables += inputs.map { LUTCost.Table(inputs: $0, output: output, isAdded: isAdded) }
  }

  /// Gives tables whose outputs no quantizer makes codes of this width.
  mutating func end(_ output: LUTCost.Width) {
    for (table, _) in open {
      var table = table
      table.output = output
      tables.append(table)
    }
    open = []
  }

  private mutating func branches(_ branches: [[LayerPlace]], of network: Network) {
    end(.fixed(Self.unquantizedBits))
    let start = widths
    for branch in branches {
      widths = start
      pass(branch, of: network)
      end(.fixed(Self.unquantizedBits))
    }
    widths = Array(repeating: .fixed(Self.unquantizedBits), count: widths.count)
  }
}
