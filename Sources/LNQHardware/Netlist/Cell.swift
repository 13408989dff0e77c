import LNQFixedPoint
import LNQTables

extension Netlist {
  /// What drives a wire. This file says everything about a kind of cell but how it is written in Verilog: what it reads, what
  /// its wire must hold, what it computes, and how it looks as text.
  public enum Cell: Hashable, Sendable {
    /// Table lookup: an index into `tables`, and wires.
    case lookup(table: Int, inputs: [Int])
    /// Exact sum of two or more wires.
    case sum([Int])
    /// Shift, round and saturate.
    case requantize(Int, Requantization)
    /// The index of the largest.
    case argmax([Int])
    /// One cycle of delay.
    case register(Int, reset: Bool)
  }
}

extension Netlist.Cell {
  /// The wires that the cell reads, in order.
  public var inputs: [Int] {
    switch self {
    case .lookup(_, let inputs), .sum(let inputs), .argmax(let inputs): inputs
    case .requantize(let input, _), .register(let input, _): [input]
    }
  }

  /// The same cell on other wires.
  func mappingInputs(_ map: (Int) -> Int) -> Netlist.Cell {
    switch self {
    case .lookup(let table, let inputs): .lookup(table: table, inputs: inputs.map(map))
    case .sum(let inputs): .sum(inputs.map(map))
    case .requantize(let input, let requantization): .requantize(map(input), requantization)
    case .argmax(let inputs): .argmax(inputs.map(map))
    case .register(let input, let reset): .register(map(input), reset: reset)
    }
  }

  /// Whether the cell needs the clock.
  var isRegister: Bool {
    if case .register = self { true } else { false }
  }

  /// Why the cell cannot drive a wire of `format`; nil when it can.
  ///
  /// - Precondition: the wires that it reads exist.
  func problem(driving format: FixedPointFormat, in netlist: Netlist) -> String? {
    switch self {
    case .lookup(let table, let inputs):
      guard netlist.tables.indices.contains(table) else { return "table \(table) does not exist" }
      let width = inputs.reduce(0) { $0 + netlist.format(ofWire: $1).width }
      let table = netlist.tables[table]
      guard width == table.addressWidth else {
        return "\(width) bits address a table that takes \(table.addressWidth)"
      }
      return format == table.output ? nil : "its format is \(format), the table's \(table.output)"
    case .sum(let inputs):
      guard inputs.count >= 2 else { return "a sum of \(inputs.count) wires" }
      let formats = inputs.map { netlist.format(ofWire: $0) }
      let fits =
        format.minimumCode <= formats.reduce(0) { $0 + $1.minimumCode }
        && format.maximumCode >= formats.reduce(0) { $0 + $1.maximumCode }
      return fits ? nil : "the format \(format) does not hold every sum"
    case .requantize(_, let requantization):
      return format == requantization.output ? nil : "its format is not \(requantization.output)"
    case .argmax(let inputs):
      guard let first = inputs.first else { return "an argmax of nothing" }
      guard inputs.allSatisfy({ netlist.format(ofWire: $0) == netlist.format(ofWire: first) }) else {
        return "an argmax of wires with different formats"
      }
      return format.minimumCode == 0 && format.maximumCode >= inputs.count - 1
        ? nil : "the format \(format) does not hold \(inputs.count) indices"
    case .register(let input, _):
      return format == netlist.format(ofWire: input) ? nil : "a register changes the format"
    }
  }

  /// What the cell computes from the codes of all wires; of a register, what it shows in the next cycle.
  func value(of codes: [Int], in netlist: Netlist) -> Int { value(in: netlist) { codes[$0] } }

  /// The same, of the code that each wire has.
  func value(in netlist: Netlist, _ code: (Int) -> Int) -> Int {
    switch self {
    case .lookup(let table, let inputs):
      var (address, width) = (0, 0)
      for input in inputs {
        let format = netlist.format(ofWire: input)
        address |= Int(format.bitPattern(of: code(input))) << width
        width += format.width
      }
      return netlist.tables[table][address]
    case .sum(let inputs): return inputs.reduce(0) { $0 + code($1) }
    case .requantize(let input, let requantization): return requantization(code(input))
    case .argmax(let inputs): return TableNetwork.argmax(inputs.map(code))
    case .register(let input, _): return code(input)
    }
  }

  /// The cell as an expression: `lookup 3 [layer1.n0, x1]`, `layer1.n1_p0 + layer1.n1_p1`.
  ///
  /// - Parameter name: how a wire is called.
  func text(_ name: (Int) -> String) -> String {
    func list(_ wires: [Int]) -> String { "[\(wires.map(name).joined(separator: ", "))]" }
    return switch self {
    case .lookup(let table, let inputs): "lookup \(table) \(list(inputs))"
    case .sum(let inputs): inputs.map(name).joined(separator: " + ")
    case .requantize(let input, let requantization): "requantize \(name(input)) >> \(requantization.shift)"
    case .argmax(let inputs): "argmax \(list(inputs))"
    case .register(let input, let reset): "register \(name(input))\(reset ? ", reset" : "")"
    }
  }
}
