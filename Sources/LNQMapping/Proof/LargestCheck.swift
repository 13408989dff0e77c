import LNQHardware

/// Checks the certificate of an argmax: comparison by comparison, bit group by bit group.
struct LargestCheck {
  private typealias Candidate = LargestCertificate.Candidate

  private let cone: Cone
  /// The wires of the code's bits.
  private let outputs: [Int]

  init(cone: Cone, outputs: [Int]) { (self.cone, self.outputs) = (cone, outputs) }

  /// - Parameter codes: for each code the wires of its bits.
  func evidence(_ codes: [[Int]], isSigned: Bool, _ certificate: LargestCertificate) -> EquivalenceProof.Evidence {
    var candidates = codes.enumerated().map { index, bits in
      Candidate(
        bits: bits,
        index: outputs.indices.map { index >> $0 & 1 == 1 ? BitCircuit.one : BitCircuit.zero })
    }
    // The codes that each candidate is the largest of.
    var members = codes.indices.map { $0...$0 }
    func wrong(_ problem: String) -> EquivalenceProof.Evidence {
      .different(.init(output: nil, codes: [], problem: problem))
    }
    for comparison in certificate.comparisons {
      guard candidates.indices.contains(comparison.left), candidates.indices.contains(comparison.right) else {
        return wrong("a comparison of what is not there")
      }
      let (left, right) = (candidates[comparison.left], candidates[comparison.right])
      guard isChain(comparison.chain, left.bits, right.bits, isSigned) else { return wrong("a wrong comparison") }
      guard let winner = comparison.winner, let isRight = comparison.chain.last?.wire else { continue }
      guard members[comparison.left].upperBound + 1 == members[comparison.right].lowerBound,
        winner.bits.isEmpty || winner.bits.count == left.bits.count, winner.index.count == outputs.count
      else {
        return wrong("a comparison out of order")
      }
      let choices =
        zip(winner.bits, zip(left.bits, right.bits)).map { ($0, $1.0, $1.1) }
        + zip(winner.index, zip(left.index, right.index)).map { ($0, $1.0, $1.1) }
      guard choices.allSatisfy({ isChoice($0.0, isRight, $0.1, $0.2) }) else { return wrong("a wrong choice") }
      candidates.append(winner)
      members.append(members[comparison.left].lowerBound...members[comparison.right].upperBound)
    }
    if let last = members.last, last == 0...codes.count - 1, candidates.count > codes.count {
      return candidates[candidates.count - 1].index == outputs
        ? .steps(certificate.comparisons.count) : wrong("outputs that are not the last winner's index")
    }
    return pairs(codes, certificate) ? .steps(certificate.comparisons.count + 1) : wrong("a wrong index for some order")
  }

  private func isChain(_ chain: [LargestCertificate.Link], _ left: [Int], _ right: [Int], _ isSigned: Bool) -> Bool {
    var (start, below) = (0, BitCircuit.zero)
    guard chain.last?.end == left.count, left.count == right.count else { return false }
    for link in chain {
      guard link.end > start, link.end <= left.count, link.end - start <= 6 else { return false }
      let inputs = Array(left[start..<link.end]) + Array(right[start..<link.end]) + [below]
      let count = link.end - start
      let holds = isFunction([link.wire], inputs) { row in
        var (x, y) = (row & ((1 << count) - 1), row >> count & ((1 << count) - 1))
        if isSigned, link.end == left.count { (x, y) = (x ^ 1 << (count - 1), y ^ 1 << (count - 1)) }
        return x < y || x == y && row >> (2 * count) == 1 ? 1 : 0
      }
      guard holds else { return false }
      (start, below) = (link.end, link.wire)
    }
    return true
  }

  private func isChoice(_ wire: Int, _ isRight: Int, _ left: Int, _ right: Int) -> Bool {
    isFunction([wire], [isRight, left, right]) { $0 & 1 == 1 ? $0 >> 2 : $0 >> 1 & 1 }
  }

  /// Whether all pairs were compared, and the outputs are the index of the largest for all orders.
  private func pairs(_ codes: [[Int]], _ certificate: LargestCertificate) -> Bool {
    let all = codes.indices.flatMap { left in codes.indices.dropFirst(left + 1).map { [left, $0] } }
    guard all == certificate.comparisons.map({ [$0.left, $0.right] }), all.count <= 15 else { return false }
    return isFunction(outputs, certificate.comparisons.map { $0.chain.last?.wire ?? BitCircuit.zero }) {
      LargestIndex.winner(of: codes.count, $0)
    }
  }

  /// Whether the wires are the bits of a value for all rows of the inputs that can occur; nil for a row that does not matter.
  private func isFunction(_ wires: [Int], _ inputs: [Int], _ value: (Int) -> Int?) -> Bool {
    guard let values = cone.values(of: wires, inputs: inputs) else { return false }
    let possible = cone.possible(inputs)
    for row in 0..<1 << inputs.count where possible[row >> 6] >> UInt64(row & 63) & 1 == 1 {
      guard let expected = value(row) else { continue }
      let own = values.enumerated().reduce(0) { $0 | Int($1.element[row >> 6] >> UInt64(row & 63) & 1) << $1.offset }
      guard own == expected else { return false }
    }
    return true
  }
}
