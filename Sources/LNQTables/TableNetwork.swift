import LNQFixedPoint

/// The reference: a network of integers only. What the hardware computes is defined by this type and nothing else.
///
/// Signals are numbered: the inputs first, then the neurons' outputs, layer after layer. A neuron may read
/// the inputs and the neurons of all earlier layers (so residual connections are ordinary), but not those of its own layer.
/// Equal tables are stored once in `tables`.
///
/// A neuron's code is `requantization(Σ tables[lookup.table][address])`, where the address of a lookup is the concatenation
/// of its inputs' bit patterns, the first input in the least significant bits. The network's class is the index of the
/// largest output code; among equals, the lowest index.
public struct TableNetwork: Hashable, Sendable {
  /// The model's name, `jsc-tiny`.
  public let name: String
  /// For each input the feature that it is made of, and what happens to that before it is quantized. Every feature has an
  /// input at least.
  public let encodings: [FeatureEncoding]
  /// The inputs, mostly one for each feature.
  public let inputs: [Signal]
  /// Distinct tables, in the order in which neurons first use them.
  public let tables: [TruthTable]
  /// The neurons, layer after layer.
  public let layers: [TableLayer]
  /// The numbers of the signals that are the outputs (logits), in class order.
  public let outputs: [Int]
  /// The names of the classes, one an output; empty when the outputs are not classes.
  public let classNames: [String]

  /// Checks every rule that the documentation above states.
  ///
  /// - Parameter encodings: nil for features that are quantized as they are, one input each.
  /// - Throws: `TableError` with the layer and the neuron that break one.
  public init(
    name: String, encodings: [FeatureEncoding]? = nil, inputs: [Signal], tables: [TruthTable], layers: [TableLayer],
    outputs: [Int], classNames: [String]
  ) throws(TableError) {
    self.name = name
    self.encodings = encodings ?? inputs.indices.map { FeatureEncoding(feature: $0) }
    self.inputs = inputs
    self.tables = tables
    self.layers = layers
    self.outputs = outputs
    self.classNames = classNames
    try checkInvariants()
  }

  /// The same network, which also says what makes features of raw values.
  ///
  /// - Parameter standardizations: one for each feature; nil takes them away.
  /// - Precondition: as many as features.
  public func standardized(by standardizations: [FeatureStandardization]?) -> TableNetwork {
    TableNetwork(self, encodings: encodings.map { $0.standardized(by: standardizations?[$0.feature]) })
  }

  /// Whether it is known what makes features of raw values.
  public var takesRawValues: Bool { encodings.allSatisfy { $0.standardization != nil } }

  /// Another one's parts with other encodings, of the same features.
  private init(_ other: TableNetwork, encodings: [FeatureEncoding]) {
    (name, self.encodings, inputs) = (other.name, encodings, other.inputs)
    (tables, layers, outputs, classNames) = (other.tables, other.layers, other.outputs, other.classNames)
  }

  /// From real features to input codes.
  public var inputEncoder: InputEncoder { InputEncoder(encodings, inputs.map(\.quantizer)) }

  /// All neurons with their layer's index, in the order of their signals.
  public var neurons: [(layer: Int, neuron: Neuron)] {
    layers.indices.flatMap { layer in layers[layer].neurons.map { (layer, $0) } }
  }

  /// How many signals there are: inputs and neurons.
  public var signalCount: Int { inputs.count + layers.reduce(0) { $0 + $1.neurons.count } }

  /// All signals in the order of their numbers.
  public var signals: [Signal] { inputs + layers.flatMap { $0.neurons.map(\.output) } }
}

extension TableNetwork {
  /// How many lookups all neurons make.
  public var lookupCount: Int { layers.reduce(0) { $0 + $1.neurons.reduce(0) { $0 + $1.lookups.count } } }

  /// How many rows the distinct tables have together.
  public var rowCount: Int { tables.reduce(0) { $0 + $1.rowCount } }
}

extension TableNetwork {
  /// Whether each signal reaches an output. Random fan-in wiring leaves neurons that nobody reads; hardware leaves them out.
  public var liveSignals: [Bool] {
    var live = [Bool](repeating: false, count: signalCount)
    for output in outputs { live[output] = true }
    var signal = signalCount
    for layer in layers.reversed() {
      for neuron in layer.neurons.reversed() {
        signal -= 1
        guard live[signal] else { continue }
        for lookup in neuron.lookups {
          for input in lookup.inputs { live[input] = true }
        }
      }
    }
    return live
  }
}

/// Collects tables and stores equal ones once.
public struct TablePool: Sendable {
  /// The distinct tables in the order in which they were first added.
  public private(set) var tables: [TruthTable] = []
  private var indices: [TruthTable: Int] = [:]

  /// An empty pool.
  public init() {}

  /// The index of `table` in `tables`, which it joins if no equal one is there.
  public mutating func index(of table: TruthTable) -> Int {
    if let index = indices[table] { return index }
    indices[table] = tables.count
    tables.append(table)
    return tables.count - 1
  }
}
