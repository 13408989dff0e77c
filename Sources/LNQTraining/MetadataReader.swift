#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Reads a checkpoint's `__metadata__` and checks each entry.
struct MetadataReader {
  private let metadata: [String: String]

  init(_ metadata: [String: String]) {
    self.metadata = metadata
  }

  /// An entry as it is.
  func text(_ key: MetadataKey) throws(CheckpointError.Problem) -> String {
    guard let text = metadata[key.rawValue] else { throw .noMetadata(key: key.rawValue) }
    return text
  }

  /// An integer, 0 or more.
  func integer<Integer: FixedWidthInteger>(_ key: MetadataKey) throws(CheckpointError.Problem) -> Integer {
    let text = try text(key)
    guard let integer = Integer(text), integer >= 0 else {
      throw .metadata(key: key.rawValue, value: text, expected: "a whole number, 0 or more")
    }
    return integer
  }

  /// `count` strings.
  func texts(_ key: MetadataKey, count: Int) throws(CheckpointError.Problem) -> [String] {
    let expected = "a JSON array of \(count) strings"
    let texts: [String] = try json(key, expected: expected)
    guard texts.count == count else {
      throw .metadata(key: key.rawValue, value: try text(key), expected: expected)
    }
    return texts
  }

  /// `count` numbers that all are allowed.
  func numbers(
    _ key: MetadataKey, count: Int, expected: String, where isAllowed: (Double) -> Bool
  ) throws(CheckpointError.Problem) -> [Double] {
    let expected = "a JSON array of \(count) \(expected)"
    let numbers: [Double] = try json(key, expected: expected)
    guard numbers.count == count, numbers.allSatisfy(isAllowed) else {
      throw .metadata(key: key.rawValue, value: try text(key), expected: expected)
    }
    return numbers
  }

  /// The connections of each `Linear` with a fan-in, by the layer's index.
  ///
  /// - Throws: unless exactly those layers have them, each output 1 to `fan_in` of them, ascending.
  func connections(of model: ModelDescription) throws(CheckpointError.Problem) -> [Int: [[Int]]] {
    let key = MetadataKey.connections
    let expected = "a JSON object with 1 to fan_in ascending inputs for each output of each Linear that has a fan_in"
    let isNeeded = model.layers.contains { if case .linear(_, _, _, .some) = $0 { true } else { false } }
    guard isNeeded || metadata[key.rawValue] != nil else { return [:] }
    var entries: [String: [[Int]]] = try json(key, expected: expected)
    var connections: [Int: [[Int]]] = [:]
    for (index, layer) in model.layers.enumerated() {
      guard case .linear(let inputCount, let outputCount, _, let fanIn?) = layer else { continue }
      guard let rows = entries.removeValue(forKey: "\(index)"), rows.count == outputCount,
        rows.allSatisfy({ $0.count <= fanIn && Linear.areConnections($0, inputCount: inputCount) })
      else { throw .metadata(key: key.rawValue, value: try text(key), expected: expected) }
      connections[index] = rows
    }
    guard entries.isEmpty else { throw .metadata(key: key.rawValue, value: try text(key), expected: expected) }
    return connections
  }

  private func json<Value: Decodable>(
    _ key: MetadataKey, expected: String
  ) throws(CheckpointError.Problem) -> Value {
    let text = try text(key)
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw .metadata(key: key.rawValue, value: text, expected: expected)
    }
  }
}
