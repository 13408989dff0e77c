import LNQHardware

/// The packed truth tables of a function, with inputs in any order.
struct PermutedTables {
  /// For each place, the lowest address bit first, the input that is there.
  private(set) var order: [Int]
  /// As `BitFunction.outputs`.
  private(set) var outputs: [[UInt64]]
  /// As `BitFunction.care`.
  private(set) var care: [UInt64]?

  init(_ function: BitFunction) {
    order = Array(0..<function.inputCount)
    outputs = function.outputs
    care = function.care
  }

  var inputCount: Int { order.count }

  /// Exchanges the inputs at two places.
  mutating func swap(_ first: Int, _ second: Int) {
    guard first != second else { return }
    let (low, high) = (min(first, second), max(first, second))
    order.swapAt(low, high)
    for index in outputs.indices { Self.swap(&outputs[index], low, high) }
    if var rows = care {
      Self.swap(&rows, low, high)
      care = rows
    }
  }

  /// Brings the inputs into this order.
  mutating func reorder(_ wanted: [Int]) {
    for place in wanted.indices {
      guard let current = order.firstIndex(of: wanted[place]) else { preconditionFailure("another order") }
      swap(place, current)
    }
  }

  private static func swap(_ table: inout [UInt64], _ low: Int, _ high: Int) {
    table.withUnsafeMutableBufferPointer { words in
      if high < 6 {
        let shift = UInt64((1 << high) - (1 << low))
        let mask = SmallTable.variables[low] & ~SmallTable.variables[high]
        for index in words.indices {
          let moved = (words[index] >> shift ^ words[index]) & mask
          words[index] ^= moved | moved << shift
        }
      } else if low < 6 {
        let (step, shift, mask) = (1 << (high - 6), UInt64(1 << low), SmallTable.variables[low])
        for index in words.indices where index & step == 0 {
          let (lower, upper) = (words[index], words[index | step])
          words[index] = lower & ~mask | (upper & ~mask) << shift
          words[index | step] = upper & mask | (lower & mask) >> shift
        }
      } else {
        let (lower, upper) = (1 << (low - 6), 1 << (high - 6))
        for index in words.indices where index & lower != 0 && index & upper == 0 {
          words.swapAt(index, index ^ lower ^ upper)
        }
      }
    }
  }
}
