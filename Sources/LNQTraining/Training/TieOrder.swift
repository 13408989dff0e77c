import LNQData

/// Which class wins where several have equal counts: the order with the most rows right, as far as exchanges find it.
///
/// Small weightless networks have many ties; in hardware an order costs no more than another.
struct TieOrder {
  /// How many classes there can be at most; networks of more keep the order of their classes.
  private static let classLimit = 64

  private let classCount: Int
  /// For each set of classes that tied, a bit each, how many rows of each label did.
  private var ties: [(classes: UInt64, rows: [Int])] = []

  /// The ties among the logits of an executor in evaluation, row after row.
  init(_ executor: some BatchExecutor, classCount: Int, over rows: LabelledRows) throws(TrainingError) {
    self.classCount = classCount
    guard (2...Self.classLimit).contains(classCount) else { return }
    var counts: [UInt64: [Int]] = [:]
    try executor.forEachBatch(of: rows) { range, _ in
      let logits = executor.logits(count: range.count)
      for (index, row) in range.enumerated() {
        let own = logits[index * classCount..<(index + 1) * classCount]
        var (best, set) = (-Float.infinity, UInt64(0))
        for (c, logit) in own.enumerated() where logit >= best {
          set = logit > best ? 1 << UInt64(c) : set | 1 << UInt64(c)
          best = logit
        }
        guard set.nonzeroBitCount > 1 else { continue }
        counts[set, default: Array(repeating: 0, count: classCount)][Int(rows.labels[row])] += 1
      }
    }
    // A dictionary has no order of its own.
    ties = counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The classes, the winner of most ties first: from their own order by moves of one class, each the best one, while they gain rows.
  var order: [Int] {
    var (order, best) = (Array(0..<classCount), rightRows(Array(0..<classCount)))
    while true {
      var next: [Int]?
      for from in order.indices {
        for to in order.indices where to != from {
          var moved = order
          moved.insert(moved.remove(at: from), at: to)
          let right = rightRows(moved)
          if right > best { (next, best) = (moved, right) }
        }
      }
      guard let next else { return order }
      order = next
    }
  }

  /// For each class a fraction that decides its ties; all are 0 for the order of the classes.
  func biases(bits: Int) -> [Float] {
    let order = self.order
    var biases = [Float](repeating: 0, count: classCount)
    guard order != Array(0..<classCount) else { return biases }
    for (rank, c) in order.enumerated() { biases[c] = Float(classCount - 1 - rank) / Float(1 << bits) }
    return biases
  }

  private func rightRows(_ order: [Int]) -> Int {
    ties.reduce(0) { sum, tie in
      sum + (order.first { tie.classes >> UInt64($0) & 1 == 1 }.map { tie.rows[$0] } ?? 0)
    }
  }
}
