import LNQFixedPoint

extension Netlist {
  /// Checks what the documentation of `Netlist` says.
  func checkInvariants() throws(NetlistError) {
    for (index, instance) in cells.enumerated() {
      let number = firstCellWire + index
      for input in instance.cell.inputs where !(0..<number).contains(input) {
        throw .wire(instance.wire.name, "it reads wire \(input), which does not come before it")
      }
      guard modules.indices.contains(instance.module) else {
        throw .wire(instance.wire.name, "module \(instance.module) does not exist")
      }
    }
    try checkNames()
    for instance in cells {
      if let problem = instance.cell.problem(driving: instance.wire.format, in: self) {
        throw .wire(instance.wire.name, problem)
      }
    }
    for output in ports.wires where !(0..<wireCount).contains(output) {
      throw .wire("\(output)", "an output port reads it, and it does not exist")
    }
    guard outputs.count == outputSignals.count else {
      throw .wire("data_o", "\(outputs.count) outputs with \(outputSignals.count) meanings")
    }
    for (output, signal) in zip(outputs, outputSignals) where format(ofWire: output) != signal.format {
      throw .wire(signal.name, "an output of format \(signal.format) on a wire of \(format(ofWire: output))")
    }
    guard format(ofWire: validOutput) == .bit else { throw .wire("valid_o", "it has more than one bit") }
    guard (classOutput == nil) == classNames.isEmpty else {
      throw .wire("class_o", "class names and a class output come together")
    }
  }
}

/// What can be wrong with a netlist, or with what a caller wants of it.
public enum NetlistError: Error, Equatable, Sendable {
  /// A wire that breaks a rule of `Netlist`.
  case wire(String, String)
  /// A name that cannot be printed as Verilog.
  case name(String, NameProblem)
  /// A sum that needs more than 32 bits.
  case sumTooWide(neuron: String, FixedPointError)
  /// A number of levels between registers below 0.
  case levels(Int)

  /// Why a wire cannot have a name.
  public enum NameProblem: Equatable, Sendable {
    /// Other characters than letters, digits and underscores, or a digit first, or nothing.
    case notAnIdentifier
    /// A word of Verilog, SystemVerilog or VHDL.
    case keyword
    /// Printing needs the name for something else.
    case taken(by: String)
  }
}

extension NetlistError: CustomStringConvertible {
  /// One sentence: where, and what.
  public var description: String {
    switch self {
    case .wire(let name, let problem): "wire \(name): \(problem)"
    case .name(let name, .notAnIdentifier):
      "wire \(name): a name has letters, digits and underscores, and no digit first"
    case .name(let name, .keyword): "wire \(name): this name is a keyword; choose another one"
    case .name(let name, .taken(let owner)): "wire \(name): \(owner) has this name; choose another one"
    case .sumTooWide(let neuron, let error): "\(neuron): \(error)"
    case .levels(let levels): "a register after every \(levels) levels: choose 1 or more, or 0 for no registers"
    }
  }
}
