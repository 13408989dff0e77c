import Foundation
import LNQData
import LNQTestSupport
import LNQTraining
import Testing

@testable import LNQInterchange

/// The bytes of a file that torch wrote.
func fixtureBytes(_ name: String) throws -> [UInt8] {
  Array(try Data(contentsOf: Bundle.module.bundleURL.appending(path: "Fixtures/\(name)")))
}

@Suite("Weights of other programs")
struct WeightFileTests {
  private static let text = "BatchNorm1d(4)\nReLU()\nLinear(4, 3)"

  /// What `make_fixtures.py` puts into its network, tensor by tensor.
  private static func values(_ number: Int, count: Int) -> [Float] {
    (0..<count).map { Float($0) * 0.125 + Float(number + 1) }
  }

  private static func network(
    _ tensors: [Safetensors.Tensor], metadata: [String: String] = [:], text: String = text
  ) throws -> (Network, WeightMatching) {
    try network(Safetensors(tensors: tensors, metadata: metadata).serialized(), text: text)
  }

  private static func network(_ bytes: [UInt8], text: String = text) throws -> (Network, WeightMatching) {
    let model = try ModelDescription(name: "mine", text: text)
    let file = try WeightFile(bytes: bytes, file: "net.pt")
    let matching = try WeightMatching(file, to: model, named: "net.pt")
    return (try matching.network(model, file: "net.pt"), matching)
  }

  /// A state_dict of the network, as safetensors' library orders it or not.
  private static func tensors(prefix: String, counts: Bool = true) -> [Safetensors.Tensor] {
    let shapes: [(String, [Int])] = [
      ("0.weight", [4]), ("0.bias", [4]), ("0.running_mean", [4]), ("0.running_var", [4]), ("2.weight", [3, 4]),
      ("2.bias", [3]),
    ]
    let floats = shapes.enumerated().map { number, entry in
      Safetensors.Tensor(
        name: prefix + entry.0, shape: entry.1,
        values: .float32(values(number < 4 ? number : number + 1, count: entry.1.reduce(1, *))))
    }
    let counter = Safetensors.Tensor(name: prefix + "0.num_batches_tracked", shape: [], values: .int64([7]))
    return (counts ? [counter] : []) + floats
  }

  @Test(
    "A file of torch.save is the same network, with anything around its state_dict",
    arguments: ["net.pt", "lightning.ckpt", "module.pt", "legacy.pt"])
  func torchFiles(name: String) throws {
    let (network, matching) = try Self.network(fixtureBytes(name))
    let expected = try Self.network(Self.tensors(prefix: ""))
    #expect(network == expected.0)
    #expect(matching.rows.count == 7 && matching.unused.isEmpty)
    let places = network.allPlaces
    #expect(network.numbers(at: places[2]).values == [Self.values(5, count: 12), Self.values(6, count: 3)])
    #expect(network.numbers(at: places[0]).batchesTracked == 7)
    let producer = try WeightFile(bytes: fixtureBytes(name), file: name).producer
    #expect(producer == (name == "lightning.ckpt" ? "PyTorch Lightning 2.4.0" : "torch.save"))
  }

  @Test("Views of a storage, short floats and other names are read")
  func views() throws {
    let (network, matching) = try Self.network(fixtureBytes("views.pt"), text: "Linear(4, 3)")
    let numbers = network.numbers(at: network.allPlaces[0]).values
    let transposed: [Float] = [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]
    #expect(numbers[0] == transposed)
    #expect(numbers[1] == [12, 13, 14])
    #expect(matching.method == "by their order and their shapes")
  }

  @Test("Any prefix will do, and counters may be missing", arguments: ["", "seq_blocks.", "module.model.seq."])
  func prefixes(prefix: String) throws {
    let (network, matching) = try Self.network(Self.tensors(prefix: prefix))
    let original = try Self.network(fixtureBytes("net.pt")).0
    #expect(network == original)
    let method = prefix.isEmpty ? "by their names" : "by their names, below \(prefix.dropLast())"
    #expect(matching.method == method)
    let uncounted = try Self.network(Self.tensors(prefix: prefix, counts: false)).0
    #expect(uncounted.parameters == network.parameters && uncounted.batchesTracked == [0])
  }

  @Test("The names of a pasted class count, whatever the order in the file")
  func sourceNames() throws {
    let text = """
      class Net(nn.Module):
          def __init__(self):
              self.b = nn.Linear(2, 2, bias=False)
              self.a = nn.Linear(2, 2, bias=False)
          def forward(self, x):
              return self.b(self.a(x))
      """
    let (network, _) = try Self.network(
      [
        .init(name: "net.b.weight", shape: [2, 2], values: .float64([5, 6, 7, 8])),
        .init(name: "net.a.weight", shape: [2, 2], values: .float64([1, 2, 3, 4])),
        .init(name: "loss.scale", shape: [1], values: .float32([1])),
      ], text: text)
    #expect(network.parameters == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test("A fan-in takes its connections from the weights that are not 0")
  func connections() throws {
    func weights(_ values: [Float]) -> [Safetensors.Tensor] {
      [.init(name: "0.weight", shape: [2, 3], values: .float32(values))]
    }
    let text = "Linear(3, 2, bias=False, fan_in=2)"
    let network = try Self.network(weights([0, 1, 2, 3, 0, 0]), text: text).0
    #expect(network.connections == [[[1, 2], [0, 1]]])
    let sentence = Self.refusal { try Self.network(weights([0, 1, 2, 3, 4, 5]), text: text) }
    #expect(sentence.contains("write fan_in=3"))
  }

  private static func refusal(_ body: () throws -> (Network, WeightMatching)) -> String {
    let error = #expect(throws: InterchangeError.self) { _ = try body() }
    return error?.description ?? ""
  }

  @Test(
    "One output is the second of two classes, and the first is 0",
    arguments: ["Linear(4, 2)", "Linear(4, 2, fan_in=3)"])
  func oneOutput(text: String) throws {
    let tensors: [Safetensors.Tensor] = [
      .init(name: "fc.weight", shape: [1, 4], values: .float32([1, 0, -2, 3])),
      .init(name: "fc.bias", shape: [1], values: .float32([0.5])),
    ]
    let (network, _) = try Self.network(tensors, text: text)
    let rows = LabelledRows(featureCount: 4, features: [1, 9, 1, 1, 0, 9, 1, 0], labels: [1, 0])
    #expect(try network.logits(of: rows) == [0, 2.5, 0, -1.5])
    // Only where a network gives its outputs.
    #expect(throws: InterchangeError.self) { try Self.network(tensors, text: "Linear(4, 2)\nBatchNorm1d(2)") }
    #expect(throws: InterchangeError.self) { try Self.network(tensors, text: "Linear(4, 3)") }
  }

  @Test("What is missing and what is too much has a name")
  func mismatches() throws {
    let all = Self.tensors(prefix: "m.")
    let missing = Self.refusal { try Self.network(all.filter { $0.name != "m.2.bias" }) }
    #expect(
      missing.hasPrefix("net.pt: 6 of the model's parameters are in it; it lacks m.2.bias [3]: the model has to be"))
    let more = all + [Safetensors.Tensor(name: "m.4.weight", shape: [1, 3], values: .float32([1, 2, 3]))]
    let extra = Self.refusal { try Self.network(more) }
    #expect(extra.contains("the model has no place for m.4.weight"))
    let shapes = Self.refusal { try Self.network(all, text: "BatchNorm1d(4)\nReLU()\nLinear(4, 5)") }
    #expect(shapes.contains("it lacks m.2.weight [5, 4], which has [3, 4] there, m.2.bias [5], which has [3] there"))
    let negative = Safetensors.Tensor(name: "m.0.running_var", shape: [4], values: .float32([1, 1, -1, 1]))
    let impossible = Self.refusal { try Self.network(all.map { $0.name == negative.name ? negative : $0 }) }
    #expect(impossible.contains("has -1.0 at index 2, but it has to be 0 or more"))
  }

  @Test("Neurons that are polynomials need more than a state_dict says")
  func neurons() throws {
    let text = "Linear(4, 2, fan_in=1, degree=2)"
    let tensors = try ModelDescription(name: "m", text: text).stateDictModules[0].tensors.map { tensor in
      let ones = [Float](repeating: 1, count: tensor.shape.reduce(1, *))
      return Safetensors.Tensor(name: "0.\(tensor.name)", shape: tensor.shape, values: .float32(ones))
    }
    let sentence = Self.refusal { try Self.network(tensors, text: text) }
    #expect(sentence.contains("it does not say which inputs the neurons"))
  }

  @Test("Files of other kinds say what they are")
  func formats() throws {
    func refusal(_ bytes: [UInt8]) -> String { Self.refusal { try Self.network(bytes) } }
    #expect(refusal([0x89, 0x48, 0x44, 0x46, 0, 0, 0, 0, 0]).contains("it is an HDF5 file, as Keras writes"))
    #expect(refusal([0x80, 2, 0x8A, 10]).contains("a pickle, but none of torch.save"))
    #expect(
      refusal(ZipArchive.storing([("a.txt", [1])])).contains("it is a zip archive with a.txt, but none of torch.save"))
    #expect(refusal(ZipArchive.storing([("a/data.pkl", Array("N.".utf8))])).contains("there is no tensor in it"))
    #expect(refusal(ZipArchive.storing([("a/data.pkl", [1])])).contains("the unknown opcode 1 at byte 0"))
    #expect(refusal(ZipArchive.storing([("a/data.pkl", Array("(((".utf8))])).contains("the file was cut off"))
    let bigEndian = ZipArchive.storing([("a/data.pkl", Array("N.".utf8)), ("a/byteorder", Array("big".utf8))])
    #expect(refusal(bigEndian).contains("big-endian"))
  }

  @Test("No damage ends in a crash: every byte of a file of torch, and pickles of random opcodes")
  func damage() throws {
    let original = try fixtureBytes("net.pt")
    for place in stride(from: 0, to: original.count, by: Seeds.upTo(1).count > 1 ? 1 : 11) {
      for flip: UInt8 in [0x01, 0x80, 0xFF] {
        var bytes = original
        bytes[place] ^= flip
        _ = try? Self.network(bytes)
      }
      _ = try? Self.network(Array(original[..<place]))
    }
    let opcodes = Array("(0NI1\n.}]lte)asuqhRbQc\n".utf8) + [0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x8A, 0x93, 0x94]
    var state: UInt64 = 1
    for _ in 0..<500 {
      let bytes = (0..<40).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return opcodes[Int(state >> 33) % opcodes.count]
      }
      _ = try? WeightFile(bytes: ZipArchive.storing([("a/data.pkl", bytes)]), file: "x.pt")
    }
  }

  @Test("Short floats are exact")
  func shortFloats() throws {
    let halves: [(UInt16, Float)] = [
      (0x3C00, 1), (0xC000, -2), (0x0001, 0x1p-24), (0x03FF, 1023 * 0x1p-24), (0x7BFF, 65504), (0x8000, 0),
    ]
    let bytes = halves.flatMap { [UInt8($0.0 & 255), UInt8($0.0 >> 8)] }
    let values = bytes.withUnsafeBytes { StoredType.float16.values(at: 0..<halves.count, in: $0) }
    #expect(values == .float32(halves.map(\.1)))
    let brain: [UInt8] = [0x80, 0x3F, 0x49, 0xC0]
    let floats = brain.withUnsafeBytes { StoredType.bfloat16.values(at: 0..<2, in: $0) }
    #expect(floats == .float32([1, -3.140625]))
  }
}
