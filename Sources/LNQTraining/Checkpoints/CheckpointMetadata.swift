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

  /// `count` numbers, each of which is allowed.
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

  /// The connections of each layer with a fan-in, by its path: `2`, `3.body.0`.
  ///
  /// - Throws: unless exactly those layers have them: each output of a `Linear` or a `KANLinear` at least one, ascending (more than `fan_in`
  ///   are allowed, since a run may have been stopped before it pruned them); a sub-neuron exactly `fan_in`.
  func connections(of model: ModelDescription) throws(CheckpointError.Problem) -> [String: [[Int]]] {
    let key = MetadataKey.connections
    let expected =
      "a JSON object with ascending inputs, at least one, for each output of each Linear that has a fan_in, and of each "
      + "KANLinear"
    let sparse = model.layers.allPlaces.filter { $0.layer.connectivity != nil }
    guard !sparse.isEmpty || metadata[key.rawValue] != nil else { return [:] }
    let connections: [String: [[Int]]] = try json(key, expected: expected)
    let isComplete =
      connections.count == sparse.count
      && sparse.allSatisfy { place in
        guard let rows = connections[place.path], let due = place.layer.connectivity else { return false }
        return rows.count == due.rowCount
          && rows.allSatisfy { due.fanIns.contains($0.count) && Linear.areConnections($0, inputCount: due.inputCount) }
      }
    guard isComplete else { throw .metadata(key: key.rawValue, value: try text(key), expected: expected) }
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

/// The keys of a checkpoint's `__metadata__`.
enum MetadataKey: String {
  /// `pt`, as PyTorch's library writes.
  case format
  case modelName = "model_name"
  /// The canonical notation.
  case modelText = "model_text"
  /// JSON: the path of each `Linear` with a fan-in (`2`, `3.body.0`), and its connections. Absent without one.
  case connections
  /// The same of the best network, in the file of a run that is not over.
  case bestConnections = "best_connections"
  /// JSON arrays of strings.
  case featureNames = "feature_names"
  case classNames = "class_names"
  /// JSON arrays of numbers that read back exactly.
  case standardizationMean = "standardization_mean"
  case standardizationScale = "standardization_scale"
  case datasetName = "dataset_name"
  case datasetSHA256 = "dataset_sha256"
  case epoch
  case seed
  case lnqVersion = "lnq_version"
}

/// JSON that is written by hand, where the bytes must not depend on a library's version.
enum JSONText {
  /// A string literal: quotes, backslashes and control characters are escaped, all else is UTF-8.
  static func quoted(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\t": literal += "\\t"
      case "\r": literal += "\\r"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }

  /// An array of elements that are JSON already.
  static func array(_ elements: [String]) -> String { "[\(elements.joined(separator: ","))]" }
}
