import Foundation

/// JSON as lnq prints and stores it: keys in alphabetical order, so that equal values are equal bytes; NaN and infinities,
/// which JSON has no numbers for, as the strings "nan", "inf" and "-inf".
package enum JSONText {
  package static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: data)
  }
}

extension RunDirectory {
  /// Reads `run.json`.
  ///
  /// - Throws: `RunDirectoryError.damaged` when it is missing, truncated or of another kind.
  package func manifest() throws(RunDirectoryError) -> RunManifest {
    try decode(RunManifest.self, from: manifestPath)
  }

  /// Reads one of the run's JSON files.
  ///
  /// - Throws: `RunDirectoryError.damaged` when it is missing, truncated or of another kind.
  package func decode<Value: Decodable>(_ type: Value.Type, from path: String) throws(RunDirectoryError) -> Value {
    try Self.decode(type, from: path)
  }

  /// Reads a JSON file that lnq wrote.
  ///
  /// - Throws: `RunDirectoryError.damaged` when it is missing, truncated or of another kind.
  package static func decode<Value: Decodable>(_ type: Value.Type, from path: String) throws(RunDirectoryError) -> Value
  {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .damaged(path: path, problem: reason(error))
    }
    do {
      return try JSONText.decode(type, from: data)
    } catch let error as DecodingError {
      throw .damaged(path: path, problem: error.sentence)
    } catch {
      throw .damaged(path: path, problem: reason(error))
    }
  }

  /// Writes `run.json`.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func write(_ manifest: RunManifest) throws(RunDirectoryError) {
    try OutputFile.write(json: manifest, to: manifestPath)
  }
}

extension DecodingError {
  /// What is wrong, and at which key.
  package var sentence: String {
    func place(_ context: Context, _ last: (any CodingKey)? = nil) -> String {
      let keys = (context.codingPath + (last.map { [$0] } ?? [])).map { $0.intValue.map(String.init) ?? $0.stringValue }
      return keys.isEmpty ? "" : " at \(keys.joined(separator: "."))"
    }
    return switch self {
    case .keyNotFound(let key, let context): "nothing stands" + place(context, key)
    case .valueNotFound(_, let context): "nothing stands" + place(context)
    case .typeMismatch(_, let context): "another kind of value is expected" + place(context)
    case .dataCorrupted(let context):
      (context.codingPath.isEmpty ? "it is not complete JSON" : context.debugDescription + place(context))
    @unknown default: "it is not what lnq writes"
    }
  }
}
