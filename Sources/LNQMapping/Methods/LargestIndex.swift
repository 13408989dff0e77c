import LNQHardware

/// The index of the largest of some codes, the lowest of equals.
enum LargestIndex {
  /// The circuit of an argmax; the smaller of a tournament and a comparison of all pairs.
  ///
  /// - Parameters:
  ///   - codes: for each code the places of its bits in the inputs, the lowest first; all are equally wide.
  ///   - isSigned: whether they are two's complement.
  static func piece(_ codes: [[Int]], isSigned: Bool, outputCount: Int, inputCount: Int, lutSize: Int) -> Piece {
    let tournament = tournament(codes, isSigned, outputCount, inputCount, lutSize)
    // All pairs are k(k − 1)/2 comparisons, whose results are at most 10 bits of a cover for 5 codes.
    guard codes.count <= 5 else { return tournament }
    let pairs = pairs(codes, isSigned, outputCount, inputCount, lutSize)
    return pairs.cost < tournament.cost ? pairs : tournament
  }

  private typealias Candidate = LargestCertificate.Candidate

  private static func tournament(
    _ codes: [[Int]], _ isSigned: Bool, _ outputCount: Int, _ inputCount: Int, _ lutSize: Int
  ) -> Piece {
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    var candidates = codes.enumerated().map { index, places in
      Candidate(
        bits: places.map { builder.input($0) },
        index: (0..<outputCount).map { index >> $0 & 1 == 1 ? BitCircuit.one : BitCircuit.zero })
    }
    var (numbers, comparisons) = (Array(candidates.indices), [LargestCertificate.Comparison]())
    while candidates.count > 1 {
      var (next, nextNumbers): ([Candidate], [Int]) = ([], [])
      for pair in stride(from: 0, to: candidates.count - 1, by: 2) {
        let (left, right) = (candidates[pair], candidates[pair + 1])
        let chain = less(left.bits, right.bits, isSigned, &builder)
        let isRight = chain.last?.wire ?? BitCircuit.zero
        func choice(_ left: Int, _ right: Int) -> Int { builder.lut([isRight, left, right], mask: 0b1110_0100) }
        // The last one's code is not needed.
        let isLast = candidates.count == 2
        let winner = Candidate(
          bits: isLast ? [] : zip(left.bits, right.bits).map { choice($0, $1) },
          index: zip(left.index, right.index).map { choice($0, $1) })
        comparisons.append(
          LargestCertificate.Comparison(left: numbers[pair], right: numbers[pair + 1], chain: chain, winner: winner))
        next.append(winner)
        nextNumbers.append(codes.count + comparisons.count - 1)
      }
      if !candidates.count.isMultiple(of: 2), let last = candidates.last, let number = numbers.last {
        next.append(last)
        nextNumbers.append(number)
      }
      (candidates, numbers) = (next, nextNumbers)
    }
    return Piece(
      builder, outputs: candidates[0].index, method: "tournament",
      certificate: .largest(LargestCertificate(comparisons: comparisons)))
  }

  private static func pairs(
    _ codes: [[Int]], _ isSigned: Bool, _ outputCount: Int, _ inputCount: Int, _ lutSize: Int
  ) -> Piece {
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    var comparisons: [LargestCertificate.Comparison] = []
    var isLess: [Int] = []
    for left in codes.indices {
      for right in codes.indices.dropFirst(left + 1) {
        let chain = less(
          codes[left].map { builder.input($0) }, codes[right].map { builder.input($0) }, isSigned, &builder)
        isLess.append(chain.last?.wire ?? BitCircuit.zero)
        comparisons.append(LargestCertificate.Comparison(left: left, right: right, chain: chain, winner: nil))
      }
    }
    let winners = (0..<1 << isLess.count).map { winner(of: codes.count, $0) }
    // Comparisons that contradict each other do not occur.
    var care = [UInt64](repeating: 0, count: max(1, winners.count >> 6))
    for (row, winner) in winners.enumerated() where winner != nil { care[row >> 6] |= 1 << UInt64(row & 63) }
    let function = BitFunction(inputCount: isLess.count, outputCount: outputCount, care: care) {
      UInt64(winners[$0] ?? 0)
    }
    let outputs = TableCover.piece(function, lutSize: lutSize).instantiated(on: isLess, in: &builder)
    return Piece(
      builder, outputs: outputs, method: "pairs", certificate: .largest(LargestCertificate(comparisons: comparisons)))
  }

  /// The index of the largest code, for the results of comparing each pair (0, 1), (0, 2), …, (1, 2), …, a bit each that says
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

  /// Whether the left code is less than the right one: the last link says so.
  private static func less(
    _ left: [Int], _ right: [Int], _ isSigned: Bool, _ builder: inout BitCircuitBuilder
  ) -> [LargestCertificate.Link] {
    var chain: [LargestCertificate.Link] = []
    var (below, position) = (BitCircuit.zero, 0)
    while position < left.count {
      let count = min(left.count - position, (builder.lutSize - (position == 0 ? 0 : 1)) / 2)
      let isTop = position + count == left.count
      let (a, b) = (left[position..<position + count], right[position..<position + count])
      let size = 2 * count + (position == 0 ? 0 : 1)
      var mask: UInt64 = 0
      for row in 0..<1 << size {
        var (x, y) = (row & ((1 << count) - 1), row >> count & ((1 << count) - 1))
        if isSigned, isTop { (x, y) = (x ^ 1 << (count - 1), y ^ 1 << (count - 1)) }
        if x < y || x == y && row >> (2 * count) & 1 == 1 { mask |= 1 << UInt64(row) }
      }
      below = builder.lut(Array(a) + Array(b) + (position == 0 ? [] : [below]), mask: mask)
      position += count
      chain.append(LargestCertificate.Link(end: position, wire: below))
    }
    return chain
  }
}
