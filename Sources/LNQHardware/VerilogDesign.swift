/// Verilog as values: what `emit` prints and what a simulator gets.
public struct VerilogDesign: Hashable, Sendable {
  /// A file and its text.
  public struct File: Hashable, Sendable {
    /// The name without a folder: `jsc_tiny.v`.
    public let name: String
    /// The contents.
    public let text: String

    /// Puts both together.
    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// How the top module looks from outside.
  public let interface: HardwareInterface
  /// The Verilog files, one module each, in an order in which every tool can read them.
  public let sources: [File]
  /// What stands beside them: the interface as JSON and as a C header, the list of files.
  public let companions: [File]
  /// Where the value of every cell can be seen inside the design, in topological order.
  public let probes: [Probe]

  /// Puts the parts together.
  public init(interface: HardwareInterface, sources: [File], companions: [File], probes: [Probe]) {
    self.interface = interface
    self.sources = sources
    self.companions = companions
    self.probes = probes
  }
}
