import LNQFixedPoint
import LNQHardware

/// Checks the certificate of a sum: the tables' claims, then step by step, then what follows the sum.
struct SumCheck {
  private typealias WeightedWire = SumCertificate.WeightedWire
  private typealias Number = SumCertificate.Number
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
      guard certificate.tables.count == summands.count, certificate.numbers.count == summands.count else {
        throw Failure(problem: "a certificate of other tables")
      }
      guard certificate.numbers.joined().allSatisfy({ $0.values.count == 1 << $0.wires.count }) else {
        throw Failure(problem: "a number with other rows than its wires")
      }
      var (left, numbers, constant) = ([WeightedWire: Int](), [Number: Int](), 0)
      for (summand, claim) in zip(summands, zip(certificate.tables, certificate.numbers)) {
        constant += try difference(of: summand, from: claim.0, claim.1)
        for wire in claim.0 { left[wire, default: 0] += 1 }
        for number in claim.1 { numbers[number, default: 0] += 1 }
      }
      // What groups of the adder leave out is less than this.
      var remainder = 1
      for step in certificate.steps {
        for wire in step.inputs {
          guard let count = left[wire], count > 0 else { throw Failure(problem: "a step that takes what is not there") }
          left[wire] = count == 1 ? nil : count - 1
        }
        for number in step.numbers {
          guard let count = numbers[number] else { throw Failure(problem: "a step that takes what is not there") }
          numbers[number] = count == 1 ? nil : count - 1
        }
        // Now its numbers are known to be those of the tables, with a value for each row.
        try check(step, &remainder)
        for wire in step.outputs { left[wire, default: 0] += 1 }
      }
      guard numbers.isEmpty else { throw Failure(problem: "a number that nothing adds") }
      let rest = left.flatMap { Array(repeating: $0.key, count: $0.value) }
      try checkEnd(rest, remainder, constant, function, output)
      return .steps(certificate.steps.count + summands.count + 1)
    } catch {
      return .different(.init(output: nil, codes: [], problem: error.problem))
    }
  }

  /// The table's value minus that of the claim, which is the same for all rows.
  private func difference(
    of summand: BlockMapper.Task.Summand, from claim: [WeightedWire], _ numbers: [Number]
  ) throws(Failure) -> Int {
    let wires = summand.bits.map { inputs[$0] }
    guard let values = cone.values(of: claim.map(\.wire), inputs: wires),
      let numberValues = cone.values(of: numbers.flatMap(\.wires), inputs: wires)
    else { throw Failure(problem: "a table that reads more than its inputs") }
    var constant: Int?
    let possible = cone.possible(wires)
    for row in 0..<summand.table.rowCount where possible[row >> 6] >> UInt64(row & 63) & 1 == 1 {
      let own = value(claim, values, row) + value(numbers, numberValues, row)
      let difference = summand.table[row] - own
      guard difference == constant ?? difference else { throw Failure(problem: "a table with a wrong row, \(row)") }
      constant = difference
    }
    return constant ?? 0
  }

  /// Whether inputs and outputs have the same value in every row, but for low bits that a group of the adder leaves out.
  private func check(_ step: SumCertificate.Step, _ remainder: inout Int) throws(Failure) {
    let wires = Set(step.inputs.map(\.wire) + step.numbers.flatMap(\.wires)).sorted()
    guard wires.count <= 10, let values = cone.values(of: step.outputs.map(\.wire), inputs: wires) else {
      throw Failure(problem: "a step that reads more than its inputs")
    }
    guard let own = cone.values(of: step.inputs.map(\.wire), inputs: wires),
      let numbers = cone.values(of: step.numbers.flatMap(\.wires), inputs: wires)
    else { throw Failure(problem: "a step that reads more than its inputs") }
    var most = 0
    let possible = cone.possible(wires)
    for row in 0..<1 << wires.count where possible[row >> 6] >> UInt64(row & 63) & 1 == 1 {
      let before = value(step.inputs, own, row) + value(step.numbers, numbers, row)
      let lost = before - value(step.outputs, values, row)
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
    zip(wires, values).reduce(0) {
      ($1.1[row >> 6] >> UInt64(row & 63) & 1 == 1) != $1.0.isInverted ? $0 + $1.0.weight : $0
    }
  }

  /// - Parameter values: of the wires of all numbers, one after the other.
  private func value(_ numbers: [Number], _ values: [[UInt64]], _ row: Int) -> Int {
    var (sum, place) = (0, 0)
    for number in numbers {
      let address = number.wires.indices.reduce(0) {
        $0 | Int(values[place + $1][row >> 6] >> UInt64(row & 63) & 1) << $1
      }
      sum += number.values[address]
      place += number.wires.count
    }
    return sum
  }
}
