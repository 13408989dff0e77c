/// A module around the top module that lets other parts of a chip, or a cable, feed it: how samples come in and results go out.
public struct Wrapper: Hashable, Sendable {
  /// What is on the outside.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// AXI4-Stream on both sides.
    case axiStream = "axi-stream"
    /// Bytes with valid and ready.
    case serial
    /// Bytes over two wires, 8N1.
    case uart
    /// The ports that a design of Tiny Tapeout has.
    case tinyTapeout = "tinytapeout"
  }

  /// What goes out for a sample.
  public enum Result: String, Hashable, Sendable, Codable, CaseIterable {
    /// The index of the class.
    case `class`
    /// The output codes, as on `data_o`.
    case codes
  }

  /// How many bits a beat of a narrow stream can have.
  public static let beatWidths = stride(from: 8, through: 64, by: 8)

  /// What is on the outside.
  public let kind: Kind
  /// What goes out.
  public let result: Result
  /// The bits of a beat of AXI4-Stream on both sides; nil for a sample and a result a beat.
  public let beatBits: Int?

  /// Puts the parts together.
  public init(_ kind: Kind, result: Result, beatBits: Int? = nil) {
    (self.kind, self.result, self.beatBits) = (kind, result, beatBits)
  }

  /// The name of its module for a network's: `jsc_s_axis`, `jsc_s_serial`, `jsc_s_uart`, `tt_um_jsc_s`.
  public func module(around interface: HardwareInterface) -> String { kind.module(around: interface) }

  /// The bits of a beat that comes in, and of one that goes out.
  public func beatBits(of interface: HardwareInterface) -> (input: Int, output: Int) {
    guard kind == .axiStream else { return (8, 8) }
    let whole = { (bits: Int) in max(8, (bits + 7) / 8 * 8) }
    return beatBits.map { ($0, $0) } ?? (whole(interface.inputWidth), whole(resultWidth(of: interface)))
  }

  /// How many beats a sample has, and a result.
  public func beats(of interface: HardwareInterface) -> (input: Int, output: Int) {
    let bits = beatBits(of: interface)
    return (
      (interface.inputWidth + bits.input - 1) / bits.input,
      (resultWidth(of: interface) + bits.output - 1) / bits.output
    )
  }

  /// The bits of a result.
  public func resultWidth(of interface: HardwareInterface) -> Int {
    result == .class ? interface.classWidth : interface.outputWidth
  }

  /// The bits of `tuser` that go along with a sample.
  public static let userBits = 8
}

extension Wrapper.Kind {
  /// See `Wrapper.module(around:)`.
  public func module(around interface: HardwareInterface) -> String {
    switch self {
    case .axiStream: "\(interface.module)_axis"
    case .serial: "\(interface.module)_serial"
    case .uart: "\(interface.module)_uart"
    case .tinyTapeout: "tt_um_\(interface.module)"
    }
  }
}

extension VerilogDesign {
  /// The same design with a wrapper around its top module: the modules of `rtl/` that it takes, and the new top behind all others.
  ///
  /// The interface stays the network's, so that a simulation of the network finds it.
  ///
  /// - Precondition: a result of classes is for a network that has some.
  public func wrapped(in wrapper: Wrapper) -> VerilogDesign {
    precondition(wrapper.result == .codes || interface.classWidth > 0, "a class of a network without classes")
    let writer = WrapperWriter(wrapper, interface)
    let sources = sources + CellLibrary.files(of: wrapper.kind) + writer.files
    let list = "\(interface.module).f"
    return VerilogDesign(
      interface: interface, sources: sources,
      companions: companions.map { companion in
        companion.name == list
          ? File(name: list, text: sources.map { "\($0.name)\n" }.joined()) : companion
      })
  }
}
