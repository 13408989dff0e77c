extension BitCircuit {
  /// The circuit as text, one line a node in order: for tests, and for eyes. Constants are `0` and `1`, inputs `i0`, `i1`, …,
  /// nodes `w0`, `w1`, …; a mask is hexadecimal.
  ///
  /// ```
  /// bit circuit, K = 6, 3 inputs
  /// part n0 (layer1, neuron 0)
  /// w0 = lut 8 [i0, i1]
  /// w1 = carry i0, i1, w0
  /// n0 = [w0, w1]
  /// out = [w0, w1]
  /// ```
  public var text: String {
    func name(_ wire: Int) -> String {
      wire < Self.firstInput
        ? "\(wire)" : wire < firstNodeWire ? "i\(wire - Self.firstInput)" : "w\(wire - firstNodeWire)"
    }
    func list(_ wires: [Int]) -> String { "[\(wires.map(name).joined(separator: ", "))]" }
    var lines = ["bit circuit, K = \(lutSize), \(inputCount) inputs"]
    for part in parts {
      lines.append("part \(part.name) (\(part.place))")
      for index in part.nodes {
        let cell =
          switch nodes[index] {
          case .lut(let inputs, let mask): "lut \(String(mask, radix: 16)) \(list(inputs))"
          case .sum(let a, let b, let c): "sum \(name(a)), \(name(b)), \(name(c))"
          case .carry(let a, let b, let c): "carry \(name(a)), \(name(b)), \(name(c))"
          case .flipFlop(let input, let reset): "flip-flop \(name(input))\(reset ? ", reset" : "")"
          }
        lines.append("w\(index) = \(cell)")
      }
      let bits = part.outputs.map { bit in bit.map { ($0.isInverted ? "~" : "") + name($0.wire) } ?? "-" }
      lines.append("\(part.name) = [\(bits.joined(separator: ", "))]")
    }
    lines.append("out = \(list(outputs))")
    return lines.map { $0 + "\n" }.joined()
  }
}
