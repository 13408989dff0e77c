import LNQHardware
import LNQRandom

/// Method B: leaves of K inputs below a tree of multiplexers, with shared and complemented blocks; for any function.
///
/// The inputs are divided into a group of K for the leaves and groups of selects above: of two inputs for K = 6 (a 4:1
/// multiplexer is one LUT), else of one. All outputs share the blocks, each of which is normalised by complement; constants
/// and single variables are free. Only which group an input is in matters, and that is searched. Without any sharing the
/// cost is that of LogicNets' formula (Umuroglu et al., 2020).
public struct TableCover: Sendable {
  /// How thoroughly groups are searched.
  public enum Effort: Sendable {
    /// One climb.
    case fast
    /// All groups of leaves where there are at most a thousand, with the best orders above; else several climbs.
    case full
  }

  private let lutSize: Int
  private let effort: Effort
  private var tables: PermutedTables
  private let inputCount: Int

  /// The smallest circuit of `function` that the search finds.
  ///
  /// - Precondition: `BitCircuit.lutSizes` contains `lutSize`.
  public static func piece(_ function: BitFunction, lutSize: Int, effort: Effort = .full) -> Piece {
    let (smaller, kept) = function.withoutUnusedInputs
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: function.inputCount)
    var cover = TableCover(smaller, lutSize: lutSize, effort: effort)
    cover.search()
    let wires = cover.tables.order.map { builder.input(kept[$0]) }
    let outputs = CoverLevels(cover.tables, lutSize: lutSize).build(on: wires, in: &builder)
    return Piece(builder, outputs: outputs, method: "cover")
  }

  private init(_ function: BitFunction, lutSize: Int, effort: Effort) {
    (self.lutSize, self.effort, inputCount) = (lutSize, effort, function.inputCount)
    tables = PermutedTables(function)
  }

  /// nil where it is not below the limit.
  private func cost(below limit: Int = .max) -> Int? { CoverLevels.cost(of: tables, lutSize: lutSize, below: limit) }

  /// Leaves `tables` in the best order.
  private mutating func search() {
    guard inputCount > lutSize else { return }
    if effort == .full, Self.choices(inputCount, lutSize) <= 1000 {
      searchAllLeaves()
    } else {
      searchByClimbing(starts: effort == .full ? 4 : 1)
    }
  }

  private static func choices(_ n: Int, _ k: Int) -> Int { (0..<k).reduce(1) { $0 * (n - $1) / ($1 + 1) } }

  /// Ranks all groups of leaves by the number of their blocks, and tries all groups of selects above the best of them.
  private mutating func searchAllLeaves() {
    // Of equal ones the first.
    var best: [(leaves: Int, order: [Int])] = []
    for leaves in Self.subsets(of: Array(0..<inputCount), size: lutSize) {
      tables.reorder(leaves + (0..<inputCount).filter { !leaves.contains($0) })
      let limit = best.count < 12 ? .max : best[11].leaves
      guard let count = CoverLevels.cost(of: tables, lutSize: lutSize, levels: 1, below: limit) else { continue }
      best.insert((count, tables.order), at: best.firstIndex { $0.leaves > count } ?? best.count)
      if best.count > 12 { best.removeLast() }
    }
    var found: (cost: Int, order: [Int])?
    for candidate in best {
      if let found, candidate.leaves >= found.cost { break }
      let leaves = Array(candidate.order[..<lutSize])
      for selects in Self.groupings(of: Array(candidate.order[lutSize...]), size: lutSize == 6 ? 2 : 1) {
        tables.reorder(leaves + selects)
        if let cost = cost(below: found?.cost ?? .max) { found = (cost, tables.order) }
      }
    }
    if let found { tables.reorder(found.order) }
    climb()
  }

  /// Exchanges inputs of different groups while that is cheaper, from the given order and from random ones.
  private mutating func searchByClimbing(starts: Int) {
    var random = SplitMix64(seed: 1)
    var found: (cost: Int, order: [Int])?
    for start in 0..<starts {
      if start > 0 { tables.reorder(Array(0..<inputCount).shuffled(using: &random)) }
      let cost = climb()
      if cost < found?.cost ?? .max { found = (cost, tables.order) }
    }
    if let found { tables.reorder(found.order) }
  }

  /// Returns the cost that it gets to.
  @discardableResult
  private mutating func climb() -> Int {
    var (best, improves) = (cost() ?? .max, true)
    while improves {
      improves = false
      for low in 0..<inputCount {
        for high in low + 1..<inputCount where group(of: low) != group(of: high) {
          tables.swap(low, high)
          if let cost = cost(below: best) {
            (best, improves) = (cost, true)
          } else {
            tables.swap(low, high)
          }
        }
      }
    }
    return best
  }

  /// The level that the input at a place is read in.
  private func group(of place: Int) -> Int { place < lutSize ? 0 : 1 + (place - lutSize) / (lutSize == 6 ? 2 : 1) }

  /// All subsets, each in ascending order.
  static func subsets(of elements: [Int], size: Int) -> [[Int]] {
    guard size > 0 else { return [[]] }
    guard let first = elements.first, elements.count >= size else { return [] }
    let rest = Array(elements.dropFirst())
    return subsets(of: rest, size: size - 1).map { [first] + $0 } + subsets(of: rest, size: size)
  }

  /// All ways to put the elements into groups of this size, one after the other, the last one with what is left; where there
  /// are more than a hundred, only the order as it is.
  private static func groupings(of elements: [Int], size: Int) -> [[Int]] {
    guard elements.count <= (size == 1 ? 4 : 6), elements.count > size else { return [elements] }
    return subsets(of: elements, size: size).flatMap { group in
      groupings(of: elements.filter { !group.contains($0) }, size: size).map { group + $0 }
    }
  }
}
