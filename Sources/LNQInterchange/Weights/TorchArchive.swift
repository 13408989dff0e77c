import LNQData
import LNQTraining

/// A file of `torch.save`: a zip archive with a pickle, `NAME/data.pkl`, and the numbers of each storage, `NAME/data/K`; before torch
/// 1.6 pickles one after the other, and then the storages.
///
/// Read are the tensors of a `state_dict`, also within a dictionary of other things (Lightning's, LogicNets') or within a pickled module.
struct TorchArchive {
  private let pickle: Pickle
  private let file: String
  private let budget: NumberBudget
  /// The bytes of the storage with a key; nil where there is none.
  private let storage: (String) throws(InterchangeError) -> [UInt8]?

  /// What dictionaries call the `state_dict` beside other things.
  private static let stateDictNames = [
    "state_dict", "model_state_dict", "model_dict", "model_state", "model", "net", "network", "weights", "params",
  ]
  /// Parts of names of what belongs to training alone.
  private static let otherNames = ["optim", "scheduler", "callbacks", "loops", "hyper_parameters", "scaler"]

  /// Reads what `bytes` hold, which outlive it.
  ///
  /// - Throws: `InterchangeError`.
  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(InterchangeError) {
    self.file = file
    budget = NumberBudget(fileSize: bytes.count)
    guard !bytes.starts(with: Self.legacyStart) else {
      (pickle, storage) = try Self.legacy(bytes, file)
      return
    }
    let archive: ZipArchive
    do {
      archive = try ZipArchive(bytes, path: file)
    } catch {
      throw InterchangeError(file: file, problem: .archive(error))
    }
    guard let data = archive.members.first(where: { $0.name == "data.pkl" || $0.name.hasSuffix("/data.pkl") }) else {
      throw InterchangeError(file: file, problem: .noPickle(archive.members.first?.name))
    }
    let folder = String(data.name.dropLast("data.pkl".count))
    let members = Dictionary(archive.members.map { ($0.name, $0) }) { first, _ in first }
    func unpack(_ member: ZipArchive.Member) throws(InterchangeError) -> [UInt8] {
      try Self.unpack(member, of: archive, bytes.count, file)
    }
    if let order = members[folder + "byteorder"], try unpack(order) != Array("little".utf8) {
      throw InterchangeError(file: file, problem: .bigEndian)
    }
    pickle = try Self.pickle(unpack(data), file: file)
    storage = { key throws(InterchangeError) in
      guard let member = members["\(folder)data/\(key)"] else { return nil }
      return try unpack(member)
    }
  }

  private static func pickle(_ bytes: [UInt8], at start: Int = 0, file: String) throws(InterchangeError) -> Pickle {
    do {
      return try Pickle(bytes, at: start)
    } catch {
      throw InterchangeError(file: file, problem: .pickle("\(error)"))
    }
  }

  /// The pickle of torch's magic number, 0x1950A86A20F9469CFC6C, with which its older files begin.
  static let legacyStart: [UInt8] = [
    0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  /// Pickles of the magic number, the version, the system, the object and the storages' keys; then each storage, its count before it.
  private static func legacy(
    _ buffer: UnsafeBufferPointer<UInt8>, _ file: String
  ) throws(InterchangeError) -> (Pickle, (String) throws(InterchangeError) -> [UInt8]?) {
    let bytes = Array(buffer)
    var end = legacyStart.count
    for _ in 0..<2 { end = try pickle(bytes, at: end, file: file).end }
    let object = try pickle(bytes, at: end, file: file)
    let keys = try pickle(bytes, at: object.end, file: file)
    var types: [String: StoredType] = [:]
    for node in object.nodes where node.kind == .persistent {
      let id = node.items.first.map(object.items) ?? []
      if id.count > 2, case .global(let name) = id[1], case .text(let key) = id[2] { types[key] = Self.types[name] }
    }
    var storages: [String: Range<Int>] = [:]
    var place = keys.end
    for case .text(let key) in keys.items(of: keys.root) {
      guard let type = types[key], place <= bytes.count - 8 else { break }
      let count = (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[place + $1]) }
      place += 8
      guard count <= UInt64((bytes.count - place) / type.size) else { break }
      storages[key] = place..<(place + Int(count) * type.size)
      place += Int(count) * type.size
    }
    return (object, { key throws(InterchangeError) in storages[key].map { Array(bytes[$0]) } })
  }

  /// A member that unpacks to no more than the archive has bytes, as stored ones do.
  private static func unpack(
    _ member: ZipArchive.Member, of archive: ZipArchive, _ limit: Int, _ file: String
  ) throws(InterchangeError) -> [UInt8] {
    do {
      return try archive.unpack(member, limit: limit)
    } catch {
      throw InterchangeError(file: file, problem: .archive(error))
    }
  }

  /// `PyTorch Lightning 2.4`, or torch itself.
  var producer: String {
    let version = entries(of: pickle.root).first { $0.name == "pytorch-lightning_version" }?.value
    return if case .text(let text)? = version { "PyTorch Lightning \(text)" } else { "torch.save" }
  }

  // MARK: - Names

  /// The tensors of the state_dict, in its order.
  func tensors() throws(InterchangeError) -> [Safetensors.Tensor] {
    var found: [(name: String, node: Int)] = []
    var open: Set<Int> = []
    var visits = 0
    for name in Self.stateDictNames where found.isEmpty {
      if let inner = entries(of: pickle.root).first(where: { $0.name == name }) {
        collect(inner.value, "", into: &found, &open, &visits)
      }
    }
    if found.isEmpty { collect(pickle.root, "", into: &found, &open, &visits) }
    var names: Set<String> = []
    var tensors: [Safetensors.Tensor] = []
    for (name, node) in found where names.insert(name).inserted { tensors.append(try tensor(name, pickle.nodes[node])) }
    return tensors
  }

  /// What a dictionary or a module has, by name.
  private func entries(of value: Pickle.Value) -> [(name: String, value: Pickle.Value)] {
    guard case .node(let index) = value else { return [] }
    let node = pickle.nodes[index]
    if node.kind == .persistent || tensorNode(value) != nil { return [] }
    var pairs = node.pairs
    if case .node(let state) = node.state { pairs += pickle.nodes[state].pairs }
    return pairs.compactMap { key, value in
      switch key {
      case .text(let name): (name, value)
      case .int(let number): ("\(number)", value)
      default: nil
      }
    }
  }

  private func collect(
    _ value: Pickle.Value, _ prefix: String, into found: inout [(name: String, node: Int)], _ open: inout Set<Int>,
    _ visits: inout Int
  ) {
    // A dictionary may be in many others, and long names below long names: what is looked at counts, not what is there.
    guard case .node(let index) = value, open.count < 64, visits < Self.visitLimit, open.insert(index).inserted else {
      return
    }
    defer { open.remove(index) }
    for (name, value) in entries(of: value) where !Self.otherNames.contains(where: name.contains) {
      visits += 1 + (prefix.utf8.count + name.utf8.count) / 32
      guard visits < Self.visitLimit else { return }
      if let node = tensorNode(value) {
        found.append((prefix + name, node))
      } else {
        // A pickled module has these between itself and its parts.
        let isInner = ["_parameters", "_buffers", "_modules"].contains(name)
        collect(value, isInner ? prefix : prefix + name + ".", into: &found, &open, &visits)
      }
    }
  }

  /// How many entries of dictionaries are looked at.
  private static let visitLimit = 1 << 18

  /// The node that rebuilds a tensor, of a parameter the tensor's.
  private func tensorNode(_ value: Pickle.Value) -> Int? {
    guard case .node(let index) = value, case .object(let name) = pickle.nodes[index].kind else { return nil }
    switch name {
    case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor": return index
    case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
      "torch.nn.parameter.Parameter":
      guard case .node(let inner)? = pickle.nodes[index].items.first,
        case .object(let name) = pickle.nodes[inner].kind, name.hasPrefix("torch._utils._rebuild_tensor")
      else { return nil }
      return inner
    default: return nil
    }
  }

  // MARK: - Numbers

  /// `_rebuild_tensor_v2(storage, offset, size, stride, …)`, the storage being `("storage", class, key, device, count)`.
  private func tensor(_ name: String, _ node: Pickle.Node) throws(InterchangeError) -> Safetensors.Tensor {
    func fail(_ problem: String) -> InterchangeError {
      InterchangeError(file: file, problem: .tensor(name, problem))
    }
    guard node.items.count >= 4, case .node(let persistent) = node.items[0], case .int(let offset) = node.items[1],
      let shape = pickle.integers(of: node.items[2]), let strides = pickle.integers(of: node.items[3]),
      shape.count == strides.count, offset >= 0, shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 })
    else { throw fail("its description is damaged") }
    let id = pickle.nodes[persistent].items.first.map(pickle.items) ?? []
    guard id.count >= 3, case .global(let storage) = id[1], case .text(let key) = id[2] else {
      throw fail("its storage is not described as torch does it")
    }
    guard let type = Self.types[storage] else { throw fail("its numbers are a \(storage), which lnq does not read") }
    guard let bytes = try self.storage(key) else { throw fail("its storage \(key) is missing: the file was cut off") }
    guard let count = Self.count(offset, shape, strides, within: bytes.count / type.size) else {
      throw fail("its shape \(shape) reaches beyond its storage of \(bytes.count / type.size) numbers")
    }
    do {
      try budget.take(count, bytes: type == .float64 || type.isWhole ? 8 : 4)
    } catch {
      throw InterchangeError(file: file, problem: error)
    }
    let steps = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    let isWhole = steps == strides || count <= 1
    let values = bytes.withUnsafeBytes { bytes in
      isWhole
        ? type.values(at: offset..<offset + count, in: bytes)
        : type.values(
          at: (0..<count).lazy.map { number in
            zip(shape, zip(steps, strides)).reduce(offset) { $0 + number / $1.1.0 % $1.0 * $1.1.1 }
          }, in: bytes)
    }
    return Safetensors.Tensor(name: name, shape: shape, values: values)
  }

  private static let types: [String: StoredType] = [
    "torch.DoubleStorage": .float64, "torch.FloatStorage": .float32, "torch.HalfStorage": .float16,
    "torch.BFloat16Storage": .bfloat16, "torch.LongStorage": .int64, "torch.IntStorage": .int32,
    "torch.ShortStorage": .int16, "torch.CharStorage": .int8, "torch.ByteStorage": .uint8, "torch.BoolStorage": .bool,
  ]

  /// How many numbers a tensor has; nil where one lies outside of the storage, or where there are more than it has.
  private static func count(_ offset: Int, _ shape: [Int], _ strides: [Int], within limit: Int) -> Int? {
    var count = 1
    for extent in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard !overflows else { return nil }
      count = product
    }
    guard count <= limit else { return nil }
    guard count > 0 else { return 0 }
    var last = offset
    for (extent, stride) in zip(shape, strides) {
      let (step, overflows) = (extent - 1).multipliedReportingOverflow(by: stride)
      guard !overflows, step <= limit - last, last <= limit else { return nil }
      last += step
    }
    return last < limit ? count : nil
  }
}
