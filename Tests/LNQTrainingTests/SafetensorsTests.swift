import LNQTraining
import Testing

@Suite("Safetensors files")
struct SafetensorsTests {
  private let sample = Safetensors(
    tensors: [
      Safetensors.Tensor(name: "n", shape: [], values: .int64([-2])),
      Safetensors.Tensor(name: "w", shape: [2, 2], values: .float32([1, -0.5, .pi, .leastNonzeroMagnitude])),
      Safetensors.Tensor(name: "none", shape: [0, 3], values: .float32([])),
    ],
    metadata: ["b": "\"quoted\" \\ \n\t\r\u{1} é", "a": ""])

  private func bytes(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
  }

  @Test("are the length, the header padded to 8 bytes, and the data")
  func layout() {
    let file = Safetensors(
      tensors: [Safetensors.Tensor(name: "w", shape: [2], values: .float32([1, -2]))], metadata: ["k": "v"]
    ).serialized()
    let header = #"{"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"# + " "
    #expect(header.utf8.count % 8 == 0)
    #expect(file == bytes(header, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]))
  }

  @Test("read back to the same value, and write the same bytes again")
  func roundTrip() throws {
    let file = sample.serialized()
    let read = try Safetensors(bytes: file, file: "x")
    #expect(read == sample)
    #expect(read.serialized() == file)
    #expect(try Safetensors(bytes: bytes("{}"), file: "x") == Safetensors(tensors: []))
  }

  @Test("of Python's library are read")
  func python() throws {
    let read = try Safetensors(bytes: Array(try Fixture.data("python.safetensors")), file: "python.safetensors")
    #expect(
      read.tensors == [
        Safetensors.Tensor(name: "a.count", shape: [], values: .int64([-7])),
        Safetensors.Tensor(name: "a.mean", shape: [1], values: .float32([1 / 3])),
        Safetensors.Tensor(name: "b.weight", shape: [2, 3], values: .float32([0.5, -1.25, 3, 1e-30, 0.1, -0.0])),
      ])
    #expect(read.metadata == ["note": "é \"quoted\" \\ \n"])
  }

  @Test("that are damaged are refused with the file and the tensor")
  func damage() {
    func sentence(_ bytes: [UInt8]) -> String? {
      #expect(throws: CheckpointError.self) { try Safetensors(bytes: bytes, file: "best.safetensors") }?.description
    }
    func header(dtype: String = "F32", shape: String = "[2]", offsets: String = "[0,8]") -> String {
      #"{"w":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
    }
    let eight = [UInt8](repeating: 0, count: 8)
    let cutOff = "the file was cut off or its header is damaged"
    #expect(
      sentence([1, 2, 3])
        == "best.safetensors: 3 bytes are too few for a safetensors file: it is empty or was cut off")
    #expect(
      sentence([9, 0, 0, 0, 0, 0, 0, 0] + eight)
        == "best.safetensors: its header should have 9 bytes, but 8 follow: it was cut off or is no safetensors file")
    #expect(
      sentence(Array(repeating: 255, count: 16)) == "best.safetensors: its header should have 18446744073709551615 "
        + "bytes, but 8 follow: it was cut off or is no safetensors file")
    let deep = String(repeating: "[", count: 100_000)
    for text in [
      "", "{", "[]", deep, "{\"w\":\(deep)", "{\"w\":1}", "{\"w\":{}}", "{\"__metadata__\":{\"a\":1}}", "nonsense",
    ] {
      #expect(
        sentence(bytes(text)) == "best.safetensors: its header is not the JSON of a safetensors file",
        "\(text.prefix(40))")
    }
    #expect(
      sentence(bytes(header(dtype: "F8_E4M3"), eight)) == "best.safetensors: tensor w has the dtype F8_E4M3: "
        + "lnq reads weights and statistics as F32 and counters as I64")
    for offsets in ["[0,9]", "[4,8]", "[0]", "[8,0]", "[-8,0]", "[0,8,8]"] {
      let spelled = offsets.split(separator: ",").joined(separator: ", ")
      #expect(
        sentence(bytes(header(offsets: offsets), eight)) == "best.safetensors: tensor w has the data offsets "
          + "\(spelled), but must begin at 0 and end at 8 at most: \(cutOff)")
    }
    for shape in ["[3]", "[2,2]", "[-2]", "[]", "[4611686018427387904,4]"] {
      let spelled = shape.split(separator: ",").joined(separator: ", ")
      #expect(
        sentence(bytes(header(shape: shape), eight))
          == "best.safetensors: tensor w of shape \(spelled) does not fit its 8 bytes")
    }
    #expect(
      sentence(bytes(header(), eight + [0])) == "best.safetensors: 1 bytes after the last tensor belong to none")
    let overlap =
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
    #expect(
      sentence(bytes(overlap, eight)) == "best.safetensors: tensor b has the data offsets [4, 8], but must begin at 8 "
        + "and end at 8 at most: \(cutOff)")
    let twice =
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
    #expect(throws: CheckpointError.self) { try Safetensors(bytes: bytes(twice, eight), file: "x") }
  }

  @Test("that are cut off anywhere are refused")
  func truncation() {
    let file = sample.serialized()
    for count in file.indices {
      #expect(throws: CheckpointError.self) { try Safetensors(bytes: Array(file[..<count]), file: "x") }
    }
  }
}
