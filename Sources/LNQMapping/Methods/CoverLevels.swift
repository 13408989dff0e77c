import LNQHardware

/// The blocks of a `TableCover` with its inputs in one order, level by level.
struct CoverLevels {
  /// A block by its number in all levels, or a complemented one. 0 is the constant, 1...K are the leaves' variables.
  private struct Reference {
    /// Twice the number, and 1 for a complement.
    var code: UInt32

    init(number: Int, isComplement: Bool) { code = UInt32(number) << 1 | (isComplement ? 1 : 0) }

    var number: Int { Int(code >> 1) }
    var isComplement: Bool { code & 1 == 1 }
  }

  /// The two or four blocks that a multiplexer chooses from; of two, both stand twice.
  private struct Children: NumberedKey {
    var codes: SIMD4<UInt32>

    static var filler: Children { Children(codes: SIMD4(repeating: 0)) }

    var mixed: UInt64 {
      let low = UInt64(codes[0]) | UInt64(codes[1]) << 32, high = UInt64(codes[2]) | UInt64(codes[3]) << 32
      return (low &* 0x9E37_79B9_7F4A_7C15 ^ high).mixed
    }

    private init(codes: SIMD4<UInt32>) { self.codes = codes }

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

  private init(inputCount: Int, lutSize: Int) { (self.inputCount, self.lutSize) = (inputCount, lutSize) }

  /// Builds all levels.
  init(_ tables: PermutedTables, lutSize: Int) {
    self.init(inputCount: tables.inputCount, lutSize: lutSize)
    _ = build(tables, levels: .max, below: .max)
  }

  /// How many LUTs the blocks of the lowest `levels` of the levels are, or of all; nil as soon as they are not fewer than `limit`.
  /// Inverters at the outputs do not count.
  static func cost(
    of tables: PermutedTables, lutSize: Int, levels: Int = .max, below limit: Int = .max
  ) -> Int? {
    var cover = CoverLevels(inputCount: tables.inputCount, lutSize: lutSize)
    return cover.build(tables, levels: levels, below: limit) ? cover.blocks.count : nil
  }

  // MARK: - Building

  /// Whether there are fewer blocks than `limit`; where not, some may be missing.
  private mutating func build(_ tables: PermutedTables, levels: Int, below limit: Int) -> Bool {
    guard buildLeaves(tables, below: limit) else { return false }
    for level in selects.indices where level + 1 < levels {
      guard buildMultiplexers(level, below: limit) else { return false }
    }
    return true
  }

  private mutating func buildLeaves(_ tables: PermutedTables, below limit: Int) -> Bool {
    let rows = 1 << leafSize
    let full: UInt64 = rows == 64 ? .max : (1 << UInt64(rows)) - 1
    var classes = LeafClasses(full: full, variables: leafSize)
    let blocksPerWord = 64 / rows
    func block(_ words: [UInt64], _ index: Int) -> UInt64 {
      words[index / blocksPerWord] >> UInt64(index % blocksPerWord * rows) & full
    }
    let count = 1 << (inputCount - leafSize)
    for words in tables.outputs {
      var own: [Reference] = []
      own.reserveCapacity(count)
      for index in 0..<count {
        let care = tables.care.map { block($0, index) } ?? full
        let (number, isComplement) = classes.find(block(words, index), care: care)
        guard classes.leaves.count < limit else { return false }
        own.append(Reference(number: number, isComplement: isComplement))
      }
      references.append(own)
    }
    blocks = classes.leaves.map { .leaf($0) }
    return true
  }

  private mutating func buildMultiplexers(_ level: Int, below limit: Int) -> Bool {
    let width = 1 << selects[level].count
    var known = NumberTable<Children>()
    for output in references.indices {
      guard blocks.count < limit else { return false }
      references[output] = references[output].withUnsafeBufferPointer { below in
        guard let first = below.baseAddress else { return [] }
        return (0..<below.count / width).map { index in
          var children = Children(first + index * width, width: width)
          guard children.codes != SIMD4(repeating: children.codes[0]) else { return children[0] }
          let flip = children[0].isComplement
          if flip { children.codes ^= SIMD4(repeating: 1) }
          let next = firstNumber + blocks.count
          let number = Int(known.find(children, orAdd: Int32(next)))
          if number == next { blocks.append(.multiplexer(level: level, children)) }
          return Reference(number: number, isComplement: flip)
        }
      }
    }
    return blocks.count < limit
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

/// Which number a mask has, or its complement.
private struct KnownMasks {
  private let full: UInt64
  /// Of a mask and its complement the smaller has twice the number, and 1 where the larger one was asked for.
  private var codes = NumberTable<UInt64>()

  init(full: UInt64) { self.full = full }

  /// The number of a mask; where it has none, the new one.
  mutating func find(_ mask: UInt64, orAdd number: Int) -> (number: Int, isComplement: Bool) {
    let key = min(mask, ~mask & full)
    let isLarger: Int32 = key == mask ? 0 : 1
    let code = codes.find(key, orAdd: Int32(number) << 1 | isLarger)
    return (Int(code >> 1), code & 1 != isLarger)
  }
}
