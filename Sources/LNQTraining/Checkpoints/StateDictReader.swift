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

  /// The single number of a quantizer.
  mutating func log2Scale(_ name: String) throws(CheckpointError.Problem) -> Float {
    let limits = ActivationQuantizer.log2Scales
    return try floats(name, [1], expected: "\(limits.lowerBound) to \(limits.upperBound)") { limits.contains($0) }[0]
  }

  /// A single integer, 0 or more.
  mutating func counter(_ name: String) throws(CheckpointError.Problem) -> Int {
    let tensor = try take(name, [])
    guard case .int64(let values) = tensor.values else {
      throw .dtype(tensor: name, dtype: tensor.values.dtype)
    }
    guard values[0] >= 0 else {
      throw .value(tensor: name, index: 0, value: "\(values[0])", expected: "0 or more")
    }
    return Int(values[0])
  }

  /// - Throws: the first tensor that nobody asked for.
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
