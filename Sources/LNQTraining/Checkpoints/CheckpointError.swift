/// What is wrong with a checkpoint file.
public struct CheckpointError: Error, Hashable, Sendable {
  /// The file.
  public let file: String
  /// What is wrong.
  public let problem: Problem

  /// Puts both together.
  public init(file: String, problem: Problem) {
    self.file = file
    self.problem = problem
  }

  /// The kinds of damage.
  public enum Problem: Error, Hashable, Sendable {
    /// Not even the length of the header is there.
    case tooShort(bytes: Int)
    /// The header would be longer than the rest of the file.
    case headerLength(UInt64, available: Int)
    /// The header is not the JSON that it should be.
    case header
    /// A dtype other than the one that is needed.
    case dtype(tensor: String, dtype: String)
    /// Bytes that overlap, leave a gap, or lie beyond the file's end.
    case offsets(tensor: String, offsets: [Int], start: Int, limit: Int)
    /// A shape that its bytes do not have.
    case size(tensor: String, shape: [Int], bytes: Int)
    /// Bytes after the last tensor.
    case leftOver(bytes: Int)
    /// Metadata that lnq writes is not there.
    case noMetadata(key: String)
    /// Metadata that cannot be read.
    case metadata(key: String, value: String, expected: String)
    /// The model text in the metadata has a mistake.
    case model(ModelError)
    /// A tensor of the model is not in the file.
    case missing(tensor: String)
    /// A tensor in the file that the model does not have.
    case extra(tensor: String)
    /// A tensor of another shape than the model's.
    case shape(tensor: String, shape: [Int], expected: [Int])
    /// NaN, an infinity, or a number that cannot be there.
    case value(tensor: String, index: Int, value: String, expected: String)
  }
}

extension CheckpointError: CustomStringConvertible {
  /// `best.safetensors: …`
  public var description: String { "\(file): \(problem)" }
}

extension CheckpointError.Problem: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .tooShort(let bytes):
      "\(bytes) bytes are too few for a safetensors file: it is empty or was cut off"
    case .headerLength(let length, let available):
      "its header should have \(length) bytes, but \(available) follow: it was cut off or is no safetensors file"
    case .header:
      "its header is not the JSON of a safetensors file"
    case .dtype(let tensor, let dtype):
      "tensor \(tensor) has the dtype \(dtype): lnq reads weights and statistics as F32 and counters as I64"
    case .offsets(let tensor, let offsets, let start, let limit):
      "tensor \(tensor) has the data offsets \(offsets), but must begin at \(start) and end at \(limit) at most: "
        + "the file was cut off or its header is damaged"
    case .size(let tensor, let shape, let bytes):
      "tensor \(tensor) of shape \(shape) does not fit its \(bytes) bytes"
    case .leftOver(let bytes):
      "\(bytes) bytes after the last tensor belong to none"
    case .noMetadata(let key):
      "it has no \(key) in its metadata: lnq did not write it"
    case .metadata(let key, let value, let expected):
      "\(key) in its metadata is \(value.count > 60 ? "\(value.prefix(60))…" : value), but has to be \(expected)"
    case .model(let error):
      "the model in its metadata has a mistake: \(error)"
    case .missing(let tensor):
      "tensor \(tensor) is missing"
    case .extra(let tensor):
      "tensor \(tensor) does not belong to the model"
    case .shape(let tensor, let shape, let expected):
      "tensor \(tensor) has the shape \(shape), but the model's is \(expected)"
    case .value(let tensor, let index, let value, let expected):
      "tensor \(tensor) has \(value) at index \(index), but it has to be \(expected)"
    }
  }
}
