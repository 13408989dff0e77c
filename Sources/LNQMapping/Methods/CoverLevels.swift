import LNQHardware

/// The blocks of a `TableCover` with its inputs in one order, level by level.
struct CoverLevels {
  /// A block by its number in all levels, or a complemented one. 0 is the constant, 1...K are the leaves' variables.
  private struct Reference: Hashable {
    var number: Int32
    var isComplement: Bool

    func complemented(_ flip: Bool) -> Reference { Reference(number: number, isComplement: isComplement != flip) }
  }

  private enum Block {
    case leaf(UInt64)
    case multiplexer(level: Int, [Reference])
  }

  private let lutSize: Int
  private let inputCount: Int
  /// The blocks that cost a LUT, in order; their numbers begin after those of constants and variables.
  private var blocks: [Block] = []
  /// For each output the blocks of the level that was reached.
  private var references: [[Reference]] = []

  private var leafSize: Int { min(lutSize, inputCount) }
  private var firstNumber: Int { 1 + leafSize }
  /// The selects of each level above the leaves, as places.
  private var selects: [Range<Int>] {
    stride(from: lutSize, to: inputCount, by: lutSize == 6 ? 2 : 1).map {
      $0..<min(inputCount, $0 + (lutSize == 6 ? 2 : 1))
    }
  }

  /// Builds the lowest `levels` of the levels, or all.
  init(_ tables: PermutedTables, lutSize: Int, levels: Int = .max) {
    self.lutSize = lutSize
    inputCount = tables.inputCount
    buildLeaves(tables)
    for level in selects.indices where level + 1 < levels { buildMultiplexers(level) }
  }

  /// How many LUTs the blocks are; inverters at the outputs do not count.
  var cost: Int { blocks.count }

  // MARK: - Building

  private mutating func buildLeaves(_ tables: PermutedTables) {
    let rows = 1 << leafSize
    let full: UInt64 = rows == 64 ? .max : (1 << UInt64(rows)) - 1
    var classes = LeafClasses(full: full, variables: leafSize)
    let blocksPerWord = 64 / rows
    func block(_ words: [UInt64], _ index: Int) -> UInt64 {
      words[index / blocksPerWord] >> UInt64(index % blocksPerWord * rows) & full
    }
    let count = 1 << (inputCount - leafSize)
    for words in tables.outputs {
      references.append(
        (0..<count).map { index in
          let care = tables.care.map { block($0, index) } ?? full
          let (number, isComplement) = classes.find(block(words, index), care: care)
          return Reference(number: Int32(number), isComplement: isComplement)
        })
    }
    blocks = classes.leaves.map { .leaf($0) }
  }

  private mutating func buildMultiplexers(_ level: Int) {
    let width = 1 << selects[level].count
    var known: [[Reference]: Int32] = [:]
    for output in references.indices {
      var above: [Reference] = []
      above.reserveCapacity(references[output].count / width)
      for start in stride(from: 0, to: references[output].count, by: width) {
        var children = Array(references[output][start..<start + width])
        let first = children[0]
        guard children.contains(where: { $0 != first }) else {
          above.append(first)
          continue
        }
        let flip = first.isComplement
        if flip { for index in children.indices { children[index].isComplement.toggle() } }
        let number = known[children] ?? Int32(firstNumber + blocks.count)
        if known.updateValue(number, forKey: children) == nil { blocks.append(.multiplexer(level: level, children)) }
        above.append(Reference(number: number, isComplement: flip))
      }
      references[output] = above
    }
  }

  // MARK: - Emission

  /// Makes the LUTs of all blocks.
  ///
  /// - Parameter wires: those of the inputs, in the order of the tables.
  /// - Returns: the wires of the outputs.
  /// - Precondition: all levels were built.
  func build(on wires: [Int], in builder: inout BitCircuitBuilder) -> [Int] {
    let leaves = Array(wires[..<leafSize])
    var made = [BitCircuit.zero] + leaves
    for block in blocks {
      switch block {
      case .leaf(let mask): made.append(builder.lut(leaves, mask: mask))
      case .multiplexer(let level, let children):
        made.append(multiplexer(level, children, flip: false, wires, made, &builder))
      }
    }
    return references.map { references in
      let reference = references[0]
      let wire = made[Int(reference.number)]
      guard reference.isComplement else { return wire }
      // The block itself may not be needed beside its complement; then it is dead.
      guard Int(reference.number) >= firstNumber else { return builder.lut([wire], mask: 0b01) }
      return switch blocks[Int(reference.number) - firstNumber] {
      case .leaf(let mask): builder.lut(leaves, mask: ~mask)
      case .multiplexer(let level, let children): multiplexer(level, children, flip: true, wires, made, &builder)
      }
    }
  }

  private func multiplexer(
    _ level: Int, _ children: [Reference], flip: Bool, _ wires: [Int], _ made: [Int],
    _ builder: inout BitCircuitBuilder
  ) -> Int {
    let selects = selects[level].map { wires[$0] }
    var below: [Int] = []
    for child in children where !below.contains(made[Int(child.number)]) { below.append(made[Int(child.number)]) }
    var mask: UInt64 = 0
    for row in 0..<1 << (selects.count + below.count) {
      let child = children[row & ((1 << selects.count) - 1)]
      let place = below.firstIndex(of: made[Int(child.number)]) ?? 0
      let bit = row >> (selects.count + place) & 1 == 1
      if bit != (child.isComplement != flip) { mask |= 1 << UInt64(row) }
    }
    return builder.lut(selects + below, mask: mask)
  }
}

/// The distinct leaves of a cover. With don't-cares a leaf joins the first class that agrees with it where both matter.
private struct LeafClasses {
  private let full: UInt64
  private let variables: Int
  private var known: [UInt64: (number: Int, isComplement: Bool)] = [:]
  private var cares: [UInt64] = []
  /// The masks of those that cost a LUT.
  private(set) var leaves: [UInt64] = []

  init(full: UInt64, variables: Int) {
    self.full = full
    self.variables = variables
    known[0] = (0, false)
    known[full] = (0, true)
    for index in 0..<variables {
      known[SmallTable.variables[index] & full] = (1 + index, false)
      known[~SmallTable.variables[index] & full] = (1 + index, true)
    }
  }

  mutating func find(_ value: UInt64, care: UInt64) -> (number: Int, isComplement: Bool) {
    if care == full {
      if let found = known[value] { return found }
      let number = 1 + variables + leaves.count
      known[value] = (number, false)
      known[~value & full] = (number, true)
      leaves.append(value)
      cares.append(full)
      return (number, false)
    }
    if value & care == 0 { return (0, false) }
    if ~value & care == 0 { return (0, true) }
    for index in 0..<variables {
      let difference = (value ^ SmallTable.variables[index]) & care
      if difference == 0 { return (1 + index, false) }
      if difference == care { return (1 + index, true) }
    }
    for index in leaves.indices {
      let both = care & cares[index]
      let difference = (value ^ leaves[index]) & both
      guard difference == 0 || difference == both else { continue }
      let isComplement = difference != 0
      // What neither cares about stays free; the class takes over what only the newcomer cares about.
      let own = isComplement ? ~value : value
      leaves[index] = leaves[index] & ~(care & ~cares[index]) | own & care & ~cares[index]
      cares[index] |= care
      return (1 + variables + index, isComplement)
    }
    leaves.append(value & care)
    cares.append(care)
    return (1 + variables + leaves.count - 1, false)
  }
}
