import LNQFixedPoint
import LNQTables

extension Netlist.Cell {
  /// The wires that the cell reads, in order.
  public var inputs: [Int] {
    switch self {
    case .lookup(_, let inputs), .sum(let inputs), .argmax(let inputs): inputs
    case .requantize(let input, _), .register(let input, _): [input]
    }
  }
}

extension Netlist {
  func checkInvariants() throws(NetlistError) {
    var names = [Set<String>](repeating: [], count: modules.count)
    for (index, instance) in cells.enumerated() {
      let number = firstCellWire + index
      for input in instance.cell.inputs where !(0..<number).contains(input) {
        throw .wire(instance.wire.name, "it reads wire \(input), which does not come before it")
      }
      guard modules.indices.contains(instance.module) else {
        throw .wire(instance.wire.name, "module \(instance.module) does not exist")
      }
      guard names[instance.module].insert(instance.wire.name).inserted else {
        throw .wire(instance.wire.name, "its module has two wires of that name")
      }
      if let problem = problem(of: instance) { throw .wire(instance.wire.name, problem) }
    }
    for output in outputs + [validOutput] + (classOutput.map { [$0] } ?? [])
    where !(0..<wireCount).contains(output) {
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

  private func problem(of instance: Instance) -> String? {
    let format = instance.wire.format
    switch instance.cell {
    case .lookup(let table, let inputs):
      guard tables.indices.contains(table) else { return "table \(table) does not exist" }
      let width = inputs.reduce(0) { $0 + self.format(ofWire: $1).width }
      guard width == tables[table].addressWidth else {
        return "\(width) bits address a table that takes \(tables[table].addressWidth)"
      }
      return format == tables[table].output ? nil : "its format is \(format), the table's \(tables[table].output)"
    case .sum(let inputs):
      guard inputs.count >= 2 else { return "a sum of \(inputs.count) wires" }
      let formats = inputs.map { self.format(ofWire: $0) }
      let fits =
        format.minimumCode <= formats.reduce(0) { $0 + $1.minimumCode }
        && format.maximumCode >= formats.reduce(0) { $0 + $1.maximumCode }
      return fits ? nil : "the format \(format) does not hold every sum"
    case .requantize(_, let requantization):
      return format == requantization.output ? nil : "its format is not \(requantization.output)"
    case .argmax(let inputs):
      guard let first = inputs.first else { return "an argmax of nothing" }
      guard inputs.allSatisfy({ self.format(ofWire: $0) == self.format(ofWire: first) }) else {
        return "an argmax of wires with different formats"
      }
      return format.minimumCode == 0 && format.maximumCode >= inputs.count - 1
        ? nil : "the format \(format) does not hold \(inputs.count) indices"
    case .register(let input, _):
      return format == self.format(ofWire: input) ? nil : "a register changes the format"
    }
  }
}
