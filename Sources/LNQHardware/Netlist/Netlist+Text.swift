extension Netlist {
  /// The netlist as text, one line a wire in order: for tests, and for eyes.
  ///
  /// ```
  /// netlist hand-built, latency 0
  /// x0: u2.0 = input a
  /// valid: u1.0 = input
  /// layer1.n0: u2.0 = lookup 0 [x0]
  /// layer1.n1_sum: s6.2 = layer1.n1_p0 + layer1.n1_p1
  /// layer1.n1: u3.0 = requantize layer1.n1_sum >> 2
  /// class_index: u1.0 = argmax [layer2.n0, layer2.n1]
  /// data_o = [layer2.n0, layer2.n1]
  /// class_o = class_index
  /// valid_o = valid
  /// ```
  public var text: String {
    var lines = ["netlist \(name), latency \(latency)"]
    for (index, input) in inputs.enumerated() {
      lines.append("\(qualifiedName(ofWire: index)): \(input.format) = input \(input.name)")
    }
    lines.append("valid: \(format(ofWire: validInput)) = input")
    for (index, instance) in cells.enumerated() {
      let name = qualifiedName(ofWire: firstCellWire + index)
      lines.append("\(name): \(instance.wire.format) = \(instance.cell.text(qualifiedName))")
    }
    lines.append("data_o = [\(outputs.map(qualifiedName).joined(separator: ", "))]")
    if let classOutput { lines.append("class_o = \(qualifiedName(ofWire: classOutput))") }
    lines.append("valid_o = \(qualifiedName(ofWire: validOutput))")
    return lines.map { $0 + "\n" }.joined()
  }

  /// A wire's name behind that of its module: `layer1.n3`; in the top the name alone.
  private func qualifiedName(ofWire wire: Int) -> String {
    let module = module(ofWire: wire)
    return module == 0 ? name(ofWire: wire) : "\(modules[module].name).\(name(ofWire: wire))"
  }
}
