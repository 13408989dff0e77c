import LNQHardware

/// The index of the largest of some codes, the lowest of equals.
///
/// Codes are compared in rounds of two to four, which the winners leave. Bits that are constants in all codes, below the others, only say who
/// wins where the others are equal: with the codes in that order, nobody compares them.
enum LargestIndex {
  /// A code of an argmax.
  struct Code: Hashable {
    /// The wires of its bits, the lowest first: inputs of the block and constants.
    let bits: [Int]
    /// The bit patterns that can occur, ascending; nil for all.
    let patterns: [Int]?
  }

  /// A set of bit patterns, asked for 64 rows at a time.
  struct Codes {
    /// The patterns in it, or those that are not, whichever are fewer.
    private let patterns: [Int]
    private let isComplement: Bool

    init(_ patterns: [Int], width: Int) {
      isComplement = patterns.count > 1 << (width - 1)
      self.patterns = isComplement ? Array(Set(0..<1 << width).subtracting(patterns)) : patterns
    }

    /// In which rows the bits, the lowest first, are one of them.
    func contains(_ bits: [UInt64]) -> UInt64 {
      var found: UInt64 = 0
      for pattern in patterns {
        found |= bits.enumerated().reduce(.max) { $0 & (pattern >> $1.offset & 1 == 1 ? $1.element : ~$1.element) }
      }
      return isComplement ? ~found : found
    }
  }

  /// Circuits of an argmax: a tournament in rounds, and for few codes a comparison of all pairs.
  ///
  /// - Parameters:
  ///   - codes: all equally wide.
  ///   - isSigned: whether they are two's complement.
  static func pieces(_ codes: [Code], isSigned: Bool, outputCount: Int, inputCount: Int, lutSize: Int) -> [Piece] {
    var search = Tournament(codes.map(\.bits), isSigned, outputCount, inputCount, lutSize)
    let tournament = search.piece()
    // All pairs are k(k − 1)/2 comparisons, whose results are at most 10 bits of a cover for 5 codes.
    guard (3...5).contains(codes.count) else { return [tournament] }
    var pairs = Tournament(codes.map(\.bits), isSigned, outputCount, inputCount, lutSize)
    return [tournament, pairs.piece(ofPairs: true)]
  }

  /// The candidate that is the largest, for the results of comparing each pair (0, 1), (0, 2), …, (1, 2), …, a bit each that says
  /// whether the first is less; nil where they contradict each other.
  static func winner(of count: Int, _ results: Int) -> Int? {
    var losses = [Int](repeating: 0, count: count)
    var number = 0
    for left in 0..<count {
      for right in left + 1..<max(count, left + 1) {
        losses[results >> number & 1 == 1 ? left : right] += 1
        number += 1
      }
    }
    // In an order each code loses against another number of codes.
    return Set(losses).count == count ? losses.firstIndex(of: 0) : nil
  }

  /// How many of the lowest bits are constants in every code; one bit at least is compared.
  static func constantBits(_ codes: [[Int]]) -> Int {
    let width = codes.first?.count ?? 0
    let first = (0..<width).first { bit in codes.contains { $0[bit] >= BitCircuit.firstInput } } ?? width
    return max(0, min(first, width - 1))
  }

  /// The number that the constants below `firstBit` are.
  static func constant(_ code: [Int], below firstBit: Int) -> Int {
    (0..<firstBit).reduce(0) { $0 | (code[$1] == BitCircuit.one ? 1 << $1 : 0) }
  }
}

/// Rounds of comparisons while they are built.
private struct Tournament {
  private typealias Candidate = LargestCertificate.Candidate
  private typealias Literal = BitCircuit.Literal

  private let isSigned: Bool
  private let outputCount: Int
  private let firstBit: Int
  private let width: Int
  /// The codes, of which the earlier one of equals wins.
  private let order: [Int]
  private var builder: BitCircuitBuilder
  private var candidates: [Candidate]
  private var rounds: [LargestCertificate.Round] = []
  private var plans: [Plan] = [Plan(cost: 0, sizes: []), Plan(cost: 0, sizes: [])]

  init(_ codes: [[Int]], _ isSigned: Bool, _ outputCount: Int, _ inputCount: Int, _ lutSize: Int) {
    (self.isSigned, self.outputCount) = (isSigned, outputCount)
    let firstBit = LargestIndex.constantBits(codes)
    self.firstBit = firstBit
    width = (codes.first?.count ?? 0) - firstBit
    order = codes.indices.sorted {
      (LargestIndex.constant(codes[$1], below: firstBit), $0) < (LargestIndex.constant(codes[$0], below: firstBit), $1)
    }
    builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    candidates = codes.enumerated().map { index, bits in
      Candidate(
        bits: Array(bits[firstBit...]),
        index: (0..<outputCount).map { Literal(index >> $0 & 1 == 1 ? BitCircuit.one : BitCircuit.zero) })
    }
  }

  mutating func piece(ofPairs isPairs: Bool = false) -> Piece {
    if isPairs { round(order, isLast: true) } else { winner(order[...], isLast: true) }
    let outputs = candidates[candidates.count - 1].index.map { builder.wire($0) }
    if let last = rounds.popLast() {
      let winner = Candidate(bits: [], index: outputs.map { Literal($0) })
      rounds.append(LargestCertificate.Round(candidates: last.candidates, chains: last.chains, winner: winner))
    }
    return Piece(
      builder, outputs: outputs, method: isPairs ? "pairs" : "tournament",
      certificate: .largest(LargestCertificate(firstBit: firstBit, rounds: rounds)))
  }

  // MARK: Which rounds

  /// How so many codes become one.
  private struct Plan {
    var cost: Int
    /// How many codes each candidate of the last round stands for.
    var sizes: [Int]
  }

  /// How many LUTs a comparison takes.
  private var chainCost: Int {
    let (first, next) = (builder.lutSize / 2, (builder.lutSize - 1) / 2)
    return 1 + (max(0, width - first) + next - 1) / next
  }

  /// Of at most four candidates where a LUT chooses between as many.
  private var largestRound: Int { builder.lutSize == 6 ? 4 : 2 }

  private func cost(_ sizes: [Int], isLast: Bool) -> Int {
    let pairs = sizes.count * (sizes.count - 1) / 2
    let index = sizes.count == 2 && sizes.allSatisfy { $0 == 1 } ? 0 : outputCount
    return pairs * chainCost + (isLast ? 0 : width) + (sizes.count == 4 && !isLast ? 2 : 0) + index
  }

  private func divided(_ count: Int, _ rounds: Int) -> [Int] {
    (0..<rounds).map { (count + $0) / rounds }.reversed()
  }

  private mutating func plan(_ count: Int, isLast: Bool) -> Plan {
    while plans.count < count { plans.append(plan(plans.count, isLast: false)) }
    var best = Plan(cost: .max, sizes: [])
    func tries(_ sizes: [Int]) {
      let cost = sizes.reduce(cost(sizes, isLast: isLast)) { $0 + plans[$1].cost }
      if cost < best.cost { best = Plan(cost: cost, sizes: sizes) }
    }
    for size in 2...max(2, min(largestRound, count)) { tries(divided(count, size)) }
    // Other divisions than equal ones matter where there are few.
    for first in 1..<min(count, 16) {
      tries([count - first, first])
      guard largestRound > 2, count - first > 1 else { continue }
      tries(divided(count - first, 2) + [first])
    }
    return best
  }

  /// Lets codes compete; the number of the winner.
  @discardableResult
  private mutating func winner(_ codes: ArraySlice<Int>, isLast: Bool) -> Int {
    guard codes.count > 1 else { return codes[codes.startIndex] }
    var (numbers, rest) = ([Int](), codes)
    for size in plan(codes.count, isLast: isLast).sizes {
      numbers.append(winner(rest.prefix(size), isLast: false))
      rest = rest.dropFirst(size)
    }
    return round(numbers, isLast: isLast)
  }

  // MARK: One round

  @discardableResult
  private mutating func round(_ numbers: [Int], isLast: Bool) -> Int {
    var (chains, results) = ([[LargestCertificate.Link]](), [Literal]())
    for left in numbers.indices {
      for right in numbers.indices.dropFirst(left + 1) {
        let chain = less(candidates[numbers[left]].bits, candidates[numbers[right]].bits)
        chains.append(chain)
        results.append(Literal(chain.last?.wire ?? BitCircuit.zero))
      }
    }
    let bits = isLast ? [] : (0..<width).map { bit in numbers.map { Literal(candidates[$0].bits[bit]) } }
    let index = (0..<outputCount).map { bit in numbers.map { candidates[$0].index[bit] } }
    let choices: [Literal]
    if results.count > builder.lutSize {
      // All pairs of the codes themselves.
      choices = cover(of: index, by: results)
    } else {
      let selects = numbers.count == 4 ? fourWaySelects(results) : results
      choices = (bits + index).map { choice(of: $0, by: results, selects) }
    }
    let winner = Candidate(
      bits: choices.prefix(bits.count).map { builder.wire($0) }, index: Array(choices[bits.count...]))
    rounds.append(LargestCertificate.Round(candidates: numbers, chains: chains, winner: winner))
    candidates.append(winner)
    return candidates.count - 1
  }

  /// Two bits that say which of four is the largest.
  private mutating func fourWaySelects(_ results: [Literal]) -> [Literal] {
    (0..<2).map { bit in
      builder.literal(results, mask: mask(6) { (LargestIndex.winner(of: 4, $0) ?? 0) >> bit & 1 == 1 })
    }
  }

  /// The winner's of these; `selects` are the results themselves, or the winner's number of four.
  private mutating func choice(of values: [Literal], by results: [Literal], _ selects: [Literal]) -> Literal {
    let count = values.count
    guard values.contains(where: { $0.wire >= BitCircuit.firstInput }) else {
      // Constants are a function of the results.
      return builder.literal(
        results, mask: mask(results.count) { values[LargestIndex.winner(of: count, $0) ?? 0].wire == BitCircuit.one })
    }
    return builder.literal(
      selects + values,
      mask: mask(selects.count + count) { row in
        let select = row & ((1 << selects.count) - 1)
        let winner = count == 4 ? select : LargestIndex.winner(of: count, select) ?? 0
        return row >> (selects.count + winner) & 1 == 1
      })
  }

  /// Constants of codes as functions of more results than a LUT has inputs.
  private mutating func cover(of values: [[Literal]], by results: [Literal]) -> [Literal] {
    let winners = (0..<1 << results.count).map { LargestIndex.winner(of: values[0].count, $0) }
    // Comparisons that contradict each other do not occur.
    var care = [UInt64](repeating: 0, count: max(1, winners.count >> 6))
    for (row, winner) in winners.enumerated() where winner != nil { care[row >> 6] |= 1 << UInt64(row & 63) }
    let function = BitFunction(inputCount: results.count, outputCount: values.count, care: care) { row in
      values.enumerated().reduce(0) {
        $0 | ($1.element[winners[row] ?? 0].wire == BitCircuit.one ? 1 << UInt64($1.offset) : 0)
      }
    }
    let piece = TableCover.piece(function, lutSize: builder.lutSize)
    return piece.instantiated(on: results.map(\.wire), in: &builder).map { Literal($0) }
  }

  private func mask(_ width: Int, _ holds: (Int) -> Bool) -> UInt64 {
    (0..<1 << width).reduce(0) { holds($1) ? $0 | 1 << UInt64($1) : $0 }
  }

  /// Whether the left code is less than the right one: the last link says so.
  private mutating func less(_ left: [Int], _ right: [Int]) -> [LargestCertificate.Link] {
    var chain: [LargestCertificate.Link] = []
    var (below, position) = (BitCircuit.zero, 0)
    while position < left.count {
      let count = min(left.count - position, (builder.lutSize - (position == 0 ? 0 : 1)) / 2)
      let isTop = position + count == left.count
      let (a, b) = (left[position..<position + count], right[position..<position + count])
      let size = 2 * count + (position == 0 ? 0 : 1)
      let isLess = mask(size) { row in
        var (x, y) = (row & ((1 << count) - 1), row >> count & ((1 << count) - 1))
        if isSigned, isTop { (x, y) = (x ^ 1 << (count - 1), y ^ 1 << (count - 1)) }
        return x < y || x == y && row >> (2 * count) & 1 == 1
      }
      below = builder.lut(Array(a) + Array(b) + (position == 0 ? [] : [below]), mask: isLess)
      position += count
      chain.append(LargestCertificate.Link(end: position, wire: below))
    }
    return chain
  }
}
