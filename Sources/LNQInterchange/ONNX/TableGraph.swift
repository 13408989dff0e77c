import LNQTables
import LNQTraining

/// The tables of a network as integer operations of ONNX: what an ONNX runtime computes is what the hardware computes.
extension ExportSubject {
  /// The file; nil without tables. Its input `features` is rows as they are in the data, its outputs are `class` and the output `codes`.
  public var tableONNX: [UInt8]? {
    guard let tables else { return nil }
    var model = model(named: tables.name)
    let standardized = standardize(&model, [checkpoint.featureNames.count])
    var graph = TableGraph(model, tables)
    graph.encode(standardized)
    for layer in tables.layers { graph.add(layer) }
    graph.finish()
    return graph.model.serialized()
  }

  /// A model with what belongs to the network.
  func model(named name: String) -> ONNXModel {
    var model = ONNXModel(name: name, version: checkpoint.lnqVersion)
    model.metadata = metadata
    return model
  }

  /// Rows of features as the network saw them: (x − mean) / scale in double precision, rounded to 32 bits.
  func standardize(_ model: inout ONNXModel, _ width: [Int?]) -> String {
    model.inputs = [.init(name: "features", type: .double, dims: [nil] + width)]
    let difference = model.add("Sub", ["features", model.constant(checkpoint.standardization.mean)])
    let quotient = model.add("Div", [difference, model.constant(checkpoint.standardization.scale)])
    return model.add("Cast", [quotient], [("to", .int(ONNXModel.ElementType.float.rawValue))])
  }
}

/// Adds layer after layer. What flows is one tensor of all signals' bit patterns, rows × signals, 64-bit integers.
private struct TableGraph {
  var model: ONNXModel
  private let network: TableNetwork
  private let signals: [Signal]
  /// The name of the tensor.
  private var patterns = ""

  init(_ model: ONNXModel, _ network: TableNetwork) {
    (self.model, self.network) = (model, network)
    signals = network.signals
  }

  /// From standardised features to the inputs' patterns.
  mutating func encode(_ features: String) {
    let flat = FlatTables(network)
    let double = model.add("Cast", [features], [("to", .int(ONNXModel.ElementType.double.rawValue))])
    let chosen = model.add("Gather", [double, model.constant(flat.inputFeatures)], [("axis", .int(1))])
    let scaled = model.add("Mul", [chosen, model.constant(flat.inputScales)])
    let moved = model.add("Add", [scaled, model.constant(flat.inputOffsets)])
    let quotient = model.add("Div", [moved, model.constant(flat.inputSteps)])
    // Round is half to even.
    let rounded = model.add("Round", [quotient])
    let low = model.add("Max", [rounded, model.constant(flat.inputLows.map(Double.init))])
    let high = model.add("Min", [low, model.constant(flat.inputHighs.map(Double.init))])
    let codes = model.add("Cast", [high], [("to", .int(ONNXModel.ElementType.int64.rawValue))])
    patterns = pattern(of: codes, network.inputs)
  }

  /// Codes modulo 2^width: their bits as a number.
  private mutating func pattern(of codes: String, _ signals: [Signal]) -> String {
    model.add("Mod", [codes, model.constant(signals.map { 1 << $0.format.width })])
  }

  /// Looks up all tables of a layer at once: neurons × lookups × places, filled up with lookups of a row of 0.
  mutating func add(_ layer: TableLayer) {
    let lookupCount = layer.neurons.reduce(1) { max($0, $1.lookups.count) }
    let placeCount = layer.neurons.flatMap(\.lookups).reduce(1) { max($0, $1.inputs.count) }
    var starts: [Int: Int] = [:]
    var rows = [0]
    var (places, factors, firstRows): ([Int], [Int], [Int]) = ([], [], [])
    for neuron in layer.neurons {
      for index in 0..<lookupCount {
        let lookup = index < neuron.lookups.count ? neuron.lookups[index] : nil
        if let lookup, starts[lookup.table] == nil {
          let table = network.tables[lookup.table]
          starts[lookup.table] = rows.count
          rows += (0..<table.rowCount).map { table[$0] }
        }
        firstRows.append(lookup.flatMap { starts[$0.table] } ?? 0)
        var factor = 1
        for place in 0..<placeCount {
          let signal = lookup.flatMap { place < $0.inputs.count ? $0.inputs[place] : nil }
          places.append(signal ?? 0)
          factors.append(signal == nil ? 0 : factor)
          if let signal { factor <<= signals[signal].format.width }
        }
      }
    }
    let shape = [layer.neurons.count * lookupCount, placeCount]
    let gathered = model.add("Gather", [patterns, model.constant(places, shape)], [("axis", .int(1))])
    let weighted = model.add("Mul", [gathered, model.constant(factors, shape)])
    let addresses = model.add("ReduceSum", [weighted, model.constant([2])], [("keepdims", .int(0))])
    let indices = model.add("Add", [addresses, model.constant(firstRows)])
    let found = model.add("Gather", [model.constant(codes: rows), indices], [("axis", .int(0))])
    let parts = model.add("Cast", [found], [("to", .int(ONNXModel.ElementType.int64.rawValue))])
    let divided = model.add("Reshape", [parts, model.constant([0, layer.neurons.count, lookupCount])])
    let sums = model.add("ReduceSum", [divided, model.constant([2])], [("keepdims", .int(0))])
    let codes = requantized(sums, layer.neurons)
    patterns = model.add("Concat", [patterns, pattern(of: codes, layer.neurons.map(\.output))], [("axis", .int(1))])
  }

  /// ⌊sum / 2^shift + 1/2⌋, saturated. A remainder is never negative, so that the quotient is exact.
  private mutating func requantized(_ sums: String, _ neurons: [Neuron]) -> String {
    guard neurons.contains(where: { $0.requantization != nil }) else { return sums }
    let shifts = neurons.map { $0.requantization?.shift ?? 0 }
    let divisors = model.constant(shifts.map { 1 << $0 })
    let raised = model.add("Add", [sums, model.constant(shifts.map { (1 << $0) / 2 })])
    let rest = model.add("Mod", [raised, divisors])
    let quotient = model.add("Div", [model.add("Sub", [raised, rest]), divisors])
    let low = model.add("Max", [quotient, model.constant(neurons.map(\.output.format.minimumCode))])
    return model.add("Min", [low, model.constant(neurons.map(\.output.format.maximumCode))])
  }

  /// The outputs' codes, and the class.
  mutating func finish() {
    let chosen = network.outputs.map { signals[$0] }
    let bits = model.add("Gather", [patterns, model.constant(network.outputs)], [("axis", .int(1))])
    // Patterns of negative codes are those from the middle on.
    let halves = model.constant(chosen.map { $0.format.isSigned ? 1 << ($0.format.width - 1) : 0 })
    let raised = model.add("Add", [bits, halves])
    let wrapped = model.add("Mod", [raised, model.constant(chosen.map { 1 << $0.format.width })])
    _ = model.add("Sub", [wrapped, halves], named: "codes")
    let reals = model.add("Cast", ["codes"], [("to", .int(ONNXModel.ElementType.double.rawValue))])
    _ = model.add("ArgMax", [reals], [("axis", .int(1)), ("keepdims", .int(0))], named: "class")
    model.outputs = [
      .init(name: "class", type: .int64, dims: [nil]), .init(name: "codes", type: .int64, dims: [nil, chosen.count]),
    ]
  }
}
