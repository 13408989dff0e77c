import LNQHardware

/// Method C: a function of a sum of tables by a tree of compressors.
///
/// Each table minus its minimum is a few bits, each a LUT or a small cover; constant bits vanish. The bits stand in columns by
/// weight, which compressors of at most K inputs make lower until two are left; `CarryGroups` add those. What follows the
/// sum is cut at 2^f: the offset that puts its changes there is added into a table, so that rounding costs nothing, and the
/// lowest f bits of the sum are needed for their carry alone.
enum CompressorTree {
  /// The circuit of `function` of the sum of `parts`.
  ///
  /// - Parameters:
  ///   - parts: of each summand its values for all rows of the wires that it reads, as places in the inputs.
  ///   - function: what follows the sum; it knows all sums.
  ///   - pattern: the bits of a result.
  static func piece(
    _ parts: [(values: [Int], inputs: [Int])], _ function: SumFunction, outputCount: Int, inputCount: Int, lutSize: Int,
    pattern: (Int) -> UInt64
  ) -> Piece {
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    let cut = function.cut
    // The index of a result is the sum of the parts plus `shift`; the part of the offset below 2^f goes into a table.
    let minima = parts.map { $0.values.min() ?? 0 }
    let shift = minima.reduce(0, +) - function.minimum + cut.offset
    let (added, above) = (shift & ((1 << cut.f) - 1), shift >> cut.f)
    var columns: [[Int]] = []
    var certificate = SumCertificate()
    var isAdded = added == 0
    for (index, part) in parts.enumerated() {
      // The last part takes the offset.
      let extra = index == parts.count - 1 && !isAdded ? added : 0
      isAdded = isAdded || extra > 0
      let values = part.values.map { $0 - minima[index] + extra }
      certificate.tables.append(add(values, part.inputs.map { builder.input($0) }, to: &columns, in: &builder))
    }
    if columns.isEmpty { columns = [[]] }
    certificate.steps = compress(&columns, in: &builder)
    func result(_ bits: Int) -> UInt64 {
      let index = (bits + above) << cut.f - cut.offset
      return pattern(function[min(max(index, 0), function.count - 1)])
    }
    let heights = columns.map(\.count)
    let ending = CarryGroups(heights: heights, lowest: cut.f, endingIn: outputCount, lutSize: lutSize)
    if let ending {
      let (outputs, steps) = ending.build(columns, outputCount: outputCount, in: &builder, output: result)
      certificate.steps += steps
      return Piece(builder, outputs: outputs, method: "compressors", certificate: .sum(certificate))
    }
    // The sum's bits first, then a function of them.
    guard let groups = CarryGroups(heights: heights, lowest: cut.f, endingIn: nil, lutSize: lutSize) else {
      preconditionFailure("columns of \(heights) bits")
    }
    let (bits, steps) = groups.build(columns, outputCount: 0, in: &builder, output: { _ in 0 })
    certificate.steps += steps
    let head = BitFunction(inputCount: bits.count, outputCount: outputCount) { result($0) }
    let outputs = TableCover.piece(head, lutSize: lutSize).instantiated(on: bits, in: &builder)
    return Piece(builder, outputs: outputs, method: "compressors", certificate: .sum(certificate))
  }

  /// Puts the bits of a table into the columns, and gives them with their weights.
  private static func add(
    _ values: [Int], _ inputs: [Int], to columns: inout [[Int]], in builder: inout BitCircuitBuilder
  ) -> [SumCertificate.WeightedWire] {
    let width = Int.bitWidth - (values.max() ?? 0).leadingZeroBitCount
    guard width > 0 else { return [] }
    while columns.count < width { columns.append([]) }
    let function = BitFunction(inputCount: inputs.count, outputCount: width) { UInt64(values[$0]) }
    let wires = TableCover.piece(function, lutSize: builder.lutSize).instantiated(on: inputs, in: &builder)
    for (position, wire) in wires.enumerated() where wire != BitCircuit.zero { columns[position].append(wire) }
    return wires.enumerated().map { SumCertificate.WeightedWire($1, 1 << $0) }
  }

  /// Makes all columns at most two bits high, and says what each compressor does.
  private static func compress(
    _ columns: inout [[Int]], in builder: inout BitCircuitBuilder
  ) -> [SumCertificate.Step] {
    var steps: [SumCertificate.Step] = []
    while columns.contains(where: { $0.count > 2 }) {
      var next = [[Int]](repeating: [], count: columns.count + 2)
      for position in columns.indices {
        var rest = columns[position][...]
        while rest.count > 2 {
          let above = position + 1 < columns.count ? columns[position + 1].count : 0
          let (own, other) = compressor(height: rest.count, above: above, lutSize: builder.lutSize)
          let pins = Array(rest.prefix(own)) + (other > 0 ? Array(columns[position + 1].suffix(other)) : [])
          rest = rest.dropFirst(own)
          if other > 0 { columns[position + 1].removeLast(other) }
          let outputCount = Int.bitWidth - (own + 2 * other).leadingZeroBitCount
          var outputs: [Int] = []
          for bit in 0..<outputCount {
            let mask = (0..<1 << pins.count).reduce(UInt64(0)) { mask, row in
              let sum = (row & ((1 << own) - 1)).nonzeroBitCount + 2 * (row >> own).nonzeroBitCount
              return sum >> bit & 1 == 1 ? mask | 1 << UInt64(row) : mask
            }
            outputs.append(builder.lut(pins, mask: mask))
            next[position + bit].append(outputs[bit])
          }
          steps.append(
            SumCertificate.Step(
              inputs: pins.enumerated().map {
                SumCertificate.WeightedWire($1, 1 << ($0 < own ? position : position + 1))
              },
              outputs: outputs.enumerated().map { SumCertificate.WeightedWire($1, 1 << (position + $0)) }))
        }
        next[position] += rest
      }
      while next.last?.isEmpty == true { next.removeLast() }
      columns = next
    }
    return steps
  }

  /// How many bits of a column, and of the next one, the best compressor takes: for K = 6 six, five and one, three and two, or
  /// three, each into three bits (two for the last).
  private static func compressor(height: Int, above: Int, lutSize: Int) -> (own: Int, other: Int) {
    guard lutSize >= 5 else { return (3, 0) }
    if lutSize == 6, height >= 6 { return (6, 0) }
    if lutSize == 6, height == 5, above >= 1 { return (5, 1) }
    if height <= 4, above >= 2 { return (3, 2) }
    return (3, 0)
  }
}
