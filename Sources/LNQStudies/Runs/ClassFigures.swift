import LNQTraining

/// How well the rows of one class were classified.
package struct ClassFigures: Equatable, Sendable {
  /// The class.
  package let name: String
  /// How many rows are of it.
  package let rows: Int
  /// The share of them that were found; nil without rows.
  package let recall: Double?
  /// The share of what was put into it that belongs there; nil when nothing was.
  package let precision: Double?
  /// How many of its rows were put into each class.
  package let chosen: [Int]

  /// Those of all classes: the rows of the confusion matrix.
  package static func of(_ matrix: ConfusionMatrix, names: [String]) -> [ClassFigures] {
    let (support, recall, precision) = (matrix.support, matrix.recall, matrix.precision)
    return names.enumerated().map { index, name in
      ClassFigures(
        name: name, rows: support[index], recall: recall[index], precision: precision[index],
        chosen: matrix.counts[index])
    }
  }
}

extension ClassFigures: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, rows, recall, precision, chosen, chosenByClass
  }

  /// Up to so many classes a file has the whole confusion matrix, above it what is not 0: it never has more numbers than rows.
  private static let denseLimit = 64
  /// More classes than a dataset can have, and few enough for a matrix.
  private static let classLimit = 4096

  /// Writes `chosen` as a list, or of many classes as an object of numbers by the class's index.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(rows, forKey: .rows)
    try container.encodeIfPresent(recall, forKey: .recall)
    try container.encodeIfPresent(precision, forKey: .precision)
    guard chosen.count > Self.denseLimit else { return try container.encode(chosen, forKey: .chosen) }
    let others = chosen.enumerated().filter { $0.element != 0 }.map { ("\($0.offset)", $0.element) }
    try container.encode(Dictionary(uniqueKeysWithValues: others), forKey: .chosenByClass)
  }

  /// Reads the figures of all classes.
  ///
  /// - Throws: unless every class has a count for every class, as a list of that length or by indices below it.
  static func decode(from list: inout any UnkeyedDecodingContainer) throws -> [ClassFigures] {
    let count = list.count ?? 0
    guard count <= classLimit else {
      throw DecodingError.dataCorruptedError(in: list, debugDescription: "\(count) classes are too many")
    }
    return try (0..<count).map { _ in
      let container = try list.nestedContainer(keyedBy: CodingKeys.self)
      func damaged(_ key: CodingKeys) -> DecodingError {
        .dataCorruptedError(
          forKey: key, in: container, debugDescription: "there is no count for each of \(count) classes")
      }
      var chosen = [Int](repeating: 0, count: count)
      if container.contains(.chosenByClass) {
        for (key, value) in try container.decode([String: Count].self, forKey: .chosenByClass) {
          guard let index = Int(key), chosen.indices.contains(index) else { throw damaged(.chosenByClass) }
          chosen[index] = value.wrappedValue
        }
      } else {
        chosen = try container.decode([Count].self, forKey: .chosen).map(\.wrappedValue)
        guard chosen.count == count else { throw damaged(.chosen) }
      }
      return ClassFigures(
        name: try container.decode(String.self, forKey: .name),
        rows: try container.decode(Count.self, forKey: .rows).wrappedValue,
        recall: try container.decodeIfPresent(Double.self, forKey: .recall),
        precision: try container.decodeIfPresent(Double.self, forKey: .precision), chosen: chosen)
    }
  }
}
