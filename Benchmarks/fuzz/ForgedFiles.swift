import LNQData

/// Files of other programs that claim far more than they have.
enum ForgedFiles {
  static var all: [(name: String, kind: Mutator.Kind, isGraph: Bool, bytes: [UInt8])] {
    [
      ("views", .binary, false, archive(views(of: 1 << 16, count: 2000), storage: 4 << 16)),
      ("nesting", .binary, false, archive(nesting(depth: 60), storage: 4)),
      ("names", .binary, false, archive(longNames, storage: 4)),
      ("nodes", .binary, true, graph(Array([[UInt8]](repeating: [0x0A, 0], count: 1 << 19).joined()))),
      ("inputs", .binary, true, graph(field(1, Array([[UInt8]](repeating: [0x0A, 0], count: 1 << 19).joined())))),
      ("packed", .binary, true, graph(field(5, field(7, [UInt8](repeating: 1, count: 1 << 20))))),
      (
        "shape", .safetensors, false,
        safetensors(#"{"a":{"dtype":"F32","shape":[\#(ones(1 << 19))],"data_offsets":[0,4]}}"#, data: 4)
      ),
      (
        "bytes", .safetensors, false,
        safetensors(#"{"a":{"dtype":"U8","shape":[8388608],"data_offsets":[0,8388608]}}"#, data: 8_388_608)
      ),
    ]
  }

  // MARK: - Pickles

  private static func archive(_ pickle: [UInt8], storage: Int) -> [UInt8] {
    ZipArchive.storing([("net/data.pkl", pickle), ("net/data/0", [UInt8](repeating: 0, count: storage))])
  }

  private static func text(_ text: String) -> [UInt8] { [0x58] + word(text.utf8.count) + Array(text.utf8) }

  private static func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }

  /// So many tensors that are the same storage.
  private static func views(of size: Int, count: Int) -> [UInt8] {
    let start =
      Array("ctorch._utils\n_rebuild_tensor_v2\n((".utf8) + text("storage") + Array("ctorch\nFloatStorage\n".utf8)
    let tensor =
      start + text("0") + text("cpu") + [0x4A] + word(size) + Array("tQK".utf8) + [0] + Array("(J".utf8) + word(size)
      + Array("t(K".utf8) + [1] + Array("t".utf8) + [0x89] + Array("}tR".utf8)
    return [0x80, 2] + Array("}(".utf8) + (0..<count).flatMap { text("t\($0).weight") + tensor } + Array("u.".utf8)
  }

  /// Dictionaries each of which is twice in the next one: 2^depth ways lead to the first.
  private static func nesting(depth: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x80, 2] + Array("}q".utf8) + [0]
    for level in 0..<depth {
      let entry: [UInt8] = Array("h".utf8) + [UInt8(level)]
      bytes +=
        Array("}q".utf8) + [UInt8(level + 1)] + Array("(".utf8) + text("a") + entry + text("b") + entry
        + Array("u".utf8)
    }
    return bytes + Array(".".utf8)
  }

  /// Names of 64 kB below each other, around many tensors.
  private static var longNames: [UInt8] {
    var bytes: [UInt8] = Array(views(of: 1, count: 500).dropLast())
    let name = text(String(repeating: "n", count: 1 << 16))
    bytes += Array("q".utf8) + [0]
    for _ in 0..<40 {
      // d = {name: d}: the dictionary so far is the value.
      bytes += Array("0}(".utf8) + name + Array("h".utf8) + [0] + Array("uq".utf8) + [0]
    }
    return bytes + Array(".".utf8)
  }

  // MARK: - Graphs

  private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    var (length, bytes) = (content.count, [number << 3 | 2])
    while length > 127 {
      bytes.append(UInt8(length & 127) | 128)
      length >>= 7
    }
    return bytes + [UInt8(length)] + content
  }

  private static func graph(_ content: [UInt8]) -> [UInt8] { [0x08, 8] + field(7, content) }

  // MARK: - Safetensors

  private static func ones(_ count: Int) -> String { [String](repeating: "1", count: count).joined(separator: ",") }

  private static func safetensors(_ header: String, data: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(header.utf8.count))
    return bytes + Array(header.utf8) + [UInt8](repeating: 0, count: data)
  }
}
