import LNQFixedPoint
import LNQTables

/// Bits, cells and registers: a synchronous circuit with one clock that takes one sample a clock cycle.
///
/// **Wires.** A wire carries one code of its format each cycle. Wires are numbered: first one for each input, then `valid`
/// (one bit), then one for the output of each cell, in the order of `cells`. So every wire has exactly one driver.
///
/// **Cells.** A cell reads only wires with smaller numbers, so there are no combinational loops, and computes, with all wires
/// as integers (codes):
///
/// | cell | output |
/// |---|---|
/// | `lookup(table, inputs)` | the table's row; the address is the concatenation of the inputs' bits, the first lowest |
/// | `sum(inputs)` | the exact sum; the wire's format holds every sum that can occur |
/// | `requantize(input, r)` | `r(input)`: shift with round half up, then saturate |
/// | `argmax(inputs)` | the index of the largest input; among equals, the lowest index |
/// | `register(input, reset)` | the input's value in the cycle before; 0 in the first cycle and, when `reset`, while `rst_ni` is low |
///
/// **Ports.** `data_i` is the inputs, the first in the lowest bits; `data_o` is `outputs` in the same order; `class_o` is
/// `classOutput`; `valid_o` is `validOutput`. All outputs belong to the sample that went in `latency` cycles before.
///
/// **Modules.** Each cell belongs to a module: 0 is the top, the others are the layers. Modules only group cells. `text` shows it all.
public struct Netlist: Hashable, Sendable {
  /// A wire's name, unique in its module, and what it carries.
  public struct Wire: Hashable, Sendable {
    /// `n3`, `n3_p0`, `n3_sum`, `n3_d1`, ...
    public let name: String
    /// The codes.
    public let format: FixedPointFormat
    /// What that is in the network: `layer1, neuron 3`.
    public let place: Place

    /// Puts the parts together.
    public init(name: String, format: FixedPointFormat, place: Place) {
      self.name = name
      self.format = format
      self.place = place
    }
  }

  /// A cell, the wire that it drives and the module that it belongs to.
  public struct Instance: Hashable, Sendable {
    /// What it computes.
    public let cell: Cell
    /// What it drives.
    public let wire: Wire
    /// An index into `modules`.
    public let module: Int

    /// Puts the parts together.
    public init(cell: Cell, wire: Wire, module: Int) {
      self.cell = cell
      self.wire = wire
      self.module = module
    }
  }

  /// The wires that the output ports show.
  public struct Ports: Hashable, Sendable {
    /// `data_o`.
    public let outputs: [Int]
    /// `class_o`, when there is one.
    public let classOutput: Int?
    /// `valid_o`.
    public let validOutput: Int

    /// All of them, in no particular order.
    var wires: [Int] { outputs + [validOutput] + (classOutput.map { [$0] } ?? []) }

    /// The same ports on other wires.
    func map(_ wire: (Int) -> Int) -> Ports {
      Ports(outputs: outputs.map(wire), classOutput: classOutput.map(wire), validOutput: wire(validOutput))
    }
  }

  /// A group of cells.
  public struct Module: Hashable, Sendable {
    /// `layer1`; the top's is empty.
    public let name: String
    /// What it was made from, for people.
    public let origin: String

    /// Puts both together.
    public init(name: String, origin: String) {
      self.name = name
      self.origin = origin
    }
  }

  /// The model's name, `jsc-tiny`.
  public let name: String
  /// How each input is made of a feature, which happens in front of the hardware.
  public let encodings: [FeatureEncoding]
  /// The inputs with their names, formats and real scales.
  public let inputs: [Signal]
  /// What the outputs mean: names, formats, real scales.
  public let outputSignals: [Signal]
  /// The names of the classes; empty without `classOutput`.
  public let classNames: [String]
  /// The distinct tables.
  public private(set) var tables: [TruthTable]
  /// The groups; the first is the top.
  public let modules: [Module]
  /// The cells in topological order.
  public private(set) var cells: [Instance]
  /// What comes out.
  public private(set) var ports: Ports
  /// Clock cycles from input to output.
  public private(set) var latency: Int

  /// The wires that are `data_o`.
  public var outputs: [Int] { ports.outputs }
  /// The wire that is `class_o`.
  public var classOutput: Int? { ports.classOutput }
  /// The wire that is `valid_o`.
  public var validOutput: Int { ports.validOutput }

  /// Checks that the parts fit as described above.
  ///
  /// - Parameter encodings: nil for features that are quantized as they are, one input each.
  /// - Throws: `NetlistError` with the wire that breaks a rule.
  public init(
    name: String, encodings: [FeatureEncoding]? = nil, inputs: [Signal], outputSignals: [Signal], classNames: [String],
    tables: [TruthTable], modules: [Module], cells: [Instance], outputs: [Int], classOutput: Int?, validOutput: Int,
    latency: Int
  ) throws(NetlistError) {
    self.name = name
    self.encodings = encodings ?? inputs.indices.map { FeatureEncoding(feature: $0) }
    self.inputs = inputs
    self.outputSignals = outputSignals
    self.classNames = classNames
    self.tables = tables
    self.modules = modules
    self.cells = cells
    ports = Ports(outputs: outputs, classOutput: classOutput, validOutput: validOutput)
    self.latency = latency
    try checkInvariants()
  }

  /// The same inputs, modules and meanings around other cells.
  ///
  /// - Throws: `NetlistError` with the wire that breaks a rule.
  func replacing(cells: [Instance], tables: [TruthTable]? = nil, ports: Ports, latency: Int) throws(NetlistError)
    -> Netlist
  {
    var result = self
    (result.cells, result.tables, result.ports, result.latency) = (cells, tables ?? self.tables, ports, latency)
    try result.checkInvariants()
    return result
  }

  /// The number of the `valid` wire that comes in.
  var validInput: Int { inputs.count }

  /// The number of the wire that the first cell drives.
  public var firstCellWire: Int { inputs.count + 1 }

  /// How many wires there are.
  public var wireCount: Int { firstCellWire + cells.count }

  /// The format of a wire.
  public func format(ofWire wire: Int) -> FixedPointFormat {
    if wire < inputs.count { return inputs[wire].format }
    return wire == validInput ? .bit : cells[wire - firstCellWire].wire.format
  }

  /// The name of a wire; the inputs are `x0`, `x1`, ... and `valid`.
  public func name(ofWire wire: Int) -> String {
    if wire < inputs.count { return "x\(wire)" }
    return wire == validInput ? "valid" : cells[wire - firstCellWire].wire.name
  }

  /// What a wire's code is in the network.
  public func place(ofWire wire: Int) -> Place {
    if wire < inputs.count { return .input(inputs[wire].name) }
    return wire == validInput ? .valid : cells[wire - firstCellWire].wire.place
  }

  /// The module that drives a wire; the top for ports.
  public func module(ofWire wire: Int) -> Int {
    wire < firstCellWire ? 0 : cells[wire - firstCellWire].module
  }
}

extension FixedPointFormat {
  /// One unsigned bit.
  static var bit: FixedPointFormat { .unsigned(1) }

  /// Unsigned integers of 1...32 bits.
  static func unsigned(_ width: Int) -> FixedPointFormat {
    do {
      return try FixedPointFormat(width: width, fractionBits: 0, isSigned: false)
    } catch {
      preconditionFailure(error.description)
    }
  }
}
