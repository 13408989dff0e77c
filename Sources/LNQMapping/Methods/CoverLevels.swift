import LNQHardware

/// The blocks of a `TableCover` with its inputs in one order, level by level.
struct CoverLevels {
  /// A block by its number in all levels, or a complemented one. 0 is the constant, 1...K are the leaves' variables.
  private struct Reference: Hashable {
    /// Twice the number, and 1 for a complement.
    var code: UInt32

    init(number: Int, isComplement: Bool) { code = UInt32(number) << 1 | (isComplement ? 1 : 0) }

    var number: Int { Int(code >> 1) }
    var isComplement: Bool { code & 1 == 1 }
  }

  /// The two or four blocks that a multiplexer chooses from; of two, both stand twice.
  private struct Children: Hashable {
    var codes: SIMD4<UInt32>

    /// - Parameter width: 2 or 4.
    init(_ references: UnsafePointer<Reference>, width: Int) {
      codes = SIMD4(references[0].code, references[1].code, references[width - 2].code, references[width - 1].code)
    }

    subscript(index: Int) -> Reference {
      Reference(number: Int(codes[index] >> 1), isComplement: codes[index] & 1 == 1)
    }
  }

  private enum Block {
    case leaf(UInt64)
    case multiplexer(level: Int, Children)
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
          return Reference(number: number, isComplement: isComplement)
        })
    }
    blocks = classes.leaves.map { .leaf($0) }
  }

  private mutating func buildMultiplexers(_ level: Int) {
    let width = 1 << selects[level].count
    var known: [Children: Int] = [:]
    for output in references.indices {
      references[output] = references[output].withUnsafeBufferPointer { below in
        guard let first = below.baseAddress else { return [] }
        return (0..<below.count / width).map { index in
          var children = Children(first + index * width, width: width)
          guard children.codes != SIMD4(repeating: children.codes[0]) else { return children[0] }
          let flip = children[0].isComplement
          if flip { children.codes ^= SIMD4(repeating: 1) }
          if let number = known[children] { return Reference(number: number, isComplement: flip) }
          let number = firstNumber + blocks.count
          known[children] = number
          blocks.append(.multiplexer(level: level, children))
          return Reference(number: number, isComplement: flip)
        }
      }
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
      let wire = made[reference.number]
      guard reference.isComplement else { return wire }
      // The block itself may not be needed beside its complement; then it is dead.
      guard reference.number >= firstNumber else { return builder.lut([wire], mask: 0b01) }
      return switch blocks[reference.number - firstNumber] {
      case .leaf(let mask): builder.lut(leaves, mask: ~mask)
      case .multiplexer(let level, let children): multiplexer(level, children, flip: true, wires, made, &builder)
      }
    }
  }

  private func multiplexer(
    _ level: Int, _ children: Children, flip: Bool, _ wires: [Int], _ made: [Int],
    _ builder: inout BitCircuitBuilder
  ) -> Int {
    let selects = selects[level].map { wires[$0] }
    var below: [Int] = []
    for index in 0..<1 << selects.count where !below.contains(made[children[index].number]) {
      below.append(made[children[index].number])
    }
    var mask: UInt64 = 0
    for row in 0..<1 << (selects.count + below.count) {
      let child = children[row & ((1 << selects.count) - 1)]
      let place = below.firstIndex(of: made[child.number]) ?? 0
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
  private var known: KnownMasks
  private var cares: [UInt64] = []
  /// The masks of those that cost a LUT.
  private(set) var leaves: [UInt64] = []

  init(full: UInt64, variables: Int) {
    self.full = full
    self.variables = variables
    known = KnownMasks(full: full)
    _ = known.find(0, orAdd: 0)
    for index in 0..<variables { _ = known.find(SmallTable.variables[index] & full, orAdd: 1 + index) }
  }

  mutating func find(_ value: UInt64, care: UInt64) -> (number: Int, isComplement: Bool) {
    if care == full {
      let number = 1 + variables + leaves.count
      let found = known.find(value, orAdd: number)
      if found.number == number {
        leaves.append(value)
        cares.append(full)
      }
      return found
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

/// Which number a mask has, or its complement: a hash table of open addressing, since thousands of covers ask for hundreds of masks each.
private struct KnownMasks {
  private let full: UInt64
  /// Of a mask and its complement the smaller.
  private var keys: [UInt64]
  /// Twice the number, and 1 where the larger mask has it; −1 for a free place.
  private var codes: [Int32]
  private var count = 0

  init(full: UInt64) {
    self.full = full
    (keys, codes) = ([UInt64](repeating: 0, count: 256), [Int32](repeating: -1, count: 256))
  }

  /// The number of a mask; where it has none, the new one.
  mutating func find(_ mask: UInt64, orAdd number: Int) -> (number: Int, isComplement: Bool) {
    let key = min(mask, ~mask & full)
    let isLarger: Int32 = key == mask ? 0 : 1
    let place = place(of: key)
    if codes[place] >= 0 { return (Int(codes[place] >> 1), codes[place] & 1 != isLarger) }
    (keys[place], codes[place]) = (key, Int32(number) << 1 | isLarger)
    count += 1
    if 2 * count > keys.count { grow() }
    return (number, false)
  }

  /// Where a key is, or would be.
  private func place(of key: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: key &* 0x9E37_79B9_7F4A_7C15 >> 32) & (keys.count - 1)
    while codes[place] >= 0, keys[place] != key { place = (place + 1) & (keys.count - 1) }
    return place
  }

  private mutating func grow() {
    let old = zip(keys, codes).filter { $0.1 >= 0 }
    (keys, codes) = ([UInt64](repeating: 0, count: 2 * keys.count), [Int32](repeating: -1, count: 2 * codes.count))
    for (key, code) in old {
      let place = place(of: key)
      (keys[place], codes[place]) = (key, code)
    }
  }
}
