internal import CEmulator
import LNQTables

/// A table network as a flat program over blocks of samples: the same integers as `TableNetwork.signalCodes(for:)`, at the pace of
/// this processor.
///
/// It is compiled once and never changes: any number of threads may run it at the same time. It is compiled for one instruction set,
/// which only means that its operations are the cheapest there: every program runs with every instruction set.
public final class CompiledNetwork: Sendable {
  /// The program's bytes, which `lnq_load` reads too.
  public let program: [UInt8]
  /// How many codes a row of inputs has.
  public let inputCount: Int
  /// How many features a row of features has.
  public let featureCount: Int
  /// How many outputs there are, and so how many classes.
  public let outputCount: Int
  /// The model's name.
  public let name: String
  /// The names of the classes; empty when the outputs are not classes.
  public let classNames: [String]

  // Only read after the initialiser, and freed by the deinitialiser.
  nonisolated(unsafe) let handle: OpaquePointer

  /// Compiles a network.
  ///
  /// - Throws: `EmulatorError.tooLarge`, `.memory`.
  public convenience init(_ network: TableNetwork, for instructions: Instructions = .best) throws(EmulatorError) {
    var compiler = NetworkCompiler(network, for: instructions)
    try self.init(program: try compiler.result().bytes(of: network))
  }

  /// Takes the bytes of a program.
  ///
  /// - Throws: `EmulatorError.program`, `.memory`.
  public init(program: [UInt8]) throws(EmulatorError) {
    var loaded: OpaquePointer?
    let status = program.withUnsafeBytes { lnq_load($0.baseAddress, $0.count, &loaded) }
    guard status == LNQ_OK, let handle = loaded else {
      throw status == LNQ_MEMORY ? .memory : .program(String(cString: lnq_status_text(status)))
    }
    (self.program, self.handle) = (program, handle)
    inputCount = lnq_input_count(handle)
    featureCount = lnq_feature_count(handle)
    outputCount = lnq_output_count(handle)
    name = String(cString: lnq_name(handle))
    classNames = (0..<lnq_output_count(handle)).compactMap { lnq_class_name(handle, $0).map { String(cString: $0) } }
  }

  deinit { lnq_close(handle) }
}

extension NetworkCompiler.Result {
  /// The program's bytes, as program.h says.
  func bytes(of network: TableNetwork) throws(EmulatorError) -> [UInt8] {
    var file = LittleEndianBytes()
    file.bytes += Array("lnqemul\n".utf8)
    let texts = ([network.name] + network.classNames).reduce(into: [UInt8]()) { $0 += Array($1.utf8) + [0] }
    let counts = [
      network.inputs.count, network.inputEncoder.featureCount, network.outputs.count, network.classNames.count,
      slotCount,
      words.count, tables.count, texts.count,
    ]
    guard counts.allSatisfy({ $0 <= Self.most }) else {
      throw .tooLarge("its program has more than \(Self.most) bytes of tables, or of something else")
    }
    file.add([Self.version] + counts.map { UInt32($0) } + [UInt32(comparisonCount)])
    // The inputs by their features, so that a column of features is fetched once.
    let order = network.inputs.indices.sorted {
      (network.encodings[$0].feature, $0) < (network.encodings[$1].feature, $1)
    }
    for (index, input) in network.inputs.enumerated() {
      let encoding = network.encodings[index]
      file.add([UInt32(encoding.feature)])
      file.add(format: input.format.width, input.format.isSigned)
      file.add([inputSlots[index], UInt32(order[index])])
      for number in [encoding.scale, encoding.offset, input.quantizer.scale] { file.add(number.bitPattern) }
    }
    for (slot, output) in zip(outputSlots, network.outputs) {
      let format = network.signals[output].format
      file.add([slot])
      file.add(format: format.width, format.isSigned)
    }
    file.add(words)
    file.bytes += texts + tables
    let digest = file.bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    file.add(digest)
    return file.bytes
  }

  private static let version: UInt32 = 2
  /// As in program.c.
  private static let most = 1 << 26
}

private struct LittleEndianBytes {
  var bytes: [UInt8] = []

  mutating func add(_ numbers: [UInt32]) {
    for number in numbers { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
  }

  mutating func add(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }

  mutating func add(format width: Int, _ isSigned: Bool) { bytes += [UInt8(width), isSigned ? 1 : 0, 0, 0] }
}
