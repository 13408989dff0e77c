import LNQHardware

/// A function of some bits to a code of some bits, one packed truth table for each output bit: what is mapped.
public struct BitFunction: Hashable, Sendable {
  /// n, how many bits go in.
  public let inputCount: Int
  /// For each output bit, the lowest first, a bit for each of 2^n rows; row r is bit r mod 64 of word r / 64. Bits above the
  /// last row are 0.
  public let outputs: [[UInt64]]
  /// The rows that matter; nil for all of them. The others may become anything.
  public let care: [UInt64]?

  /// How many bits can go in.
  public static let inputCounts = 0...20

  /// Takes packed tables.
  ///
  /// - Precondition: `inputCounts` contains n, and each table has as many words as 2^n rows need, without bits above.
  public init(inputCount: Int, outputs: [[UInt64]], care: [UInt64]? = nil) {
    let words = Self.wordCount(inputCount: inputCount)
    precondition(outputs.allSatisfy { $0.count == words } && care?.count ?? words == words, "\(words) words a table")
    (self.inputCount, self.outputs, self.care) = (inputCount, outputs, care)
  }

  /// Evaluates `pattern` for every row; its low `outputCount` bits are the outputs.
  public init(inputCount: Int, outputCount: Int, care: [UInt64]? = nil, pattern: (Int) -> UInt64) {
    precondition(Self.inputCounts.contains(inputCount), "a function of \(inputCount) bits")
    let words = Self.wordCount(inputCount: inputCount)
    var outputs = [UInt64](repeating: 0, count: outputCount * words)
    for row in 0..<1 << inputCount {
      let bits = pattern(row)
      for output in 0..<outputCount {
        outputs[output * words + (row >> 6)] |= (bits >> UInt64(output) & 1) << UInt64(row & 63)
      }
    }
    self.init(
      inputCount: inputCount, outputs: (0..<outputCount).map { Array(outputs[$0 * words..<($0 + 1) * words]) },
      care: care)
  }

  /// How many rows there are.
  public var rowCount: Int { 1 << inputCount }

  /// The output bits in a row.
  public subscript(row: Int) -> UInt64 {
    var bits: UInt64 = 0
    for output in outputs.indices { bits |= (outputs[output][row >> 6] >> UInt64(row & 63) & 1) << UInt64(output) }
    return bits
  }

  /// Whether a row matters.
  public func isCare(_ row: Int) -> Bool { care.map { $0[row >> 6] >> UInt64(row & 63) & 1 == 1 } ?? true }

  static func wordCount(inputCount: Int) -> Int { max(1, (1 << inputCount) >> 6) }

  /// Whether some row, or its difference, depends on an input. Don't-care rows count as they are.
  func depends(on input: Int) -> Bool {
    outputs.contains { table in
      guard input >= 6 else {
        let shift = UInt64(1 << input)
        return table.contains { ($0 >> shift ^ $0) & ~SmallTable.variables[input] & rowMask != 0 }
      }
      let step = 1 << (input - 6)
      return table.indices.contains { $0 & step == 0 && table[$0] != table[$0 | step] }
    }
  }

  private var rowMask: UInt64 { inputCount >= 6 ? .max : (1 << (1 << UInt64(inputCount))) - 1 }

  /// The same function of the inputs that it depends on, and which those are.
  ///
  /// With don't-cares an input goes when no two rows that matter differ by it alone; rows that matter are kept.
  public var withoutUnusedInputs: (function: BitFunction, inputs: [Int]) {
    var (function, kept) = (self, Array(0..<inputCount))
    for input in (0..<inputCount).reversed() {
      guard let smaller = function.removing(input) else { continue }
      function = smaller
      kept.remove(at: input)
    }
    return (function, kept)
  }

  /// The function without an input; nil when rows that matter depend on it.
  private func removing(_ input: Int) -> BitFunction? {
    guard care != nil else {
      guard !depends(on: input) else { return nil }
      return BitFunction(inputCount: inputCount - 1, outputCount: outputs.count) {
        self[Self.inserting(0, at: input, in: $0)]
      }
    }
    var smaller = [UInt64](repeating: 0, count: Self.wordCount(inputCount: inputCount - 1))
    var rows = [UInt64](repeating: 0, count: 1 << (inputCount - 1))
    for row in rows.indices {
      let (low, high) = (Self.inserting(0, at: input, in: row), Self.inserting(1, at: input, in: row))
      switch (isCare(low), isCare(high)) {
      case (true, true):
        guard self[low] == self[high] else { return nil }
        rows[row] = self[low]
      case (true, false): rows[row] = self[low]
      case (false, _): rows[row] = self[high]
      }
      if isCare(low) || isCare(high) { smaller[row >> 6] |= 1 << UInt64(row & 63) }
    }
    return BitFunction(inputCount: inputCount - 1, outputCount: outputs.count, care: smaller) { rows[$0] }
  }

  /// A row with one more bit.
  private static func inserting(_ bit: Int, at index: Int, in row: Int) -> Int {
    let low = (1 << index) - 1
    return (row & ~low) << 1 | bit << index | row & low
  }
}
