import Foundation
import LNQData
import LNQTraining

/// How well one class is told from all others when rows are cut at a probability: the receiver operating characteristic.
package struct ReceiverCurve: Equatable, Sendable {
  /// The class, the signal; all others are background.
  package let name: String
  /// For the shares 0.01, 0.02 … 0.99 of the signal that a cut keeps, the share of the background that it keeps.
  package let background: [Double]

  /// The shares of the signal.
  static let signal = (1...99).map { Double($0) / 100 }
  /// More classes have no curves: each is a pass over all rows.
  static let classLimit = 16

  /// 1/ε_B where half of the signal is kept, the figure that physicists give; nil where no background is left.
  package var rejection: Double? {
    let share = background[49]
    return share > 0 ? 1 / share : nil
  }

  /// The area below the curve of signal over background, 0.5 for no knowledge and 1 for a perfect cut.
  package var area: Double {
    let xs: [Double] = [0] + background + [1]
    let ys: [Double] = [0] + Self.signal + [1]
    var sum = 0.0
    for index in 1..<xs.count { sum += (xs[index] - xs[index - 1]) * (ys[index] + ys[index - 1]) / 2 }
    return sum
  }

  /// Those of all classes; none for a single one, for many, and where a class has no rows or all.
  ///
  /// Rows are ordered by log(p / (1 − p)) of the class's softmax probability; of rows that are equal the same share is kept.
  /// - Throws: `TrainingError` when the rows do not suit the network.
  static func all(of network: Network, over rows: LabelledRows, names: [String]) throws(TrainingError)
    -> [ReceiverCurve]
  {
    let classes = network.outputCount
    guard (2...classLimit).contains(classes), names.count == classes else { return [] }
    let logits = try network.logits(of: rows)
    var curves: [ReceiverCurve] = []
    for index in 0..<classes {
      var (signal, others): ([Float], [Float]) = ([], [])
      for row in 0..<rows.count {
        let values = logits[row * classes..<(row + 1) * classes]
        let own = values[row * classes + index]
        var largest = -Float.infinity
        for place in values.indices where place != row * classes + index { largest = max(largest, values[place]) }
        var sum: Float = 0
        for place in values.indices where place != row * classes + index { sum += exp(values[place] - largest) }
        let score = own - largest - log(sum)
        if Int(rows.labels[row]) == index { signal.append(score) } else { others.append(score) }
      }
      guard !signal.isEmpty, !others.isEmpty else { return [] }
      curves.append(ReceiverCurve(name: names[index], background: shares(of: signal, others)))
    }
    return curves
  }

  init(name: String, background: [Double]) {
    (self.name, self.background) = (name, background)
  }

  private static func shares(of signal: [Float], _ others: [Float]) -> [Double] {
    let (signal, others) = (signal.sortedDown, others.sortedDown)
    /// How many of descending numbers are above a limit, or not below it.
    func count(_ numbers: [Float], where isKept: (Float) -> Bool) -> Int {
      var (low, high) = (0, numbers.count)
      while low < high {
        let middle = (low + high) / 2
        if isKept(numbers[middle]) { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return Self.signal.map { share in
      let wanted = share * Double(signal.count)
      let limit = signal[min(signal.count - 1, max(0, Int(wanted.rounded(.up)) - 1))]
      let (above, notBelow) = (count(signal) { $0 > limit }, count(signal) { $0 >= limit })
      let part = (wanted - Double(above)) / Double(notBelow - above)
      let (background, backgroundToo) = (count(others) { $0 > limit }, count(others) { $0 >= limit })
      return (Double(background) + part * Double(backgroundToo - background)) / Double(others.count)
    }
  }
}

extension [Float] {
  /// The numbers, the greatest first, by their bits: three times into 2,048 heaps.
  fileprivate var sortedDown: [Float] {
    // The bits of a greater number are a smaller integer.
    var keys = map { number in
      let bits = number.bitPattern
      return bits >> 31 == 0 ? ~bits & 0x7FFF_FFFF : bits
    }
    var sorted = keys
    for shift in stride(from: 0, to: 32, by: 11) {
      var places = [Int](repeating: 0, count: 2049)
      for key in keys { places[Int(key >> shift & 2047) + 1] += 1 }
      for heap in 0..<2048 { places[heap + 1] += places[heap] }
      for key in keys {
        let heap = Int(key >> shift & 2047)
        sorted[places[heap]] = key
        places[heap] += 1
      }
      swap(&keys, &sorted)
    }
    return keys.map { Float(bitPattern: $0 >> 31 == 0 ? ~$0 & 0x7FFF_FFFF : $0) }
  }
}

extension ReceiverCurve {
  /// The names of the columns of `roc.csv`.
  static let header = "class,signal,background"

  /// The file of these curves.
  static func content(of curves: [ReceiverCurve]) -> Data {
    let lines = curves.enumerated().flatMap { index, curve in
      zip(signal, curve.background).map { "\(index),\($0),\($1)" }
    }
    return Data(([header] + lines).map { $0 + "\n" }.joined().utf8)
  }

  /// The curves of rows of that file; nil unless each class has all its rows.
  static func curves(of rows: [Row], names: [String]) -> [ReceiverCurve]? {
    guard rows.count == names.count * signal.count else { return nil }
    return names.enumerated().map { index, name in
      let own = rows[index * signal.count..<(index + 1) * signal.count]
      return ReceiverCurve(name: name, background: own.map(\.background))
    }
  }

  /// One row of `roc.csv`.
  struct Row {
    let background: Double

    init?(line: Substring) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 3, Int(fields[0]) != nil, Double(fields[1]) != nil, let share = Double(fields[2]),
        (0...1).contains(share)
      else { return nil }
      background = share
    }
  }
}
