import LNQData

/// How well a network classifies rows, in evaluation mode.
public struct Evaluation: Sendable, Hashable, Codable {
  /// How many rows there were.
  public let count: Int
  /// The mean cross-entropy.
  public let loss: Double
  /// How many rows of each class (first index) were put into each class (second index).
  ///
  /// A row's class is its largest output; among equals, the one with the lowest index.
  public let confusion: [[Int]]

  /// The rows per pass; it changes only the last bits of the loss.
  static let batchSize = 512

  /// Classifies all rows.
  ///
  /// - Throws: `TrainingError` when there are no rows or they do not suit the network.
  public init(of network: Network, over rows: LabelledRows) throws(TrainingError) {
    guard rows.count > 0 else { throw .noRows(part: "evaluated") }
    let executor = network.executor(batchSize: min(rows.count, Self.batchSize))
    let classes = network.outputCount
    var confusion = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    var loss = 0.0
    try executor.forEachBatch(of: rows) { range, result in
      loss += result.loss * Double(range.count)
      for (label, prediction) in zip(rows.labels[range], executor.predictions(count: range.count)) {
        confusion[Int(label)][Int(prediction)] += 1
      }
    }
    self.count = rows.count
    self.loss = loss / Double(rows.count)
    self.confusion = confusion
  }

  /// The share of rows that are classified correctly.
  public var accuracy: Double { matrix.accuracy }
  /// How many rows each class has.
  public var support: [Int] { matrix.support }
  /// See `ConfusionMatrix.recall`.
  public var recall: [Double?] { matrix.recall }
  /// See `ConfusionMatrix.precision`.
  public var precision: [Double?] { matrix.precision }

  /// What the figures of the classes are made of.
  public var matrix: ConfusionMatrix { ConfusionMatrix(counts: confusion) }
}

/// How many rows of each class (first index) were put into each class (second index), and what follows from that.
public struct ConfusionMatrix: Sendable, Hashable {
  /// A row and a column for each class.
  public let counts: [[Int]]

  /// - Precondition: as many columns as rows.
  public init(counts: [[Int]]) {
    precondition(counts.allSatisfy { $0.count == counts.count }, "a matrix that is not square")
    self.counts = counts
  }

  /// The share of rows that are classified correctly; NaN without rows.
  public var accuracy: Double {
    Double(counts.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(support.reduce(0, +))
  }

  /// How many rows each class has.
  public var support: [Int] { counts.map { $0.reduce(0, +) } }

  /// How many rows were put into each class.
  public var chosen: [Int] {
    var chosen = [Int](repeating: 0, count: counts.count)
    for row in counts {
      for (c, count) in row.enumerated() { chosen[c] += count }
    }
    return chosen
  }

  /// For each class, the share of its rows that were found; nil for a class without rows.
  public var recall: [Double?] { shares(of: support) }

  /// For each class, the share of the rows put into it that belong there; nil when no row was.
  public var precision: [Double?] { shares(of: chosen) }

  /// What was classified rightly, by `totals`, one for each class.
  private func shares(of totals: [Int]) -> [Double?] {
    totals.enumerated().map { $1 == 0 ? nil : Double(counts[$0][$0]) / Double($1) }
  }
}
