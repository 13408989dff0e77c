/// A float network: layers in order, some of which hold layers, and flat arrays of their numbers.
///
/// A value; `NetworkExecutor` computes with it. `LayerPlace` says which numbers are whose.
public struct Network: Sendable, Equatable {
  /// The model's name, `jsc-tiny`.
  public let name: String
  /// How many features go in.
  public let inputCount: Int
  /// How many features come out; for a classifier the number of classes.
  public let outputCount: Int
  /// The layers, first to last. Their shapes fit; `ModelDescription` checks them.
  public let layers: [Layer]
  /// Every weight, bias and scale, layer after layer, in the order of PyTorch's `parameters()`; weights outside of a fan-in are
  /// here and 0.
  public internal(set) var parameters: [Float] = []
  /// Means, then variances, of each batch normalization, layer after layer.
  public internal(set) var statistics: [Float] = []
  /// PyTorch's `num_batches_tracked` of each batch normalization.
  public internal(set) var batchesTracked: [Int] = []
  /// Of each layer with a fan-in: for each output (of neurons each sub-neuron) the ascending inputs that it sees.
  public internal(set) var connections: [[[Int]]] = []

  /// Layers with their numbers. Weights outside of their connections become 0.
  ///
  /// - Parameter numbers: gets each place in the order of `allPlaces`, and gives what the layer there has: as many as its
  ///   tensors, and connections if it has a fan-in.
  public init<Failure: Error>(
    _ model: ModelDescription, numbers: (LayerPlace) throws(Failure) -> LayerNumbers
  ) throws(Failure) {
    try self.init(
      name: model.name, inputCount: model.inputCount, outputCount: model.outputCount, layers: model.layers,
      numbers: numbers)
  }

  /// Layers whose shapes are known to fit.
  init<Failure: Error>(
    name: String, inputCount: Int, outputCount: Int, layers: [Layer],
    numbers: (LayerPlace) throws(Failure) -> LayerNumbers
  ) throws(Failure) {
    (self.name, self.inputCount, self.outputCount, self.layers) = (name, inputCount, outputCount, layers)
    for place in allPlaces { append(try numbers(place), at: place) }
  }

  private mutating func append(_ numbers: LayerNumbers, at place: LayerPlace) {
    var values = numbers.values[...]
    for (tensor, _) in place.tensors {
      guard tensor.role != .counter else {
        batchesTracked.append(numbers.batchesTracked)
        continue
      }
      let own = values.removeFirst()
      precondition(own.count == tensor.count, "\(tensor.count) numbers of \(place.path).\(tensor.name)")
      if tensor.isTrained { parameters += own } else { statistics += own }
    }
    precondition(
      values.isEmpty && (numbers.connections == nil) == (place.sparseIndex == nil), "the numbers of \(place.layer)")
    guard let connections = numbers.connections else { return }
    self.connections.append(connections)
    for i in place.layer.maskedPlaces(connections) { parameters[place.firstParameter + i] = 0 }
  }

  /// The layers, in the canonical notation.
  public var modelText: String { layers.map { "\($0)\n" }.joined() }

  /// How many trainable numbers it has; weights outside of its connections do not count.
  public var parameterCount: Int {
    parameters.count
      - allPlaces.reduce(0) { masked, place in
        masked + (connections(at: place).map { place.layer.maskedPlaces($0).count } ?? 0)
      }
  }
}

/// The numbers of one layer, without those of the layers that it holds.
public struct LayerNumbers: Sendable, Equatable {
  /// Those of each of its tensors, but counters, in the order of PyTorch's `state_dict`.
  public var values: [[Float]]
  /// For each output (of neurons each sub-neuron) the ascending inputs that it sees; nil without a fan-in.
  public var connections: [[Int]]?
  /// How many batches a batch normalization has seen; 0 for other layers.
  public var batchesTracked: Int

  /// Puts the numbers together.
  public init(values: [[Float]] = [], connections: [[Int]]? = nil, batchesTracked: Int = 0) {
    self.values = values
    self.connections = connections
    self.batchesTracked = batchesTracked
  }

  /// Where all numbers of a layer start that are not drawn: weights at 0, a batch normalization as the identity.
  init(startOf layer: Layer) {
    self.init(
      values: layer.tensors.filter { $0.role != .counter }.map { Array(repeating: $0.start, count: $0.count) })
  }
}

extension Network {
  /// The numbers of the layer at `place`.
  public func numbers(at place: LayerPlace) -> LayerNumbers {
    var numbers = LayerNumbers(connections: connections(at: place))
    for (tensor, range) in place.tensors {
      if tensor.role == .counter {
        numbers.batchesTracked = batchesTracked[range.lowerBound]
      } else {
        numbers.values.append(Array(tensor.isTrained ? parameters[range] : statistics[range]))
      }
    }
    return numbers
  }

  /// For each output (of neurons each sub-neuron) the ascending inputs that it sees; nil without a fan-in.
  public func connections(at place: LayerPlace) -> [[Int]]? { place.sparseIndex.map { connections[$0] } }

  /// Where the logarithms of the quantizers' scales and the widths lie in `parameters`, ascending: weight decay does not move them.
  public var undecayedIndices: [Int] {
    allPlaces.flatMap(\.tensors).flatMap { $0.tensor.isTrained && !$0.tensor.decays ? Array($0.range) : [] }
  }

  /// The same network with other numbers: how an executor gives back what it trained.
  ///
  /// - Parameter batches: how many batches each batch normalization has seen since.
  /// - Precondition: there are as many as the layers have.
  func replacing(parameters: [Float], statistics: [Float], batches: Int) -> Network {
    precondition(parameters.count == self.parameters.count && statistics.count == self.statistics.count, "\(name)")
    var network = self
    network.parameters = parameters
    network.statistics = statistics
    network.batchesTracked = batchesTracked.map { $0 + batches }
    return network
  }
}
