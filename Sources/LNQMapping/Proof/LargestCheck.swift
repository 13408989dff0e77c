import LNQHardware

/// Checks the certificate of an argmax: round by round, comparison by comparison, bit group by bit group.
struct LargestCheck {
  private typealias Candidate = LargestCertificate.Candidate
  private typealias Literal = BitCircuit.Literal

  private let cone: Cone
  /// The wires of the code's bits.
  private let outputs: [Int]

  init(cone: Cone, outputs: [Int]) { (self.cone, self.outputs) = (cone, outputs) }

  private struct Failure: Error {
    let problem: String
  }

  /// - Parameter codes: for each code the wires of its bits; constants where the netlist allows no other bit.
  func evidence(_ codes: [[Int]], isSigned: Bool, _ certificate: LargestCertificate) -> EquivalenceProof.Evidence {
    do throws(Failure) {
      let count = try check(codes, isSigned, certificate)
      return .steps(count)
    } catch {
      return .different(.init(output: nil, codes: [], problem: error.problem))
    }
  }

  private func check(_ codes: [[Int]], _ isSigned: Bool, _ certificate: LargestCertificate) throws(Failure) -> Int {
    let firstBit = certificate.firstBit
    guard (0...LargestIndex.constantBits(codes)).contains(firstBit) else {
      throw Failure(problem: "bits that are not compared and are no constants")
    }
    let constants = codes.map { LargestIndex.constant($0, below: firstBit) }
    var candidates = codes.enumerated().map { index, bits in
      Candidate(
        bits: Array(bits[firstBit...]),
        index: outputs.indices.map { Literal(index >> $0 & 1 == 1 ? BitCircuit.one : BitCircuit.zero) })
    }
    // The codes that each candidate is the largest of.
    var members = codes.indices.map { [$0] }
    for round in certificate.rounds {
      guard !round.candidates.isEmpty, round.candidates.allSatisfy(candidates.indices.contains) else {
        throw Failure(problem: "a comparison of what is not there")
      }
      let own = round.candidates.map { members[$0] }
      for (place, left) in own.enumerated() {
        for right in own.dropFirst(place + 1).joined() {
          // Where their compared bits are equal the left one has to win.
          guard left.allSatisfy({ (constants[right], $0) < (constants[$0], right) }) else {
            throw Failure(problem: "a comparison out of order")
          }
        }
      }
      try check(round, round.candidates.map { candidates[$0] }, isSigned)
      candidates.append(round.winner)
      members.append(own.flatMap(\.self))
    }
    guard let last = candidates.last, members[members.count - 1].sorted() == Array(codes.indices),
      last.index == outputs.map({ Literal($0) })
    else { throw Failure(problem: "outputs that are not the last winner's index") }
    return certificate.rounds.reduce(0) { $0 + $1.chains.count + 1 }
  }

  private func check(
    _ round: LargestCertificate.Round, _ candidates: [Candidate], _ isSigned: Bool
  ) throws(Failure) {
    let (count, width) = (candidates.count, candidates[0].bits.count)
    let pairs = (0..<count).flatMap { left in (left + 1..<max(count, left + 1)).map { (left, $0) } }
    guard pairs.count == round.chains.count, pairs.count <= 10, candidates.allSatisfy({ $0.bits.count == width }),
      round.winner.bits.isEmpty || round.winner.bits.count == width, round.winner.index.count == outputs.count
    else { throw Failure(problem: "a round of another shape") }
    for ((left, right), chain) in zip(pairs, round.chains) {
      guard isChain(chain, candidates[left].bits, candidates[right].bits, isSigned) else {
        throw Failure(problem: "a wrong comparison")
      }
    }
    let results = round.chains.map { Literal($0.last?.wire ?? BitCircuit.zero) }
    let choices =
      round.winner.bits.enumerated().map { bit, wire in (Literal(wire), candidates.map { Literal($0.bits[bit]) }) }
      + round.winner.index.enumerated().map { bit, literal in (literal, candidates.map { $0.index[bit] }) }
    for (choice, values) in choices where !isChoice(choice, results, of: values) {
      throw Failure(problem: "a wrong choice")
    }
  }

  private func isChain(_ chain: [LargestCertificate.Link], _ left: [Int], _ right: [Int], _ isSigned: Bool) -> Bool {
    var (start, below) = (0, BitCircuit.zero)
    guard chain.last?.end == left.count, left.count == right.count else { return false }
    for link in chain {
      guard link.end > start, link.end <= left.count, link.end - start <= 6 else { return false }
      let inputs = Array(left[start..<link.end]) + Array(right[start..<link.end]) + [below]
      let count = link.end - start
      let holds = isFunction(Literal(link.wire), inputs.map { Literal($0) }) { row in
        var (x, y) = (row & ((1 << count) - 1), row >> count & ((1 << count) - 1))
        if isSigned, link.end == left.count { (x, y) = (x ^ 1 << (count - 1), y ^ 1 << (count - 1)) }
        return x < y || x == y && row >> (2 * count) == 1
      }
      guard holds else { return false }
      (start, below) = (link.end, link.wire)
    }
    return true
  }

  /// Whether a bit is that of the winner, whatever the results of all pairs are.
  private func isChoice(_ bit: Literal, _ results: [Literal], of values: [Literal]) -> Bool {
    // Constants need no rows of their own.
    let wires = values.filter { $0.wire >= BitCircuit.firstInput }
    let places = values.map { value in wires.firstIndex(of: value) }
    return isFunction(bit, results + wires) { row in
      LargestIndex.winner(of: values.count, row & ((1 << results.count) - 1)).map { winner in
        places[winner].map { row >> (results.count + $0) & 1 == 1 }
          ?? ((values[winner].wire == BitCircuit.one) != values[winner].isInverted)
      }
    }
  }

  /// Whether a bit has a value for all rows of the inputs that can occur; nil for a row that does not matter.
  private func isFunction(_ bit: Literal, _ inputs: [Literal], _ value: (Int) -> Bool?) -> Bool {
    guard let values = cone.values(of: [bit.wire], inputs: inputs)?.first else { return false }
    let possible = cone.possible(inputs)
    for row in 0..<1 << inputs.count where possible[row >> 6] >> UInt64(row & 63) & 1 == 1 {
      guard let expected = value(row) else { continue }
      guard ((values[row >> 6] ^ bit.flip) >> UInt64(row & 63) & 1 == 1) == expected else { return false }
    }
    return true
  }
}
