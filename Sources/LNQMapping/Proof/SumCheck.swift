import LNQFixedPoint
import LNQHardware

/// Checks the certificate of a sum: the tables' claims, then step by step, then what follows the sum.
struct SumCheck {
  private typealias WeightedWire = SumCertificate.WeightedWire
  private typealias Evidence = EquivalenceProof.Evidence

  private let cone: Cone
  /// The wires of the code's bits.
  private let outputs: [Int]
  /// The wires of the bits that the block reads.
  private let inputs: [Int]

  init(cone: Cone, inputs: [Int], outputs: [Int]) {
    (self.cone, self.inputs, self.outputs) = (cone, inputs, outputs)
  }

  /// A claim that does not hold.
  private struct Failure: Error {
    let problem: String
  }

  func evidence(
    _ summands: [BlockMapper.Task.Summand], _ function: SumFunction, _ output: FixedPointFormat,
    _ certificate: SumCertificate
  ) -> EquivalenceProof.Evidence {
    do throws(Failure) {
      guard certificate.tables.count == summands.count else { throw Failure(problem: "a certificate of other tables") }
      var (left, constant) = ([WeightedWire: Int](), 0)
      for (summand, claim) in zip(summands, certificate.tables) {
        constant += try difference(of: summand, from: claim)
        for wire in claim { left[wire, default: 0] += 1 }
      }
      // What groups of the adder leave out is less than this.
      var remainder = 1
      for step in certificate.steps {
        try check(step, &remainder)
        for wire in step.inputs {
          guard let count = left[wire], count > 0 else { throw Failure(problem: "a step that takes what is not there") }
          left[wire] = count == 1 ? nil : count - 1
        }
        for wire in step.outputs { left[wire, default: 0] += 1 }
      }
      let rest = left.flatMap { Array(repeating: $0.key, count: $0.value) }
      try checkEnd(rest, remainder, constant, function, output)
      return .steps(certificate.steps.count + summands.count + 1)
    } catch {
      return .different(.init(output: nil, codes: [], problem: error.problem))
    }
  }

  /// The table's value minus that of the claim, which is the same for all rows.
  private func difference(of summand: BlockMapper.Task.Summand, from claim: [WeightedWire]) throws(Failure) -> Int {
    let wires = summand.bits.map { inputs[$0] }
    guard let values = cone.values(of: claim.map(\.wire), inputs: wires) else {
      throw Failure(problem: "a table that reads more than its inputs")
    }
    var constant: Int?
    let possible = cone.possible(wires)
    for row in 0..<summand.table.rowCount where possible[row >> 6] >> UInt64(row & 63) & 1 == 1 {
      let own = value(claim, values, row)
      let difference = summand.table[row] - own
      guard difference == constant ?? difference else { throw Failure(problem: "a table with a wrong row, \(row)") }
      constant = difference
    }
    return constant ?? 0
  }

  /// Whether inputs and outputs have the same value in every row, but for low bits that a group of the adder leaves out.
  private func check(_ step: SumCertificate.Step, _ remainder: inout Int) throws(Failure) {
    let wires = Set(step.inputs.map(\.wire)).sorted()
    guard wires.count <= 10, let values = cone.values(of: step.outputs.map(\.wire), inputs: wires) else {
      throw Failure(problem: "a step that reads more than its inputs")
    }
    guard let own = cone.values(of: step.inputs.map(\.wire), inputs: wires) else { return }
    var most = 0
    let possible = cone.possible(wires)
    for row in 0..<1 << wires.count where possible[row >> 6] >> UInt64(row & 63) & 1 == 1 {
      let lost = value(step.inputs, own, row) - value(step.outputs, values, row)
      guard lost >= 0 else { throw Failure(problem: "a step whose outputs are more than its inputs") }
      most = max(most, lost)
    }
    remainder += most
  }

  /// Whether the outputs are the function of what is left, whatever low bits were left out.
  private func checkEnd(
    _ rest: [WeightedWire], _ remainder: Int, _ constant: Int, _ function: SumFunction, _ output: FixedPointFormat
  ) throws(Failure) {
    let wires = Set(rest.map(\.wire)).sorted()
    guard wires.count <= EquivalenceProof.rowLimit, let values = cone.values(of: outputs, inputs: wires),
      let own = cone.values(of: rest.map(\.wire), inputs: wires)
    else { throw Failure(problem: "outputs that read more than the sum") }
    let possible = cone.possible(wires)
    for row in 0..<1 << wires.count where possible[row >> 6] >> UInt64(row & 63) & 1 == 1 {
      let index = value(rest, own, row) + constant - function.minimum
      let bits = values.enumerated().reduce(UInt32(0)) {
        $0 | UInt32($1.element[row >> 6] >> UInt64(row & 63) & 1) << UInt32($1.offset)
      }
      for index in index..<index + remainder where (0..<function.count).contains(index) {
        guard output.bitPattern(of: function[index]) == bits else {
          throw Failure(problem: "a wrong code for the sum \(index + function.minimum)")
        }
      }
    }
  }

  private func value(_ wires: [WeightedWire], _ values: [[UInt64]], _ row: Int) -> Int {
    zip(wires, values).reduce(0) { $1.1[row >> 6] >> UInt64(row & 63) & 1 == 1 ? $0 + $1.0.weight : $0 }
  }
}
