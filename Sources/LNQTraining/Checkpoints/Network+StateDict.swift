extension Network {
  /// What PyTorch's `state_dict` of a module with `self.seq_blocks = nn.Sequential(…)` holds, in its order.
  ///
  /// `seq_blocks.<index>.weight`, `.bias`, `.running_mean`, `.running_var` (F32) and `.num_batches_tracked` (I64), where
  /// the index is the layer's position from 0; layers without numbers count too. Quantizers have `.log2_scale`, neurons
  /// `.weight` and with adders `.adder_log2_scale`. A residual block's layers are `seq_blocks.<index>.body.<index>` and
  /// `seq_blocks.<index>.shortcut.<index>`, an ensemble's `seq_blocks.<index>.<member>.<index>`.
  public var stateDict: [Safetensors.Tensor] { Layer.tensors(of: layers, prefix: "seq_blocks.") }

  /// A network from the tensors of a `state_dict`, in any order.
  ///
  /// - Parameter connections: for each layer with a fan-in the inputs of each output, by its path: `2`, `3.body.0`.
  /// - Throws: a tensor that is missing, does not belong to the model, has the wrong dtype or shape, or holds an impossible
  ///   number.
  public init(
    _ model: ModelDescription, stateDict: [Safetensors.Tensor], connections: [String: [[Int]]]
  ) throws(CheckpointError.Problem) {
    var reader = StateDictReader(stateDict)
    let layers = try Layer.layers(model.layers, path: "", from: &reader, connections: connections)
    try reader.finish()
    self.init(model, layers: layers)
  }
}

extension Layer {
  /// The tensors of layers that stand side by side in a Sequential with that prefix.
  fileprivate static func tensors(of layers: [Layer], prefix: String) -> [Safetensors.Tensor] {
    layers.enumerated().flatMap { index, layer in layer.tensors(prefix: "\(prefix)\(index).") }
  }

  private func tensors(prefix: String) -> [Safetensors.Tensor] {
    if case .branches(let sum) = self {
      return sum.branches.enumerated().flatMap { index, layers in
        Self.tensors(of: layers, prefix: "\(prefix)\(sum.kind.branchName(index)).")
      }
    }
    var values = values[...]
    return layerDescription.tensors.map { tensor in
      Safetensors.Tensor(
        name: prefix + tensor.name, shape: tensor.shape,
        values: tensor.role == .counter ? .int64([Int64(batchesTracked)]) : .float32(values.removeFirst()))
    }
  }

  /// Layers that stand side by side, the first one at `<path>0`.
  fileprivate static func layers(
    _ descriptions: [LayerDescription], path: String, from reader: inout StateDictReader,
    connections: [String: [[Int]]]
  ) throws(CheckpointError.Problem) -> [Layer] {
    var layers: [Layer] = []
    for (index, description) in descriptions.enumerated() {
      layers.append(try Layer(description, path: "\(path)\(index)", from: &reader, connections: connections))
    }
    return layers
  }

  private init(
    _ description: LayerDescription, path: String, from reader: inout StateDictReader, connections: [String: [[Int]]]
  ) throws(CheckpointError.Problem) {
    if case .branches(let kind, let descriptions) = description {
      var branches: [[Layer]] = []
      for (index, layers) in descriptions.enumerated() {
        let path = "\(path).\(kind.branchName(index))."
        branches.append(try Self.layers(layers, path: path, from: &reader, connections: connections))
      }
      self = .branches(BranchSum(kind, branches: branches))
      return
    }
    let prefix = "seq_blocks.\(path)."
    var (values, batchesTracked) = ([[Float]](), 0)
    for tensor in description.tensors {
      if tensor.role == .counter {
        batchesTracked = try reader.counter(prefix + tensor.name)
      } else {
        values.append(try reader.floats(prefix + tensor.name, tensor))
      }
    }
    self.init(description, connections: connections[path])
    self.values = values
    self.batchesTracked = batchesTracked
    guard case .linear(let linear) = self, let mask = linear.mask else { return }
    for i in mask.indices where mask[i] == 0 && linear.weight[i] != 0 {
      throw .value(
        tensor: prefix + "weight", index: i, value: "\(linear.weight[i])", expected: "0 outside of the fan-in")
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
    case .variance: return try floats(name, tensor.shape, expected: "0 or more") { $0 >= 0 }
    case .trained, .mean, .counter: return try floats(name, tensor.shape)
    }
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
