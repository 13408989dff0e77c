import LNQHardware
import LNQRandom

/// Method A for any number of groups: a number that is a rounded and clipped sum of functions of its wires becomes a sum of
/// tables of whole numbers, which `CompressorTree` adds.
///
/// Sought are a whole number for each row of each group, such that their sum S gives the number v of every row that matters:
/// v · 2^f ≤ S < (v + 1) · 2^f, without the lower limit for the smallest v and without the upper one for the largest. First real
/// numbers are found for each wire, with as much distance from the limits as possible, then whole ones for each group, both by
/// relaxation (Agmon, 1954): a row that is violated moves the terms of its sum.
struct AdditiveFit {
  /// What is added.
  struct Parts {
    /// Of each group its values for all rows of its inputs.
    let tables: [(values: [Int], inputs: [Int])]
    /// How many low bits of the sum do not matter by themselves.
    let f: Int
    /// The smallest and the largest number.
    let numbers: ClosedRange<Int>
  }

  private let function: BitFunction
  private let wires: [[Int]]
  /// For each row its number; nil where it does not matter.
  private let rows: [Int?]
  private let numbers: ClosedRange<Int>

  /// The parts with the fewest low bits that the search finds; nil when the function is no such sum, as far as it goes.
  ///
  /// - Parameter wires: the inputs of each wire; each input belongs to one.
  static func parts(_ function: BitFunction, wires: [[Int]], isSigned: Bool, lutSize: Int) -> Parts? {
    guard let fit = AdditiveFit(function, wires: wires, isSigned: isSigned), let (real, margin) = fit.realTerms() else {
      return nil
    }
    guard let groups = fit.groups(of: real, lutSize: lutSize) else { return nil }
    // Each group's rounding moves a sum by at most a half.
    let most = Int.bitWidth - Int(Double(groups.count) / margin).leadingZeroBitCount
    var found: Parts?
    for f in (0...min(most, 14)).reversed() {
      guard let values = fit.wholeTerms(real, groups, f: f) else { break }
      found = Parts(
        tables: zip(values, groups).map { ($0, $1.flatMap { wires[$0] }) }, f: f, numbers: fit.numbers)
    }
    return found
  }

  private init?(_ function: BitFunction, wires: [[Int]], isSigned: Bool) {
    let sign = isSigned ? 1 << (function.outputs.count - 1) : 0
    rows = (0..<function.rowCount).map { row in
      function.isCare(row) ? (Int(function[row]) ^ sign) - sign : nil
    }
    let known = rows.compactMap(\.self)
    guard let least = known.min(), let most = known.max(), least < most else { return nil }
    (self.function, self.wires, numbers) = (function, wires, least...most)
    guard wires.allSatisfy(isOrdered) else { return nil }
  }

  /// Whether the codes of a wire can be in an order: of two, the one with the larger mean is nowhere below the other.
  private func isOrdered(_ wire: [Int]) -> Bool {
    var columns = [[Int]](repeating: [], count: 1 << wire.count)
    for (address, number) in zip(addresses(wire), rows) {
      // Without the numbers of all rows the means say nothing.
      guard let number else { return true }
      columns[address].append(number)
    }
    let sorted = columns.sorted { $0.reduce(0, +) < $1.reduce(0, +) }
    return zip(sorted, sorted.dropFirst()).allSatisfy { lower, upper in zip(lower, upper).allSatisfy { $0 <= $1 } }
  }

  /// The address that the inputs form in each row of the function.
  private func addresses(_ inputs: [Int]) -> [Int] {
    (0..<function.rowCount).map { row in inputs.enumerated().reduce(0) { $0 | (row >> $1.element & 1) << $1.offset } }
  }

  /// What a sum lacks to the limits of a number; the smallest number has no lower one, and the largest no upper one.
  private func violation<Value: SignedNumeric & Comparable>(
    _ sum: Value, _ number: Int, _ lower: Value, _ upper: Value
  ) -> Value {
    if number > numbers.lowerBound, sum < lower { return lower - sum }
    if number < numbers.upperBound, sum > upper { return upper - sum }
    return 0
  }

  // MARK: - Real numbers

  /// For each wire a real number for each of its codes, and the distance that the sums keep from the limits.
  private func realTerms() -> (terms: [[Double]], margin: Double)? {
    let addresses = wires.map(addresses)
    guard var found = relaxed(addresses, margin: 1e-4).map({ ($0, 1e-4) }) else { return nil }
    // With two numbers, each with one limit, the margin could grow without end.
    while found.1 < 0.25, let better = relaxed(addresses, margin: found.1 * 1.5) { found = (better, found.1 * 1.5) }
    return found
  }

  private func relaxed(_ addresses: [[Int]], margin: Double) -> [[Double]]? {
    // The mean of the rows with a code is a first estimate of what the code adds.
    let mean = rows.reduce(0) { $0 + Double($1 ?? 0) } / Double(rows.count) + 0.5
    var terms = zip(wires, addresses).map { wire, addresses in
      var sums = [Double](repeating: 0, count: 1 << wire.count)
      for (row, address) in addresses.enumerated() { sums[address] += Double(rows[row] ?? 0) + 0.5 }
      return sums.map { $0 * Double(sums.count) / Double(rows.count) - mean * (1 - 1 / Double(wires.count)) }
    }
    for _ in 0..<120 {
      var isRight = true
      for (row, number) in rows.enumerated() {
        guard let number else { continue }
        var sum = 0.0
        for wire in terms.indices { sum += terms[wire][addresses[wire][row]] }
        var move = violation(sum, number, Double(number) + margin, Double(number + 1) - margin)
        guard move != 0 else { continue }
        isRight = false
        move *= 1.5 / Double(terms.count)
        for wire in terms.indices { terms[wire][addresses[wire][row]] += move }
      }
      if isRight { return terms }
    }
    return nil
  }

  // MARK: - Whole numbers

  /// Wires that share a table of at most K inputs: the fewest tables, and of those the narrowest.
  private func groups(of terms: [[Double]], lutSize: Int) -> [[Int]]? {
    guard wires.allSatisfy({ $0.count <= lutSize }), wires.count <= 8 else { return nil }
    let ranges = terms.map { ($0.max() ?? 0) - ($0.min() ?? 0) }
    // The product of the tables' ranges has as many bits as the tables together.
    func cost(_ groups: [[Int]]) -> Double { groups.reduce(1) { $0 * (1 + $1.reduce(0) { $0 + ranges[$1] }) } }
    var best: (count: Int, cost: Double, groups: [[Int]])?
    func extend(_ groups: [[Int]], _ wire: Int) {
      guard groups.count <= best?.count ?? .max else { return }
      guard wire < wires.count else {
        let own = cost(groups)
        if let best, (best.count, best.cost) <= (groups.count, own) { return }
        best = (groups.count, own, groups)
        return
      }
      for index in groups.indices
      where groups[index].reduce(wires[wire].count, { $0 + wires[$1].count }) <= lutSize {
        var next = groups
        next[index].append(wire)
        extend(next, wire + 1)
      }
      extend(groups + [[wire]], wire + 1)
    }
    extend([], 0)
    return best?.groups
  }

  /// For each group a whole number for each row of its inputs.
  private func wholeTerms(_ real: [[Double]], _ groups: [[Int]], f: Int) -> [[Int]]? {
    let addresses = groups.map { self.addresses($0.flatMap { wires[$0] }) }
    var values = groups.map { group in
      var terms = [0.0]
      for wire in group { terms = real[wire].flatMap { term in terms.map { $0 + term } } }
      return terms.map { Int(($0 * Double(1 << f)).rounded()) }
    }
    var random = SplitMix64(seed: 1)
    for _ in 0..<400 {
      var isRight = true
      for (row, number) in rows.enumerated() {
        guard let number else { continue }
        var sum = 0
        for group in values.indices { sum += values[group][addresses[group][row]] }
        let move = violation(sum, number, number << f, (number + 1) << f - 1)
        guard move != 0 else { continue }
        isRight = false
        for _ in 0..<abs(move) {
          let group = Int(random.next() % UInt64(values.count))
          values[group][addresses[group][row]] += move.signum()
        }
      }
      if isRight { return values }
    }
    return nil
  }
}
