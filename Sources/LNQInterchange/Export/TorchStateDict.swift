import LNQData
import LNQTraining

/// The parameters as `torch.save(state_dict)` writes them.
extension ExportSubject {
  /// A zip archive that `torch.load` reads, also with `weights_only`: an OrderedDict of tensors under the names of a module with
  /// `self.seq_blocks = nn.Sequential(…)`.
  public var torchStateDict: [UInt8] {
    let tensors = checkpoint.network.stateDict
    var pickle = PickleWriter()
    pickle.beginOrderedDict()
    var files: [(name: String, bytes: [UInt8])] = []
    for (index, tensor) in tensors.enumerated() {
      var bytes: [UInt8] = []
      tensor.values.append(to: &bytes)
      let storage =
        switch tensor.values {
        case .float32: "FloatStorage"
        case .float64: "DoubleStorage"
        case .int64: "LongStorage"
        }
      pickle.tensor(tensor.name, storage: storage, key: "\(index)", shape: tensor.shape)
      files.append(("state_dict/data/\(index)", bytes))
    }
    pickle.end()
    return ZipArchive.storing(
      [("state_dict/data.pkl", pickle.bytes), ("state_dict/byteorder", Array("little".utf8))] + files
        + [("state_dict/version", Array("3\n".utf8))])
  }

  /// The parameters as safetensors under the same names, with the metadata of a checkpoint.
  public var safetensors: [UInt8] { checkpoint.serialized() }
}

/// The opcodes of a pickle of protocol 2.
private struct PickleWriter {
  private(set) var bytes: [UInt8] = [0x80, 2]

  mutating func beginOrderedDict() {
    global("collections", "OrderedDict")
    bytes += Array(")R(".utf8)
  }

  /// A key, and `_rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())`.
  mutating func tensor(_ name: String, storage: String, key: String, shape: [Int]) {
    text(name)
    global("torch._utils", "_rebuild_tensor_v2")
    bytes += Array("((".utf8)
    text("storage")
    global("torch", storage)
    text(key)
    text("cpu")
    integer(shape.reduce(1, *))
    bytes += Array("tQ".utf8)
    integer(0)
    tuple(shape)
    tuple(shape.indices.map { shape[($0 + 1)...].reduce(1, *) })
    bytes.append(0x89)
    global("collections", "OrderedDict")
    bytes += Array(")RtR".utf8)
  }

  mutating func end() { bytes += Array("u.".utf8) }

  private mutating func global(_ module: String, _ name: String) { bytes += Array("c\(module)\n\(name)\n".utf8) }

  private mutating func tuple(_ values: [Int]) {
    bytes.append(UInt8(ascii: "("))
    for value in values { integer(value) }
    bytes.append(UInt8(ascii: "t"))
  }

  private mutating func text(_ text: String) {
    bytes.append(UInt8(ascii: "X"))
    bytes.append(littleEndian: Int32(text.utf8.count))
    bytes += Array(text.utf8)
  }

  private mutating func integer(_ value: Int) {
    bytes.append(UInt8(ascii: "J"))
    bytes.append(littleEndian: Int32(truncatingIfNeeded: value))
  }
}
