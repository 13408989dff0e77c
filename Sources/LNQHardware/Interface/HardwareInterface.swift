import LNQFixedPoint
import LNQTables

/// The top module from outside: which bits mean what, and when. Written beside the Verilog as JSON and as a C header.
public struct HardwareInterface: Hashable, Sendable, Codable {
  /// Consecutive bits of a port that are one code.
  public struct Slice: Hashable, Sendable, Codable {
    /// The feature or the class.
    public let name: String
    /// The lowest bit.
    public let lsb: Int
    /// The codes; `format.width` bits.
    public let format: FixedPointFormat
    /// The real value of code 1.
    public let scale: Double
    /// Of an input: how it is computed from a raw value or a standardised feature before it is quantized. Nil for outputs, and for
    /// an input that is the standardised feature of the same number, of whose raw values nothing is known.
    public let encoding: FeatureEncoding?

    /// Puts the parts together.
    public init(name: String, lsb: Int, format: FixedPointFormat, scale: Double, encoding: FeatureEncoding? = nil) {
      self.name = name
      self.lsb = lsb
      self.format = format
      self.scale = scale
      self.encoding = encoding
    }
  }

  /// The name of the top module, and of its file.
  public let module: String
  /// `data_i`: the features, the first in the lowest bits, without gaps.
  public let inputs: [Slice]
  /// `data_o`: the outputs (logits), the first in the lowest bits, without gaps.
  public let outputs: [Slice]
  /// The class that each value of `class_o` means; empty when there is no `class_o`.
  public let classNames: [String]
  /// Clock cycles from a sample on `data_i` with `valid_i` to its result on `data_o` with `valid_o`; 0 is combinational.
  public let latencyCycles: Int

  /// Puts the parts together.
  public init(module: String, inputs: [Slice], outputs: [Slice], classNames: [String], latencyCycles: Int) {
    self.module = module
    self.inputs = inputs
    self.outputs = outputs
    self.classNames = classNames
    self.latencyCycles = latencyCycles
  }

  /// The same ports with another latency.
  func with(latencyCycles: Int) -> HardwareInterface {
    HardwareInterface(
      module: module, inputs: inputs, outputs: outputs, classNames: classNames, latencyCycles: latencyCycles)
  }

  /// The latencies that a file can say: a simulation waits as long for every sample.
  static let latencies = 0...1_000_000

  /// The number of bits of `data_i`.
  public var inputWidth: Int { inputs.reduce(0) { $0 + $1.format.width } }
  /// The number of bits of `data_o`.
  public var outputWidth: Int { outputs.reduce(0) { $0 + $1.format.width } }
  /// The number of bits of `class_o`; 0 when there is none.
  public var classWidth: Int { Self.classWidth(of: classNames.count) }

  /// The number of bits of the index of one of `count` classes; 0 for no class.
  static func classWidth(of count: Int) -> Int {
    count == 0 ? 0 : max(1, Int.bitWidth - (count - 1).leadingZeroBitCount)
  }
}

extension HardwareInterface {
  private enum CodingKeys: String, CodingKey {
    case module, inputs, outputs, classNames, latencyCycles
  }

  /// Reads what the synthesised `encode` writes, with a latency within `latencies`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let latency = try container.decode(Int.self, forKey: .latencyCycles)
    guard Self.latencies.contains(latency) else {
      throw DecodingError.dataCorruptedError(
        forKey: .latencyCycles, in: container,
        debugDescription: "a latency of \(latency) cycles: 0 to \(Self.latencies.upperBound) can stand")
    }
    self.init(
      module: try container.decode(String.self, forKey: .module),
      inputs: try container.decode([Slice].self, forKey: .inputs),
      outputs: try container.decode([Slice].self, forKey: .outputs),
      classNames: try container.decode([String].self, forKey: .classNames), latencyCycles: latency)
  }

  /// The interface of the top module of a netlist.
  public init(of netlist: Netlist) {
    func slices(_ signals: [Signal], _ encodings: [FeatureEncoding?]) -> [Slice] {
      var lsb = 0
      return zip(signals, encodings).map { signal, encoding in
        defer { lsb += signal.format.width }
        return Slice(
          name: signal.name, lsb: lsb, format: signal.format, scale: signal.quantizer.scale, encoding: encoding)
      }
    }
    self.init(
      module: netlist.moduleNames[0],
      inputs: slices(
        netlist.inputs,
        netlist.encodings.enumerated().map {
          $1.isIdentity && $1.feature == $0 && $1.standardization == nil ? nil : $1
        }),
      outputs: slices(netlist.outputSignals, netlist.outputSignals.map { _ in nil }),
      classNames: netlist.classNames, latencyCycles: netlist.latency)
  }
}
