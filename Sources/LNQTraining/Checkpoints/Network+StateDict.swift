extension Network {
  /// What PyTorch's `state_dict` of a module with `self.seq_blocks = nn.Sequential(…)` holds, in its order.
  ///
  /// `seq_blocks.<index>.weight`, `.bias`, `.running_mean`, `.running_var` (F32) and `.num_batches_tracked` (I64), where
  /// the index is the layer's position from 0; layers without numbers count too. Quantizers have `.log2_scale`, neurons
  /// `.weight` and with adders `.adder_log2_scale`. A residual block's layers are `seq_blocks.<index>.body.<index>` and
  /// `seq_blocks.<index>.shortcut.<index>`, an ensemble's `seq_blocks.<index>.<member>.<index>`.
  public var stateDict: [Safetensors.Tensor] {
    allPlaces.flatMap { place in
      place.tensors.map { tensor, range in
        let values: Safetensors.Values =
          switch tensor.role {
          case .trained, .log2Scale, .bits: .float32(Array(parameters[range]))
          case .mean, .variance, .constant, .index: .float32(Array(statistics[range]))
          case .counter: .int64(batchesTracked[range].map { Int64($0) })
          }
        return Safetensors.Tensor(name: "seq_blocks.\(place.path).\(tensor.name)", shape: tensor.shape, values: values)
      }
    }
  }

  /// A network from the tensors of a `state_dict`, in any order.
  ///
  /// - Parameter connections: for each layer with a fan-in the inputs of each output, by its path: `2`, `3.body.0`.
  /// - Throws: a tensor that is missing, does not belong to the model, has the wrong dtype or shape, or holds an impossible
  ///   number.
  public init(
    _ model: ModelDescription, stateDict: [Safetensors.Tensor], connections: [String: [[Int]]]
  ) throws(CheckpointError.Problem) {
    var reader = StateDictReader(stateDict)
    try self.init(model) { (place) throws(CheckpointError.Problem) in
      try reader.numbers(at: place, connections: connections[place.path])
    }
    try reader.finish()
  }
}

extension ModelDescription {
  /// A layer with tensors, as a `state_dict` has it.
  public struct StateDictModule: Hashable, Sendable {
    /// The path in lnq's own files, without `seq_blocks.`: `2`, `3.body.0`.
    public let path: String
    /// The path in the module that the source was; nil for layers in branches.
    public let sourcePath: String?
    /// `weight`, `bias`, …, each with its extents and whether a file may lack it.
    public let tensors: [Tensor]
    /// Of a `Linear` with a fan-in how many inputs each output sees; nil for other layers.
    public let fanIn: Int?
    /// Whether it has edges, which are pruned where all of their numbers are 0: those of its first two tensors.
    public let isAdditive: Bool

    /// An array of numbers of the layer.
    public struct Tensor: Hashable, Sendable {
      /// `weight`.
      public let name: String
      /// Its extents.
      public let shape: [Int]
      /// Whether it only counts batches.
      public let isCounter: Bool
    }
  }

  /// The layers with tensors, first to last.
  public var stateDictModules: [StateDictModule] {
    layers.allPlaces.filter { !$0.tensors.isEmpty }.map { place in
      var fanIn: Int?
      if case .linear(_, _, _, let own) = place.layer { fanIn = own }
      return StateDictModule(
        path: place.path, sourcePath: Int(place.path).map { paths[$0] },
        tensors: place.tensors.map {
          .init(name: $0.tensor.name, shape: $0.tensor.shape, isCounter: $0.tensor.role == .counter)
        },
        fanIn: fanIn, isAdditive: place.layer.isAdditive)
    }
  }
}

/// Takes tensors out of a `state_dict` by name and checks each.
struct StateDictReader {
  private let tensors: [Safetensors.Tensor]
  private var used: Set<String> = []

  init(_ tensors: [Safetensors.Tensor]) {
    self.tensors = tensors
  }

  /// Finite numbers of the given shape that `isAllowed`.
  mutating func floats(
    _ name: String, _ shape: [Int], expected: String = "a finite number",
    where isAllowed: (Float) -> Bool = { _ in true }
  ) throws(CheckpointError.Problem) -> [Float] {
    let tensor = try take(name, shape)
    guard case .float32(let values) = tensor.values else {
      throw .dtype(tensor: name, dtype: tensor.values.dtype)
    }
    for (index, value) in values.enumerated() where !(value.isFinite && isAllowed(value)) {
      throw .value(tensor: name, index: index, value: "\(value)", expected: expected)
    }
    return values
  }

  /// Finite numbers of the given shape in double precision.
  mutating func doubles(_ name: String, _ shape: [Int]) throws(CheckpointError.Problem) -> [Double] {
    let tensor = try take(name, shape)
    guard case .float64(let values) = tensor.values else {
      throw .dtype(tensor: name, dtype: tensor.values.dtype)
    }
    for (index, value) in values.enumerated() where !value.isFinite {
      throw .value(tensor: name, index: index, value: "\(value)", expected: "a finite number")
    }
    return values
  }

  /// The numbers of a layer's tensor.
  mutating func floats(_ name: String, _ tensor: LayerTensor) throws(CheckpointError.Problem) -> [Float] {
    switch tensor.role {
    case .log2Scale:
      let limits = ActivationQuantizer.log2Scales
      return try floats(name, tensor.shape, expected: "\(limits.lowerBound) to \(limits.upperBound)") {
        limits.contains($0)
      }
    case .bits(let limits):
      return try floats(name, tensor.shape, expected: "\(limits.lowerBound) to \(limits.upperBound)") {
        limits.contains($0)
      }
    case .variance: return try floats(name, tensor.shape, expected: "0 or more") { $0 >= 0 }
    case .index(let limit):
      return try floats(name, tensor.shape, expected: "a whole number below \(limit)") {
        $0 >= 0 && $0 < Float(limit) && $0 == $0.rounded()
      }
    case .trained, .mean, .constant, .counter: return try floats(name, tensor.shape)
    }
  }

  /// The numbers of the layer at `place`, whose weights are 0 outside of its connections.
  fileprivate mutating func numbers(
    at place: LayerPlace, connections: [[Int]]?
  ) throws(CheckpointError.Problem) -> LayerNumbers {
    let prefix = "seq_blocks.\(place.path)."
    var numbers = LayerNumbers(connections: connections)
    for (tensor, _) in place.tensors {
      if tensor.role == .counter {
        numbers.batchesTracked = try counter(prefix + tensor.name)
      } else {
        numbers.values.append(try floats(prefix + tensor.name, tensor))
      }
    }
    for masked in connections.map({ place.layer.maskedPlaces($0) }) ?? [] {
      // What is masked are trained numbers, which are the first tensors.
      var (tensor, index) = (0, masked)
      while index >= numbers.values[tensor].count {
        index -= numbers.values[tensor].count
        tensor += 1
      }
      let weight = numbers.values[tensor][index]
      guard weight != 0 else { continue }
      throw .value(
        tensor: prefix + place.tensors[tensor].tensor.name, index: index, value: "\(weight)",
        expected: "0 outside of the connections")
    }
    return numbers
  }

  /// What a counter can be, 0 to 2^40: a run goes on counting from it.
  static let counters = 0...1 << 40 as ClosedRange<Int64>

  /// A single integer within `counters`.
  mutating func counter(_ name: String) throws(CheckpointError.Problem) -> Int {
    let tensor = try take(name, [])
    guard case .int64(let values) = tensor.values else {
      throw .dtype(tensor: name, dtype: tensor.values.dtype)
    }
    guard Self.counters.contains(values[0]) else {
      throw .value(tensor: name, index: 0, value: "\(values[0])", expected: "0 to \(Self.counters.upperBound)")
    }
    return Int(values[0])
  }

  /// - Throws: the first tensor that was not read.
  func finish() throws(CheckpointError.Problem) {
    if let tensor = tensors.first(where: { !used.contains($0.name) }) { throw .extra(tensor: tensor.name) }
  }

  private mutating func take(_ name: String, _ shape: [Int]) throws(CheckpointError.Problem) -> Safetensors.Tensor {
    guard let tensor = tensors.first(where: { $0.name == name }) else { throw .missing(tensor: name) }
    guard tensor.shape == shape else { throw .shape(tensor: name, shape: tensor.shape, expected: shape) }
    used.insert(name)
    return tensor
  }
}
