/// Two models in BLIF with the same inputs and as many outputs, as `BitCircuit.blif` gives them.
public struct BLIFPair: Sendable, Hashable {
  /// What is to be computed.
  public let expected: String
  /// What is computed.
  public let own: String

  /// Puts both together.
  public init(expected: String, own: String) { (self.expected, self.own) = (expected, own) }
}

extension BitCircuit {
  /// Wires as functions of others in the Berkeley Logic Interchange Format, which ABC reads; nil when one depends on something
  /// else, or on a flip-flop.
  ///
  /// The model's inputs are `p` and the numbers of `pins`, in order; its outputs `o0`, `o1`, …. Two models with the same pins and as
  /// many outputs can be compared.
  ///
  /// - Parameters:
  ///   - outputs: what the model computes.
  ///   - drivers: for the wires at which the model begins, the pin that each of them is, or its complement; pin 0 is the constant 0
  ///     and pin 1 the constant 1.
  ///   - pins: all of them.
  public func blif(_ outputs: [Literal], from drivers: [Int: Literal], pins: [Int]) -> String? {
    var needed: Set<Int> = []
    var stack = outputs.map(\.wire)
    while let wire = stack.popLast() {
      guard wire >= Self.firstInput, needed.insert(wire).inserted, drivers[wire] == nil else { continue }
      guard let node = node(ofWire: wire) else { return nil }
      if case .flipFlop = node { return nil }
      stack += node.inputs
    }
    var text = ".model lnq\n.inputs\(pins.map { " p\($0)" }.joined())\n"
    text += ".outputs\(outputs.indices.map { " o\($0)" }.joined())\n.names w0\n.names w1\n1\n"
    for wire in needed.sorted() {
      if let driver = drivers[wire] {
        switch driver.wire {
        case Self.zero, Self.one:
          text += ".names w\(wire)\n" + ((driver.wire == Self.one) != driver.isInverted ? "1\n" : "")
        default: text += ".names p\(driver.wire) w\(wire)\n\(driver.isInverted ? 0 : 1) 1\n"
        }
      } else if let table = node(ofWire: wire)?.table {
        text += Self.names(table, wire)
      }
    }
    for (number, output) in outputs.enumerated() {
      text += ".names w\(output.wire) o\(number)\n\(output.isInverted ? 0 : 1) 1\n"
    }
    return text + ".end\n"
  }

  /// The rows of a table in which it is 1, or those in which it is 0 where these are fewer.
  private static func names(_ table: SmallTable, _ wire: Int) -> String {
    let count = 1 << table.inputs.count
    let ones = table.mask.nonzeroBitCount
    let isMostlyOne = ones * 2 > count
    // ABC refuses a table with inputs and without rows.
    guard ones > 0, ones < count else { return ".names w\(wire)\n" + (ones > 0 ? "1\n" : "") }
    var text = ".names\(table.inputs.map { " w\($0)" }.joined()) w\(wire)\n"
    for row in 0..<count where (table.mask >> UInt64(row) & 1 == 0) == isMostlyOne {
      let bits = table.inputs.indices.map { row >> $0 & 1 == 1 ? "1" : "0" }.joined()
      text += "\(bits) \(isMostlyOne ? 0 : 1)\n"
    }
    return text
  }
}
