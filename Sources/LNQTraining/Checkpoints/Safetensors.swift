/// The contents of a `.safetensors` file: named tensors and text metadata.
///
/// The file is an 8-byte little-endian length, that many bytes of JSON, and the tensors' bytes, little-endian, without
/// gaps. lnq knows the dtypes that a `state_dict` of its layers has, F32 and I64, and F64.
public struct Safetensors: Sendable, Equatable {
  /// A tensor.
  public struct Tensor: Sendable, Equatable {
    /// `seq_blocks.0.weight`.
    public let name: String
    /// Its extents; empty for a single number.
    public let shape: [Int]
    /// Its numbers, the last index running fastest.
    public let values: Values

    /// - Precondition: as many values as `shape` says.
    public init(name: String, shape: [Int], values: Values) {
      precondition(values.count == shape.reduce(1, *), "\(name): \(values.count) values for the shape \(shape)")
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// A tensor's numbers.
  public enum Values: Sendable, Equatable {
    /// dtype F32.
    case float32([Float])
    /// dtype F64.
    case float64([Double])
    /// dtype I64.
    case int64([Int64])

    /// How many there are.
    public var count: Int {
      switch self {
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .int64(let values): values.count
      }
    }

    /// As the header spells it.
    var dtype: String {
      switch self {
      case .float32: "F32"
      case .float64: "F64"
      case .int64: "I64"
      }
    }
  }

  /// In the order of their bytes in the file; the names are distinct.
  public let tensors: [Tensor]
  /// `__metadata__`.
  public let metadata: [String: String]

  /// - Precondition: no two tensors have the same name, and none is called `__metadata__`.
  public init(tensors: [Tensor], metadata: [String: String] = [:]) {
    let names = Set(tensors.map(\.name))
    precondition(names.count == tensors.count && !names.contains("__metadata__"), "tensors have distinct names")
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The longest header, 100 MB, as in the format's own library.
  static let headerLimit = 100_000_000
}
