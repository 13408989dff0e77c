import LNQFixedPoint
import LNQHardware
import LNQTables

/// Finds the smallest piece for a block.
struct BlockMapper {
  /// What distinguishes the pieces of two blocks: functions of wires by their places.
  struct Task: Hashable {
    /// As `MappingBlock.Operation`, with the bits of wires numbered from 0.
    enum Kind: Hashable {
      case sum([Summand], SumFunction, output: FixedPointFormat)
      case argmax([LargestIndex.Code], isSigned: Bool, outputCount: Int)
    }

    struct Summand: Hashable {
      let table: TruthTable
      let bits: [Int]
    }

    let kind: Kind
    let inputCount: Int
    /// Of a sum the inputs of each wire, in order: the natural halves.
    let wires: [[Int]]
  }

  let options: MappingOptions

  /// How many bits the codes of an argmax can have together for its LUTs to be given other inputs: five codes of three bits. More take
  /// seconds.
  private static let classLimit = 16

  /// The cheapest of what the methods give.
  func piece(_ task: Task) -> Piece {
    switch task.kind {
    case .argmax(let codes, let isSigned, let outputCount):
      let pieces = LargestIndex.pieces(
        codes, isSigned: isSigned, outputCount: outputCount, inputCount: task.inputCount, lutSize: options.lutSize)
      // What is tried row by row needs no certificate.
      guard task.inputCount <= EquivalenceProof.rowLimit else { return pieces.min { $0.cost < $1.cost } ?? pieces[0] }
      let function = task.function
      let cover =
        task.inputCount <= options.flatLimit
        ? [TableCover.piece(function, lutSize: options.lutSize, effort: options.isThorough ? .full : .fast)] : []
      let packed = (pieces.map(\.withoutCertificate) + cover).map(\.packed)
      let smaller = packed.map {
        options.isThorough
          ? Resubstitution.applied(to: $0, care: function.care, inputLimit: Self.classLimit).packed : $0
      }
      return smaller.min { $0.cost < $1.cost } ?? smaller[0]
    case .sum(let summands, let function, let output):
      var pieces: [Piece] = []
      let isOne = summands.count == 1 && function.isIdentity
      if isOne || task.inputCount <= options.flatLimit {
        pieces += self.pieces(task.function, wires: task.wires, isSigned: output.isSigned)
      }
      if !isOne { pieces.append(compressed(summands, function, output, inputCount: task.inputCount)) }
      // What is tried row by row needs no certificate.
      if task.inputCount <= EquivalenceProof.rowLimit { pieces = pieces.map(\.withoutCertificate) }
      return smallest(pieces)
    }
  }

  /// The smallest of the pieces, with LUTs merged.
  fileprivate func smallest(_ pieces: [Piece]) -> Piece {
    let packed = pieces.map(\.packed)
    let best = packed.min { $0.cost < $1.cost } ?? packed[0]
    return options.isThorough ? Resubstitution.applied(to: best).packed : best
  }

  fileprivate func pieces(_ function: BitFunction, wires: [[Int]], isSigned: Bool) -> [Piece] {
    let cover = TableCover.piece(function, lutSize: options.lutSize, effort: options.isThorough ? .full : .fast)
    guard function.inputCount > options.lutSize else { return [cover] }
    let sum = ThresholdSum.piece(
      function, lutSize: options.lutSize, splits: Self.halves(of: wires, lutSize: options.lutSize), isSigned: isSigned,
      effort: options.isThorough ? .full : .fast)
    return [cover] + ((sum ?? additive(function, wires: wires, isSigned: isSigned)).map { [$0] } ?? [])
  }

  private func additive(_ function: BitFunction, wires: [[Int]], isSigned: Bool) -> Piece? {
    guard
      let parts = AdditiveFit.parts(function, wires: wires, isSigned: isSigned, lutSize: options.lutSize)
    else { return nil }
    let lowest = parts.tables.reduce(0) { $0 + ($1.values.min() ?? 0) }
    let highest = parts.tables.reduce(0) { $0 + ($1.values.max() ?? 0) }
    let (least, most) = (parts.numbers.lowerBound, parts.numbers.upperBound)
    let number = SumFunction(codes: lowest...highest).followed { min(max($0 >> parts.f, least), most) }
    return number.map {
      CompressorTree.piece(
        parts.tables, $0, outputCount: function.outputs.count, inputCount: function.inputCount, lutSize: options.lutSize
      ) { UInt64(bitPattern: Int64($0)) & ((1 << UInt64(function.outputs.count)) - 1) }
    }
  }

  private func compressed(
    _ summands: [Task.Summand], _ function: SumFunction, _ output: FixedPointFormat, inputCount: Int
  ) -> Piece {
    let parts = summands.map { summand in
      (values: (0..<summand.table.rowCount).map { summand.table[$0] }, inputs: summand.bits)
    }
    return CompressorTree.piece(
      parts, function, outputCount: output.width, inputCount: inputCount, lutSize: options.lutSize
    ) { UInt64(output.bitPattern(of: $0)) }
  }

  /// Unions of whole wires that leave at most K bits on either side; of a half and its rest only one.
  static func halves(of wires: [[Int]], lutSize: Int) -> [[Int]] {
    guard wires.count <= 12 else { return [] }
    let count = wires.reduce(0) { $0 + $1.count }
    return (1..<max(1, 1 << max(0, wires.count - 1))).compactMap { chosen in
      let half = wires.enumerated().filter { chosen >> $0.offset & 1 == 1 }.flatMap(\.element)
      return half.count <= lutSize && count - half.count <= lutSize ? half : nil
    }
  }
}

extension BlockMapper.Task {
  /// The block as one function of all bits that it reads.
  ///
  /// - Precondition: those are at most 20.
  var function: BitFunction {
    switch kind {
    case .sum(let summands, let function, let output):
      sumFunction(summands, function, output)
    case .argmax(let codes, let isSigned, let outputCount): largestIndex(codes, isSigned, outputCount)
    }
  }

  /// 64 rows at a time: the bits of all codes, then one code after the other against the largest until then.
  private func largestIndex(_ codes: [LargestIndex.Code], _ isSigned: Bool, _ outputCount: Int) -> BitFunction {
    let count = BitFunction.wordCount(inputCount: inputCount)
    let rows: UInt64 = inputCount >= 6 ? .max : (1 << (1 << UInt64(inputCount))) - 1
    // Codes that the sums never give do not matter.
    let known = codes.map { code in code.patterns.map { LargestIndex.Codes($0, width: code.bits.count) } }
    var (outputs, care) = ([[UInt64]](repeating: [], count: outputCount), [UInt64]())
    for word in 0..<count {
      func value(_ wire: Int) -> UInt64 {
        guard wire >= BitCircuit.firstInput else { return wire == BitCircuit.one ? .max : 0 }
        let pin = wire - BitCircuit.firstInput
        return pin < 6 ? SmallTable.variables[pin] : word >> (pin - 6) & 1 == 1 ? .max : 0
      }
      let values = codes.map { $0.bits.map(value) }
      var (largest, index) = (values[0], [UInt64](repeating: 0, count: outputCount))
      for (number, code) in values.enumerated().dropFirst() {
        var isLess: UInt64 = 0
        for bit in code.indices {
          let flip: UInt64 = isSigned && bit == code.count - 1 ? .max : 0
          isLess = ~(largest[bit] ^ flip) & (code[bit] ^ flip) | ~(largest[bit] ^ code[bit]) & isLess
        }
        for bit in code.indices { largest[bit] = largest[bit] & ~isLess | code[bit] & isLess }
        for bit in index.indices { index[bit] = index[bit] & ~isLess | (number >> bit & 1 == 1 ? isLess : 0) }
      }
      for (output, bits) in index.enumerated() { outputs[output].append(bits & rows) }
      care.append(zip(known, values).reduce(rows) { $0 & ($1.0?.contains($1.1) ?? .max) })
    }
    return BitFunction(inputCount: inputCount, outputs: outputs, care: care)
  }

  private func sumFunction(_ summands: [Summand], _ function: SumFunction, _ output: FixedPointFormat) -> BitFunction {
    var sums = [Int](repeating: -function.minimum, count: 1 << inputCount)
    var addresses = [Int](repeating: 0, count: sums.count)
    for summand in summands {
      let values = (0..<summand.table.rowCount).map { summand.table[$0] }
      // The rows in which an input is the highest 1 have the addresses of those below, and what it adds.
      for input in 0..<inputCount {
        let own = summand.bits.enumerated().reduce(0) { $1.element == input ? $0 | 1 << $1.offset : $0 }
        for row in 0..<1 << input { addresses[row | 1 << input] = addresses[row] | own }
      }
      for row in sums.indices { sums[row] += values[addresses[row]] }
    }
    return BitFunction(inputCount: inputCount, outputCount: output.width) {
      UInt64(output.bitPattern(of: function[sums[$0]]))
    }
  }
}

/// How a netlist is mapped.
public struct MappingOptions: Hashable, Sendable {
  /// K, how many inputs a LUT has at most.
  public var lutSize: Int
  /// Whether all methods are searched thoroughly; without it the count is a little higher, in a fraction of the time.
  public var isThorough: Bool
  /// How many bits a neuron may see to be tried as one function: 12 unless told.
  var flatLimit = 12

  /// Puts both together.
  public init(lutSize: Int = 6, isThorough: Bool = true) {
    (self.lutSize, self.isThorough) = (lutSize, isThorough)
  }
}

/// Maps a function that belongs to no netlist.
public enum FunctionMapper {
  /// The cheapest of what the methods give.
  ///
  /// - Precondition: `BitCircuit.lutSizes` contains the options' `lutSize`.
  public static func piece(_ function: BitFunction, _ options: MappingOptions = MappingOptions()) -> Piece {
    let wires = (0..<function.inputCount / 3).map { Array(3 * $0..<3 * $0 + 3) }
    let mapper = BlockMapper(options: options)
    return mapper.smallest(mapper.pieces(function, wires: wires, isSigned: false).map(\.withoutCertificate))
  }

  /// Chooses what rows that do not matter become: what the smallest circuit of the others makes of them.
  ///
  /// Nil for tables of more inputs than `BitFunction.inputCounts` has.
  public static func fill(_ rows: CaredRows, _ options: MappingOptions = MappingOptions()) -> [UInt32]? {
    let inputCount = rows.patterns.count.trailingZeroBitCount
    guard BitFunction.inputCounts.contains(inputCount) else { return nil }
    var care = [UInt64](repeating: 0, count: BitFunction.wordCount(inputCount: inputCount))
    for (row, isCared) in rows.isCared.enumerated() where isCared { care[row >> 6] |= 1 << UInt64(row & 63) }
    let function = BitFunction(inputCount: inputCount, outputCount: rows.output.width, care: care) {
      UInt64(rows.patterns[$0])
    }
    let pieces = BlockMapper(options: options).pieces(function, wires: rows.inputs, isSigned: rows.output.isSigned)
    let packed = pieces.map(\.withoutCertificate.packed)
    let best = (packed.min { $0.cost < $1.cost } ?? packed[0]).function
    return rows.patterns.indices.map { UInt32(truncatingIfNeeded: best[$0]) }
  }
}
